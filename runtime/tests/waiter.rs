//! Waits: when a waiter calls, what results mean to it, and what it ends with. In time that passes only when it is waited for.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use std::collections::VecDeque;
use std::error::Error as _;
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};
use std::time::{Duration, UNIX_EPOCH};

use tinsmith_runtime::config::{Builder, Config, Credentials, Region, RetryConfig};
use tinsmith_runtime::future::BoxFuture;
use tinsmith_runtime::http::{Body, HttpClient, HttpRequest, TransportError};
use tinsmith_runtime::prelude::*;
use tinsmith_runtime::random::{Random, RandomError};
use tinsmith_runtime::test_util::{ManualTime, block_on};
use tinsmith_runtime::time::{FixedClock, Sleep};
use tinsmith_runtime::waiter::{FinalPoll, Wait, WaitResult, Waiter, WaiterError, WaiterInfo};

tinsmith_runtime::service_error! {
    /// Nothing that a model names.
    pub enum Error {}
}

static SERVICE: ServiceInfo =
    ServiceInfo::new("Shop", "shop", "1", |_| Ok(Endpoint::new("https://shop.example.com".to_owned())));

/// Asks for the status of an order.
#[derive(Clone, Debug, Default)]
struct GetOrder {
    also: &'static str,
}

#[derive(Debug, PartialEq)]
struct Order {
    status: String,
}

impl Operation for GetOrder {
    const INFO: OperationInfo = OperationInfo::new("GetOrder", Method::GET, "/order");
    type Output = Order;
    type Error = Error;

    fn validate(&self, validator: &mut Validator<'_>) {
        validator.not_null("also", &Some(self.also).filter(|also| *also != NONE));
    }

    fn encode(&mut self, _: &mut RequestBuilder) {}

    fn decode(response: &mut HttpResponse) -> Result<Order, DecodeError> {
        read_json(response, |json| Order { status: json.get("status").unwrap_or_default() })
    }
}

/// Waits until an order has been sent.
static ORDER_SENT: WaiterInfo<GetOrder> = WaiterInfo::new("OrderSent", 20, 120, |polled| match polled.result {
    Ok(order) if order.status == "Sent" => Some(WaiterState::Success),
    Ok(order) if order.status == "Lost" => Some(WaiterState::Failure),
    Ok(order) if order.status == polled.input.also => Some(WaiterState::Success),
    Err(error) if error.meta().code() == Some("NotFound") => Some(WaiterState::Retry),
    Err(error) if error.meta().code() == Some("Gone") => Some(WaiterState::Success),
    Err(error) if error.meta().code() == Some("Burnt") => Some(WaiterState::Failure),
    _ => None,
});

/// What the service answers: a status of the order, or the code of an error.
#[derive(Clone, Copy, Debug)]
enum Reply {
    Status(&'static str),
    Code(&'static str),
    Reset,
    Silence,
}

use Reply::{Code, Reset, Silence, Status};

/// Gives the replies in order, and the last one for ever.
#[derive(Clone, Debug)]
struct Service {
    replies: Arc<Mutex<VecDeque<Reply>>>,
    calls: Arc<Mutex<u32>>,
    /// How long a call takes, of which time.
    takes: Option<(ManualTime, Duration)>,
}

impl HttpClient for Service {
    fn call(&self, _: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        *self.calls.lock().unwrap() += 1;
        self.takes.iter().for_each(|(time, takes)| time.advance(*takes));
        let mut replies = self.replies.lock().unwrap();
        let reply = if replies.len() > 1 { replies.pop_front().unwrap() } else { replies[0] };
        Box::pin(async move {
            let response = http::Response::builder();
            let response = match reply {
                Status(status) => response.body(Body::from(format!("{{\"status\": \"{status}\"}}"))),
                Code(code) => response.status(400).header("x-amzn-errortype", code).body(Body::default()),
                Reset => return Err(TransportError::io("connection reset")),
                Silence => std::future::pending().await,
            };
            Ok(response.unwrap())
        })
    }
}

/// The same byte for ever: 0 makes every delay its shortest, 0xFF nearly its longest.
#[derive(Debug)]
struct Constant(u8);

impl Random for Constant {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        bytes.fill(self.0);
        Ok(())
    }
}

/// A service with a script, and the time that it lives in.
struct Shop {
    service: Service,
    time: ManualTime,
    config: Builder,
}

impl Shop {
    fn new(replies: &[Reply]) -> Self {
        Self::with(replies, 0)
    }

    fn with(replies: &[Reply], random: u8) -> Self {
        let replies = Arc::new(Mutex::new(replies.iter().copied().collect()));
        let (service, time) = (Service { replies, calls: Arc::default(), takes: None }, ManualTime::new(UNIX_EPOCH));
        let config = Config::builder()
            .region(Region::from_static("eu-west-1"))
            .credentials_provider(Credentials::from_keys("AKIDEXAMPLE", "secret", None))
            .retry_config(RetryConfig::disabled())
            .http_client(service.clone())
            .random(Constant(random))
            .clock(time.clone())
            .sleep(time.clone());
        Self { service, time, config }
    }

    fn wait(&self, max_wait: u64) -> Wait<GetOrder> {
        self.wait_also_for("", max_wait)
    }

    fn wait_also_for(&self, also: &'static str, max_wait: u64) -> Wait<GetOrder> {
        let client = RuntimeClient::new(&SERVICE, self.config.clone().build());
        Waiter::new(client, &ORDER_SENT).wait(GetOrder { also }, Duration::from_secs(max_wait))
    }

    fn calls(&self) -> u32 {
        *self.service.calls.lock().unwrap()
    }

    /// In whole seconds.
    fn waits(&self) -> Vec<u64> {
        self.time.waits().iter().map(|wait| wait.as_secs_f64().round() as u64).collect()
    }
}

fn error(result: WaitResult<GetOrder>) -> WaiterError<Order, Error> {
    result.map_or_else(|error| error, |poll| panic!("{poll:?}"))
}

/// Stands for a member that is required and not given.
const NONE: &str = "none";

const LONG: u64 = 100_000;

#[test]
fn what_has_come_is_not_waited_for() {
    let shop = Shop::new(&[Status("Sent")]);
    let order = block_on(shop.wait(LONG)).unwrap().into_result().unwrap();
    assert_eq!((order.status.as_str(), shop.calls(), shop.waits()), ("Sent", 1, vec![]));
}

#[test]
fn an_output_that_nothing_is_said_of_means_to_go_on() {
    let shop = Shop::new(&[Status("New"), Status("Packed"), Status("Sent")]);
    assert!(block_on(shop.wait(LONG)).is_ok());
    assert_eq!((shop.calls(), shop.waits()), (3, vec![20, 20]));
}

#[test]
fn delays_double_up_to_the_longest() {
    let mut replies = vec![Status("New"); 6];
    replies.push(Status("Sent"));
    let shop = Shop::with(&replies, 0xFF);
    assert!(block_on(shop.wait(LONG)).is_ok());
    assert_eq!(shop.waits(), [20, 40, 80, 120, 120, 120]);
    let shop = Shop::with(&replies, 0);
    assert!(block_on(shop.wait(LONG)).is_ok());
    assert_eq!(shop.time.waits(), [Duration::from_secs(20); 6]);
}

#[test]
fn the_last_delay_ends_with_the_time() {
    // 100 are left after 60. To wait for 80 and then have 20 left, the shortest delay, would be for nothing.
    let shop = Shop::with(&[Status("New")], 0xFF);
    let error = error(block_on(shop.wait(160)));
    assert_eq!(shop.waits(), [20, 40, 100]);
    let WaiterError::ExceededMaxWait(error) = error else { panic!("{error}") };
    assert_eq!((error.poll_count(), error.max_wait().as_secs(), error.elapsed().as_secs()), (4, 160, 160));
    let shop = Shop::new(&[Status("New"), Status("New"), Status("Sent")]);
    assert!(block_on(shop.wait(60)).is_ok(), "the call at the end of the time counts");
    assert_eq!(shop.waits(), [20, 40]);
}

#[test]
fn a_time_shorter_than_a_delay_has_a_call_at_each_end() {
    let shop = Shop::new(&[Status("New")]);
    assert!(matches!(error(block_on(shop.wait(5))), WaiterError::ExceededMaxWait(_)));
    assert_eq!((shop.calls(), shop.waits()), (2, vec![5]));
}

#[test]
fn without_time_there_is_one_call() {
    let shop = Shop::new(&[Status("New")]);
    let text = error(block_on(shop.wait(0))).to_string();
    assert_eq!(text, "OrderSent has not come within 0ns (1 call of GetOrder in 0ns)");
    assert_eq!((shop.calls(), shop.waits()), (1, vec![]));
    assert!(block_on(Shop::new(&[Status("Sent")]).wait(0)).is_ok());
}

#[test]
fn calls_take_time_as_well() {
    let mut shop = Shop::new(&[Status("New")]);
    shop.service.takes = Some((shop.time.clone(), Duration::from_secs(30)));
    shop.config = shop.config.http_client(shop.service.clone());
    let WaiterError::ExceededMaxWait(error) = error(block_on(shop.wait(100))) else { panic!() };
    assert_eq!((error.poll_count(), error.elapsed().as_secs(), shop.waits()), (3, 130, vec![20, 20]));
}

#[test]
fn a_clock_that_stands_still_or_goes_back_does_not_lengthen_the_wait() {
    let mut shop = Shop::new(&[Status("New")]);
    shop.config = shop.config.clock(FixedClock::new(UNIX_EPOCH));
    let WaiterError::ExceededMaxWait(error) = error(block_on(shop.wait(100))) else { panic!() };
    assert_eq!((error.elapsed().as_secs(), shop.waits()), (100, vec![20, 20, 20, 40]));
}

#[test]
fn a_failure_ends_the_wait_and_keeps_the_output() {
    let shop = Shop::new(&[Status("New"), Status("Lost")]);
    let error = error(block_on(shop.wait(LONG)));
    assert_eq!(error.to_string(), "OrderSent will not come, as GetOrder says (2 calls of GetOrder in 20s)");
    assert_eq!(error.last_output().unwrap().status, "Lost");
    assert!(error.source().is_none() && error.meta().code().is_none());
    let WaiterError::FailureState(failure) = error else { panic!() };
    assert_eq!(failure.final_poll().as_result().unwrap().status, "Lost");
    assert_eq!(failure.into_final_poll().into_result().unwrap().status, "Lost");
}

#[test]
fn an_error_may_mean_anything() {
    let shop = Shop::new(&[Code("NotFound"), Code("NotFound"), Code("Gone")]);
    let poll = block_on(shop.wait(LONG)).unwrap();
    assert_eq!((poll.into_result().unwrap_err().code(), shop.calls()), (Some("Gone"), 3));
    let burnt = error(block_on(Shop::new(&[Status("New"), Code("Burnt")]).wait(LONG)));
    assert_eq!(
        burnt.to_string(),
        "OrderSent will not come: GetOrder failed: Burnt (HTTP 400, 1 attempt) (2 calls of GetOrder in 20s)"
    );
    assert_eq!((burnt.meta().code(), burnt.last_output().unwrap().status.as_str()), (Some("Burnt"), "New"));
    assert_eq!(burnt.into_service_error().meta().code(), Some("Burnt"));
}

#[test]
fn an_error_that_nothing_is_said_of_ends_the_wait() {
    let shop = Shop::new(&[Status("New"), Code("Denied")]);
    let error = error(block_on(shop.wait(LONG)));
    assert_eq!(
        error.to_string(),
        "OrderSent is waited for no longer: GetOrder failed: Denied (HTTP 400, 1 attempt) (2 calls of GetOrder in 20s)"
    );
    assert_eq!((error.meta().code(), error.last_output().unwrap().status.as_str()), (Some("Denied"), "New"));
    let WaiterError::OperationFailed(failed) = error else { panic!() };
    assert_eq!(failed.error().code(), Some("Denied"));
    assert_eq!(failed.into_error().into_service_error().meta().code(), Some("Denied"));
}

#[test]
fn a_call_without_an_answer_ends_the_wait() {
    let error = error(block_on(Shop::new(&[Reset]).wait(LONG)));
    assert!(
        matches!(&error, WaiterError::OperationFailed(failed) if matches!(failed.error(), SdkError::DispatchFailure(_)))
    );
    assert!(error.last_output().is_none() && error.source().is_some());
    assert!(error.into_service_error().to_string().contains("connection reset"));
}

#[test]
fn time_that_is_up_on_an_error_shows_it_and_keeps_the_output_before() {
    let error = error(block_on(Shop::new(&[Status("New"), Code("NotFound")]).wait(30)));
    assert_eq!(
        error.to_string(),
        "OrderSent has not come within 30s (2 calls of GetOrder in 30s, at last: GetOrder failed: NotFound (HTTP 400, 1 attempt))"
    );
    assert_eq!(error.last_output().unwrap().status, "New");
    let WaiterError::ExceededMaxWait(error) = error else { panic!() };
    assert_eq!(error.into_final_poll().unwrap().into_result().unwrap_err().code(), Some("NotFound"));
}

#[test]
fn the_first_acceptor_that_matches_decides_and_sees_the_input() {
    let wait = |also| block_on(Shop::new(&[Status("Lost")]).wait_also_for(also, LONG));
    assert!(matches!(error(wait("Lost")), WaiterError::FailureState(_)));
    assert!(block_on(Shop::new(&[Status("Packed")]).wait_also_for("Packed", LONG)).is_ok());
}

#[test]
fn progress_is_told_of_every_poll() {
    let shop = Shop::new(&[Status("New"), Code("NotFound"), Status("Sent")]);
    let told = Arc::new(Mutex::new(Vec::new()));
    let teller = Arc::clone(&told);
    let wait = shop.wait(LONG).on_progress(move |poll| {
        let result = poll.result().map_or_else(|error| error.code().unwrap().to_owned(), |order| order.status.clone());
        let next = poll.next_in().map(|next| next.as_secs());
        teller.lock().unwrap().push((poll.number(), poll.elapsed().as_secs(), result, next));
    });
    assert!(block_on(wait).is_ok());
    let expected = [(1, 0, "New", Some(20)), (2, 20, "NotFound", Some(20)), (3, 40, "Sent", None)];
    let expected = expected.map(|(number, elapsed, result, next)| (number, elapsed, result.to_owned(), next));
    assert_eq!(*told.lock().unwrap(), expected);
}

#[test]
fn delays_can_be_set_before_the_wait_begins() {
    let replies = [Status("New"), Status("New"), Status("New"), Status("Sent")];
    let shop = Shop::with(&replies, 0xFF);
    assert!(block_on(shop.wait(LONG).min_delay(Duration::from_secs(1)).max_delay(Duration::from_secs(3))).is_ok());
    assert_eq!(shop.waits(), [1, 2, 3]);
}

#[test]
fn what_cannot_be_waited_for_sends_nothing() {
    let mut shop = Shop::new(&[Status("Sent")]);
    let error = |wait| match error(block_on(wait)) {
        error @ WaiterError::ConstructionFailure(_) => error.to_string(),
        other => panic!("{other}"),
    };
    assert_eq!(
        error(shop.wait(LONG).max_delay(Duration::from_secs(5))),
        "OrderSent was not waited for: its shortest delay, 20s, is longer than its longest, 5s: set `min_delay(..)` and \
         `max_delay(..)` so that they fit together"
    );
    assert_eq!(
        error(shop.wait(LONG).min_delay(Duration::ZERO)),
        "OrderSent was not waited for: its shortest delay is zero: set `min_delay(..)` to more"
    );
    assert_eq!(
        error(shop.wait_also_for(NONE, LONG)),
        "OrderSent was not waited for: GetOrder was not sent: 1 validation error detected. Value at '/also' failed to \
         satisfy constraint: Member must not be null"
    );
    shop.config = shop.config.sleep(Asleep);
    assert_eq!(
        error(shop.wait(LONG)),
        "OrderSent was not waited for: there is nothing to wait by: run it on a Tokio runtime with its timers on, or set \
         `sleep(..)` on the config"
    );
    assert_eq!(shop.calls(), 0);
}

/// Cannot wait.
#[derive(Debug)]
struct Asleep;

impl Sleep for Asleep {
    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }

    fn can_sleep(&self) -> bool {
        false
    }
}

#[test]
fn nothing_is_called_before_the_first_poll_nor_after_the_wait_is_dropped() {
    let shop = Shop::new(&[Silence]);
    let mut wait = Box::pin(shop.wait(LONG));
    assert_eq!(shop.calls(), 0);
    assert!(wait.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    assert_eq!(shop.calls(), 1);
    drop(wait);
    assert_eq!((shop.calls(), shop.waits()), (1, vec![]));
}

#[test]
fn a_wait_that_is_over_may_be_polled_again() {
    let mut wait = Box::pin(Shop::new(&[Status("Sent")]).wait(LONG));
    let mut context = Context::from_waker(Waker::noop());
    assert!(wait.as_mut().poll(&mut context).is_ready());
    assert!(wait.as_mut().poll(&mut context).is_pending());
}

#[test]
fn a_wait_may_move_between_threads_and_is_small_as_is_its_error() {
    fn is_task<T: Future<Output: Send> + Send + Unpin + 'static>(_: &T) {}
    let wait = Shop::new(&[Status("Sent")]).wait(LONG);
    is_task(&wait);
    assert!(size_of_val(&wait) <= 32 && size_of::<WaiterError<Order, Error>>() <= 16);
    assert!(format!("{wait:?}").contains("OrderSent"));
}

#[test]
fn final_polls_are_mapped() {
    let poll: FinalPoll<u8, &str> = FinalPoll::new(Ok(1));
    assert_eq!(poll.map(|output| output + 1).into_result(), Ok(2));
    let poll: FinalPoll<u8, &str> = FinalPoll::new(Err("a"));
    assert_eq!(poll.map_err(str::len).result(), Err(&1));
}

#[test]
fn tests_can_make_up_errors() {
    use tinsmith_runtime::waiter::{ExceededMaxWait, FailureState, OperationFailed};
    let texts = |error: WaiterError<Order, Error>| error.to_string();
    let error = ExceededMaxWait::new(Duration::from_secs(9), Duration::from_secs(10), 3);
    assert_eq!(
        texts(WaiterError::ExceededMaxWait(error)),
        "The waiter has not come within 9s (3 calls of the operation in 10s)"
    );
    let error = FailureState::new(FinalPoll::new(Ok(Order { status: "Lost".to_owned() })));
    assert!(texts(WaiterError::FailureState(error)).starts_with("The waiter will not come, as the operation says"));
    let error = OperationFailed::new(SdkError::timeout_error("too slow"));
    assert!(texts(WaiterError::OperationFailed(error)).contains("too slow"));
    assert_eq!(texts(WaiterError::construction_failure("no")), "The waiter was not waited for: no");
}
