//! JSON on the wire, and values as the service sees them: members by the model's names, timestamps as seconds.

use serde_json::{Map, Value};
use tinsmith_codegen::model::traits::TimestampFormat;
use tinsmith_codegen::model::{Member, Model, Shape, ShapeKind};

use super::text::{fits, from_base64, is_special_float};
use super::timestamp::Timestamp;
use super::{Object, json_name, timestamp_format};

/// A value that does not have the form that the model gives it.
#[derive(Debug)]
pub(super) struct Misfit {
    /// Where: `/tags/KEY`.
    pub(super) path: String,
    /// What should be there.
    pub(super) wanted: String,
}

impl Misfit {
    pub(super) fn new(path: &str, wanted: impl Into<String>) -> Self {
        Self { path: path.to_owned(), wanted: wanted.into() }
    }
}

/// Which way a value goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// From the wire: JSON names; what is unknown is passed over.
    In,
    /// To the wire: the model's names; what is unknown is a mistake.
    Out,
}

/// Rewrites values of a model.
#[derive(Clone, Copy)]
pub(super) struct Json<'a> {
    pub(super) model: &'a Model,
    pub(super) way: Way,
}

impl Json<'_> {
    /// A member's value.
    pub(super) fn member(self, member: &Member, value: Value, path: &str) -> Result<Value, Misfit> {
        let shape = self.model.target(member);
        match shape.kind {
            ShapeKind::Timestamp => {
                let format = timestamp_format(self.model, member, TimestampFormat::EpochSeconds);
                self.timestamp(value, format).ok_or_else(|| Misfit::new(path, format!("a timestamp ({format:?})")))
            }
            ShapeKind::List => self.list(shape, value, path),
            ShapeKind::Map => self.map(shape, value, path),
            ShapeKind::Structure => match value {
                Value::Object(members) => Ok(Value::Object(self.structure(shape, members, path)?)),
                _ => Err(Misfit::new(path, "an object")),
            },
            ShapeKind::Union => self.union(shape, value, path),
            kind if is_scalar(kind, &value) => Ok(value),
            kind => Err(Misfit::new(path, wanted(kind))),
        }
    }

    /// The members of a structure that stand in JSON.
    pub(super) fn structure(self, shape: &Shape, members: Map<String, Value>, path: &str) -> Result<Object, Misfit> {
        self.members(&shape.members.iter().collect::<Vec<_>>(), members, path)
    }

    /// These members. Null is as good as absent.
    pub(super) fn members(self, known: &[&Member], mut given: Object, path: &str) -> Result<Object, Misfit> {
        let mut members = Map::new();
        for member in known {
            let (from, to) = self.names(member);
            let path = format!("{path}/{}", member.name);
            match given.remove(from).filter(|value| !value.is_null()) {
                Some(value) => drop(members.insert(to.to_owned(), self.member(member, value, &path)?)),
                None => members.extend(self.default(member).map(|value| (to.to_owned(), value))),
            }
        }
        match given.keys().next() {
            Some(unknown) if self.way == Way::Out => {
                Err(Misfit::new(&format!("{path}/{unknown}"), "nothing, since the model has no such member"))
            }
            _ => Ok(members),
        }
    }

    /// What a member has when nothing is given, as it stands on this way.
    fn default(self, member: &Member) -> Option<Value> {
        let value = default(self.model, member)?;
        if self.way == Way::In { Some(value) } else { self.member(member, value, "").ok() }
    }

    fn names(self, member: &Member) -> (&str, &str) {
        match self.way {
            Way::In => (json_name(member), &member.name),
            Way::Out => (&member.name, json_name(member)),
        }
    }

    fn list(self, shape: &Shape, value: Value, path: &str) -> Result<Value, Misfit> {
        let (Value::Array(items), Some(member)) = (value, shape.member("member")) else {
            return Err(Misfit::new(path, "a list"));
        };
        let item = |(index, item)| self.element(shape, member, item, &format!("{path}/{index}"));
        items.into_iter().enumerate().map(item).collect()
    }

    fn map(self, shape: &Shape, value: Value, path: &str) -> Result<Value, Misfit> {
        let (Value::Object(entries), Some(member)) = (value, shape.member("value")) else {
            return Err(Misfit::new(path, "an object"));
        };
        let entry = |(key, value)| {
            let value = self.element(shape, member, value, &format!("{path}/{key}"))?;
            Ok((key, value))
        };
        entries.into_iter().map(entry).collect::<Result<Map<_, _>, _>>().map(Value::Object)
    }

    /// An item of a list or a value of a map, which may be null if the model says so.
    fn element(self, shape: &Shape, member: &Member, value: Value, path: &str) -> Result<Value, Misfit> {
        match value {
            Value::Null if shape.traits.sparse() => Ok(Value::Null),
            Value::Null => Err(Misfit::new(path, "something other than null")),
            value => self.member(member, value, path),
        }
    }

    /// One member, and nothing beside it.
    fn union(self, shape: &Shape, value: Value, path: &str) -> Result<Value, Misfit> {
        let one = || Misfit::new(path, "an object with one of the union's members");
        let Value::Object(mut given) = value else { return Err(one()) };
        given.retain(|name, value| !value.is_null() && name != "__type");
        let mut given = given.into_iter();
        let (Some((name, value)), None) = (given.next(), given.next()) else { return Err(one()) };
        let member = shape.members.iter().find(|member| self.names(member).0 == name).ok_or_else(one)?;
        let value = self.member(member, value, &format!("{path}/{}", member.name))?;
        Ok(Value::Object(Map::from_iter([(self.names(member).1.to_owned(), value)])))
    }

    fn timestamp(self, value: Value, format: TimestampFormat) -> Option<Value> {
        if self.way == Way::Out {
            let timestamp = Timestamp::from_value(&value)?;
            return Some(match format {
                TimestampFormat::EpochSeconds => timestamp.value(),
                format => timestamp.format(format).into(),
            });
        }
        match (format, &value) {
            (TimestampFormat::EpochSeconds, Value::Number(_)) => Timestamp::from_value(&value),
            (TimestampFormat::DateTime | TimestampFormat::HttpDate, Value::String(text)) => {
                Timestamp::parse(text, format)
            }
            _ => None,
        }
        .map(Timestamp::value)
    }
}

/// What a member has when nothing is given.
pub(super) fn default(model: &Model, member: &Member) -> Option<Value> {
    let value = member.traits.default_value().filter(|value| !value.is_null())?;
    match (model.target(member).kind, value) {
        (ShapeKind::Timestamp, Value::String(text)) => {
            Timestamp::parse(text, TimestampFormat::DateTime).map(Timestamp::value)
        }
        _ => Some(value.clone()),
    }
}

fn is_scalar(kind: ShapeKind, value: &Value) -> bool {
    match (kind, value) {
        (ShapeKind::Document, _)
        | (ShapeKind::Boolean, Value::Bool(_))
        | (ShapeKind::String | ShapeKind::Enum, Value::String(_)) => true,
        (ShapeKind::Blob, Value::String(text)) => from_base64(text).is_some(),
        (ShapeKind::Float | ShapeKind::Double, Value::String(text)) => is_special_float(text),
        (ShapeKind::BigInteger, Value::Number(number)) => !number.to_string().contains(['.', 'e', 'E']),
        (kind, Value::Number(number)) if kind.is_number() => fits(kind, number),
        _ => false,
    }
}

/// A kind in words.
pub(super) fn wanted(kind: ShapeKind) -> &'static str {
    match kind {
        ShapeKind::Blob => "a string of base64",
        ShapeKind::Boolean => "a boolean",
        ShapeKind::String | ShapeKind::Enum => "a string",
        ShapeKind::Byte => "a whole number of 8 bits",
        ShapeKind::Short => "a whole number of 16 bits",
        ShapeKind::Integer | ShapeKind::IntEnum => "a whole number of 32 bits",
        ShapeKind::Long => "a whole number of 64 bits",
        ShapeKind::BigInteger => "a whole number",
        ShapeKind::Timestamp => "a timestamp",
        ShapeKind::List => "a list",
        ShapeKind::Float | ShapeKind::Double | ShapeKind::BigDecimal => "a number",
        ShapeKind::Document | ShapeKind::Map | ShapeKind::Structure | ShapeKind::Union => "an object",
    }
}
