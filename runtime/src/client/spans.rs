//! What tracing is told of a call, in the names that OpenTelemetry gives to it ("Semantic conventions for AWS SDK").

use tracing::Span;
use tracing::field::{Empty, Value, display};

use crate::error::{CallError, request_id};
use crate::http::HttpResponse;

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
pub(super) fn record(span: &Span, number: &str, value: u64, outcome: &Result<HttpResponse, CallError>) {
    if span.is_disabled() {
        return;
    }
    put(span, number, &value);
    let is_success = match outcome {
        Ok(response) => {
            put(span, "http.response.status_code", &response.status().as_u16());
            if let Some(id) = request_id(response) {
                put(span, "aws.request_id", &id);
            }
            response.status().is_success()
        }
        Err(CallError::Transport(error)) => {
            put(span, "error", &display(error));
            false
        }
        Err(CallError::Construction(error)) => {
            put(span, "error", &display(error));
            false
        }
    };
    if !is_success {
        put(span, "otel.status_code", &"ERROR");
    }
}

/// `Span::record` would be compiled anew for each type.
#[inline(never)]
fn put(span: &Span, field: &str, value: &dyn Value) {
    span.record(field, value);
}
