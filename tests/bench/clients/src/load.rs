//! Calls over sockets, many at a time, and what they cost the process that makes them.
//!
//! Each client has a process of its own (`load-tinsmith`, `load-official`), so that its memory is that client's alone. The
//! clients are as they come: their own retries, time-outs and other protections, on Tokio's own multi-threaded runtime. Both
//! are compiled in one package, so a crate that both use has the features that either asks for.

use std::error::Error;
use std::fs;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use tokio::runtime::Runtime;
use tokio::task::{JoinError, JoinSet};

const USAGE: &str = "usage: URL CONCURRENCY CALLS, with the URL that `server` prints";

/// Calls of each task before measuring: connections are made, and memory is warm.
const WARM_UP: u32 = 10;

/// The most connections that a client may make for each call at a time. Its pool makes some more than are needed, since it does
/// not wait for one that is about to be free. Below `WARM_UP`, so that a client that keeps none always makes more.
const MOST_CONNECTIONS: u32 = 4;

/// Does what the program's arguments say: makes `CALLS` calls to `URL`, `CONCURRENCY` at a time, and prints a line of JSON.
///
/// - `calls_per_second` and `cpu_us_per_call` (user and system, all threads) count from when the connections have been made.
/// - `rest_kib` is the resident memory once the client is made and one call answered, `peak_kib` the most up to the end; `null`
///   where the system does not tell.
/// - `connections` is how many the server accepted from this process.
///
/// # Errors
///
/// When a call fails or is tried more than once, or connections are not kept: the figures would be of something else.
pub fn run<C, F>(client: &str, connect: impl FnOnce(&str) -> C) -> Result<(), Box<dyn Error>>
where
    C: Fn() -> F + Clone + Send + 'static,
    F: Future<Output = ()> + Send,
{
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, concurrency, calls] = &arguments[..] else { return Err(USAGE.into()) };
    let (concurrency, calls): (NonZeroU32, u32) = (concurrency.parse()?, calls.parse::<NonZeroU32>()?.get());
    let warm_up = WARM_UP * concurrency.get();
    let runtime = Runtime::new()?;
    let before = Counts::of(url)?;

    let call = connect(url);
    runtime.block_on(call());
    let rest = memory("VmRSS");
    runtime.block_on(spread(warm_up, concurrency, &call))?;
    let (start, cpu_before) = (Instant::now(), cpu_time()?);
    runtime.block_on(spread(calls, concurrency, &call))?;
    let (time, cpu) = (start.elapsed(), cpu_time()? - cpu_before);
    let peak = memory("VmHWM");

    let connections = before.check(&Counts::of(url)?, 1 + warm_up + calls, concurrency)?;
    let calls_per_second = f64::from(calls) / time.as_secs_f64();
    let cpu = cpu.as_secs_f64() * 1e6 / f64::from(calls);
    println!(
        r#"{{"client":"{client}","concurrency":{concurrency},"calls_per_second":{calls_per_second:.0},"cpu_us_per_call":{cpu:.2},"rest_kib":{rest},"peak_kib":{peak},"connections":{connections}}}"#
    );
    Ok(())
}

/// Makes the calls in so many tasks, each one call after another.
async fn spread<C, F>(calls: u32, tasks: NonZeroU32, call: &C) -> Result<(), JoinError>
where
    C: Fn() -> F + Clone + Send + 'static,
    F: Future<Output = ()> + Send,
{
    let mut running = JoinSet::new();
    for task in 0..tasks.get() {
        let share = calls / tasks + u32::from(task < calls % tasks);
        let call = call.clone();
        running.spawn(async move {
            for _ in 0..share {
                call().await;
            }
        });
    }
    // A call that fails panics, which ends its task with an error.
    while let Some(finished) = running.join_next().await {
        finished?;
    }
    Ok(())
}

/// The time that this process has computed for so far.
fn cpu_time() -> nix::Result<Duration> {
    let usage = getrusage(UsageWho::RUSAGE_SELF)?;
    let microseconds = (usage.user_time() + usage.system_time()).num_microseconds();
    Ok(Duration::from_micros(microseconds.unsigned_abs()))
}

/// A line of what Linux tells of this process, in KiB, as JSON. `getrusage` does not do for the peak: it counts on from the
/// size of the process that started this one.
fn memory(name: &str) -> String {
    let value = fs::read_to_string("/proc/self/status").ok().and_then(|status| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
        line.trim().strip_suffix(" kB")?.parse::<u64>().ok()
    });
    value.map_or_else(|| "null".to_owned(), |kib| kib.to_string())
}

/// What the server has counted: connections, that of the question among them, and calls.
struct Counts {
    connections: u32,
    calls: u32,
}

impl Counts {
    /// Asks the server, on a connection of its own.
    fn of(url: &str) -> Result<Self, Box<dyn Error>> {
        let address = url.strip_prefix("http://").ok_or(USAGE)?;
        let answer = get_counts(address).map_err(|error| format!("cannot ask {url}: {error}"))?;
        let (_, body) = answer.split_once("\r\n\r\n").ok_or("the server's counts have no body")?;
        let (connections, calls) = body.split_once(' ').ok_or("the server's counts are not two")?;
        Ok(Self { connections: connections.parse()?, calls: calls.parse()? })
    }

    /// The connections that were made since, if each call was one request and connections were kept.
    fn check(&self, after: &Self, calls: u32, concurrency: NonZeroU32) -> Result<u32, String> {
        let requests = after.calls - self.calls;
        if requests != calls {
            return Err(format!("the server had {requests} requests for {calls} calls; is it called by others?"));
        }
        let connections = after.connections - self.connections - 1;
        if connections > MOST_CONNECTIONS * concurrency.get() {
            return Err(format!("connections are not kept: {connections} for {concurrency} calls at a time"));
        }
        Ok(connections)
    }
}

fn get_counts(address: &str) -> io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    write!(stream, "GET /counts HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}
