//! Responses that stop coming, and those that only come slowly.

use super::super::script::Step::{Dribble, Read, Send, Stall};
use super::{Fault, OK, OUTPUT, always, once, passes};

const ANSWER: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
const HALF_A_HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-len";
const HALF_A_BODY: &str = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"tags\":{}}";

pub const FAULTS: &[Fault] = &[
    always("never answers", &[&[Read, Stall]], lost!("timed out: nothing was received for 2s")),
    always(
        "stalls within the head",
        &[&[Read, Send(HALF_A_HEAD), Stall]],
        lost!("timed out: nothing was received for 2s"),
    ),
    always(
        "stalls within the body",
        &[&[Read, Send(HALF_A_BODY), Stall]],
        lost!("timed out: nothing was received for 2s"),
    ),
    passes("stalls once", &[&[Read, Stall], &[Read, OK]]),
    once("sends a byte at a time", &[&[Read, Dribble(ANSWER)]], OUTPUT),
];
