//! Connections that do not come about, or break.

use super::super::script::Behaviour;
use super::super::script::Step::{Read, Reset, Send};
use super::{Fault, OK, OUTPUT, always, once, passes};

/// A success after which the connection is kept.
const KEPT: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
const HALF_A_HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-len";
const HALF_A_BODY: &str = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"tags\":{}}";
const HALF_AN_ERROR: &str = "HTTP/1.1 400 Bad Request\r\ncontent-length: 100\r\n\r\n{\"message\":";
const HALF_A_CHUNK: &str = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n40\r\n{\"tags\"";
const NO_LAST_CHUNK: &str = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n";

pub const FAULTS: &[Fault] = &[
    Fault {
        server: Behaviour::Refuses,
        ..always(
            "refuses the connection",
            &[],
            lost!("could not connect: 127.0.0.1:*: tcp connect error: Connection refused (os error 111)"),
        )
    },
    always(
        "reads the request, and closes the connection",
        &[&[Read]],
        lost!("connection failed: connection closed before message completed"),
    ),
    always(
        "reads the request, and resets the connection",
        &[&[Read, Reset]],
        lost!("connection failed: connection error: Connection reset by peer (os error 104)"),
    ),
    passes("resets the connection, and answers on the next one", &[&[Read, Reset], &[Read, OK]]),
    Fault {
        calls_before: 1,
        ..once("closes a connection that was kept, before the next request", &[&[Read, Send(KEPT)]], OUTPUT)
    },
    Fault {
        calls_before: 1,
        ..passes(
            "closes a connection that was kept, as the next request comes",
            &[&[Read, Send(KEPT), Read], &[Read, OK]],
        )
    },
    always(
        "closes the connection within the head",
        &[&[Read, Send(HALF_A_HEAD)]],
        lost!("connection failed: connection closed before message completed"),
    ),
    always(
        "resets the connection within the head",
        &[&[Read, Send(HALF_A_HEAD), Reset]],
        lost!("connection failed: connection error: Connection reset by peer (os error 104)"),
    ),
    always(
        "closes the connection within the body",
        &[&[Read, Send(HALF_A_BODY)]],
        lost!("connection failed: error reading a body from connection: end of file before message length reached"),
    ),
    always(
        "resets the connection within the body",
        &[&[Read, Send(HALF_A_BODY), Reset]],
        lost!("connection failed: error reading a body from connection: Connection reset by peer (os error 104)"),
    ),
    always(
        "closes the connection within the body of an error",
        &[&[Read, Send(HALF_AN_ERROR)]],
        lost!("connection failed: error reading a body from connection: end of file before message length reached"),
    ),
    always(
        "closes the connection within a chunk",
        &[&[Read, Send(HALF_A_CHUNK)]],
        lost!("connection failed: error reading a body from connection: end of file before message length reached"),
    ),
    always(
        "closes the connection before the last chunk",
        &[&[Read, Send(NO_LAST_CHUNK)]],
        lost!("connection failed: error reading a body from connection: unexpected EOF during chunk size line"),
    ),
    passes("truncates one response", &[&[Read, Send(HALF_A_BODY)], &[Read, OK]]),
];
