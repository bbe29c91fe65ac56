//! The quota of retries that the calls of a client share.

use tinsmith_runtime::config::RetryConfig;

use crate::script::{Get, Reply, Shop, client, code, config, outcome, status};

/// The attempts of a call whose every attempt ends like this.
fn attempts(shop: &Shop, reply: impl Fn() -> Reply) -> usize {
    shop.script.then((0..3).map(|_| reply()));
    assert_ne!(shop.call(Get), "ok");
    shop.script.clear();
    shop.script.attempts()
}

fn down() -> Reply {
    status(503)
}

fn throttled() -> Reply {
    code(400, "ThrottlingException")
}

#[test]
fn a_service_that_is_down_gets_one_attempt_a_call_in_the_end() {
    let shop = Shop::new([]);
    // Two retries of 14 each leave 24 of 500 after 17 calls, then one leaves 10.
    assert!((0..17).all(|_| attempts(&shop, down) == 3));
    assert_eq!((0..3).map(|_| attempts(&shop, down)).collect::<Vec<_>>(), [2, 1, 1]);
}

#[test]
fn retries_after_throttling_cost_less() {
    let shop = Shop::new([]);
    assert!((0..50).all(|_| attempts(&shop, throttled) == 3));
    assert_eq!(attempts(&shop, throttled), 1);
}

#[test]
fn what_is_left_pays_for_cheaper_retries_still() {
    let shop = Shop::new([]);
    while attempts(&shop, down) > 1 {}
    assert_eq!((attempts(&shop, throttled), attempts(&shop, throttled)), (3, 1));
}

#[test]
fn the_error_tells_how_many_attempts_were_made() {
    let shop = Shop::new([]);
    while attempts(&shop, down) > 1 {}
    shop.script.then([down()]);
    assert_eq!(shop.call(Get), "Get failed: no error code and an empty body (HTTP 503, 1 attempt)");
}

#[test]
fn successes_fill_it_again() {
    let shop = Shop::new([]);
    while attempts(&shop, down) > 1 {}
    // 10 are left, and each success without a retry adds one.
    shop.script.then((0..3).map(|_| status(200)));
    assert!((0..3).all(|_| shop.call(Get) == "ok"));
    shop.script.attempts();
    assert_eq!(attempts(&shop, down), 1);
    shop.script.then([status(200)]);
    assert_eq!(shop.call(Get), "ok");
    shop.script.attempts();
    assert_eq!(attempts(&shop, down), 2);
}

#[test]
fn a_success_after_retries_returns_what_the_last_of_them_cost() {
    let shop = Shop::new([]);
    // Each costs 14 + 5 and returns 5: 35 calls leave 10.
    for _ in 0..35 {
        shop.script.then([down(), throttled(), status(200)]);
        assert_eq!((&*shop.call(Get), shop.script.attempts()), ("ok", 3));
    }
    assert_eq!(attempts(&shop, down), 1);
    assert_eq!(attempts(&shop, throttled), 3);
}

#[test]
fn an_error_that_does_not_pass_returns_nothing() {
    let shop = Shop::new([]);
    for _ in 0..35 {
        shop.script.then([down(), code(400, "ValidationException")]);
        assert_eq!((shop.call(Get).contains("2 attempts"), shop.script.attempts()), (true, 2));
    }
    assert_eq!((attempts(&shop, down), attempts(&shop, throttled)), (1, 3));
}

#[test]
fn calls_without_retries_take_nothing() {
    let shop = Shop::with([], |config| config.retry_config(RetryConfig::disabled()));
    assert!((0..100).all(|_| attempts(&shop, down) == 1));
    assert!(shop.waits().is_empty());
}

#[test]
fn clones_share_it_and_other_clients_have_their_own() {
    let shop = Shop::new([]);
    while attempts(&shop, down) > 1 {}
    shop.script.then([down(), status(200)]);
    let clone = shop.client.clone();
    let text = outcome(tinsmith_runtime::test_util::block_on(clone.send(&mut Get)));
    assert!(text.ends_with("1 attempt)"), "{text}");
    let other = client(config(&shop.script).clock(shop.time.clone()).sleep(shop.time.clone()));
    shop.script.clear();
    shop.script.then([down(), status(200)]);
    assert_eq!(outcome(tinsmith_runtime::test_util::block_on(other.send(&mut Get))), "ok");
}
