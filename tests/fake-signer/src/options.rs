//! Options of the command line.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use tinsmith_fake_signer::faults::{Fault, FaultKind, Share};
use tinsmith_fake_signer::sigv4::Credentials;
use tinsmith_fake_signer::{ACCOUNT, REGION};

pub(crate) const USAGE: &str = "\
AWS Signer on this machine: all operations, in memory, for tests and trials without an account.

Usage: cargo run -p tinsmith-fake-signer -- [OPTIONS]

Options:
    --port N                    where to listen [default: 4579]; 0 takes any free port
    --host ADDRESS              a loopback address [default: 127.0.0.1]
    --region NAME               the region of its ARNs [default: us-east-1]
    --account N                 the account, of twelve digits [default: 123456789012]
    --access-key-id ID          take only requests that are signed with this key (SigV4);
    --secret-access-key KEY     without these two, any signature or none is taken
    --session-token TOKEN       the token that temporary keys come with
    --objects DIR               a folder that stands for S3: DIR/<bucket>/<key>
    --state FILE                keep the state in this file, so that it survives a restart
    --job-duration TIME         how long a signing job is in progress [default: 0ms]
    --quiet                     no line for each request
    --help                      print this
    --version                   print the version

Faults, each of which may be given several times:
    --latency TIME[-TIME]       answer so late, or in this range
    --throttle SHARE            answer that too many requests came (429)
    --fail SHARE                answer that the service failed (500)
    --cut SHARE                 do what was asked, then cut the connection instead of answering
    --cut-body SHARE            do what was asked, then cut the answer in its middle

TIME is a number of `ms` or `s`: 250ms. SHARE is every n-th call, as 1/3, or a percentage, as 20%.
Behind either, an operation and a count may follow: --throttle 1/3,StartSigningJob,10
";

/// What the command line asks for.
#[derive(Debug)]
pub(crate) enum Command {
    Help,
    Version,
    Run(Box<Options>),
}

/// How to run.
#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) host: IpAddr,
    pub(crate) port: u16,
    pub(crate) region: String,
    pub(crate) account: String,
    pub(crate) credentials: Option<Credentials>,
    pub(crate) objects: Option<PathBuf>,
    pub(crate) state: Option<PathBuf>,
    pub(crate) job_duration: Duration,
    pub(crate) faults: Vec<Fault>,
    pub(crate) quiet: bool,
}

/// Options that are followed by a value, as `--port 1` or `--port=1`.
const WITH_VALUE: [&str; 15] = [
    "--port",
    "--host",
    "--region",
    "--account",
    "--access-key-id",
    "--secret-access-key",
    "--session-token",
    "--objects",
    "--state",
    "--job-duration",
    "--latency",
    "--throttle",
    "--fail",
    "--cut",
    "--cut-body",
];
const FAULTS: [&str; 5] = ["--latency", "--throttle", "--fail", "--cut", "--cut-body"];

/// Reads the command line; `Err` says in a line what is wrong with it.
pub(crate) fn parse(args: impl IntoIterator<Item = String>) -> Result<Command, String> {
    let mut given: Vec<(String, String)> = Vec::new();
    let mut args = args.into_iter();
    while let Some(arg) = args.next() {
        let (name, inline) = match arg.split_once('=') {
            Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
            None => (arg.clone(), None),
        };
        let value = match (name.as_str(), inline) {
            ("--help" | "-h", None) => return Ok(Command::Help),
            ("--version" | "-V", None) => return Ok(Command::Version),
            ("--quiet", None) => String::new(),
            (name, None) if WITH_VALUE.contains(&name) => {
                args.next().filter(|value| !value.starts_with("--")).unwrap_or_default()
            }
            (name, Some(value)) if WITH_VALUE.contains(&name) => value,
            ("--help" | "--version" | "--quiet", Some(_)) => return Err(format!("`{name}` takes no value")),
            _ => return Err(format!("unexpected argument `{arg}`")),
        };
        // An empty one comes of a variable of the shell that is not set.
        if value.is_empty() && WITH_VALUE.contains(&name.as_str()) {
            return Err(format!("`{name}` needs a value"));
        }
        if !FAULTS.contains(&name.as_str()) && given.iter().any(|(given, _)| *given == name) {
            return Err(format!("`{name}` is given twice"));
        }
        given.push((name, value));
    }
    Given(given).options().map(Box::new).map(Command::Run)
}

struct Given(Vec<(String, String)>);

impl Given {
    fn value(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    /// The value as `read` reads it, or an error that says what it must be.
    fn read<T>(&self, name: &str, must_be: &str, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, String> {
        let read = |text| read(text).ok_or_else(|| format!("`{name}` must be {must_be}, not `{text}`"));
        self.value(name).map(read).transpose()
    }

    fn options(&self) -> Result<Options, String> {
        let port = self.read("--port", "a number from 0 to 65535", |text| text.parse().ok())?;
        let loopback = |text: &str| text.parse().ok().filter(IpAddr::is_loopback);
        let host = self.read("--host", "a loopback address, such as 127.0.0.1 or ::1", loopback)?;
        let is_account = |text: &str| text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
        let account = |text: &str| is_account(text).then(|| text.to_owned());
        let account = self.read("--account", "twelve digits", account)?.unwrap_or_else(|| ACCOUNT.to_owned());
        let is_region = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let region = |text: &str| (!text.is_empty() && is_region(text)).then(|| text.to_owned());
        let region = self.read("--region", "a region's name, such as eu-central-1", region)?;
        Ok(Options {
            host: host.unwrap_or(IpAddr::from([127, 0, 0, 1])),
            port: port.unwrap_or(4579),
            region: region.unwrap_or_else(|| REGION.to_owned()),
            credentials: self.credentials(&account)?,
            account,
            objects: self.value("--objects").map(PathBuf::from),
            state: self.value("--state").map(PathBuf::from),
            job_duration: self.read("--job-duration", "a time, such as 2s or 250ms", time)?.unwrap_or_default(),
            faults: self.faults()?,
            quiet: self.value("--quiet").is_some(),
        })
    }

    fn credentials(&self, account: &str) -> Result<Option<Credentials>, String> {
        let text = |name| self.value(name).map(str::to_owned);
        match (text("--access-key-id"), text("--secret-access-key"), text("--session-token")) {
            (Some(access_key_id), Some(secret_access_key), session_token) => {
                let account = account.to_owned();
                Ok(Some(Credentials { access_key_id, secret_access_key, session_token, account }))
            }
            (None, None, None) => Ok(None),
            (None, ..) => Err("`--access-key-id` is missing beside the rest of the credentials".to_owned()),
            (_, None, _) => Err("`--secret-access-key` is missing beside the rest of the credentials".to_owned()),
        }
    }

    fn faults(&self) -> Result<Vec<Fault>, String> {
        let faults = self.0.iter().filter(|(name, _)| FAULTS.contains(&name.as_str()));
        faults.map(|(name, text)| fault(name, text)).collect()
    }
}

/// A fault: a time or share, then perhaps an operation and a count.
fn fault(name: &str, text: &str) -> Result<Fault, String> {
    let mut parts = text.split(',');
    let first = parts.next().unwrap_or_default();
    let fault = match name {
        "--latency" => latency(first).map(Fault::new),
        name => share(first).map(|share| Fault::new(kind(name)).share(share)),
    };
    let must_be = if name == "--latency" { "a time, such as 250ms or 50ms-2s" } else { "a share, such as 1/3 or 20%" };
    let mut fault = fault.ok_or_else(|| format!("`{name}` must be {must_be}, not `{first}`"))?;
    let (mut operations, mut counts) = (0, 0);
    for part in parts {
        fault = match part.parse() {
            Ok(times) => {
                counts += 1;
                fault.times(times)
            }
            Err(_) if tinsmith_fake_signer::operations().any(|operation| operation == part) => {
                operations += 1;
                fault.operation(part)
            }
            Err(_) => return Err(format!("`{name}`: `{part}` is neither an operation of Signer nor a count")),
        };
    }
    if operations.max(counts) > 1 {
        return Err(format!("`{name}` has one operation and one count at most, not `{text}`; it may be given again"));
    }
    Ok(fault)
}

fn kind(name: &str) -> FaultKind {
    match name {
        "--throttle" => FaultKind::Throttling,
        "--fail" => FaultKind::Failure,
        "--cut" => FaultKind::Cut,
        _ => FaultKind::CutInBody,
    }
}

/// `250ms`, or `50ms-2s`.
fn latency(text: &str) -> Option<FaultKind> {
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    let (from, to) = (time(from)?, time(to)?);
    (from <= to).then_some(FaultKind::Latency(from, to))
}

/// `1/3`, or `20%`.
fn share(text: &str) -> Option<Share> {
    if let Some(n) = text.strip_prefix("1/") {
        return n.parse().ok().filter(|n| *n > 0).map(Share::EveryNth);
    }
    let percent: f64 = text.strip_suffix('%')?.parse().ok()?;
    (0.0..=100.0).contains(&percent).then_some(Share::Percent(percent))
}

/// `2s`, or `250ms`.
fn time(text: &str) -> Option<Duration> {
    let (number, unit) = match text.strip_suffix("ms") {
        Some(number) => (number, 1e-3),
        None => (text.strip_suffix('s')?, 1.0),
    };
    let number: f64 = number.parse().ok()?;
    Duration::try_from_secs_f64(number * unit).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(args: &[&str]) -> Result<Options, String> {
        match parse(args.iter().map(|arg| (*arg).to_owned()))? {
            Command::Run(options) => Ok(*options),
            other => Err(format!("{other:?}")),
        }
    }

    #[test]
    fn options_have_defaults_and_are_read() {
        let defaults = options(&[]).unwrap();
        assert_eq!((defaults.port, defaults.host, defaults.quiet), (4579, IpAddr::from([127, 0, 0, 1]), false));
        assert!(defaults.credentials.is_none() && defaults.faults.is_empty());
        let args = ["--port=0", "--account", "210987654321", "--access-key-id", "A", "--secret-access-key", "B"];
        let given = options(&args).unwrap();
        assert_eq!((given.port, given.credentials.unwrap().account.as_str()), (0, "210987654321"));
        assert_eq!(options(&["--job-duration", "1.5s"]).unwrap().job_duration, Duration::from_millis(1500));
        for (arg, expected) in [("--help", "Help"), ("-h", "Help"), ("--version", "Version")] {
            assert_eq!(options(&["--quiet", arg]).unwrap_err(), expected);
        }
    }

    #[test]
    fn faults_are_read() {
        let args = ["--throttle", "1/3,StartSigningJob,10", "--throttle", "20%", "--latency=50ms-2s", "--cut", "1/1,1"];
        let faults = options(&args).unwrap().faults;
        let expected = [
            Fault::new(FaultKind::Throttling).share(Share::EveryNth(3)).operation("StartSigningJob").times(10),
            Fault::new(FaultKind::Throttling).share(Share::Percent(20.0)),
            Fault::new(FaultKind::Latency(Duration::from_millis(50), Duration::from_secs(2))),
            Fault::new(FaultKind::Cut).share(Share::EveryNth(1)).times(1),
        ];
        assert_eq!(faults, expected);
    }

    #[test]
    fn says_what_is_wrong_with_an_option() {
        for (args, problem) in [
            (&["--prot", "1"][..], "unexpected argument `--prot`"),
            (&["serve"], "unexpected argument `serve`"),
            (&["--port"], "`--port` needs a value"),
            (&["--port", "--quiet"], "`--port` needs a value"),
            (&["--state="], "`--state` needs a value"),
            (&["--objects", ""], "`--objects` needs a value"),
            (&["--port", "65536"], "`--port` must be a number from 0 to 65535, not `65536`"),
            (&["--port", "1", "--port", "2"], "`--port` is given twice"),
            (&["--quiet=1"], "`--quiet` takes no value"),
            (&["--host", "0.0.0.0"], "`--host` must be a loopback address, such as 127.0.0.1 or ::1, not `0.0.0.0`"),
            (&["--host", "localhost"], "`--host` must be a loopback address"),
            (&["--account", "1"], "`--account` must be twelve digits"),
            (&["--region", "a b"], "`--region` must be a region's name"),
            (&["--access-key-id", "A"], "`--secret-access-key` is missing"),
            (&["--session-token", "A"], "`--access-key-id` is missing"),
            (&["--latency", "5"], "`--latency` must be a time"),
            (&["--latency", "2s-1s"], "`--latency` must be a time"),
            (&["--job-duration", "-1s"], "`--job-duration` must be a time"),
            (&["--throttle", "1/0"], "`--throttle` must be a share, such as 1/3 or 20%, not `1/0`"),
            (&["--fail", "101%"], "`--fail` must be a share"),
            (&["--cut", "1/2,SignPayload,TagResource"], "`--cut` has one operation and one count at most"),
            (&["--latency", "1s,2,3"], "`--latency` has one operation and one count at most, not `1s,2,3`"),
            (&["--cut", "1/2,StartJob"], "`--cut`: `StartJob` is neither an operation of Signer nor a count"),
        ] {
            let failure = options(args).unwrap_err();
            assert!(failure.contains(problem), "{failure}");
        }
    }
}
