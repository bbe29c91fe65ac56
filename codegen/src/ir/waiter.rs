//! Waiters: what they wait for, and what results mean to them.

use super::{Docs, Ident, Query};

/// A waiter of an operation.
#[derive(Clone, Debug)]
pub struct Waiter {
    /// `SuccessfulSigningJob`, as in the model.
    pub name: String,
    /// `successful_signing_job`: the module of its types, and the function that tells what a poll means.
    pub module: Ident,
    /// `wait_until_successful_signing_job`.
    pub method: Ident,
    /// `SuccessfulSigningJobFluentBuilder`.
    pub fluent_builder: Ident,
    /// `SuccessfulSigningJobFinalPoll`.
    pub final_poll: Ident,
    /// `WaitUntilSuccessfulSigningJobError`.
    pub error: Ident,
    /// Documentation.
    pub docs: Docs,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// The least seconds between two calls.
    pub min_delay: u32,
    /// The most seconds between two calls.
    pub max_delay: u32,
    /// What results mean, in this order. Each can be reached.
    pub acceptors: Vec<Acceptor>,
    /// Whether they ask for anything deprecated.
    pub touches_deprecated: bool,
}

/// What a result means for a waiter.
#[derive(Clone, Debug)]
pub struct Acceptor {
    /// Which results it is about.
    pub matcher: Matcher,
    /// What they mean.
    pub state: WaiterState,
}

/// Which results an acceptor is about.
#[derive(Clone, Debug)]
pub enum Matcher {
    /// Any output.
    AnyOutput,
    /// Outputs for which this is true.
    Output(Query),
    /// Any error.
    AnyError,
    /// The modelled error that this method asks for.
    Error(Ident),
    /// An error with this code.
    ErrorCode(String),
}

/// What a result means for a waiter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaiterState {
    /// It has come.
    Success,
    /// It will never come.
    Failure,
    /// It has not come yet.
    Retry,
}
