//! A user's own word on what is tried again.

use std::sync::{Arc, Mutex};

use tinsmith_runtime::config::{AttemptFailure, RetryAction, RetryClassifier};

use crate::script::{Get, Reply, Shop, code, reset, status};

/// Says the same to each failure of the code `Mine`, and notes all failures that it is asked about.
#[derive(Clone, Debug)]
struct Rule(RetryAction, Arc<Mutex<Vec<String>>>);

impl RetryClassifier for Rule {
    fn classify(&self, failure: &AttemptFailure<'_>) -> Option<RetryAction> {
        let status = failure.response().map(|response| response.status().as_u16());
        let error = failure.transport_error().map(ToString::to_string);
        let (operation, attempt, code) = (failure.operation(), failure.attempt(), failure.code());
        self.1.lock().unwrap().push(format!("{operation} {attempt} {code:?} {status:?} {error:?}"));
        (code == Some("Mine")).then_some(self.0)
    }
}

fn shop(action: RetryAction, replies: impl IntoIterator<Item = Reply>) -> (Shop, Rule) {
    let rule = Rule(action, Arc::default());
    (Shop::with(replies, |config| config.retry_classifier(rule.clone())), rule)
}

#[test]
fn it_can_have_a_failure_tried_again() {
    let (shop, _) = shop(RetryAction::Retry, [code(404, "Mine"), status(200)]);
    assert_eq!((&*shop.call(Get), shop.waits()), ("ok", vec![25]));
}

#[test]
fn it_can_have_it_tried_again_more_slowly() {
    let (shop, _) = shop(RetryAction::RetryThrottled, [code(404, "Mine"), code(503, "Mine"), status(200)]);
    assert_eq!((&*shop.call(Get), shop.waits()), ("ok", vec![500, 1_000]));
}

#[test]
fn it_can_end_a_call() {
    for status in [404, 500, 503] {
        let (shop, _) = shop(RetryAction::Fail, [code(status, "Mine")]);
        assert_eq!(shop.call(Get), format!("Get failed: Mine (HTTP {status}, 1 attempt)"));
    }
}

#[test]
fn what_it_says_nothing_of_goes_by_the_rules() {
    let (shop, rule) = shop(RetryAction::Fail, [code(429, "ThrottlingException"), reset(), status(200)]);
    assert_eq!((&*shop.call(Get), shop.waits()), ("ok", vec![500, 50]));
    let asked = [
        r#"Get 1 Some("ThrottlingException") Some(429) None"#,
        r#"Get 2 None None Some("connection failed: connection reset")"#,
    ];
    assert_eq!(*rule.1.lock().unwrap(), asked);
}

#[test]
fn it_has_no_more_attempts_and_no_more_quota_than_the_rules() {
    let (shop, _) = shop(RetryAction::Retry, []);
    let mut attempts = Vec::new();
    for _ in 0..19 {
        shop.script.then((0..3).map(|_| code(404, "Mine")));
        assert!(shop.call(Get).starts_with("Get failed: Mine"));
        shop.script.clear();
        attempts.push(shop.script.attempts());
    }
    assert_eq!(attempts[..17], [3; 17]);
    assert_eq!(attempts[17..], [2, 1]);
}
