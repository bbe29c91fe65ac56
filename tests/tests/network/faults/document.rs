//! `docs/FAULTS.md`, written from the table.

use std::fmt::Write;
use std::path::Path;

use tinsmith_signer::config::{Env, ProcessEnv};

use super::table::SECTIONS;
use super::{Fault, OUTPUT};

const HEAD: &str = "\
<!-- Written by `INSTA_UPDATE=always cargo test -p tinsmith-tests --test network`. Do not edit. -->

# Faults

What a call does when the server or the network does not do as it should. Each row is a test: a server on the loopback
interface that does just this, and a client with the default settings. The table stands in `tests/tests/network/faults/table/`.

- **Attempts**: how often the request is sent, at most three times unless `retry_config(..)` says otherwise.
- **Waits**: between attempts. They are random up to a bound; the random number of these tests is always 1/2, so the bounds are
  twice as long: 50 ms and 100 ms, after throttling 1 s and 2 s. The service may lengthen a wait by `x-amz-retry-after`, by 5 s at
  most.
- **Outcome**: what the caller gets, in full where it is an error: its `Display`, which is one line. `*` stands for what differs
  from run to run. Words of the operating system are those of Linux.

Only where something stalls the time-outs are shorter than the defaults, which are 5 s for a connection and 70 s for each next part
of a response. HTTP/2 is spoken with the feature `http2`.
";

#[test]
fn the_document_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/FAULTS.md");
    let text = document();
    if ProcessEnv.var("INSTA_UPDATE").as_deref() == Some("always") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &text).unwrap();
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    let hint = "write it anew by `INSTA_UPDATE=always cargo test -p tinsmith-tests --test network`";
    assert!(there == text, "docs/FAULTS.md is not what the table says: {hint}");
}

fn document() -> String {
    let mut text = HEAD.to_owned();
    for section in SECTIONS {
        write!(text, "\n## {}\n\n| the server | attempts | waits | outcome |\n|---|---|---|---|\n", section.title)
            .unwrap();
        for fault in section.faults {
            text.push_str(&row(fault));
        }
    }
    text
}

fn row(fault: &Fault) -> String {
    let waits = fault.waits.iter().map(|wait| format!("{wait} ms")).collect::<Vec<_>>();
    let waits = if waits.is_empty() { "-".to_owned() } else { waits.join(", ") };
    let outcome = match fault.outcome {
        OUTPUT => OUTPUT.to_owned(),
        error => code(error),
    };
    format!("| {} | {} | {waits} | {outcome} |\n", fault.what, fault.attempts)
}

/// As code, whatever backticks it has.
fn code(text: &str) -> String {
    let text = text.replace('|', "\\|");
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}
