//! A client with a stubbed transport, and a runtime to call it on.

use std::time::{Duration, Instant};

use tokio::runtime::Runtime;

use crate::operation::Operation;
use crate::{official, tinsmith};

/// Who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// `tinsmith-signer` as it comes.
    Tinsmith,
    /// `tinsmith-signer` with validation switched off, to tell what it costs.
    Unvalidated,
    /// `aws-sdk-signer` as it comes.
    Official,
}

impl Who {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Tinsmith, Self::Unvalidated, Self::Official];

    /// What it is called in arguments and results.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Tinsmith => "tinsmith",
            Self::Unvalidated => "unvalidated",
            Self::Official => "official",
        }
    }

    /// Who is called that.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|who| who.name() == name)
    }
}

/// Calls an operation over and over.
pub struct Bench {
    caller: Caller,
    operation: Operation,
    runtime: Runtime,
}

enum Caller {
    Tinsmith(tinsmith::calls::Caller),
    Official(official::calls::Caller),
}

impl Bench {
    /// A client of its own, warmed up with a few calls.
    ///
    /// # Errors
    ///
    /// When there is no thread to be had.
    pub fn new(who: Who, operation: Operation) -> std::io::Result<Self> {
        let answer = operation.answer();
        let caller = match who {
            Who::Tinsmith | Who::Unvalidated => {
                let client = tinsmith::client::stubbed(answer, who == Who::Tinsmith);
                Caller::Tinsmith(tinsmith::calls::Caller::new(client))
            }
            Who::Official => Caller::Official(official::calls::Caller::new(official::client::stubbed(answer))),
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let bench = Self { caller, operation, runtime };
        bench.call(3);
        Ok(bench)
    }

    /// Makes so many calls, one after another, and gives the time they took.
    pub fn call(&self, times: u32) -> Duration {
        let start = Instant::now();
        self.runtime.block_on(async {
            match &self.caller {
                Caller::Tinsmith(caller) => {
                    for _ in 0..times {
                        caller.call(self.operation).await;
                    }
                }
                Caller::Official(caller) => {
                    for _ in 0..times {
                        caller.call(self.operation).await;
                    }
                }
            }
        });
        start.elapsed()
    }

    /// The bytes of the future that `send` of `StartSigningJob` gives.
    #[must_use]
    pub fn future_size(&self) -> usize {
        match &self.caller {
            Caller::Tinsmith(caller) => caller.future_size(),
            Caller::Official(caller) => caller.future_size(),
        }
    }
}
