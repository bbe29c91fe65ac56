//! What outputs mean to the waiters of this case.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tinsmith_waiters_lists::Client;
use tinsmith_waiters_lists::client::Waiters;
use tinsmith_waiters_lists::config::http::{Body, BoxFuture, HttpRequest, HttpResponse, TransportError};
use tinsmith_waiters_lists::config::{Config, Credentials, HttpClient, Region, Sleep};
use tinsmith_waiters_lists::waiters::WaiterError;

/// Answers everything with this JSON.
#[derive(Debug)]
struct Answer(&'static str);

impl HttpClient for Answer {
    fn call(&self, _: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        let response = HttpResponse::new(Body::from(self.0.to_owned()));
        Box::pin(std::future::ready(Ok(response)))
    }
}

/// Is never waited for here.
#[derive(Debug)]
struct Never;

impl Sleep for Never {
    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}

fn client(output: &'static str) -> Client {
    let config = Config::builder()
        .region(Region::from_static("eu-west-1"))
        .credentials_provider(Credentials::from_keys("AKIDEXAMPLE", "secret", None))
        .http_client(Answer(output))
        .sleep(Never);
    Client::from_conf(config.build())
}

/// What a single poll meant.
fn meaning<T, O, E: std::fmt::Debug>(wait: impl Future<Output = Result<T, WaiterError<O, E>>>) -> &'static str {
    match pin!(wait).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(_)) => "success",
        Poll::Ready(Err(WaiterError::FailureState(_))) => "failure",
        Poll::Ready(Err(WaiterError::ExceededMaxWait(_))) => "retry",
        _ => "something else",
    }
}

/// Checks what each output means to a waiter.
macro_rules! check {
    ($builder:expr; $($output:literal => $expected:literal,)*) => {
        let builder = $builder;
        $(assert_eq!(meaning(builder(client($output)).wait(Duration::ZERO)), $expected, "{}", $output);)*
    };
}

#[test]
fn lists_of_lists() {
    check! { |client: Client| client.wait_until_all_running();
        r#"{"Reservations": [{"Instances": [{"State": {"Name": "running"}}]}, {"Instances": []}]}"# => "success",
        r#"{"Reservations": [{"Instances": [{"State": {"Name": "running"}}]}, {}]}"# => "success",
        r#"{"Reservations": [{"Instances": [{"State": {"Name": "running"}}, {"State": {"Name": "pending"}}]}]}"# => "retry",
        r#"{"Reservations": [{"Instances": [{"State": {"Name": "running"}}, {"State": {"Name": "terminated"}}]}]}"# => "failure",
        r#"{"Reservations": [{"Instances": [{"State": {"Name": "running"}}, {"State": {}}, {}]}]}"# => "success",
        r#"{"Reservations": [{"Instances": [{"State": {"Name": "no-such-state"}}]}]}"# => "failure",
        r#"{"Reservations": [{"Instances": []}]}"# => "retry",
        r#"{"Reservations": []}"# => "retry",
        r#"{}"# => "retry",
    }
    check! { |client: Client| client.wait_until_snapshots_done();
        r#"{"Snapshots": [{"A": "done", "B": "done", "C": ""}, {"A": "done", "C": ""}]}"# => "success",
        r#"{"Snapshots": [{"A": "done", "B": "new", "C": ""}]}"# => "retry",
        r#"{"Snapshots": [{"C": "failed"}]}"# => "failure",
        r#"{"Snapshots": [{"C": "", "State": "failed"}]}"# => "failure",
        r#"{"Snapshots": [{"C": ""}]}"# => "retry",
    }
}

#[test]
fn filters() {
    check! { |client: Client| client.wait_until_status_ok();
        r#"{"InstanceStatuses": [{"Id": "a", "Status": "ok"}, {"Id": "b", "Status": "bad"}]}"# => "success",
        r#"{"InstanceStatuses": [{"Id": "a", "Status": "ok"}, {"Id": "b", "Status": "ok"}]}"# => "retry",
        r#"{"InstanceStatuses": []}"# => "retry",
    }
    check! { |client: Client| client.wait_until_services_stable();
        r#"{"ecs": [{"deployments": [{}], "runningCount": 2, "desiredCount": 2}]}"# => "success",
        r#"{"ecs": [{"deployments": [{}], "runningCount": 1, "desiredCount": 2}]}"# => "retry",
        r#"{"ecs": [{"deployments": [{}, {}], "runningCount": 2, "desiredCount": 2}]}"# => "retry",
        r#"{"ecs": [{"deployments": [{}]}]}"# => "success",
        r#"{"ecs": [{"runningCount": 2, "desiredCount": 2}]}"# => "retry",
        r#"{"ecs": []}"# => "success",
        r#"{}"# => "retry",
        r#"{"ecs": [{"failures": [{"reason": "OTHER"}, {"reason": "MISSING"}]}]}"# => "failure",
    }
    check! { |client: Client| client.wait_until_filtered();
        r#"{"InstanceStatuses": [{"Id": "i", "Status": "ok", "Tags": ["a", "ok"]}]}"# => "success",
        r#"{"InstanceStatuses": [{"Id": "i", "Status": "ok", "Tags": ["a"]}]}"# => "retry",
        r#"{"InstanceStatuses": [{"Id": "i", "Status": "ok"}]}"# => "retry",
        r#"{"InstanceStatuses": [{"Id": "i-1-bad", "Status": "bad"}]}"# => "success",
        r#"{"InstanceStatuses": [{"Id": "i-1-bad", "Status": "good"}, {"Id": "i-2"}]}"# => "retry",
        r#"{"InstanceStatuses": [], "Reservations": [{"Id": "r-1", "Instances": [{"State": {"Name": "running"}}]}]}"# => "success",
        r#"{"InstanceStatuses": [], "Reservations": [{"Id": "r-1", "Instances": [{"State": {"Name": "stopped"}}]}]}"# => "retry",
        r#"{"InstanceStatuses": [], "Reservations": [{"Id": "r-1"}]}"# => "retry",
    }
}

#[test]
fn what_lists_and_texts_contain() {
    check! { |client: Client| client.wait_until_service_listed();
        r#"{"Services": [{"Status": "y"}, {"Status": "x"}], "Title": "x"}"# => "success",
        r#"{"Services": [{"Status": "xx"}, {}], "Names": ["here", "gone"]}"# => "failure",
        r#"{"States": ["running", "stopped"]}"# => "failure",
        r#"{"States": ["running"], "Names": ["go"], "Numbers": [1, 3]}"# => "retry",
    }
}

#[test]
fn maps() {
    check! { |client: Client| client.wait_until_keyed();
        r#"{"Settings": {"ready": "no"}}"# => "success",
        r#"{"Settings": {"a": "yes", "b": "yes"}}"# => "success",
        r#"{"Settings": {"a": "yes", "b": "no"}}"# => "retry",
        r#"{"Settings": {"a": "b", "color": "red"}}"# => "success",
        r#"{"Nodes": {"a": {"State": "running"}, "b": {}}}"# => "success",
        r#"{"Nodes": {"a": {"State": "running"}, "b": {"State": "pending"}}}"# => "retry",
        r#"{"Nodes": {}, "Settings": {}}"# => "retry",
    }
}

#[test]
fn input_and_output_together() {
    let wanted = || Some(vec!["a".to_owned(), "b".to_owned()]);
    check! { |client: Client| client.wait_until_counts_agree().set_wanted(wanted());
        r#"{"Names": ["c", "d"]}"# => "success",
        r#"{"Names": ["c"]}"# => "retry",
        r#"{}"# => "retry",
    }
    check! { |client: Client| client.wait_until_counts_agree().set_wanted(wanted()).only("c").least(5);
        r#"{"Names": ["a", "b", "c"]}"# => "success",
        r#"{"Names": ["a"], "Big": 6}"# => "failure",
        r#"{"Names": ["a"], "Big": 5}"# => "retry",
    }
    // Neither has a length, and null equals null.
    check! { |client: Client| client.wait_until_counts_agree(); r#"{}"# => "success", }
}

#[test]
fn indices_and_slices() {
    check! { |client: Client| client.wait_until_indexed();
        r#"{"Names": ["a"]}"# => "success",
        r#"{"Names": ["-", "z"]}"# => "success",
        r#"{"Names": ["-", "-", "c", "-"]}"# => "success",
        r#"{"Names": ["-", "y", "-"]}"# => "success",
        r#"{"Names": ["-", "-", "b", "-"]}"# => "success",
        r#"{"Names": ["b", "-", "-", "b"]}"# => "retry",
        r#"{"Names": ["-", "last"]}"# => "success",
        r#"{"Names": ["x", "-", "x", "-"]}"# => "success",
        r#"{"Names": []}"# => "retry",
        r#"{"InstanceStatuses": [{"Id": "a", "Count": 0, "Status": "-"}, {"Id": "b", "Count": 1, "Status": "ok"}]}"# => "success",
        r#"{"InstanceStatuses": [{"Id": "a", "Count": 2, "Status": "-"}, {"Id": "b", "Count": 1, "Status": "ok"}]}"# => "retry",
        r#"{"InstanceStatuses": [{"Id": "a", "Status": "ok"}]}"# => "success",
    }
}

#[test]
fn lists_with_nulls() {
    check! { |client: Client| client.wait_until_sparse();
        r#"{"Holes": ["x", "x"]}"# => "success",
        r#"{"Holes": ["x", null]}"# => "success",
        r#"{"Holes": [null, "a", "b"]}"# => "failure",
        r#"{"Holes": [null, "y"]}"# => "failure",
        r#"{"Holes": [null]}"# => "retry",
        r#"{"Matrix": [["a"], [], ["b", "x"]]}"# => "failure",
    }
}

#[test]
fn parts_of_lists() {
    check! { |client: Client| client.wait_until_parts();
        r#"{"Inner": {"Id": "", "Tags": ["a", "b", "part"]}}"# => "success",
        r#"{"Inner": {"Id": "", "Tags": ["part", "b"]}}"# => "retry",
        r#"{"Inner": {"Id": "", "Tags": ["all", "all", "b"]}}"# => "success",
        r#"{"Inner": {"Id": ""}}"# => "retry",
        r#"{"Settings": {"a": "b", "key": "c"}}"# => "success",
        r#"{"InstanceStatuses": [{"Count": 2, "Status": "a"}, {"Count": 1, "Status": "b"}, {"Count": 2, "Status": "last"}, {"Count": 2, "Status": "c"}]}"# => "success",
        r#"{"InstanceStatuses": [{"Tags": ["a"]}, {"Tags": ["b", "back", "c"]}]}"# => "success",
        r#"{"InstanceStatuses": [{"Tags": ["a"]}, {"Tags": ["back", "b", "c"]}]}"# => "retry",
    }
    check! { |client: Client| client.wait_until_asked().only("anything"); r#"{}"# => "success", }
    check! { |client: Client| client.wait_until_asked(); r#"{}"# => "retry", }
}

#[test]
fn elements_counted_from_either_end() {
    check! { |client: Client| client.wait_until_from_the_end();
        r#"{"Holes": ["hole", null]}"# => "success",
        r#"{"Holes": [null, "hole"]}"# => "retry",
        r#"{"Holes": [null, "far", null]}"# => "success",
        r#"{"Holes": ["far"]}"# => "retry",
        r#"{"Snapshots": [{"A": "a", "C": ""}, {"C": ""}, {"A": "b", "C": ""}]}"# => "success",
        r#"{"Snapshots": [{"A": "b", "C": ""}, {"A": "a", "C": ""}]}"# => "retry",
        r#"{"Matrix": [["m"], ["n", "o"]]}"# => "success",
        r#"{"InstanceStatuses": [{"Tags": ["-", "tag"]}, {"Tags": ["-"]}]}"# => "success",
        r#"{"InstanceStatuses": [{"Tags": ["tag"]}, {"Tags": ["-"]}]}"# => "retry",
    }
}
