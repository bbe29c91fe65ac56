//! Waits: when a waiter calls, what results mean to it, and what it ends with. In time that passes only when it is waited for.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, UNIX_EPOCH};

use tinsmith_runtime::config::{Builder, Config, Credentials, Region};
use tinsmith_runtime::error::{ErrorResponse, OperationError, Unhandled};
use tinsmith_runtime::future::BoxFuture;
use tinsmith_runtime::http::{Body, HttpClient, HttpRequest, TransportError};
use tinsmith_runtime::prelude::*;
use tinsmith_runtime::random::{Random, RandomError};
use tinsmith_runtime::test_util::{ManualTime, block_on};
use tinsmith_runtime::waiter::{Wait, WaitResult, Waiter, WaiterError, WaiterInfo};

tinsmith_runtime::service_error! {
    /// Nothing that a model names.
    pub enum Error {}
}

static SERVICE: ServiceInfo =
    ServiceInfo::new("Shop", "shop", "1", |_| Ok(Endpoint::new("https://shop.example.com".to_owned())));

/// Asks for the status of an order.
#[derive(Clone, Debug, Default)]
struct GetOrder {
    wanted: &'static str,
}

#[derive(Debug, PartialEq)]
struct Order {
    status: String,
}

impl Operation for GetOrder {
    const INFO: OperationInfo = OperationInfo::new("GetOrder", Method::GET, "/order");
    type Output = Order;
    type Error = Error;

    fn encode(&mut self, _: &mut RequestBuilder) {}

    fn decode(response: &mut HttpResponse) -> Result<Order, DecodeError> {
        read_json(response, |json| Order { status: json.get::<Option<String>>("status").unwrap_or_default() })
    }
}

/// Waits until an order has come.
static ORDER_SENT: WaiterInfo<GetOrder> = WaiterInfo::new("OrderSent", 20, 120, |polled| match polled.result {
    Ok(order) if order.status == "Sent" => Some(WaiterState::Success),
    Ok(order) if order.status == "Lost" => Some(WaiterState::Failure),
    Ok(order) if order.status == polled.input.wanted => Some(WaiterState::Success),
    Err(error) if error.meta().code() == Some("NotFound") => Some(WaiterState::Retry),
    Err(error) if error.meta().code() == Some("Gone") => Some(WaiterState::Success),
    Err(error) if error.meta().code() == Some("Burnt") => Some(WaiterState::Failure),
    _ => None,
});
