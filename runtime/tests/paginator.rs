//! Paginators: in what order pages and items come, what ends them, and what is left to go on from.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use futures_core::Stream;
use tinsmith_runtime::config::{Builder, Config, Token};
use tinsmith_runtime::future::BoxFuture;
use tinsmith_runtime::http::{Body, HttpClient, HttpRequest, TransportError};
use tinsmith_runtime::pagination::{Items, Pages, PaginationStream, Paginator};
use tinsmith_runtime::prelude::*;
use tinsmith_runtime::service_error;
use tinsmith_runtime::test_util::block_on;

service_error! {
    /// Nothing that the model names.
    pub enum Error {}
}

static SERVICE: ServiceInfo = ServiceInfo::new("Shop", "shop", "1", |_| Ok(Endpoint::new("https://shop.example.com")));

/// A list whose token and items stand inside of other structures.
#[derive(Clone, Debug, Default)]
struct ListInput {
    token: Option<String>,
    size: Option<i32>,
}

#[derive(Debug)]
struct ListOutput {
    list: Option<Box<List>>,
    next: Option<Next>,
}

#[derive(Debug)]
struct List {
    numbers: Vec<i32>,
}

#[derive(Debug)]
struct Next {
    token: Option<String>,
}

impl Operation for ListInput {
    const INFO: OperationInfo = OperationInfo::new("List", Method::GET, "/").with_auth(&[AuthScheme::Bearer]);
    type Output = ListOutput;
    type Error = Error;

    fn encode(&mut self, request: &mut RequestBuilder) {
        request.query("token", &self.token);
        request.query("size", &self.size);
    }

    fn decode(response: &mut HttpResponse) -> Result<ListOutput, DecodeError> {
        read_json(response, |json| ListOutput {
            list: json.get("numbers").map(|numbers| Box::new(List { numbers })),
            next: json.get("next").map(|token| Next { token: Some(token) }),
        })
    }
}

struct ListFluentBuilder {
    client: RuntimeClient,
    input: ListInput,
}

tinsmith_runtime::paginator! {
    type Input = ListInput;
    type Builder = ListFluentBuilder;
    type Paginators = (ListPaginator, ListPaginatorItems);
    const TOKEN: String = |input, output| (input.token, output.next.as_ref()?.token);
    const PAGE_SIZE: i32 = |input| input.size;
    const ITEMS: Vec<i32> = |output| output.list?.numbers;
}

/// A list without items, whose token is a map that is always there.
#[derive(Clone, Debug, Default)]
struct ScanInput {
    key: Option<HashMap<String, i32>>,
}

#[derive(Debug)]
struct ScanOutput {
    last: HashMap<String, i32>,
}

impl Operation for ScanInput {
    const INFO: OperationInfo = OperationInfo::new("Scan", Method::POST, "/").with_auth(&[AuthScheme::None]);
    type Output = ScanOutput;
    type Error = Error;

    fn encode(&mut self, request: &mut RequestBuilder) {
        request.json_body(|body| body.member("key", &self.key));
    }

    fn decode(response: &mut HttpResponse) -> Result<ScanOutput, DecodeError> {
        read_json(response, |json| ScanOutput { last: json.required("last") })
    }
}

struct ScanFluentBuilder {
    client: RuntimeClient,
    input: ScanInput,
}

/// In a module of its own, since each operation has one.
mod scan {
    use super::{HashMap, ScanFluentBuilder, ScanInput};

    tinsmith_runtime::paginator! {
        type Input = ScanInput;
        type Builder = ScanFluentBuilder;
        type Paginators = (ScanPaginator);
        const TOKEN: HashMap<String, i32> = |input, output| (input.key, output.last);
    }
}

/// Answers by the request's number and what follows `?` in its address.
type Answer = Box<dyn Fn(usize, &str) -> Result<String, TransportError> + Send + Sync>;

#[derive(Clone)]
struct Service(Arc<(Answer, Mutex<Vec<String>>)>);

impl Service {
    fn new(answer: impl Fn(usize, &str) -> Result<String, TransportError> + Send + Sync + 'static) -> Self {
        Self(Arc::new((Box::new(answer), Mutex::default())))
    }

    /// A service that has these answers; an empty one is a failure.
    fn with(answers: &[&'static str]) -> Self {
        let answers = answers.to_vec();
        Self::new(move |index, _| match answers.get(index) {
            Some(&"") => Err(TransportError::other("broken")),
            Some(answer) => Ok((*answer).to_owned()),
            None => panic!("request {index} was not expected"),
        })
    }

    /// What was asked for.
    fn asked(&self) -> Vec<String> {
        self.0.1.lock().unwrap().clone()
    }

    fn client(&self) -> RuntimeClient {
        let config: Builder = Config::builder().token_provider(Token::new("token", None)).http_client(self.clone());
        RuntimeClient::new(&SERVICE, config.build())
    }

    fn list(&self) -> Paginator<ListInput> {
        ListFluentBuilder { client: self.client(), input: ListInput::default() }.into_paginator()
    }

    fn list_from(&self, token: Option<String>) -> Paginator<ListInput> {
        ListFluentBuilder { client: self.client(), input: ListInput { token, size: None } }.into_paginator()
    }
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Service")
    }
}

impl HttpClient for Service {
    fn call(&self, request: HttpRequest) -> BoxFuture<'_, Result<HttpResponse, TransportError>> {
        Box::pin(async move {
            // One poll that gives nothing, as of a real transport.
            let mut polled = false;
            std::future::poll_fn(|cx| {
                cx.waker().wake_by_ref();
                if std::mem::replace(&mut polled, true) { Poll::Ready(()) } else { Poll::Pending }
            })
            .await;
            let query = request.uri().query().unwrap_or_default().to_owned();
            let index = self.asked().len();
            self.0.1.lock().unwrap().push(query.clone());
            (self.0.0)(index, &query).map(|json| HttpResponse::new(Body::from(json)))
        })
    }
}

/// The numbers on a page.
fn numbers(page: ListOutput) -> Vec<i32> {
    page.list.map(|list| list.numbers).unwrap_or_default()
}

const THREE: &[&str] =
    &[r#"{"numbers": [1, 2], "next": "a"}"#, r#"{"numbers": [3], "next": "b"}"#, r#"{"numbers": [4, 5]}"#];

#[test]
fn pages_come_in_order_each_when_it_is_asked_for() {
    let service = Service::with(THREE);
    let mut pages = service.list().send();
    assert_eq!((service.asked().len(), pages.next_token()), (0, None));
    block_on(async {
        assert_eq!(numbers(pages.next().await.unwrap().unwrap()), [1, 2]);
        assert_eq!((service.asked(), pages.next_token().unwrap().as_str()), (vec![String::new()], "a"));
        assert_eq!(numbers(pages.try_next().await.unwrap().unwrap()), [3]);
        assert_eq!(numbers(pages.try_next().await.unwrap().unwrap()), [4, 5]);
        assert!(pages.next_token().is_none());
        for _ in 0..3 {
            assert!(pages.next().await.is_none() && pages.try_next().await.unwrap().is_none());
        }
    });
    assert_eq!(service.asked(), ["", "token=a", "token=b"]);
}

#[test]
fn items_come_one_by_one_and_pages_when_they_are_used_up() {
    let service = Service::with(THREE);
    let paginator: paginator::ListPaginatorItems = service.list().items();
    let mut items = paginator.send();
    block_on(async {
        assert_eq!(items.next().await.unwrap().unwrap(), 1);
        assert_eq!(items.next().await.unwrap().unwrap(), 2);
        assert_eq!((service.asked().len(), items.next_token().unwrap().as_str()), (1, "a"));
        assert_eq!(items.next().await.unwrap().unwrap(), 3);
        assert_eq!(items.try_collect().await.unwrap(), [4, 5]);
    });
    assert_eq!(service.asked().len(), 3);
}

#[test]
fn all_can_be_collected() {
    let items: Result<Vec<i32>, _> = block_on(Service::with(THREE).list().items().send().collect());
    assert_eq!(items.unwrap(), [1, 2, 3, 4, 5]);
    let pages = block_on(Service::with(THREE).list().send().collect::<Vec<_>>());
    assert!(pages.len() == 3 && pages.iter().all(Result::is_ok));
    let pages = block_on(Service::with(THREE).list().send().try_collect()).unwrap();
    assert_eq!(pages.into_iter().map(numbers).collect::<Vec<_>>(), [vec![1, 2], vec![3], vec![4, 5]]);
}

#[test]
fn the_size_of_a_page_is_sent_with_each() {
    let service = Service::with(THREE);
    block_on(service.list().page_size(2).send().try_collect()).unwrap();
    assert_eq!(service.asked(), ["size=2", "token=a&size=2", "token=b&size=2"]);
}

#[test]
fn an_empty_page_is_not_the_end_and_an_empty_token_is() {
    let answers = &[r#"{"numbers": [], "next": "a"}"#, r#"{"next": "b"}"#, r#"{"numbers": [1], "next": ""}"#];
    assert_eq!(block_on(Service::with(answers).list().items().send().try_collect()).unwrap(), [1]);
    assert_eq!(block_on(Service::with(answers).list().send().try_collect()).unwrap().len(), 3);
    let mut none = Service::with(&[r#"{"next": ""}"#]).list().items().send();
    assert!(block_on(none.next()).is_none() && none.next_token().is_none());
}

#[test]
fn a_repeated_token_is_an_error_after_its_page() {
    let service = Service::with(&[r#"{"numbers": [1], "next": "a"}"#, r#"{"numbers": [2], "next": "a"}"#]);
    let mut items = service.list().items().send();
    let error = block_on(async {
        assert_eq!(items.next().await.unwrap().unwrap(), 1);
        assert_eq!(items.next().await.unwrap().unwrap(), 2);
        let error = items.next().await.unwrap().unwrap_err();
        assert!(items.next().await.is_none());
        error
    });
    assert!(matches!(error, SdkError::ConstructionFailure(_)));
    assert_eq!(
        error.to_string(),
        "List was not sent: the service named the page that it had just given as the next one, so that the list would never \
         end; `stop_on_duplicate_token(false)` on the paginator goes on nevertheless"
    );
    assert_eq!((service.asked().len(), items.next_token().unwrap().as_str()), (2, "a"));
}

#[test]
fn a_list_that_goes_on_from_a_token_knows_it_again() {
    let service = Service::with(&[r#"{"numbers": [1], "next": "a"}"#]);
    let all: Vec<_> = block_on(service.list_from(Some("a".to_owned())).send().collect());
    assert!(matches!(all.as_slice(), [Ok(_), Err(_)]));
}

#[test]
fn a_token_may_be_repeated_if_the_caller_says_so() {
    let service = Service::new(|index, _| {
        Ok(if index < 5 { r#"{"numbers": [1], "next": "a"}"# } else { r#"{"numbers": [2]}"# }.to_owned())
    });
    let items = service.list().stop_on_duplicate_token(false).items().send();
    assert_eq!(block_on(items.try_collect()).unwrap(), [1, 1, 1, 1, 1, 2]);
}

#[test]
fn an_error_ends_the_list_and_leaves_the_token_to_go_on_from() {
    let service = Service::with(&[THREE[0], "", THREE[1], THREE[2]]);
    let mut items = service.list().items().send();
    block_on(async {
        assert_eq!(items.next().await.unwrap().unwrap(), 1);
        assert_eq!(items.next().await.unwrap().unwrap(), 2);
        assert!(matches!(items.try_next().await.unwrap_err(), SdkError::DispatchFailure(_)));
        for _ in 0..3 {
            assert!(items.next().await.is_none());
        }
        let rest = service.list_from(items.next_token().cloned()).items().send();
        assert_eq!(rest.try_collect().await.unwrap(), [3, 4, 5]);
    });
    assert_eq!(service.asked(), ["", "token=a", "token=a", "token=b"]);
}

#[test]
fn an_error_is_what_is_collected() {
    let service = || Service::with(&[THREE[0], ""]);
    assert!(block_on(service().list().items().send().try_collect()).is_err());
    assert!(block_on(service().list().send().collect::<Result<Vec<_>, _>>()).is_err());
    assert_eq!(block_on(service().list().items().send().collect::<Vec<_>>()).len(), 3);
}

#[test]
fn a_map_is_a_token_and_an_empty_one_is_the_end() {
    let service = Service::with(&[r#"{"last": {"id": 7}}"#, r#"{"last": {"id": 8}}"#, r#"{"last": {}}"#]);
    let builder = ScanFluentBuilder { client: service.client(), input: ScanInput::default() };
    let mut pages = builder.into_paginator().send();
    block_on(async {
        assert_eq!(pages.next().await.unwrap().unwrap().last, HashMap::from([("id".to_owned(), 7)]));
        assert_eq!(pages.next_token(), Some(&HashMap::from([("id".to_owned(), 7)])));
        assert_eq!(pages.try_collect().await.unwrap().len(), 2);
    });
}

#[test]
fn it_is_a_stream() {
    let mut pages = Service::with(THREE).list().send();
    let cx = &mut Context::from_waker(Waker::noop());
    assert!(Pin::new(&mut pages).poll_next(cx).is_pending());
    let Poll::Ready(Some(page)) = Pin::new(&mut pages).poll_next(cx) else { panic!("the answer is there") };
    assert_eq!(numbers(page.unwrap()), [1, 2]);
    assert_eq!(Stream::size_hint(&pages), (0, None));
    let mut items: Pin<Box<dyn Stream<Item = Result<i32, SdkError<Error>>> + Send>> =
        Box::pin(Service::with(THREE).list().items().send());
    let mut all = Vec::new();
    loop {
        match items.as_mut().poll_next(cx) {
            Poll::Pending => {}
            Poll::Ready(Some(item)) => all.push(item.unwrap()),
            Poll::Ready(None) => break,
        }
    }
    assert_eq!(all, [1, 2, 3, 4, 5]);
}

#[test]
fn a_next_that_is_given_up_loses_nothing() {
    let service = Service::with(THREE);
    let mut items = service.list().items().send();
    let cx = &mut Context::from_waker(Waker::noop());
    // The request is on its way; nobody waits for it.
    assert!(std::pin::pin!(items.next()).poll(cx).is_pending());
    assert_eq!(block_on(items.try_collect()).unwrap(), [1, 2, 3, 4, 5]);
    assert_eq!(service.asked(), ["", "token=a", "token=b"]);
}

#[test]
fn what_is_dropped_asks_for_nothing_more() {
    let service = Service::with(THREE);
    let mut pages = service.list().send();
    block_on(pages.next()).unwrap().unwrap();
    assert!(std::pin::pin!(pages.next()).poll(&mut Context::from_waker(Waker::noop())).is_pending());
    let token = pages.next_token().cloned();
    drop(pages);
    assert_eq!((service.asked().len(), token.as_deref()), (1, Some("a")));
}

#[test]
fn a_long_list_takes_no_more_stack_than_a_short_one() {
    let page = |index: usize, _: &str| {
        let next = if index < 9_999 { format!(r#", "next": "{index}""#) } else { String::new() };
        // Only each hundredth has something on it.
        Ok(format!(r#"{{"numbers": [{}]{next}}}"#, if index.is_multiple_of(100) { "1" } else { "" }))
    };
    let small = std::thread::Builder::new().stack_size(256 * 1024);
    let count = small.spawn(move || {
        let service = Service::new(page);
        let items = block_on(service.list().items().send().try_collect()).unwrap();
        assert_eq!(items.len(), 100);
        service.asked().len()
    });
    assert_eq!(count.unwrap().join().unwrap(), 10_000);
}

#[test]
fn streams_are_small_and_may_move() {
    fn may_move<T: Send + Unpin + 'static>(_: &T) {}
    let pages: PaginationStream<Pages<ListInput>> = Service::with(&[]).list().send();
    let items: PaginationStream<Items<ListInput>> = Service::with(&[]).list().items().send();
    may_move(&pages);
    may_move(&items);
    assert!(size_of_val(&pages) <= size_of::<usize>() && size_of_val(&items) <= 5 * size_of::<usize>());
    assert_eq!(format!("{pages:?}"), "PaginationStream { .. }");
}

#[tokio::test]
async fn a_page_may_be_waited_for_on_another_thread() {
    let items = tokio::spawn(async { Service::with(THREE).list().items().send().try_collect().await }).await;
    assert_eq!(items.unwrap().unwrap(), [1, 2, 3, 4, 5]);
}
