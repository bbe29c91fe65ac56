//! Credentials that another program prints.

mod split;

use std::fmt;
use std::future::poll_fn;
use std::pin::pin;
use std::process::{Output, Stdio};
use std::task::Poll;
use std::time::Duration;

use tokio::process::Command;
use tokio::runtime::Handle;
use zeroize::Zeroizing;

use super::{Credentials, CredentialsError, ProvideCredentials, ProviderContext, json_credentials};
use crate::error::BoxError;
use crate::future::BoxFuture;
use crate::json::JsonDocument;

/// How long a program may take: it may ask its user something.
const LIMIT: Duration = Duration::from_secs(60);
/// As much of what it says of a failure as an error shows, in characters.
const EXCERPT: usize = 256;

/// Runs a program that prints credentials as JSON, as `credential_process` in a profile does (feature `credential-process`).
///
/// The line is split at blanks, outside of quotes, and run without a shell. The program has one minute. It needs Tokio, with
/// its driver for I/O, as `#[tokio::main]` enables it.
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
        // Without one, Tokio panics.
        Handle::try_current().map_err(|error| invalid("needs Tokio").with_source(error))?;
        let failed = |what: String| CredentialsError::provider_error(format!("`credential_process` {what}"));
        let output = self.run(program, arguments).await;
        let output = output.ok_or_else(|| failed(format!("took longer than {} s", LIMIT.as_secs())))?;
        let output = output.map_err(|error| failed(format!("cannot run `{program}`")).with_source(error))?;
        if !output.status.success() {
            return Err(failed(format!("failed with {}{}", output.status, excerpt(&output.stderr))));
        }
        read(&Zeroizing::new(output.stdout))
            .map_err(|error| failed("printed no credentials".to_owned()).with_source(error))
    }

    /// What the program says; `None` when it takes too long. It is ended when nobody waits for it any more.
    async fn run(&self, program: &str, arguments: &[String]) -> Option<std::io::Result<Output>> {
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null()).kill_on_drop(true);
        let mut output = pin!(command.output());
        let mut limit = self.context.sleep.as_ref().map(|sleep| sleep.sleep(LIMIT));
        poll_fn(|context| {
            if let Poll::Ready(output) = output.as_mut().poll(context) {
                return Poll::Ready(Some(output));
            }
            match &mut limit {
                Some(limit) => limit.as_mut().poll(context).map(|()| None),
                None => Poll::Pending,
            }
        })
        .await
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
