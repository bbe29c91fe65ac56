//! What tracing is told of a call, in the names that OpenTelemetry gives to it ("Semantic conventions for AWS SDK").

use std::fmt;
use std::time::Duration;

use tracing::Span;
use tracing::field::{Empty, display};

use crate::error::{CallError, request_id};
use crate::http::{HttpResponse, TransportError};

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

pub(super) fn record_call(span: &Span, attempts: u32, result: &Result<HttpResponse, CallError>) {
    if span.is_disabled() {
        return;
    }
    span.record("attempts", attempts);
    match result {
        Ok(response) => record_response(span, response),
        Err(CallError::Transport(error)) => record_error(span, error),
        Err(CallError::Construction(error)) => record_error(span, error),
    }
}

pub(super) fn record_attempt(span: &Span, latency: Duration, outcome: Result<&HttpResponse, &TransportError>) {
    if span.is_disabled() {
        return;
    }
    span.record("latency_ms", latency.as_millis() as u64);
    match outcome {
        Ok(response) => record_response(span, response),
        Err(error) => record_error(span, error),
    }
}

fn record_response(span: &Span, response: &HttpResponse) {
    span.record("http.response.status_code", response.status().as_u16());
    if let Some(id) = request_id(response) {
        span.record("aws.request_id", id);
    }
    if !response.status().is_success() {
        span.record("otel.status_code", "ERROR");
    }
}

fn record_error(span: &Span, error: &dyn fmt::Display) {
    span.record("error", display(error));
    span.record("otel.status_code", "ERROR");
}
