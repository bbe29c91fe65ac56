//! One request, from what was sent to what is answered.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, UNIX_EPOCH};

use hyper::http::StatusCode;
use serde_json::{Map, json};
use tinsmith_codegen::model::traits::ErrorKind;

use crate::clock::Clock;
use crate::faults::{FaultKind, Faults};
use crate::protocol::timestamp::Timestamp;
use crate::protocol::{Call, Rejection, Reply, Request, Service};
use crate::signer::{Caller, Object, ServiceError, Signer, ids};
use crate::sigv4::Verifier;

/// How many requests are remembered; older ones are forgotten.
const REMEMBERED: usize = 100_000;

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The method.
    pub method: String,
    /// The path as sent, without the query.
    pub path: String,
    /// The operation, if there is one.
    pub operation: Option<String>,
    /// The status of the answer, even where the connection was cut instead.
    pub status: u16,
    /// The error's name.
    pub error: Option<String>,
    /// `x-amzn-requestid` of the answer.
    pub request_id: String,
    /// What went wrong on demand, lateness apart.
    pub fault: Option<FaultKind>,
    /// How long it took.
    pub duration: Duration,
}

/// `POST /signing-jobs StartSigningJob 200 (12 ms, 2f9d..)`
impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)?;
        if let Some(operation) = &self.operation {
            write!(f, " {operation}")?;
        }
        write!(f, " {}", self.status)?;
        if let Some(error) = &self.error {
            write!(f, " {error}")?;
        }
        if let Some(fault) = self.fault {
            write!(f, " [{fault:?} on demand]")?;
        }
        write!(f, " ({:.1} ms, {})", self.duration.as_secs_f64() * 1000.0, self.request_id)
    }
}

/// Is told of each request.
pub(crate) type Listener = Box<dyn Fn(&Record) + Send + Sync>;

/// All that answers.
pub(crate) struct Handler {
    pub(crate) service: Service,
    pub(crate) signer: Signer,
    pub(crate) verifier: Option<Verifier>,
    /// Who calls, when signatures do not tell.
    pub(crate) caller: Caller,
    pub(crate) clock: Clock,
    pub(crate) faults: Faults,
    pub(crate) records: Mutex<VecDeque<Record>>,
    pub(crate) listener: Option<Listener>,
}

/// An answer, and what to do to its connection.
pub(crate) struct Answer {
    pub(crate) reply: Reply,
    pub(crate) fault: Option<FaultKind>,
}

impl Handler {
    /// Answers a request; `Err` is one whose body could not be read.
    pub(crate) async fn answer(self: Arc<Self>, request: Result<Request, (Request, Rejection)>) -> Answer {
        let start = Instant::now();
        let (method, path) = match &request {
            Ok(request) | Err((request, _)) => (request.method.clone(), request.path.clone()),
        };
        let routed = match request {
            Ok(request) => self.service.route(&request).map(|call| (call, request)),
            Err((_, rejection)) => Err(rejection),
        };
        let mut record = Record {
            method,
            path,
            operation: routed.as_ref().ok().map(|(call, _)| call.operation.clone()),
            status: 0,
            error: None,
            // A system without randomness leaves it empty.
            request_id: ids::uuid().unwrap_or_default(),
            fault: None,
            duration: Duration::ZERO,
        };
        let mut reply = match routed {
            Ok((call, request)) => Arc::clone(&self).with_faults(call, request, &mut record.fault).await,
            Err(rejection) => rejection.reply(),
        };
        self.stamp(&mut reply, &record.request_id);
        record.status = reply.status.as_u16();
        record.error = reply.error_name().map(str::to_owned);
        record.duration = start.elapsed();
        let fault = record.fault;
        self.remember(record);
        Answer { reply, fault }
    }

    async fn with_faults(self: Arc<Self>, call: Call, request: Request, fault: &mut Option<FaultKind>) -> Reply {
        let plan = self.faults.plan(&call.operation);
        if !plan.latency.is_zero() {
            tokio::time::sleep(plan.latency).await;
        }
        *fault = plan.fault;
        match plan.fault {
            Some(FaultKind::Throttling) => self.throttled(&call.operation),
            Some(FaultKind::Failure) => self.failed(&call.operation, "This failure was asked for."),
            _ => {
                let (this, operation) = (Arc::clone(&self), call.operation.clone());
                // It reads and writes files and signs, and a panic in it is an answer, not the end of a connection.
                let reply = tokio::task::spawn_blocking(move || this.call(&call, &request)).await;
                reply.unwrap_or_else(|error| self.failed(&operation, &format!("The fake Signer failed: {error}")))
            }
        }
    }

    fn call(&self, call: &Call, request: &Request) -> Reply {
        let operation = &call.operation;
        let outcome = self.caller(request).and_then(|caller| Ok((self.service.decode(call, request)?, caller)));
        let (input, caller) = match outcome {
            Ok(outcome) => outcome,
            Err(rejection) => return rejection.reply(),
        };
        let encoded = match self.signer.call(operation, &input, &caller) {
            Ok(output) => self.service.encode(operation, &output),
            // Every service has it, whether the model gives it to the operation or not.
            Err(ServiceError { shape: "ValidationException", message, .. }) if !self.models_validation(operation) => {
                return Rejection::new(StatusCode::BAD_REQUEST, "ValidationException", message).reply();
            }
            Err(ServiceError { shape, message, code }) => {
                let code = code.map(|code| ("code".to_owned(), code.into()));
                let members: Object = [("message".to_owned(), message.into())].into_iter().chain(code).collect();
                self.service.encode_error(operation, shape, &members)
            }
        };
        encoded.unwrap_or_else(|error| self.failed(operation, &format!("The fake Signer is wrong: {error}")))
    }

    fn models_validation(&self, operation: &str) -> bool {
        let operation = self.service.model().operation(operation);
        operation.is_some_and(|operation| operation.errors.iter().any(|error| error.name() == "ValidationException"))
    }

    fn caller(&self, request: &Request) -> Result<Caller, Rejection> {
        let Some(verifier) = &self.verifier else { return Ok(self.caller.clone()) };
        let account = verifier.verify(request, (self.clock)())?.account.clone();
        let arn = self.caller.arn.replace(&self.caller.account, &account);
        Ok(Caller { account, arn, region: self.caller.region.clone() })
    }

    /// The operation's own error for clients that ask too often.
    fn throttled(&self, operation: &str) -> Reply {
        self.own_error(operation, "Rate exceeded", |error| {
            let throttling = error.traits.retryable().is_some_and(|retryable| retryable.throttling);
            throttling.then(|| u8::from(error.traits.deprecated().is_some()))
        })
        .unwrap_or_else(|| {
            Rejection::new(StatusCode::TOO_MANY_REQUESTS, "ThrottlingException", "Rate exceeded").reply()
        })
    }

    /// The operation's own error for faults of the service.
    fn failed(&self, operation: &str, message: &str) -> Reply {
        let own = self.own_error(operation, message, |error| (error.traits.error()? == ErrorKind::Server).then_some(0));
        own.unwrap_or_else(|| Rejection::new(StatusCode::INTERNAL_SERVER_ERROR, "InternalFailure", message).reply())
    }

    /// The error with the least rank.
    fn own_error(
        &self,
        operation: &str,
        message: &str,
        rank: impl Fn(&tinsmith_codegen::model::Shape) -> Option<u8>,
    ) -> Option<Reply> {
        let model = self.service.model();
        let errors = model.operation(operation)?.errors.iter().map(|id| model.shape(id));
        let (_, error) = errors.filter_map(|error| Some((rank(error)?, error))).min_by_key(|(rank, _)| *rank)?;
        let members = Map::from_iter([("message".to_owned(), json!(message))]);
        self.service.encode_error(operation, error.id.name(), &members).ok()
    }

    /// Adds what all answers have.
    fn stamp(&self, reply: &mut Reply, request_id: &str) {
        let since = (self.clock)().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let now = Timestamp::from_secs(i64::try_from(since).unwrap_or(i64::MAX)).http_date();
        let headers = [("x-amzn-requestid", request_id), ("date", &now)];
        reply.headers.extend(
            headers
                .into_iter()
                .filter_map(|(name, value)| Some((hyper::http::HeaderName::from_static(name), value.parse().ok()?))),
        );
    }

    fn remember(&self, record: Record) {
        if let Some(listener) = &self.listener {
            listener(&record);
        }
        let mut records = self.records.lock().unwrap_or_else(PoisonError::into_inner);
        if records.len() == REMEMBERED {
            records.pop_front();
        }
        records.push_back(record);
    }
}
