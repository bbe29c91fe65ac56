//! What tracing is told of a call, in the names that OpenTelemetry gives to it ("Semantic conventions for AWS SDK").

use std::fmt::{self, Write};

use tracing::Span;
use tracing::field::{Empty, Value, display};

use crate::error::{CallError, OneLine, request_id};
use crate::http::HttpResponse;
use crate::protocol::Protocol;

/// The span of a call. OpenTelemetry's layer shows it as `signer.StartSigningJob`, since it takes a span's name from `otel.name`.
pub(super) fn call(service: &'static str, operation: &'static str) -> Span {
    tracing::info_span!(
        "call",
        otel.name = format_args!("{service}.{operation}"),
        otel.kind = "client",
        otel.status_code = Empty,
        rpc.system = "aws-api",
        rpc.service = service,
        rpc.method = operation,
        attempts = Empty,
        http.response.status_code = Empty,
        aws.request_id = Empty,
        error = Empty,
    )
}

/// The span of one attempt.
pub(super) fn attempt(number: u32) -> Span {
    tracing::debug_span!(
        "attempt",
        number,
        otel.status_code = Empty,
        http.response.status_code = Empty,
        aws.request_id = Empty,
        latency_ms = Empty,
        error = Empty,
    )
}

/// Records what became of a call or an attempt; `number` is a field that only one of them has.
pub(super) fn record(
    span: &Span,
    protocol: &dyn Protocol,
    (number, value): (&str, u64),
    outcome: &Result<HttpResponse, CallError>,
) {
    if span.is_disabled() {
        return;
    }
    put(span, number, &value);
    match outcome {
        Ok(response) => {
            put(span, "http.response.status_code", &response.status().as_u16());
            if let Some(id) = request_id(response) {
                put(span, "aws.request_id", &id);
            }
            if !response.status().is_success() {
                record_error(span, &protocol.error(response).shape());
            }
        }
        Err(CallError::Transport(error)) => record_error(span, error),
        Err(CallError::Construction(error)) => record_error(span, error),
    }
}

fn record_error(span: &Span, error: &dyn fmt::Display) {
    put(span, "error", &display(InOneLine(error)));
    put(span, "otel.status_code", &"ERROR");
}

/// The words of an endpoint or a service must not break a line of a log.
pub(super) struct InOneLine<'a>(pub(super) &'a dyn fmt::Display);

impl fmt::Display for InOneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(OneLine(f), "{}", self.0)
    }
}

/// `Span::record` would be compiled anew for each type.
#[inline(never)]
fn put(span: &Span, field: &str, value: &dyn Value) {
    span.record(field, value);
}
