//! A request as the input of its operation.

use serde_json::{Map, Value};
use tinsmith_codegen::model::traits::TimestampFormat;
use tinsmith_codegen::model::{Member, Model, Operation, Shape, ShapeKind};

use super::json::{Json, Misfit, Way, default, wanted};
use super::text::{from_base64, header_items, query_pairs, scalar, to_base64};
use super::{Call, Object, Rejection, Request, is_aggregate, is_in_request_body, timestamp_format};

/// The input, without the constraints having been checked.
pub(super) fn input(model: &Model, operation: &Operation, call: &Call, request: &Request) -> Result<Object, Rejection> {
    let shape = model.shape(&operation.input);
    let query = query_pairs(&request.query)?;
    let decoder = Decoder { model, call, request, query: &query };
    let mut body = decoder.body(shape)?;
    let mut input = Map::new();
    // In order of the model, whatever order they came in.
    for member in &shape.members {
        let value = if is_in_request_body(member) { body.remove(&member.name) } else { decoder.member(member)? };
        let value = value.or_else(|| default(model, member));
        input.extend(value.map(|value| (member.name.clone(), value)));
    }
    Ok(input)
}

struct Decoder<'a> {
    model: &'a Model,
    call: &'a Call,
    request: &'a Request,
    query: &'a [(String, String)],
}

impl Decoder<'_> {
    /// The members that stand in the body.
    fn body(&self, shape: &Shape) -> Result<Object, Rejection> {
        let members: Vec<&Member> = shape.members.iter().filter(|member| is_in_request_body(member)).collect();
        if members.is_empty() || self.request.body.is_empty() {
            return Ok(Map::new());
        }
        match self.json()? {
            Value::Object(given) => self.reader().members(&members, given, "").map_err(rejected),
            _ => Err(Rejection::serialization("The body must be a JSON object.")),
        }
    }

    fn json(&self) -> Result<Value, Rejection> {
        serde_json::from_slice(&self.request.body)
            .map_err(|error| Rejection::serialization(format!("The body is no JSON: {error}.")))
    }

    fn reader(&self) -> Json<'_> {
        Json { model: self.model, way: Way::In }
    }

    /// A member that is bound to another place than the body's members.
    fn member(&self, member: &Member) -> Result<Option<Value>, Rejection> {
        let (traits, path) = (&member.traits, format!("/{}", member.name));
        if traits.http_label() {
            let label = self.call.labels.iter().find(|(name, _)| *name == member.name);
            label.map(|(_, text)| self.text(member, text, TimestampFormat::DateTime, &path)).transpose()
        } else if let Some(key) = traits.http_query() {
            self.query(member, key, &path)
        } else if traits.http_query_params() {
            self.query_params(member)
        } else if let Some(name) = traits.http_header() {
            self.header(member, name, &path)
        } else if let Some(prefix) = traits.http_prefix_headers() {
            Ok(self.prefix_headers(prefix))
        } else if traits.http_payload() {
            self.payload(member, &path)
        } else {
            Ok(None)
        }
    }

    /// A scalar that stands as text.
    fn text(&self, member: &Member, text: &str, usual: TimestampFormat, path: &str) -> Result<Value, Rejection> {
        let kind = self.model.target(member).kind;
        let format = timestamp_format(self.model, member, usual);
        scalar(kind, text, format).ok_or_else(|| rejected(Misfit::new(path, wanted(kind))))
    }

    /// What a list's items are; the member itself when it is no list.
    fn item<'a>(&'a self, member: &'a Member) -> (&'a Member, bool) {
        let shape = self.model.target(member);
        match shape.member("member").filter(|_| shape.kind == ShapeKind::List) {
            Some(item) => (item, true),
            None => (member, false),
        }
    }

    fn items<'t>(
        &self,
        member: &Member,
        texts: impl Iterator<Item = &'t str>,
        usual: TimestampFormat,
        path: &str,
    ) -> Result<Option<Value>, Rejection> {
        let texts = texts.enumerate();
        let item = |(index, text)| self.text(member, text, usual, &format!("{path}/{index}"));
        let items = texts.map(item).collect::<Result<Vec<_>, _>>()?;
        Ok((!items.is_empty()).then_some(Value::Array(items)))
    }

    fn query(&self, member: &Member, key: &str, path: &str) -> Result<Option<Value>, Rejection> {
        let mut values = self.query.iter().filter(|(given, _)| given == key).map(|(_, value)| value.as_str());
        match self.item(member) {
            (item, true) => self.items(item, values, TimestampFormat::DateTime, path),
            (_, false) => {
                values.next().map(|text| self.text(member, text, TimestampFormat::DateTime, path)).transpose()
            }
        }
    }

    /// The whole query, as a map of strings or of lists of strings.
    fn query_params(&self, member: &Member) -> Result<Option<Value>, Rejection> {
        let value = self.model.target(member).member("value");
        let lists = value.is_some_and(|value| self.model.target(value).kind == ShapeKind::List);
        let mut params: Object = Map::new();
        for (key, value) in self.query {
            let value = Value::from(value.as_str());
            match (params.get_mut(key), lists) {
                (Some(Value::Array(values)), _) => values.push(value),
                (Some(_), _) => {}
                (None, true) => drop(params.insert(key.clone(), Value::Array(vec![value]))),
                (None, false) => drop(params.insert(key.clone(), value)),
            }
        }
        Ok((!params.is_empty()).then_some(Value::Object(params)))
    }

    fn header(&self, member: &Member, name: &str, path: &str) -> Result<Option<Value>, Rejection> {
        let values: Vec<&str> = self.request.header(name).map(str::trim).collect();
        let usual = TimestampFormat::HttpDate;
        let (item, is_list) = self.item(member);
        let Some(first) = values.first().copied() else { return Ok(None) };
        if is_list {
            let is_date = self.model.target(item).kind == ShapeKind::Timestamp
                && timestamp_format(self.model, item, usual) == TimestampFormat::HttpDate;
            let items = header_items(&values.join(","), is_date);
            let items = items.ok_or_else(|| rejected(Misfit::new(path, "a list that ends its quotes")))?;
            return self.items(item, items.iter().map(String::as_str), usual, path);
        }
        if self.model.target(member).traits.media_type().is_some() || member.traits.media_type().is_some() {
            let text = from_base64(first).and_then(|bytes| String::from_utf8(bytes).ok());
            return text.map(Value::from).ok_or_else(|| rejected(Misfit::new(path, "base64 of text"))).map(Some);
        }
        self.text(member, first, usual, path).map(Some)
    }

    fn prefix_headers(&self, prefix: &str) -> Option<Value> {
        let prefix = prefix.to_ascii_lowercase();
        let headers = self.request.headers.iter().filter_map(|(name, value)| {
            let name = name.as_str().strip_prefix(&prefix)?;
            Some((name.to_owned(), Value::from(value.to_str().ok()?)))
        });
        let headers: Object = headers.collect();
        (!headers.is_empty()).then_some(Value::Object(headers))
    }

    /// A member that is the whole body.
    fn payload(&self, member: &Member, path: &str) -> Result<Option<Value>, Rejection> {
        let (kind, body) = (self.model.target(member).kind, &self.request.body);
        if body.is_empty() {
            return Ok(None);
        }
        if is_aggregate(kind) || kind == ShapeKind::Document {
            return self.reader().member(member, self.json()?, path).map_err(rejected).map(Some);
        }
        if kind == ShapeKind::Blob {
            return Ok(Some(to_base64(body).into()));
        }
        let text = std::str::from_utf8(body);
        let text = text.map_err(|_| rejected(Misfit::new(path, "text in UTF-8")))?;
        self.text(member, text, TimestampFormat::EpochSeconds, path).map(Some)
    }
}

fn rejected(misfit: Misfit) -> Rejection {
    Rejection::serialization(format!("Value at '{}' must be {}.", misfit.path, misfit.wanted))
}
