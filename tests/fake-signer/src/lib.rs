//! A fake AWS Signer: a server on 127.0.0.1 with all operations, kept in memory, for tests and trials without an account.
//!
//! The wire is read off the service's model (routing, decoding, constraints, encoding), apart from the generated client,
//! so that the two check each other. What Signer does is written by hand in [`signer`].
//!
//! ```
//! # async fn start() -> Result<(), Box<dyn std::error::Error>> {
//! use tinsmith_fake_signer::FakeSigner;
//!
//! let fake = FakeSigner::builder().start().await?;
//! // Any client of Signer that is pointed at `fake.url()` works now.
//! assert!(fake.url().starts_with("http://127.0.0.1:"));
//! fake.shutdown().await?;
//! # Ok(())
//! # }
//! # tokio::runtime::Runtime::new().unwrap().block_on(start()).unwrap();
//! ```

use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use tinsmith_codegen::model::{LoadOptions, Model};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub mod clock;
pub mod faults;
mod handler;
pub mod objects;
pub mod protocol;
mod server;
pub mod signatures;
pub mod signer;
pub mod sigv4;
pub mod state;

pub use handler::Record;

/// The README's code compiles, and does what it says.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

use faults::{Fault, Faults};
use handler::{Handler, Listener};
use protocol::Service;
use signer::{Caller, Options, SetupError, Signer};
use sigv4::{Credentials, Verifier};

/// The model, which the program carries.
const MODEL: &str = include_str!("../../../model/signer-2017-08-25.json");

/// The region when none is named.
pub const REGION: &str = "us-east-1";
/// The account when none is named.
pub const ACCOUNT: &str = "123456789012";

/// The names of the operations.
pub fn operations() -> impl Iterator<Item = String> {
    let model = Model::load(MODEL, &LoadOptions::default()).map(|(model, _)| model);
    let names = |model: Model| model.operations().map(|operation| operation.id.name().to_owned()).collect::<Vec<_>>();
    model.map(names).unwrap_or_default().into_iter()
}

/// A fake Signer that runs until it is shut down or dropped, on the Tokio runtime that it was started on. One that was
/// dropped holds its state file until that runtime has gone on; shut it down before another opens the file.
pub struct FakeSigner {
    address: SocketAddr,
    handler: Arc<Handler>,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl FakeSigner {
    /// Settings of a fake Signer.
    #[must_use]
    pub fn builder() -> Builder {
        Builder {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            region: REGION.to_owned(),
            account: ACCOUNT.to_owned(),
            credentials: Vec::new(),
            options: Options::default(),
            faults: Faults::default(),
            listener: None,
        }
    }

    /// The endpoint to point clients at.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The faults, to be changed at will.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.handler.faults
    }

    /// What was answered so far, the oldest first; at most the last 100,000. A client that hung up before its answer is
    /// not among them.
    #[must_use]
    pub fn requests(&self) -> Vec<Record> {
        self.handler.records.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// The service behind the wire.
    #[must_use]
    pub fn signer(&self) -> &Signer {
        &self.handler.signer
    }

    /// Takes no more requests, finishes those under way, and saves the state.
    ///
    /// # Errors
    ///
    /// A state that cannot be saved.
    pub async fn shutdown(mut self) -> Result<(), SetupError> {
        self.stop.send_replace(true);
        // It fails only where its runtime is gone, and then nothing is under way.
        let _ = (&mut self.task).await;
        self.handler.signer.save()
    }
}

impl Drop for FakeSigner {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl fmt::Debug for FakeSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeSigner").field("address", &self.address).finish_non_exhaustive()
    }
}

/// Settings of a fake Signer.
pub struct Builder {
    address: SocketAddr,
    region: String,
    account: String,
    credentials: Vec<Credentials>,
    options: Options,
    faults: Faults,
    listener: Option<Listener>,
}

impl Builder {
    /// Where to listen; by default any free port of 127.0.0.1. It must be a loopback address.
    #[must_use]
    pub fn address(self, address: SocketAddr) -> Self {
        Self { address, ..self }
    }

    /// The region; by default [`REGION`].
    #[must_use]
    pub fn region(self, region: impl Into<String>) -> Self {
        Self { region: region.into(), ..self }
    }

    /// The account of callers whose signatures are not looked at; by default [`ACCOUNT`].
    #[must_use]
    pub fn account(self, account: impl Into<String>) -> Self {
        Self { account: account.into(), ..self }
    }

    /// Takes requests only if they are signed with these credentials, or others that are given so. Without any, requests are
    /// taken with any signature or none.
    #[must_use]
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials.push(credentials);
        self
    }

    /// What the service is made of: its clock, folder of objects, file of state.
    #[must_use]
    pub fn options(self, options: Options) -> Self {
        Self { options, ..self }
    }

    /// A fault from the start.
    #[must_use]
    pub fn fault(self, fault: Fault) -> Self {
        self.faults.add(fault);
        self
    }

    /// Is told of each request when it has been answered.
    #[must_use]
    pub fn on_request(self, listener: impl Fn(&Record) + Send + Sync + 'static) -> Self {
        Self { listener: Some(Box::new(listener)), ..self }
    }

    /// Starts to listen.
    ///
    /// # Errors
    ///
    /// Settings that cannot be, or an address that is taken.
    pub async fn start(self) -> Result<FakeSigner, StartError> {
        let Self { address, region, account, credentials, options, faults, listener } = self;
        check(address, &account, &credentials)?;
        let service =
            Service::load(MODEL, &LoadOptions::default()).map_err(|error| StartError(error.to_string(), None))?;
        let service_name = service.signing_name().to_owned();
        let verifier =
            (!credentials.is_empty()).then(|| Verifier { credentials, region: region.clone(), service: service_name });
        let clock = Arc::clone(&options.clock);
        let arn = format!("arn:{}:iam::{account}:user/fake", signer::arns::partition(&region));
        let socket = TcpListener::bind(address).await.map_err(|error| taken(address, error))?;
        let address = socket.local_addr().map_err(|error| taken(address, error))?;
        let signer = Signer::new(options).map_err(|error| StartError(error.to_string(), None))?;
        let handler = Arc::new(Handler {
            service,
            signer,
            verifier,
            caller: Caller { account, arn, region },
            clock,
            faults,
            records: Mutex::new(VecDeque::new()),
            listener,
        });
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(server::serve(socket, Arc::clone(&handler), stopped));
        Ok(FakeSigner { address, handler, stop, task })
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut builder = f.debug_struct("Builder");
        builder.field("address", &self.address).field("options", &self.options).finish_non_exhaustive()
    }
}

/// Why a fake Signer did not start: what, where and the remedy, in a line.
#[derive(Debug)]
pub struct StartError(String, Option<io::Error>);

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.1.as_ref().map(|error| error as _)
    }
}

fn check(address: SocketAddr, account: &str, credentials: &[Credentials]) -> Result<(), StartError> {
    if !address.ip().is_loopback() {
        let message = format!("{} is no loopback address; listen on 127.0.0.1 or ::1", address.ip());
        return Err(StartError(message, None));
    }
    let accounts = credentials.iter().map(|credentials| credentials.account.as_str());
    let is_account = |text: &str| text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    match accounts.chain([account]).find(|account| !is_account(account)) {
        Some(account) => Err(StartError(format!("`{account}` is no account, which has twelve digits"), None)),
        None => Ok(()),
    }
}

fn taken(address: SocketAddr, error: io::Error) -> StartError {
    let message = match error.kind() {
        io::ErrorKind::AddrInUse => {
            format!("port {} of {} is taken; port 0 (`--port 0`) takes a free one", address.port(), address.ip())
        }
        _ => format!("cannot listen on {address}: {error}"),
    };
    StartError(message, Some(error))
}
