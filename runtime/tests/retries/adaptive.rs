//! Adaptive mode: once the service throttles, attempts wait for their turn.

use std::pin::pin;
use std::task::{Context, Waker};
use std::time::Duration;

use tinsmith_runtime::config::{RetryConfig, RetryMode};
use tinsmith_runtime::future::BoxFuture;
use tinsmith_runtime::time::Sleep;

use crate::script::{Get, Shop, code, error, status};

#[test]
fn nothing_waits_until_the_service_throttles() {
    let replies = (0..20).map(|_| status(200)).chain([status(500), status(200)]);
    let shop = Shop::with(replies, |config| config.retry_config(RetryConfig::adaptive()));
    assert!((0..21).all(|_| shop.call(Get) == "ok"));
    assert_eq!(shop.waits(), [25]);
}

/// The retry waits its half of 1 s, in which a quarter of a token comes at 0.5 tokens a second, and the other three quarters take
/// 1.5 s more. Then two attempts in 2 s are 1 a second, times 0.8 of smoothing. The curve, 0.4 x 2 s to the third power, is
/// above twice that, so the rate is 1.6, and the next call's token comes after 1 / 1.6 s.
#[test]
fn after_throttling_retries_and_calls_wait_for_the_rate() {
    let replies = || [code(400, "ThrottlingException"), status(200), status(200)];
    for (retry, waits) in [(RetryConfig::adaptive(), vec![500, 1_500, 625]), (RetryConfig::standard(), vec![500])] {
        let shop = Shop::with(replies(), |config| config.retry_config(retry));
        assert_eq!((shop.call(Get), shop.call(Get)), ("ok".into(), "ok".into()));
        assert_eq!(shop.waits(), waits, "{:?}", retry.mode());
    }
}

#[test]
fn a_turn_that_has_come_is_not_waited_for() {
    let replies = [code(400, "ThrottlingException"), status(200)];
    let retry = RetryConfig::disabled().with_retry_mode(RetryMode::Adaptive);
    let shop = Shop::with(replies, |config| config.retry_config(retry));
    assert!(shop.call(Get).contains("1 attempt"));
    shop.time.advance(Duration::from_secs(2));
    assert_eq!((shop.call(Get), shop.waits().len()), ("ok".into(), 0));
}

#[test]
fn without_retries_calls_wait_for_the_rate_too() {
    let replies = [code(400, "ThrottlingException"), status(200)];
    let retry = RetryConfig::disabled().with_retry_mode(RetryMode::Adaptive);
    let shop = Shop::with(replies, |config| config.retry_config(retry));
    assert!(shop.call(Get).contains("1 attempt"));
    assert_eq!((shop.call(Get), shop.waits()), ("ok".into(), vec![2_000]));
}

#[test]
fn the_quota_and_the_hints_hold_as_in_standard_mode() {
    let replies = [error(500, &[("x-amz-retry-after", "3000")]), status(500), status(500)];
    let shop = Shop::with(replies, |config| config.retry_config(RetryConfig::adaptive()));
    assert!(shop.call(Get).contains("3 attempts"));
    assert_eq!(shop.waits(), [3_000, 50]);
}

/// Never ends a wait.
#[derive(Debug)]
struct Never;

impl Sleep for Never {
    fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}

#[test]
fn calls_given_up_while_they_wait_hold_up_no_others() {
    let replies = [code(400, "ThrottlingException"), status(200)];
    let retry = RetryConfig::disabled().with_retry_mode(RetryMode::Adaptive);
    let shop = Shop::with(replies, |config| config.retry_config(retry).sleep(Never));
    assert!(shop.call(Get).contains("1 attempt"));
    for _ in 0..100 {
        let mut get = Get;
        let call = pin!(shop.client.send(&mut get));
        assert!(call.poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    // One token comes in 2 s.
    shop.time.advance(Duration::from_secs(2));
    assert_eq!(shop.call(Get), "ok");
    assert_eq!(shop.script.attempts(), 2);
}
