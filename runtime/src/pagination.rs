//! Lists that a service gives page by page (`smithy.api#paginated`).
//!
//! `into_paginator()` of an operation's builder gives a [`Paginator`]; its [`send`](Paginator::send) a [`PaginationStream`]
//! of pages, or after [`items`](Paginator::items) one of what the pages hold.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use crate::client::Client;
use crate::error::{CallError, SdkError};
use crate::future::BoxFuture;
use crate::operation::Operation;

/// An operation whose output is one page of a list. Implemented by its input, which [`paginator!`](crate::paginator!) does.
pub trait Paginated: Operation + Clone + 'static {
    /// What stands for the place where a page begins.
    type Token: Clone + PartialEq + Send;

    /// Where the page begins that this input asks for; unset, it is the first page.
    fn token(&self) -> &Option<Self::Token>;

    /// The same, to be set.
    fn token_mut(&mut self) -> &mut Option<Self::Token>;

    /// Where the page after this one begins. There is none when the token is missing or empty.
    fn next_token(output: &Self::Output) -> Option<Self::Token>;
}

/// An operation that takes how many items a page may have.
#[diagnostic::on_unimplemented(message = "the service does not let callers set the page size of this operation")]
pub trait PageSize: Paginated {
    /// A number, for most services an `i32`.
    type Size;

    /// Sets the size.
    fn set_page_size(&mut self, size: Self::Size);
}

/// An operation that says in which list or map of its output the items stand.
#[diagnostic::on_unimplemented(message = "the model does not say what the items of this operation's pages are")]
pub trait PageItems: Paginated {
    /// The list, or the map.
    type Items: IntoIterator;

    /// The items of a page, if it has any.
    fn into_items(output: Self::Output) -> Option<Self::Items>;
}

/// Calls an operation again and again, until it has given the last page of its list.
///
/// ```no_run
/// # use std::fmt::Debug;
/// # use tinsmith_runtime::{error::SdkError, pagination::*};
/// # async fn example<O>(paginator: impl Fn() -> Paginator<O>) -> Result<(), SdkError<O::Error>>
/// # where O: PageItems + PageSize<Size = i32>, O::Output: Debug, <O::Items as IntoIterator>::Item: Debug {
/// # struct Client<F>(F);
/// # impl<F> Client<F> { fn list_signing_jobs(&self) -> &Self { self } }
/// # impl<O, F: Fn() -> Paginator<O>> Client<F> { fn into_paginator(&self) -> Paginator<O> { (self.0)() } }
/// # let client = Client(paginator);
/// let mut pages = client.list_signing_jobs().into_paginator().page_size(25).send();
/// while let Some(page) = pages.try_next().await? {
///     println!("{page:?}");
/// }
///
/// let jobs = client.list_signing_jobs().into_paginator().items().send();
/// println!("{:?}", jobs.try_collect().await?);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "nothing is sent before `send()`, and then the stream's first `next()`"]
pub struct Paginator<O> {
    client: Client,
    input: O,
    stop_on_duplicate_token: bool,
}

/// A [`Paginator`] of items.
#[derive(Debug, Clone)]
#[must_use = "nothing is sent before `send()`, and then the stream's first `next()`"]
pub struct PaginatorItems<O>(Paginator<O>);

impl<O: Paginated> Paginator<O> {
    /// Begins with the page that `input` asks for.
    pub fn new(client: Client, input: O) -> Self {
        Self { client, input, stop_on_duplicate_token: true }
    }

    /// How many items a page may have, in place of what the builder was told.
    pub fn page_size(mut self, size: O::Size) -> Self
    where
        O: PageSize,
    {
        self.input.set_page_size(size);
        self
    }

    /// Whether a page that names itself as the next one is the last. It is by default, and an error says so in place of the
    /// next page, since the list may have more. Switch it off for lists that grow at their end, such as logs.
    pub fn stop_on_duplicate_token(mut self, stop: bool) -> Self {
        self.stop_on_duplicate_token = stop;
        self
    }

    /// The items in place of the pages that they stand on.
    pub fn items(self) -> PaginatorItems<O>
    where
        O: PageItems,
    {
        PaginatorItems(self)
    }

    /// The pages. Nothing is sent before the stream is asked for the first.
    pub fn send(self) -> PaginationStream<Pages<O>> {
        let Self { client, input, stop_on_duplicate_token } = self;
        PaginationStream(Pages(Box::new(State { client, input, stop_on_duplicate_token, next: Next::Ask })))
    }
}

impl<O: PageItems> PaginatorItems<O> {
    /// The items. Nothing is sent before the stream is asked for the first.
    pub fn send(self) -> PaginationStream<Items<O>> {
        PaginationStream(Items { pages: self.0.send().0, page: None })
    }
}

/// What a [`Paginator`] gives: [`Pages`] or their [`Items`], in order. Each page is asked for when it is needed.
///
/// It is a [`Stream`] too, for those who use the combinators of `futures` or `tokio-stream`.
///
/// An error ends it, like the last page: after that there is [`None`]. To go on from there, or from where one has stopped,
/// set [`next_token`](Self::next_token) on a builder and make a paginator of it. A [`next`](Self::next) that is given up loses
/// nothing: its call goes on with the next one.
///
/// ```no_run
/// # use tinsmith_runtime::{error::SdkError, pagination::*};
/// # async fn example<O: Paginated>(paginator: Paginator<O>) -> Result<(), SdkError<O::Error>> {
/// let mut pages = paginator.send();
/// let first = pages.try_next().await?;
/// // Where another one goes on: `client.list_signing_jobs().set_next_token(token).into_paginator()`.
/// let token = pages.next_token().cloned();
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent before the first `next()`"]
pub struct PaginationStream<S>(S);

impl<T, E, S: Source<Item = T, Error = E>> PaginationStream<S> {
    /// The next page or item, or an error; [`None`] at the end.
    pub async fn next(&mut self) -> Option<Result<T, E>> {
        poll_fn(|cx| self.poll_next(cx)).await
    }

    /// The next page or item; [`None`] at the end.
    ///
    /// # Errors
    ///
    /// When the call for the page fails.
    pub async fn try_next(&mut self) -> Result<Option<T>, E> {
        self.next().await.transpose()
    }

    /// All that is left, as a `Result<Vec<_>, _>` or what else can be made of results.
    pub async fn collect<C: FromIterator<Result<T, E>>>(mut self) -> C {
        let mut all = Vec::new();
        while let Some(next) = self.next().await {
            all.push(next);
        }
        all.into_iter().collect()
    }

    /// All that is left.
    ///
    /// # Errors
    ///
    /// When a call fails. What came before it is lost; to keep it, use [`try_next`](Self::try_next).
    pub async fn try_collect(mut self) -> Result<Vec<T>, E> {
        let mut all = Vec::new();
        while let Some(next) = self.try_next().await? {
            all.push(next);
        }
        Ok(all)
    }

    /// What [`next`](Self::next) waits for.
    pub fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, E>>> {
        self.0.poll_next(cx)
    }

    /// Where the page begins that would be asked for next, to go on from there at another time. After an error that is the
    /// page which could not be had; after the last page there is none, as before the first.
    ///
    /// Items that stand on the page at hand and were not taken yet are not on that one.
    pub fn next_token(&self) -> Option<&S::Token> {
        self.0.next_token()
    }
}

/// Nothing is pinned: the calls are boxed.
impl<S> Unpin for PaginationStream<S> {}

impl<S: Source> Stream for PaginationStream<S> {
    type Item = Result<S::Item, S::Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().0.poll_next(cx)
    }
}

impl<S> fmt::Debug for PaginationStream<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PaginationStream").finish_non_exhaustive()
    }
}

/// What a [`PaginationStream`] is made of: [`Pages`] or [`Items`].
pub trait Source: sealed::Sealed {
    /// A page or an item.
    type Item;
    /// Why there is none.
    type Error;
    /// What stands for the place where a page begins.
    type Token;

    #[doc(hidden)]
    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Self::Item, Self::Error>>>;

    #[doc(hidden)]
    fn next_token(&self) -> Option<&Self::Token>;
}

mod sealed {
    pub trait Sealed {}

    impl<O: super::Paginated> Sealed for super::Pages<O> {}
    impl<O: super::PageItems> Sealed for super::Items<O> {}
}

/// The outputs of an operation.
pub struct Pages<O: Paginated>(Box<State<O>>);

struct State<O: Paginated> {
    client: Client,
    /// Asks for the next page, so that its token is the one to go on from.
    input: O,
    stop_on_duplicate_token: bool,
    next: Next<O>,
}

/// What comes next.
enum Next<O: Operation> {
    /// A page that is yet to be asked for.
    Ask,
    /// A page that has been asked for.
    Wait(BoxFuture<'static, Result<O::Output, SdkError<O::Error>>>),
    /// The error that the last page named itself as the next.
    Repetition,
    /// Nothing.
    End,
}

impl<O: Paginated> Source for Pages<O> {
    type Item = O::Output;
    type Error = SdkError<O::Error>;
    type Token = O::Token;

    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<O::Output, SdkError<O::Error>>>> {
        let state = &mut *self.0;
        if let Next::Ask = state.next {
            let (client, mut input) = (state.client.clone(), state.input.clone());
            state.next = Next::Wait(Box::pin(async move { client.send(&mut input).await }));
        }
        if let Next::Wait(call) = &mut state.next {
            let result = ready!(call.as_mut().poll(cx));
            state.next = result
                .as_ref()
                .map_or(Next::End, |page| next_of(&mut state.input, page, state.stop_on_duplicate_token));
            return Poll::Ready(Some(result));
        }
        match std::mem::replace(&mut state.next, Next::End) {
            Next::Repetition => Poll::Ready(Some(Err(repetition(O::INFO.name)))),
            _ => Poll::Ready(None),
        }
    }

    fn next_token(&self) -> Option<&O::Token> {
        self.0.input.token().as_ref()
    }
}

/// What comes after a page, for which the input is made to ask.
fn next_of<O: Paginated>(input: &mut O, page: &O::Output, stop_on_duplicate_token: bool) -> Next<O> {
    let given = std::mem::replace(input.token_mut(), O::next_token(page));
    match input.token() {
        None => Next::End,
        Some(_) if stop_on_duplicate_token && *input.token() == given => Next::Repetition,
        Some(_) => Next::Ask,
    }
}

fn repetition<E>(operation: &'static str) -> SdkError<E> {
    let text = "the service named the page that it had just given as the next one, so that the list would never end; \
                `stop_on_duplicate_token(false)` on the paginator goes on nevertheless";
    SdkError::from_call(operation, 0, CallError::Construction(text.into()))
}

/// What stands on the pages of an operation.
pub struct Items<O: PageItems> {
    pages: Pages<O>,
    /// What is left of the page at hand.
    page: Option<<O::Items as IntoIterator>::IntoIter>,
}

impl<O: PageItems> Source for Items<O> {
    type Item = <O::Items as IntoIterator>::Item;
    type Error = SdkError<O::Error>;
    type Token = O::Token;

    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Self::Item, Self::Error>>> {
        loop {
            if let Some(item) = self.page.as_mut().and_then(Iterator::next) {
                return Poll::Ready(Some(Ok(item)));
            }
            self.page = None;
            match ready!(self.pages.poll_next(cx)) {
                Some(Ok(page)) => self.page = O::into_items(page).map(IntoIterator::into_iter),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }

    fn next_token(&self) -> Option<&O::Token> {
        self.pages.next_token()
    }
}
