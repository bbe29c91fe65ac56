//! Values in a model's tests, from Smithy's node values to values of the Rust types.

use serde_json::{Map, Value as Json};

use crate::ir::{
    Client, Field, Home, Ident, MemberValue, Number, Operation, Presence, Structure, StructureValue, Type, UnionValue,
    Value,
};
use crate::timestamp;

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
            (Type::Number(name), json) => Value::Number(number(name, json).ok_or_else(unfit)?),
            // What is read of a larger one is no more than near to it.
            (Type::BigInteger, Json::Number(number)) if number.is_f64() => return Err(unfit()),
            (Type::BigInteger | Type::BigDecimal, Json::Number(number)) => {
                Value::Number(Number::Digits(number.to_string()))
            }
            (Type::Document, json) => Value::Document(json.to_string()),
            (Type::String, Json::String(text)) => Value::String(text.clone()),
            (Type::Blob, Json::String(text)) => Value::Blob(text.clone()),
            (Type::ByteStream, Json::String(text)) => Value::Stream(text.clone()),
            (Type::DateTime(_), json) => Value::DateTime(timestamp::read(json).ok_or_else(unfit)?),
            (Type::Enum(name), Json::String(text)) => self.enum_value(name, text),
            (Type::Structure(name), json) => Value::Structure(self.structure(self.find(name)?, json, Home::Types)?),
            (Type::Error(name), json) => {
                let error = self.0.errors.iter().find(|error| error.name == *name);
                Value::Structure(self.error(error.ok_or_else(unfit)?, json)?)
            }
            (Type::Union(name), Json::Object(members)) => Value::Union(self.union(name, members)?),
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
            Type::Number(_) | Type::BigInteger | Type::BigDecimal | Type::DateTime(_) => self.value(ty, &Json::from(0)),
            Type::Document => self.value(ty, &Json::Null),
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

    fn union(self, name: &Ident, members: &Map<String, Json>) -> Result<UnionValue, Problem> {
        let union = self.0.unions.iter().find(|union| union.name == *name);
        let mut set = members.iter().filter(|(_, json)| !json.is_null());
        let (Some((member, json)), None) = (set.next(), set.next()) else {
            return Err(format!("a union has one member, not {}", members.len()));
        };
        let variant = union.and_then(|union| union.variants.iter().find(|variant| variant.member == *member));
        let variant = variant.ok_or_else(|| format!("`{member}` is no member of `{}`", name.as_str()))?;
        let value = variant.ty.as_ref().map(|ty| self.value(ty, json)).transpose()?;
        Ok(UnionValue {
            name: name.clone(),
            variant: variant.name.clone(),
            value: value.map(Box::new),
            boxed: variant.boxed,
        })
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

/// A number; floats may be one of three strings that JSON has no number for.
fn number(ty: &str, json: &Json) -> Option<Number> {
    match json {
        Json::Number(number) => Number::parse(ty, &number.to_string()),
        Json::String(text) if matches!(text.as_str(), "NaN" | "Infinity" | "-Infinity") => Number::parse(ty, text),
        _ => None,
    }
}
