//! Whole responses: errors with and without hints, and successes that cannot be read.

use super::super::script::Step::{self, Answer, Read};
use super::{Fault, OK, OUTPUT, always, once, passes};

/// After throttling, the waits are longer.
const fn throttled(what: &'static str, scripts: &'static [&'static [Step]], outcome: &'static str) -> Fault {
    Fault { waits: &[500, 1000], ..always(what, scripts, outcome) }
}

/// A 503 with a hint of when to come back.
const fn hint(what: &'static str, scripts: &'static [&'static [Step]], waits: &'static [u64]) -> Fault {
    Fault { waits, ..always(what, scripts, UNAVAILABLE) }
}

const UNAVAILABLE: &str = failed!("no error code and an empty body", "HTTP 503, 3 attempts");

pub const FAULTS: &[Fault] = &[
    always(
        "answers 500",
        &[&[Read, Answer(500, "", "{}")]],
        failed!("no error code, but the body `{}`", "HTTP 500, 3 attempts"),
    ),
    always(
        "answers 502 with a page",
        &[&[Read, Answer(502, "content-type: text/html\r\n", "<html>\r\n <h1>Bad\tGateway</h1>\n")]],
        failed!("no error code, but the body `<html> <h1>Bad Gateway</h1>`", "HTTP 502, 3 attempts"),
    ),
    always("answers 503", &[&[Read, Answer(503, "", "")]], UNAVAILABLE),
    always(
        "answers 504",
        &[&[Read, Answer(504, "", "")]],
        failed!("no error code and an empty body", "HTTP 504, 3 attempts"),
    ),
    passes("answers 503 once", &[&[Read, Answer(503, "", "")], &[Read, OK]]),
    once(
        "answers 501",
        &[&[Read, Answer(501, "", "")]],
        failed!("no error code and an empty body", "HTTP 501, 1 attempt"),
    ),
    always(
        "answers 500 with an error of the model",
        &[&[
            Read,
            Answer(
                500,
                "x-amzn-errortype: InternalServiceErrorException\r\nx-amzn-requestid: 7\r\n",
                "{\"message\":\"m\"}",
            ),
        ]],
        failed!("InternalServiceErrorException: m", "HTTP 500, request id 7, 3 attempts"),
    ),
    throttled(
        "answers 429",
        &[&[Read, Answer(429, "", "")]],
        failed!("no error code and an empty body", "HTTP 429, 3 attempts"),
    ),
    throttled(
        "answers 429 with an error of the model",
        &[&[Read, Answer(429, "x-amzn-errortype: TooManyRequestsException\r\n", "{\"message\":\"m\"}")]],
        failed!("TooManyRequestsException: m", "HTTP 429, 3 attempts"),
    ),
    throttled(
        "answers 400 `ThrottlingException`",
        &[&[Read, Answer(400, "x-amzn-errortype: ThrottlingException\r\n", "{}")]],
        failed!("ThrottlingException", "HTTP 400, 3 attempts"),
    ),
    throttled(
        "answers 503 `SlowDown`",
        &[&[Read, Answer(503, "x-amzn-errortype: SlowDown\r\n", "{}")]],
        failed!("SlowDown", "HTTP 503, 3 attempts"),
    ),
    Fault { waits: &[500], ..passes("answers 429 once", &[&[Read, Answer(429, "", "")], &[Read, OK]]) },
    hint(
        "answers 503 with `x-amz-retry-after: 1500`",
        &[&[Read, Answer(503, "x-amz-retry-after: 1500\r\n", "")]],
        &[1500, 1500],
    ),
    hint("answers 503 with `x-amz-retry-after: 1`", &[&[Read, Answer(503, "x-amz-retry-after: 1\r\n", "")]], &[25, 50]),
    hint(
        "answers 503 with `x-amz-retry-after: 86400000`",
        &[&[Read, Answer(503, "x-amz-retry-after: 86400000\r\n", "")]],
        &[5025, 5050],
    ),
    hint(
        "answers 503 with `x-amz-retry-after: -1`",
        &[&[Read, Answer(503, "x-amz-retry-after: -1\r\n", "")]],
        &[25, 50],
    ),
    hint(
        "answers 503 with `x-amz-retry-after: soon`",
        &[&[Read, Answer(503, "x-amz-retry-after: soon\r\n", "")]],
        &[25, 50],
    ),
    hint(
        "answers 503 with `retry-after: 120`, which services of AWS do not send",
        &[&[Read, Answer(503, "retry-after: 120\r\n", "")]],
        &[25, 50],
    ),
    always(
        "answers 400 `RequestTimeout`",
        &[&[Read, Answer(400, "x-amzn-errortype: RequestTimeout\r\n", "{}")]],
        failed!("RequestTimeout", "HTTP 400, 3 attempts"),
    ),
    once(
        "answers 400 with an error of the model",
        &[&[Read, Answer(400, "x-amzn-errortype: BadRequestException\r\n", "{\"message\":\"m\"}")]],
        failed!("BadRequestException: m", "HTTP 400, 1 attempt"),
    ),
    once(
        "answers 403 `AccessDeniedException`",
        &[&[Read, Answer(403, "x-amzn-errortype: AccessDeniedException\r\n", "{\"message\":\"m\"}")]],
        failed!("AccessDeniedException: m", "HTTP 403, 1 attempt"),
    ),
    once(
        "answers 402 `ServiceLimitExceededException`",
        &[&[Read, Answer(402, "x-amzn-errortype: ServiceLimitExceededException\r\n", "{\"message\":\"m\"}")]],
        failed!("ServiceLimitExceededException: m", "HTTP 402, 1 attempt"),
    ),
    passes(
        "answers 403 `SignatureDoesNotMatch`, and is two hours ahead",
        &[
            &[
                Read,
                Answer(403, "date: Tue, 03 Feb 2026 06:05:06 GMT\r\nx-amzn-errortype: SignatureDoesNotMatch\r\n", "{}"),
            ],
            &[Read, OK],
        ],
    ),
    once(
        "answers 403 `SignatureDoesNotMatch`, and has the same time",
        &[&[
            Read,
            Answer(403, "date: Tue, 03 Feb 2026 04:05:06 GMT\r\nx-amzn-errortype: SignatureDoesNotMatch\r\n", "{}"),
        ]],
        failed!("SignatureDoesNotMatch", "HTTP 403, 1 attempt"),
    ),
    once(
        "redirects to another host",
        &[&[Read, Answer(307, "location: https://signer.example/\r\n", "")]],
        failed!("no error code and an empty body", "HTTP 307, 1 attempt"),
    ),
    once(
        "answers 200 with a page",
        &[&[Read, Answer(200, "content-type: text/html\r\n", "<html></html>")]],
        unreadable!("invalid JSON at byte 0: expected a value"),
    ),
    once(
        "answers 200 with half of the JSON",
        &[&[Read, Answer(200, "", "{\"tags\":{\"a\"")]],
        unreadable!("invalid JSON at byte 12: unexpected end"),
    ),
    once(
        "answers 200 with something else than the model says",
        &[&[Read, Answer(200, "", "{\"tags\":7}")]],
        unreadable!("expected an object at '/tags', found a number"),
    ),
    once("answers 200 without a body", &[&[Read, Answer(200, "", "")]], OUTPUT),
];
