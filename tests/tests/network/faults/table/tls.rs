//! TLS that does not come about, and HTTP/2 that ends early.

use h2::Reason;

use super::super::script::Step::Read;
use super::super::script::{Behaviour, Certificate, Script};
use super::{Fault, OK, always};

const ANSWER: &[Script] = &[&[Read, OK]];

const fn tls(what: &'static str, server: Behaviour, outcome: &'static str) -> Fault {
    Fault { server, ..always(what, &[], outcome) }
}

const fn presents(what: &'static str, certificate: Certificate, outcome: &'static str) -> Fault {
    tls(what, Behaviour::Https(certificate, ANSWER), outcome)
}

pub const FAULTS: &[Fault] = &[
    presents(
        "presents a certificate of an authority that nobody trusts",
        Certificate::Untrusted,
        lost!("could not connect: 127.0.0.1:*: invalid peer certificate: UnknownIssuer"),
    ),
    presents(
        "presents a certificate of another host",
        Certificate::WrongName,
        lost!(
            "could not connect: 127.0.0.1:*: invalid peer certificate: certificate not valid for name \"127.0.0.1\"; \
             certificate is only valid for DnsName(\"signer.example\")"
        ),
    ),
    presents(
        "presents a certificate that has expired",
        Certificate::Expired,
        lost!(
            "could not connect: 127.0.0.1:*: invalid peer certificate: certificate expired: verification time * \
             (UNIX), but certificate is not valid after 1609459200 (* seconds ago)"
        ),
    ),
    tls(
        "speaks HTTP where TLS is expected",
        Behaviour::SpeaksNoTls,
        lost!("could not connect: 127.0.0.1:*: received corrupt message of type InvalidContentType"),
    ),
    tls(
        "takes the connection, and never speaks TLS",
        Behaviour::StallsTls,
        lost!("timed out: no connection to 127.0.0.1:*"),
    ),
    tls(
        "refuses requests of HTTP/2",
        Behaviour::ResetsStreams(Reason::REFUSED_STREAM),
        lost!(
            "connection failed: http2 error: stream error received: \
             refused stream before processing any application logic"
        ),
    ),
    tls(
        "breaks off requests of HTTP/2",
        Behaviour::ResetsStreams(Reason::INTERNAL_ERROR),
        lost!("connection failed: http2 error: stream error received: unexpected internal error encountered"),
    ),
    tls(
        "breaks off connections of HTTP/2",
        Behaviour::GoesAway(Reason::ENHANCE_YOUR_CALM),
        lost!("connection failed: connection error: stream closed because of a broken pipe"),
    ),
];
