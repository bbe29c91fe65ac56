//! How long a retry is waited for. Randomness is fixed, so that each wait is half of its bound.

use std::time::Duration;

use tinsmith_runtime::config::RetryConfig;

use crate::script::{Get, Reply, Shop, code, error, reset, status};

/// The waits of one call of up to ten attempts, in milliseconds.
fn waits(replies: impl IntoIterator<Item = Reply>) -> Vec<u128> {
    waits_with(RetryConfig::standard(), replies)
}

fn waits_with(retry: RetryConfig, replies: impl IntoIterator<Item = Reply>) -> Vec<u128> {
    let shop = Shop::with(replies, |config| config.retry_config(retry.with_max_attempts(10)));
    shop.script.then([status(200)]);
    assert_eq!(shop.call(Get), "ok");
    shop.waits()
}

fn times(count: usize, reply: impl Fn() -> Reply) -> impl Iterator<Item = Reply> {
    (0..count).map(move |_| reply())
}

#[test]
fn the_bound_is_50_ms_and_doubles() {
    assert_eq!(waits(times(4, || status(500))), [25, 50, 100, 200]);
    assert_eq!(waits(times(4, reset)), [25, 50, 100, 200]);
}

#[test]
fn after_throttling_it_is_1_s_and_doubles_up_to_20_s() {
    let expected = [500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000];
    assert_eq!(waits(times(7, || code(400, "ThrottlingException"))), expected);
}

#[test]
fn each_retry_counts_whatever_the_one_before_was_for() {
    let replies = [status(500), code(400, "SlowDown"), reset(), status(429)];
    assert_eq!(waits(replies), [25, 1_000, 100, 4_000]);
}

#[test]
fn the_next_call_starts_from_the_beginning() {
    let shop = Shop::new([status(500), status(500), status(200), status(500), status(200)]);
    assert_eq!((shop.call(Get), shop.call(Get)), ("ok".into(), "ok".into()));
    assert_eq!(shop.waits(), [25, 50, 25]);
}

#[test]
fn nothing_is_waited_for_after_the_last_attempt() {
    let shop = Shop::new([status(500), status(500), status(500)]);
    assert!(shop.call(Get).contains("3 attempts"));
    assert_eq!(shop.waits(), [25, 50]);
}

#[test]
fn both_bounds_can_be_set() {
    let retry = RetryConfig::standard();
    let slow = retry.with_initial_backoff(Duration::from_secs(4));
    assert_eq!(waits_with(slow, [status(500), status(429)]), [2_000, 4_000]);
    let short = retry.with_max_backoff(Duration::from_millis(60));
    assert_eq!(waits_with(short, [status(500), status(500), status(429)]), [25, 30, 30]);
}

#[test]
fn the_service_may_ask_for_more_but_not_for_less_or_much_more() {
    let after = |millis| error(500, &[("x-amz-retry-after", millis)]);
    assert_eq!(waits([after("1500"), after("0"), after("60000")]), [1_500, 50, 5_100]);
    let throttled = error(429, &[("x-amz-retry-after", "501")]);
    assert_eq!(waits([throttled]), [501]);
}

#[test]
fn a_hint_that_cannot_be_read_is_ignored() {
    for text in ["soon", "1.5", "-3", "", "99999999999999999999"] {
        assert_eq!(waits([error(500, &[("x-amz-retry-after", text)])]), [25], "{text}");
    }
    assert_eq!(waits([error(500, &[("retry-after", "3")])]), [25]);
}
