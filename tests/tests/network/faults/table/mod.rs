//! The table of faults.

/// The error of a call that got no response in three attempts.
macro_rules! lost {
    ($why:literal) => {
        concat!("ListTagsForResource got no response: ", $why, " (3 attempts)")
    };
}

/// The error of a call that the service answered with an error.
macro_rules! failed {
    ($what:literal, $facts:literal) => {
        concat!("ListTagsForResource failed: ", $what, " (", $facts, ")")
    };
}

/// The error of a call whose response is no output.
macro_rules! unreadable {
    ($why:literal) => {
        concat!("ListTagsForResource got a response that cannot be read: ", $why, " (HTTP 200, 1 attempt)")
    };
}

mod answers;
mod connections;
mod malformed;
mod stalls;
mod tls;

use super::script::{Behaviour, Script, Step};
use super::{Fault, OUTPUT};

pub struct Section {
    pub title: &'static str,
    pub faults: &'static [Fault],
}

pub const SECTIONS: &[Section] = &[
    Section { title: "Connections that fail", faults: connections::FAULTS },
    Section { title: "TLS", faults: tls::FAULTS },
    Section { title: "Responses that stall, or come slowly", faults: stalls::FAULTS },
    Section { title: "Responses that are not HTTP, or not what it allows", faults: malformed::FAULTS },
    Section { title: "Answers of the service", faults: answers::FAULTS },
];

/// A success.
const OK: Step = Step::Answer(200, "", "{}");

/// A fault that passes by no retry, and needs none.
const fn once(what: &'static str, scripts: &'static [Script], outcome: &'static str) -> Fault {
    Fault { what, server: Behaviour::Http(scripts), calls_before: 0, attempts: 1, waits: &[], outcome }
}

/// A fault that meets every attempt.
const fn always(what: &'static str, scripts: &'static [Script], outcome: &'static str) -> Fault {
    Fault { attempts: 3, waits: &[25, 50], ..once(what, scripts, outcome) }
}

/// A fault that has passed when the call is tried again.
const fn passes(what: &'static str, scripts: &'static [Script]) -> Fault {
    Fault { attempts: 2, waits: &[25], ..once(what, scripts, OUTPUT) }
}
