//! The boxed future that object-safe asynchronous traits return.

use std::future::Future;
use std::pin::Pin;

/// A future on the heap that may borrow for `'a` and may move between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
