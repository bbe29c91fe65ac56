//! Outputs and errors as answers.

use std::fmt;

use bytes::Bytes;
use hyper::http::header::CONTENT_TYPE;
use hyper::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::{Map, Value};
use tinsmith_codegen::model::traits::{ErrorKind, TimestampFormat};
use tinsmith_codegen::model::{Member, Model, Operation, Shape, ShapeKind};

use super::json::{Json, Misfit, Way};
use super::text::{from_base64, header_list, to_base64};
use super::timestamp::Timestamp;
use super::{Object, is_aggregate, is_in_response_body, timestamp_format};

const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");

/// An answer.
#[derive(Clone, Debug, Default)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// The headers, without those of the connection.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Reply {
    /// An error of this name with this body.
    pub(super) fn error(status: StatusCode, name: &str, body: &Value) -> Self {
        let mut headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("application/json"))]);
        headers.extend(HeaderValue::from_str(name).ok().map(|name| (ERROR_TYPE, name)));
        Self { status, headers, body: body.to_string().into() }
    }

    /// The error's name, when this is an error.
    pub fn error_name(&self) -> Option<&str> {
        self.headers.get(ERROR_TYPE)?.to_str().ok()
    }
}

/// An output that does not fit the model: a mistake of the service.
#[derive(Debug)]
pub struct EncodeError(pub(super) String);

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for EncodeError {}

impl From<Misfit> for EncodeError {
    fn from(misfit: Misfit) -> Self {
        Self(format!("value at '{}' must be {}", misfit.path, misfit.wanted))
    }
}

/// The answer of a successful call.
pub(super) fn output(model: &Model, operation: &Operation, output: &Object) -> Result<Reply, EncodeError> {
    let code = operation.traits.http().map_or(200, |http| http.code);
    let mut reply = Reply { status: status(code)?, ..Reply::default() };
    let shape = model.shape(&operation.output);
    if !shape.is_unit() {
        fill(model, shape, output, &mut reply)?;
    }
    Ok(reply)
}

/// The answer of a failed call.
pub(super) fn error(model: &Model, shape: &Shape, members: &Object) -> Result<Reply, EncodeError> {
    let usual = if shape.traits.error() == Some(ErrorKind::Server) { 500 } else { 400 };
    let mut reply = Reply { status: status(shape.traits.http_error().unwrap_or(usual))?, ..Reply::default() };
    reply.headers.insert(ERROR_TYPE, header_value(shape.id.name())?);
    fill(model, shape, members, &mut reply)?;
    Ok(reply)
}

fn fill(model: &Model, shape: &Shape, members: &Object, reply: &mut Reply) -> Result<(), EncodeError> {
    let encoder = Encoder { model };
    let mut in_body = Map::new();
    let has_payload = shape.members.iter().any(|member| member.traits.http_payload());
    for (name, value) in members.iter().filter(|(_, value)| !value.is_null()) {
        match shape.member(name) {
            Some(member) if !is_in_response_body(member) => encoder.member(member, value, reply)?,
            // One that is unknown is told of with the others.
            _ => drop(in_body.insert(name.clone(), value.clone())),
        }
    }
    let known: Vec<&Member> = shape.members.iter().filter(|member| is_in_response_body(member)).collect();
    let body = encoder.writer().members(&known, in_body, "")?;
    if !has_payload {
        reply.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        reply.body = Value::Object(body).to_string().into();
    }
    Ok(())
}

struct Encoder<'a> {
    model: &'a Model,
}

impl Encoder<'_> {
    fn writer(&self) -> Json<'_> {
        Json { model: self.model, way: Way::Out }
    }

    /// A member that is bound to another place than the body's members.
    fn member(&self, member: &Member, value: &Value, reply: &mut Reply) -> Result<(), EncodeError> {
        let (traits, path) = (&member.traits, format!("/{}", member.name));
        if let Some(name) = traits.http_header() {
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| Misfit::new(&path, "a header"))?;
            let text = self.header(member, value, &path)?;
            reply.headers.insert(name, header_value(&text)?);
        } else if let Some(prefix) = traits.http_prefix_headers() {
            for (name, value) in value.as_object().into_iter().flatten() {
                let name = format!("{prefix}{name}");
                let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| Misfit::new(&path, "headers"))?;
                reply.headers.insert(name, header_value(value.as_str().unwrap_or_default())?);
            }
        } else if traits.http_response_code() {
            let code = value.as_u64().and_then(|code| u16::try_from(code).ok());
            reply.status = status(code.ok_or_else(|| Misfit::new(&path, "a status"))?)?;
        } else if traits.http_payload() {
            self.payload(member, value, reply, &path)?;
        }
        Ok(())
    }

    fn header(&self, member: &Member, value: &Value, path: &str) -> Result<String, EncodeError> {
        let shape = self.model.target(member);
        if let (Some(item), Value::Array(items)) = (shape.member("member"), value) {
            let are_dates = self.model.target(item).kind == ShapeKind::Timestamp;
            let items: Result<Vec<_>, _> = items.iter().map(|value| self.text(item, value, path)).collect();
            return Ok(header_list(&items?, are_dates));
        }
        let text = self.text(member, value, path)?;
        let encoded = shape.traits.media_type().is_some() || member.traits.media_type().is_some();
        Ok(if encoded { to_base64(text.as_bytes()) } else { text })
    }

    fn text(&self, member: &Member, value: &Value, path: &str) -> Result<String, EncodeError> {
        match (self.model.target(member).kind, value) {
            (ShapeKind::Timestamp, value) => {
                let timestamp = Timestamp::from_value(value).ok_or_else(|| Misfit::new(path, "a timestamp"))?;
                Ok(timestamp.format(timestamp_format(self.model, member, TimestampFormat::HttpDate)))
            }
            (_, Value::String(text)) => Ok(text.clone()),
            (_, Value::Bool(_) | Value::Number(_)) => Ok(value.to_string()),
            _ => Err(Misfit::new(path, "a scalar").into()),
        }
    }

    fn payload(&self, member: &Member, value: &Value, reply: &mut Reply, path: &str) -> Result<(), EncodeError> {
        let shape = self.model.target(member);
        let media_type = shape.traits.media_type();
        let (usual, body) = match (shape.kind, value) {
            (ShapeKind::Blob, Value::String(text)) => {
                let bytes = from_base64(text).ok_or_else(|| Misfit::new(path, "base64"))?;
                ("application/octet-stream", bytes.into())
            }
            (kind, value) if is_aggregate(kind) || kind == ShapeKind::Document => {
                let value = self.writer().member(member, value.clone(), path)?;
                ("application/json", value.to_string().into())
            }
            (_, value) => ("text/plain", self.text(member, value, path)?.into()),
        };
        reply.body = body;
        let given = reply.headers.contains_key(CONTENT_TYPE);
        if !given {
            reply.headers.insert(CONTENT_TYPE, header_value(media_type.unwrap_or(usual))?);
        }
        Ok(())
    }
}

fn status(code: u16) -> Result<StatusCode, EncodeError> {
    StatusCode::from_u16(code).map_err(|_| EncodeError(format!("{code} is no status")))
}

fn header_value(text: &str) -> Result<HeaderValue, EncodeError> {
    HeaderValue::from_str(text).map_err(|_| EncodeError(format!("{text:?} cannot stand in a header")))
}
