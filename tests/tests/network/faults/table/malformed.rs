//! Bytes that are no response, or one that says what cannot be.

use super::super::script::Step::{Read, Repeat, Send, SendBytes};
use super::{Fault, OUTPUT, always, once};

pub const FAULTS: &[Fault] = &[
    always(
        "sends text that is no HTTP",
        &[&[Read, Send("SSH-2.0-OpenSSH_9.6\r\n")]],
        lost!("connection failed: invalid HTTP version parsed"),
    ),
    always(
        "sends a page without a head, as HTTP/0.9",
        &[&[Read, Send("<html>hello</html>")]],
        lost!("connection failed: invalid HTTP version parsed"),
    ),
    always(
        "sends binary data",
        &[&[Read, SendBytes(&[0x15, 3, 1, 0, 2, 2, 0x16])]],
        lost!("connection failed: invalid HTTP version parsed"),
    ),
    always(
        "sends a status that is no number",
        &[&[Read, Send("HTTP/1.1 abc\r\n\r\n")]],
        lost!("connection failed: invalid HTTP status-code parsed"),
    ),
    always(
        "sends a version of HTTP that there is not",
        &[&[Read, Send("HTTP/3.7 200 OK\r\n\r\n")]],
        lost!("connection failed: invalid HTTP version parsed"),
    ),
    always(
        "sends a header with NUL in it",
        &[&[Read, Send("HTTP/1.1 200 OK\r\na: b\0c\r\ncontent-length: 2\r\n\r\n{}")]],
        lost!("connection failed: invalid HTTP header parsed"),
    ),
    always(
        "sends a header without a colon",
        &[&[Read, Send("HTTP/1.1 200 OK\r\nabc\r\ncontent-length: 2\r\n\r\n{}")]],
        lost!("connection failed: invalid HTTP header parsed"),
    ),
    always(
        "sends a head without end",
        &[&[Read, Send("HTTP/1.1 200 OK\r\n"), Repeat("a: b\r\n", 200_000)]],
        lost!("connection failed: message head is too large"),
    ),
    always(
        "sends one header of a megabyte",
        &[&[Read, Send("HTTP/1.1 200 OK\r\na: "), Repeat("b", 1_000_000), Send("\r\ncontent-length: 2\r\n\r\n{}")]],
        lost!("connection failed: message head is too large"),
    ),
    always(
        "sends 1,000 headers",
        &[&[Read, Send("HTTP/1.1 200 OK\r\n"), Repeat("a: b\r\n", 1000), Send("content-length: 2\r\n\r\n{}")]],
        lost!("connection failed: message head is too large"),
    ),
    always(
        "sends a length that is no number",
        &[&[Read, Send("HTTP/1.1 200 OK\r\ncontent-length: two\r\n\r\n{}")]],
        lost!("connection failed: invalid content-length parsed"),
    ),
    always(
        "sends a negative length",
        &[&[Read, Send("HTTP/1.1 200 OK\r\ncontent-length: -2\r\n\r\n{}")]],
        lost!("connection failed: invalid content-length parsed"),
    ),
    always(
        "sends two lengths that differ",
        &[&[Read, Send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}")]],
        lost!("connection failed: invalid content-length parsed"),
    ),
    once(
        "sends more than the length says",
        &[&[Read, Send("HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n{}")]],
        unreadable!("invalid JSON at byte 1: unexpected end"),
    ),
    always(
        "sends a chunk whose length is no number",
        &[&[Read, Send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n{}\r\n0\r\n\r\n")]],
        lost!("connection failed: error reading a body from connection: Invalid chunk size line: missing size digit"),
    ),
    once(
        "sends no length, and closes the connection after the body",
        &[&[Read, Send("HTTP/1.1 200 OK\r\n\r\n{}")]],
        OUTPUT,
    ),
    once("answers as HTTP/1.0", &[&[Read, Send("HTTP/1.0 200 OK\r\n\r\n{}")]], OUTPUT),
    once(
        "sends an interim response first",
        &[&[Read, Send("HTTP/1.1 103 \r\na: b\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")]],
        OUTPUT,
    ),
];
