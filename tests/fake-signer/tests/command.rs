//! The program: its options, its signals, its words.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::ffi::OsStrExt as _;
use std::process::{Child, Command, Output, Stdio};

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_tinsmith-fake-signer"))
}

fn run(args: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = program().args(args).output().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

/// A program that runs, and its port.
fn start(args: &[&str]) -> (Child, u16, String) {
    let mut child = program().args(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut greeting = String::new();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    while !greeting.contains("Config::from_env") {
        assert_ne!(stdout.read_line(&mut greeting).unwrap(), 0, "{greeting}");
    }
    let (_, address) = greeting.split_once("http://127.0.0.1:").unwrap();
    let port = address.split_once(' ').unwrap().0.parse().unwrap();
    (child, port, greeting)
}

fn get(port: u16, path: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nhost: fake\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn signal(child: &Child, name: &str) {
    assert!(Command::new("kill").args([name, &child.id().to_string()]).status().unwrap().success());
}

/// Sends a signal, and gives the exit status and what stands on stderr.
fn stop(mut child: Child, name: &str) -> (Option<i32>, String) {
    signal(&child, name);
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    (child.wait().unwrap().code(), stderr)
}

#[test]
fn help_and_version_are_printed() {
    let (code, help, _) = run(&["--help"]);
    assert_eq!(code, Some(0));
    for option in ["--port N", "--objects DIR", "--access-key-id ID", "--throttle SHARE", "[default: 4579]"] {
        assert!(help.contains(option), "{help}");
    }
    assert!(help.lines().all(|line| line.chars().count() <= 100), "{help}");
    let (code, version, _) = run(&["--version"]);
    assert_eq!((code, version), (Some(0), format!("tinsmith-fake-signer {}\n", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn a_wrong_option_is_named() {
    let (code, stdout, stderr) = run(&["--prot", "1"]);
    assert_eq!((code, stdout.as_str()), (Some(2), ""));
    assert_eq!(stderr, "error: unexpected argument `--prot`\n\nSee `--help` for what there is.\n");
}

#[test]
fn it_answers_logs_and_ends_on_signals() {
    for (signal, args) in [("-INT", &["--port", "0"][..]), ("-TERM", &["--port=0", "--region", "eu-west-1"])] {
        let (child, port, greeting) = start(args);
        for text in ["AWS_ENDPOINT_URL_SIGNER", "AWS_DISABLE_HOST_PREFIX_INJECTION", "inject_host_prefix=False"] {
            assert!(greeting.contains(text), "{greeting}");
        }
        assert!(get(port, "/signing-platforms").starts_with("HTTP/1.1 200 OK"));
        let (code, stderr) = stop(child, signal);
        assert_eq!(code, Some(0), "{stderr}");
        assert!(stderr.starts_with("GET /signing-platforms ListSigningPlatforms 200 ("), "{stderr}");
        assert!(stderr.ends_with("stopping\n"), "{stderr}");
    }
}

#[test]
fn what_is_no_text_is_named() {
    let output = program().arg(OsStr::from_bytes(b"--objects=\xff")).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr.starts_with("error: `--objects=\u{fffd}` is not UTF-8\n"), "{stderr}");
}

#[test]
fn nobody_has_to_read_the_log() {
    let (mut child, port, _) = start(&["--port", "0"]);
    drop(child.stderr.take());
    for _ in 0..2 {
        assert!(get(port, "/signing-platforms").starts_with("HTTP/1.1 200 OK"));
    }
    signal(&child, "-INT");
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_second_signal_does_not_wait_for_what_is_under_way() {
    let (mut child, port, _) = start(&["--port", "0"]);
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    // A body that the server waits for, as it says.
    let head = "POST /signing-jobs HTTP/1.1\r\nhost: fake\r\ncontent-length: 9\r\nexpect: 100-continue\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let mut waits = [0; 12];
    stream.read_exact(&mut waits).unwrap();
    assert_eq!(&waits, b"HTTP/1.1 100");
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    signal(&child, "-INT");
    let mut told = String::new();
    stderr.read_line(&mut told).unwrap();
    assert_eq!(told, "stopping\n");
    signal(&child, "-INT");
    stderr.read_to_string(&mut told).unwrap();
    assert_eq!(told, "stopping\nerror: stopped at once: what was under way has no answer\n");
    assert_eq!(child.wait().unwrap().code(), Some(1));
}

#[test]
fn a_taken_port_is_told_with_a_remedy() {
    let (child, port, _) = start(&["--port", "0", "--quiet"]);
    let (code, stdout, stderr) = run(&["--port", &port.to_string()]);
    assert_eq!((code, stdout.as_str()), (Some(1), ""));
    assert_eq!(stderr, format!("error: port {port} of 127.0.0.1 is taken; port 0 (`--port 0`) takes a free one\n"));
    get(port, "/signing-jobs");
    assert_eq!(stop(child, "-INT"), (Some(0), String::new()));
}

#[test]
fn secrets_are_not_printed_and_faults_and_credentials_take_effect() {
    let keys = ["--access-key-id", "AKIDEXAMPLE", "--secret-access-key", "hush", "--fail=1/2,ListSigningJobs"];
    let (child, port, greeting) = start(&[&["--port", "0"], &keys[..]].concat());
    assert!(greeting.contains("AKIDEXAMPLE") && !greeting.contains("hush"), "{greeting}");
    assert!(get(port, "/signing-jobs").starts_with("HTTP/1.1 403"));
    assert!(get(port, "/signing-jobs").starts_with("HTTP/1.1 500"));
    let (_, stderr) = stop(child, "-INT");
    assert!(
        stderr.contains("MissingAuthenticationTokenException") && stderr.contains("[Failure on demand]"),
        "{stderr}"
    );
    assert!(!stderr.contains("hush"));
}
