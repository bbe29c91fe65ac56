//! How values are written into labels, queries and headers.

use std::fmt::Write;

use crate::primitives::DateTime;
use crate::primitives::date_time::Format;

/// Where in the request a text goes; it decides how a timestamp is written (Smithy HTTP bindings, `timestampFormat`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A label of the path.
    Label,
    /// A value in the query string.
    Query,
    /// A header.
    Header,
}

/// A value that labels, queries and headers can carry.
pub trait HttpText {
    /// Appends the value as text, not yet percent-encoded.
    fn write(&self, place: Place, out: &mut String);
}

impl HttpText for String {
    fn write(&self, _: Place, out: &mut String) {
        out.push_str(self);
    }
}

/// RFC 3339 in labels and queries, HTTP-date in headers. Years outside of 0 to 9999 have no text form and are written
/// as epoch seconds, which the service refuses by name.
impl HttpText for DateTime {
    fn write(&self, place: Place, out: &mut String) {
        let format = if place == Place::Header { Format::HttpDate } else { Format::DateTime };
        if self.write(format, out).is_err() {
            // Epoch seconds can be written at any time.
            let _ = self.write(Format::EpochSeconds, out);
        }
    }
}

macro_rules! display_as_text {
    ($($type:ty)*) => {$(
        impl HttpText for $type {
            fn write(&self, _: Place, out: &mut String) {
                let _ = write!(out, "{self}");
            }
        }
    )*};
}

display_as_text!(bool i8 i16 i32 i64);
