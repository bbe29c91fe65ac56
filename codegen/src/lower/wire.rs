//! Values as they stand in a request, to the node values that tests of a model use.

use serde_json::{Map, Value as Json};

use super::defaults::base64;
use crate::ir::{Client, Field, Ident, Presence, Structure, TimestampFormat, Type};

/// Why a value cannot be had.
type Problem = String;

/// The types of what stands there.
#[derive(Clone, Copy)]
pub(super) struct Wire<'c>(pub(super) &'c Client);

impl<'c> Wire<'c> {
    /// The value of a type in a JSON body.
    pub(super) fn value(self, ty: &Type, json: &Json) -> Result<Json, Problem> {
        Ok(match (ty, json) {
            (Type::Blob, Json::String(text)) => {
                let bytes = String::from_utf8(base64(text));
                Json::String(bytes.map_err(|_| format!("`{text}` stands for bytes that are no text"))?)
            }
            (Type::DateTime(Some(TimestampFormat::HttpDate)), Json::String(text)) => {
                Json::String(http_date(text).ok_or_else(|| format!("`{text}` is no date of HTTP"))?)
            }
            (Type::Structure(name), json) => self.structure(self.find(name)?, json)?,
            (Type::Union(name), Json::Object(members)) => self.union(name, members)?,
            (Type::List(ty), Json::Array(elements)) => {
                Json::Array(elements.iter().map(|json| self.value(ty, json)).collect::<Result<_, _>>()?)
            }
            (Type::Map(ty), Json::Object(entries)) => {
                let entry = |(key, json): (&String, &Json)| Ok::<_, Problem>((key.clone(), self.value(ty, json)?));
                Json::Object(entries.iter().map(entry).collect::<Result<_, _>>()?)
            }
            (Type::Sparse(ty), json) if !json.is_null() => self.value(ty, json)?,
            (_, json) => json.clone(),
        })
    }

    /// The members of a structure, by their names in the model.
    fn structure(self, structure: &Structure, json: &Json) -> Result<Json, Problem> {
        let Json::Object(members) = json else { return Err(format!("`{json}` is no structure")) };
        let mut values = Map::new();
        for field in &structure.fields {
            if let Some(value) = self.member(field, members)? {
                values.insert(field.member.clone(), value);
            } else if field.presence == Presence::Required {
                return Err(format!("the type `{}` has no room for a missing `{}`", structure.shape, field.member));
            }
        }
        Ok(Json::Object(values))
    }

    /// The member of a union, by its name in the model.
    fn union(self, name: &Ident, members: &Map<String, Json>) -> Result<Json, Problem> {
        let union = self.0.unions.iter().find(|union| union.name == *name);
        let mut values = Map::new();
        for variant in union.iter().flat_map(|union| &union.variants) {
            if let Some(json) = members.get(&variant.wire_name).filter(|json| !json.is_null()) {
                let value = variant.ty.as_ref().map_or_else(|| Ok(json.clone()), |ty| self.value(ty, json))?;
                values.insert(variant.member.clone(), value);
            }
        }
        Ok(Json::Object(values))
    }

    /// The value of a member in a JSON object; null is the same as nothing.
    pub(super) fn member(self, field: &Field, members: &Map<String, Json>) -> Result<Option<Json>, Problem> {
        let json = members.get(&field.wire_name).filter(|json| !json.is_null());
        json.map(|json| self.value(&field.ty, json)).transpose()
    }

    fn find(self, name: &Ident) -> Result<&'c Structure, Problem> {
        let found = self.0.structures.iter().find(|structure| structure.name == *name);
        found.ok_or_else(|| format!("there is no structure `{}`", name.as_str()))
    }
}

/// The value of a type in a header or in the query.
pub(super) fn plain(ty: &Type, text: &str) -> Result<Json, Problem> {
    match ty {
        Type::String | Type::Enum(_) => Ok(Json::String(text.to_owned())),
        Type::Bool | Type::Number(_) => {
            serde_json::from_str(text).map_err(|_| format!("`{text}` is no value of its type"))
        }
        Type::List(ty) => text.split(',').map(|text| plain(ty, text.trim())).collect(),
        _ => Err("only plain values are read from headers and queries".to_owned()),
    }
}

/// `Tue, 29 Apr 2014 18:30:38 GMT` (RFC 9110, section 5.6.7) as RFC 3339 has it, which node values use.
fn http_date(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [_, day, month, year, time, "GMT"] = words.as_slice() else { return None };
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (month, _) = (1..).zip(months).find(|(_, name)| name == month)?;
    Some(format!("{year}-{month:02}-{day}T{time}Z"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_date_of_http_is_read() {
        let date = http_date("Tue, 29 Apr 2014 18:30:38.123 GMT");
        assert_eq!(date.as_deref(), Some("2014-04-29T18:30:38.123Z"));
        assert_eq!(http_date("2014-04-29T18:30:38Z"), None);
    }

    #[test]
    fn plain_values_are_read_as_their_type() {
        let list = Type::List(Box::new(Type::Number("i32")));
        assert_eq!(plain(&list, "1, 2"), Ok(json!([1, 2])));
        assert_eq!(plain(&Type::String, "1"), Ok(json!("1")));
        assert_eq!(plain(&Type::Bool, "true"), Ok(json!(true)));
        assert!(plain(&Type::Bool, "yes").is_err() && plain(&Type::Blob, "YQ==").is_err());
    }
}
