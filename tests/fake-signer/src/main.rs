//! `cargo run -p tinsmith-fake-signer`: a fake AWS Signer on 127.0.0.1.

use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::process::ExitCode;

use tinsmith_fake_signer::{Builder, FakeSigner, signer};

mod options;

use options::{Command, Options, USAGE};

/// The exit status for a command line that is wrong.
const BAD_USAGE: u8 = 2;

fn main() -> ExitCode {
    let args: Result<Vec<_>, _> = std::env::args_os().skip(1).map(std::ffi::OsString::into_string).collect();
    let not_text = |arg: std::ffi::OsString| format!("`{}` is not UTF-8", arg.display());
    let options = match args.map_err(not_text).and_then(options::parse) {
        Ok(Command::Run(options)) => *options,
        Ok(Command::Help) => return print(USAGE),
        Ok(Command::Version) => {
            return print(concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION"), "\n"));
        }
        Err(problem) => {
            say(format_args!("error: {problem}\n\nSee `--help` for what there is."));
            return ExitCode::from(BAD_USAGE);
        }
    };
    match serve(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(format_args!("error: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn serve(options: Options) -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Runtime::new()?;
    let outcome = runtime.block_on(run(options));
    // A file that does not end to be read must not keep the process alive.
    runtime.shutdown_background();
    outcome
}

async fn run(options: Options) -> Result<(), Box<dyn std::error::Error>> {
    // Asked for first: a signal that comes while the server starts must not be lost.
    let stopped = stop_signal()?;
    let fake = builder(&options).start().await?;
    print(&greeting(&fake.url(), &options));
    stopped.await;
    let again = stop_signal()?;
    if !options.quiet {
        say(format_args!("stopping"));
    }
    tokio::select! {
        saved = fake.shutdown() => Ok(saved?),
        () = again => Err("stopped at once: what was under way has no answer".into()),
    }
}

fn builder(options: &Options) -> Builder {
    let service = signer::Options {
        objects: options.objects.clone(),
        state: options.state.clone(),
        job_duration: options.job_duration,
        ..signer::Options::default()
    };
    let mut builder = FakeSigner::builder()
        .address(SocketAddr::new(options.host, options.port))
        .region(&options.region)
        .account(&options.account)
        .options(service);
    for fault in &options.faults {
        builder = builder.fault(fault.clone());
    }
    if let Some(credentials) = &options.credentials {
        builder = builder.credentials(credentials.clone());
    }
    if !options.quiet {
        builder = builder.on_request(|record| say(format_args!("{record}")));
    }
    builder
}

/// Ctrl-C, or where there is one SIGTERM.
#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ctrl-C.
#[cfg(not(unix))]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async { drop(tokio::signal::ctrl_c().await) })
}

/// How to reach the server, and what it stands on.
fn greeting(url: &str, options: &Options) -> String {
    let Options { region, account, objects, state, .. } = options;
    let (id, secret, checked) = match &options.credentials {
        Some(credentials) => (credentials.access_key_id.as_str(), "...", "checked (SigV4)"),
        None => ("fake", "fake", "not checked"),
    };
    let has_token = options.credentials.as_ref().is_some_and(|credentials| credentials.session_token.is_some());
    let token = if has_token { " AWS_SESSION_TOKEN=..." } else { "" };
    let place = |path: &Option<std::path::PathBuf>, none: &str| match path {
        Some(path) => path.display().to_string(),
        None => none.to_owned(),
    };
    let objects = place(objects, "none; `--objects DIR` names a folder that stands for S3");
    let state = place(state, "in memory only; `--state FILE` keeps it");
    format!(
        "\
Fake AWS Signer at {url} (region {region}, account {account}). Ctrl-C stops it.

  signatures  {checked}
  objects     {objects}
  state       {state}

For any client of AWS:

  export AWS_ENDPOINT_URL_SIGNER={url} AWS_REGION={region} AWS_DEFAULT_REGION={region}
  export AWS_ACCESS_KEY_ID={id} AWS_SECRET_ACCESS_KEY={secret}{token}
  export AWS_DISABLE_HOST_PREFIX_INJECTION=true   # official clients put `data-` before the host of GetRevocationStatus

  aws signer list-signing-platforms
  boto3.client(\"signer\")     # or config=botocore.config.Config(inject_host_prefix=False) instead of the last variable
  tinsmith_signer::Client::new(&tinsmith_signer::Config::from_env().await)   # Rust

"
    )
}

/// Prints a line to stderr. Nobody has to read it.
fn say(line: std::fmt::Arguments<'_>) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Prints to stdout. Nobody has to read it.
fn print(text: &str) -> ExitCode {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
