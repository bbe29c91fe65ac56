//! Credentials that another program prints.

mod pipe;
mod split;

use std::fmt;
use std::future::poll_fn;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::process::{Child, Command};
use tokio::runtime::Handle;

use super::{Credentials, CredentialsError, ProvideCredentials, ProviderContext, json_credentials};
use crate::error::BoxError;
use crate::future::BoxFuture;
use crate::json::JsonDocument;
use crate::time::within;
use pipe::Pipes;

/// How long a program may take: it may ask its user something.
const LIMIT: Duration = Duration::from_secs(60);
/// How long its output is waited for when it has ended: a program that it left behind may hold that open.
const GRACE: Duration = Duration::from_secs(1);
/// As much of what it says of a failure as an error shows, in characters.
const EXCERPT: usize = 256;

/// Runs a program that prints credentials as JSON, as `credential_process` in a profile does (feature `credential-process`).
///
/// The line is split at blanks, outside of quotes, and run without a shell. The program reads nothing from its standard input:
/// what it asks its user, it asks at the terminal. It may print a mebibyte, and has one minute by the context's time, or no
/// limit when that has nothing to wait by. After that, or when nobody waits for it any more, it is killed; what it started
/// itself is not. A [`CachedCredentials`](super::CachedCredentials) waits five seconds for it while older credentials hold.
///
/// It needs Tokio, with its driver for I/O, as `#[tokio::main]` enables it.
#[derive(Clone)]
pub struct ProcessCredentials {
    command: String,
    context: ProviderContext,
}

impl ProcessCredentials {
    /// Runs this line.
    #[must_use]
    pub fn new(command: impl Into<String>, context: ProviderContext) -> Self {
        Self { command: command.into(), context }
    }

    async fn load(&self) -> Result<Credentials, CredentialsError> {
        let words = split::split(&self.command, cfg!(windows))
            .ok_or_else(|| invalid("has a quote that is not closed, or ends with a backslash"))?;
        let (program, arguments) = words.split_first().ok_or_else(|| invalid("is empty"))?;
        let failed = |what: String| CredentialsError::provider_error(format!("`credential_process` {what}"));
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        let no_tokio = || invalid("needs Tokio, in a runtime that has I/O enabled");
        Handle::try_current().map_err(|_| no_tokio())?;
        // Without the driver for I/O, Tokio panics.
        let child = catch_unwind(AssertUnwindSafe(|| command.spawn())).map_err(|_| no_tokio())?;
        let mut child = child.map_err(|error| failed(format!("cannot run `{program}`")).with_source(error))?;
        let outcome = within(Some(LIMIT), self.context.sleep.as_deref(), pin!(self.follow(&mut child))).await;
        let outcome = outcome.ok_or_else(|| failed(format!("took longer than {} s", LIMIT.as_secs())))?;
        let (status, pipes) = outcome.map_err(|error| failed("was ended".to_owned()).with_source(error))?;
        if !status.success() {
            return Err(failed(format!("failed with {status}{}", excerpt(&pipes.stderr.bytes))));
        }
        read(&pipes.stdout.bytes).map_err(|error| failed("printed no credentials".to_owned()).with_source(error))
    }

    /// How the program ends, and what it says.
    async fn follow(&self, child: &mut Child) -> io::Result<(ExitStatus, Pipes)> {
        let mut pipes = Pipes::of(child);
        let mut exit = pin!(child.wait());
        let status = poll_fn(|context| {
            // Meanwhile too: a full pipe would stop the program.
            let _ = pipes.poll(context)?;
            exit.as_mut().poll(context)
        });
        let status = status.await?;
        let rest =
            within(Some(GRACE), self.context.sleep.as_deref(), pin!(poll_fn(|context| pipes.poll(context)))).await;
        rest.unwrap_or(Ok(()))?;
        Ok((status, pipes))
    }
}

fn invalid(what: &str) -> CredentialsError {
    CredentialsError::invalid_configuration(format!("`credential_process` {what}"))
}

/// Reads what was printed. No error shows any of it.
fn read(printed: &[u8]) -> Result<Credentials, BoxError> {
    JsonDocument::parse(printed)?.read(|json| match json.get::<i64>("Version") {
        Some(1) => json_credentials::read(json, "SessionToken", "Process"),
        Some(version) => Err(format!("it has the `Version` {version}, while 1 is known").into()),
        None => Err("it has no `Version`, which must be 1".into()),
    })?
}

/// The end of what a program complains of.
fn excerpt(stderr: &[u8]) -> String {
    let text = String::from_utf8_lossy(stderr);
    let text = text.trim();
    if text.is_empty() {
        return String::new();
    }
    let skipped = text.chars().count().saturating_sub(EXCERPT);
    let dots = if skipped > 0 { "..." } else { "" };
    [": ", dots, &text.chars().skip(skipped).collect::<String>()].concat()
}

/// Without the command, whose arguments may be secrets.
impl fmt::Debug for ProcessCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProcessCredentials").finish_non_exhaustive()
    }
}

impl ProvideCredentials for ProcessCredentials {
    fn provide_credentials<'a>(&'a self) -> BoxFuture<'a, Result<Credentials, CredentialsError>> {
        Box::pin(self.load())
    }
}
