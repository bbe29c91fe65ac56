//! Values in a model's tests, from Smithy's node values to values of the Rust types.

use serde_json::{Map, Value as Json};

use crate::ir::{Client, Field, Home, Ident, MemberValue, Operation, Presence, Structure, StructureValue, Type, Value};

/// What is wrong with a value.
type Problem = String;

/// The types that values are made of.
#[derive(Clone, Copy)]
pub(super) struct Values<'c>(pub(super) &'c Client);

impl<'c> Values<'c> {
    /// The input of an operation. Its builder always gives a `Result`.
    pub(super) fn input(self, operation: &Operation, params: &Json) -> Result<StructureValue, Problem> {
        let value = self.structure(&operation.input, params, Home::Operation(operation.method_name.clone()))?;
        Ok(StructureValue { checked: true, ..value })
    }

    /// The output of an operation.
    pub(super) fn output(self, operation: &Operation, params: &Json) -> Result<StructureValue, Problem> {
        self.structure(&operation.output, params, Home::Operation(operation.method_name.clone()))
    }

    /// An error.
    pub(super) fn error(self, error: &Structure, params: &Json) -> Result<StructureValue, Problem> {
        self.structure(error, params, Home::Errors)
    }

    /// A structure as its builder makes it. A required member that is missing is the zero value, as in a response
    /// (Smithy's client error correction); defaults are left to the builder.
    fn structure(self, structure: &Structure, params: &Json, home: Home) -> Result<StructureValue, Problem> {
        let params = members(structure, params)?;
        let mut members = Vec::new();
        for field in &structure.fields {
            let value = match (set(params, field), &field.presence) {
                (Some(json), _) => self.value(&field.ty, json)?,
                (None, Presence::Required) => self.zero(&field.ty)?,
                (None, _) => continue,
            };
            members.push(MemberValue { name: field.name.clone(), setter: field.setter.clone(), value });
        }
        Ok(StructureValue { home, name: structure.name.clone(), members, checked: structure.has_required() })
    }

    fn value(self, ty: &Type, json: &Json) -> Result<Value, Problem> {
        let unfit = || format!("`{json}` is no value of its type");
        Ok(match (ty, json) {
            (Type::Bool, Json::Bool(value)) => Value::Bool(*value),
            (Type::Number(name), json) => Value::Number(name, number(name, json).ok_or_else(unfit)?),
            (Type::String, Json::String(text)) => Value::String(text.clone()),
            (Type::Blob, Json::String(text)) => Value::Blob(text.clone()),
            (Type::DateTime(_), Json::Number(seconds)) => Value::DateTime(seconds.to_string()),
            (Type::Enum(name), Json::String(text)) => self.enum_value(name, text),
            (Type::Structure(name), json) => Value::Structure(self.structure(self.find(name)?, json, Home::Types)?),
            (Type::List(element), Json::Array(elements)) => {
                let elements: Result<_, _> = elements.iter().map(|json| self.value(element, json)).collect();
                Value::List(elements?)
            }
            (Type::Map(ty), Json::Object(entries)) => {
                let entry = |(key, json): (&String, &Json)| Ok::<_, Problem>((key.clone(), self.value(ty, json)?));
                let entries: Result<_, _> = entries.iter().map(entry).collect();
                Value::Map(entries?)
            }
            (Type::Sparse(_), Json::Null) => Value::Optional(None),
            (Type::Sparse(ty), json) => Value::Optional(Some(Box::new(self.value(ty, json)?))),
            _ => return Err(unfit()),
        })
    }

    /// What stands for a required value that a response lacks.
    fn zero(self, ty: &Type) -> Result<Value, Problem> {
        let empty = Json::String(String::new());
        match ty {
            Type::Bool => Ok(Value::Bool(false)),
            Type::Number(_) | Type::DateTime(_) => self.value(ty, &Json::from(0)),
            Type::Structure(_) | Type::Map(_) => self.value(ty, &Json::Object(Map::new())),
            Type::List(_) => Ok(Value::List(Vec::new())),
            Type::Sparse(_) => Ok(Value::Optional(None)),
            _ => self.value(ty, &empty),
        }
    }

    fn enum_value(self, name: &Ident, text: &str) -> Value {
        let string_enum = self.0.enums.iter().find(|string_enum| string_enum.name == *name);
        let mut variants = string_enum.iter().flat_map(|string_enum| &string_enum.variants);
        match variants.find(|variant| variant.value == text) {
            Some(variant) => Value::Variant(name.clone(), variant.name.clone()),
            None => Value::Unknown(name.clone(), text.to_owned()),
        }
    }

    fn find(self, name: &Ident) -> Result<&'c Structure, Problem> {
        let found = self.0.structures.iter().find(|structure| structure.name == *name);
        found.ok_or_else(|| format!("there is no structure `{}`", name.as_str()))
    }
}

fn members<'p>(structure: &Structure, params: &'p Json) -> Result<Option<&'p Map<String, Json>>, Problem> {
    let members = match params {
        Json::Null => return Ok(None),
        Json::Object(members) => members,
        other => return Err(format!("`{other}` is no structure")),
    };
    let known = |name: &String| structure.fields.iter().any(|field| field.member == *name);
    match members.keys().find(|name| !known(name)) {
        Some(name) => Err(format!("`{name}` is no member of `{}`", structure.shape)),
        None => Ok(Some(members)),
    }
}

/// The value of a member that is set; null is the same as nothing.
fn set<'p>(params: Option<&'p Map<String, Json>>, field: &Field) -> Option<&'p Json> {
    params?.get(&field.member).filter(|json| !json.is_null())
}

/// Whether a number can be written as a literal of the type.
pub(super) fn fits(ty: &str, text: &str) -> bool {
    match ty {
        "i8" => text.parse::<i8>().is_ok(),
        "i16" => text.parse::<i16>().is_ok(),
        "i32" => text.parse::<i32>().is_ok(),
        "i64" => text.parse::<i64>().is_ok(),
        "f32" => text.parse::<f32>().is_ok_and(f32::is_finite),
        _ => text.parse::<f64>().is_ok_and(f64::is_finite),
    }
}

/// A number as text; floats may be one of three strings that JSON has no number for.
fn number(ty: &str, json: &Json) -> Option<String> {
    let float = ty.starts_with('f');
    match json {
        Json::Number(number) => Some(number.to_string()).filter(|text| fits(ty, text)),
        Json::String(text) if float => matches!(text.as_str(), "NaN" | "Infinity" | "-Infinity").then(|| text.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_number_is_as_wide_as_its_type() {
        for (ty, value, fits) in [
            ("i8", json!(127), true),
            ("i8", json!(-129), false),
            ("i16", json!(40000), false),
            ("i32", json!(1u64 << 31), false),
            ("i64", json!(u64::MAX), false),
            ("i32", json!(1.5), false),
            ("f32", json!(1e40), false),
            ("f32", json!(7), true),
            ("f64", json!(1e40), true),
            ("f64", json!("NaN"), true),
            ("i8", json!("NaN"), false),
        ] {
            assert_eq!(number(ty, &value).is_some(), fits, "{ty} {value}");
        }
    }
}
