//! The local server answers what it is called for, and ends when its stdin closes.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use clients::operation::Operation;
use clients::{official, tinsmith};

#[tokio::test]
async fn both_clients_are_answered_until_stdin_closes() {
    let mut server = Command::new(env!("CARGO_BIN_EXE_server"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the server starts");
    let mut url = String::new();
    BufReader::new(server.stdout.take().expect("stdout is piped"))
        .read_line(&mut url)
        .expect("the server prints its URL");

    let tinsmith = tinsmith::calls::Caller::new(tinsmith::calls::of_server(url.trim()));
    let official = official::calls::Caller::new(official::calls::of_server(url.trim()));
    for operation in Operation::ALL {
        tinsmith.call(operation).await;
        // The official client puts the operation's prefix before an IP address, which names no host.
        if operation != Operation::SignPayload {
            official.call(operation).await;
        }
    }

    drop(server.stdin.take());
    assert!(server.wait().expect("the server ends").success());
}
