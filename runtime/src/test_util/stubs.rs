//! Stubs of operations, by the types of their inputs.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::stub_error::StubError;
use crate::config;
use crate::error::{CallError, SdkError};
use crate::http::{Body, HttpResponse};
use crate::operation::Operation;
use crate::primitives::ByteStream;

/// What a stub answers with.
pub type StubResult<O> = Result<<O as Operation>::Output, StubError<<O as Operation>::Error>>;

/// What the generated type `Stubs` is made of, by [`stubs!`](crate::stubs).
#[doc(hidden)]
#[derive(Clone)]
pub struct StubTable(Arc<Inner>);

struct Inner {
    /// Each operation of the service with the name of the method that takes its stub.
    methods: Vec<(&'static str, &'static str)>,
    /// By the type of the input, a `Stub` of it.
    stubs: Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
    calls: Mutex<Vec<Recorded>>,
}

type Answer<O> = dyn Fn(&mut O) -> StubResult<O> + Send + Sync;

struct Recorded {
    operation: &'static str,
    /// A copy of the input, where it has one.
    input: Option<Box<dyn Any + Send>>,
}

struct Stub<O: Operation> {
    answer: Box<Answer<O>>,
    /// Copies the input, where that can be.
    copy: fn(&O) -> Option<Box<dyn Any + Send>>,
    /// Puts the stream back that encoding has taken out, where there is one.
    put_stream: Option<fn(&mut O, ByteStream)>,
}

impl StubTable {
    /// No stubs of a service with these operations.
    #[must_use]
    pub fn new(methods: &[(&'static str, &'static str)]) -> Self {
        let (stubs, calls) = (Mutex::default(), Mutex::default());
        Self(Arc::new(Inner { methods: methods.to_vec(), stubs, calls }))
    }

    /// Sets the stub of an operation.
    pub fn on<O: Operation + Clone>(&self, answer: impl Fn(&O) -> StubResult<O> + Send + Sync + 'static) {
        self.put(Stub {
            answer: Box::new(move |input: &mut O| answer(input)),
            copy: |input| Some(Box::new(input.clone())),
            put_stream: None,
        });
    }

    /// Sets the stub of an operation whose input is a stream.
    pub fn on_stream<O: Operation>(
        &self,
        answer: impl Fn(&mut O) -> StubResult<O> + Send + Sync + 'static,
        put_stream: fn(&mut O, ByteStream),
    ) {
        self.put(Stub { answer: Box::new(answer), copy: |_| None, put_stream: Some(put_stream) });
    }

    fn put<O: Operation>(&self, stub: Stub<O>) {
        self.stubs().insert(TypeId::of::<O>(), Arc::new(stub));
    }

    /// The settings of [`config()`](super::config), with the stubs.
    #[must_use]
    pub fn config(&self) -> config::Builder {
        config::Builder { stubs: Some(self.clone()), ..super::config() }
    }

    /// The operations that were called.
    #[must_use]
    pub fn calls(&self) -> Vec<&'static str> {
        self.recorded().iter().map(|call| call.operation).collect()
    }

    /// The inputs that an operation was called with.
    #[must_use]
    pub fn inputs_of<O: Operation + Clone>(&self) -> Vec<O> {
        let recorded = self.recorded();
        let inputs = recorded.iter().filter_map(|call| call.input.as_ref()?.downcast_ref::<O>());
        inputs.cloned().collect()
    }

    /// Asks the stub of an operation. `decode` reads a response as the operation does.
    pub(crate) fn answer<O: Operation>(
        &self,
        input: &mut O,
        body: Body,
        decode: impl FnOnce(HttpResponse) -> Result<O::Output, SdkError<O::Error>>,
    ) -> Result<O::Output, SdkError<O::Error>> {
        let operation = O::INFO.name;
        // The closure may call another operation: nothing is locked meanwhile.
        let stub = self.stubs().get(&TypeId::of::<O>()).cloned();
        let stub = stub.as_deref().and_then(|stub| stub.downcast_ref::<Stub<O>>());
        let copy = stub.and_then(|stub| (stub.copy)(input));
        let number = {
            let mut recorded = self.recorded();
            recorded.push(Recorded { operation, input: copy });
            recorded.len()
        };
        let Some(stub) = stub else {
            return Err(SdkError::from_call(operation, 0, CallError::Construction(self.missing(operation).into())));
        };
        if let Some(put) = stub.put_stream.filter(|_| body.content_length() != Some(0)) {
            put(input, ByteStream::new(body));
        }
        (stub.answer)(input).or_else(|error| error.into_result(operation, number, decode))
    }

    fn missing(&self, operation: &str) -> String {
        match self.0.methods.iter().find(|(name, _)| *name == operation) {
            Some((_, method)) => {
                format!("there is no stub for it: add `.{method}(|input| ..)` to the `Stubs` of the test")
            }
            None => "the stubs of its config are those of another service".to_owned(),
        }
    }

    fn stubs(&self) -> MutexGuard<'_, HashMap<TypeId, Arc<dyn Any + Send + Sync>>> {
        self.0.stubs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn recorded(&self) -> MutexGuard<'_, Vec<Recorded>> {
        self.0.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How much there is of what, since a closure shows nothing.
impl fmt::Debug for StubTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (stubs, calls) = (self.stubs().len(), self.recorded().len());
        f.debug_struct("StubTable").field("stubs", &stubs).field("calls", &calls).finish()
    }
}
