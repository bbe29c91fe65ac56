//! Values that stand as text in paths, queries and headers.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Number, Value};
use tinsmith_codegen::model::ShapeKind;
use tinsmith_codegen::model::traits::TimestampFormat;

use super::Rejection;
use super::timestamp::Timestamp;

/// Text without its percent-encoding; `None` when that is broken or the bytes are not UTF-8.
pub(super) fn percent_decoded(text: &str) -> Option<String> {
    let broken = text.split('%').skip(1).any(|escape| {
        let digits = escape.as_bytes().get(..2);
        !digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    });
    let decoded = percent_encoding::percent_decode_str(text).decode_utf8().ok()?;
    (!broken).then(|| decoded.into_owned())
}

/// Keys and values of a query, decoded.
pub(crate) fn query_pairs(query: &str) -> Result<Vec<(String, String)>, Rejection> {
    let pair = |pair: &str| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let pair = percent_decoded(key).zip(percent_decoded(value));
        pair.ok_or_else(|| Rejection::serialization(format!("`{key}` in the query is not percent-encoded UTF-8")))
    };
    query.split('&').filter(|pair| !pair.is_empty()).map(pair).collect()
}

/// The value that `text` stands for; `None` when it stands for none.
pub(super) fn scalar(kind: ShapeKind, text: &str, format: TimestampFormat) -> Option<Value> {
    match kind {
        ShapeKind::String | ShapeKind::Enum => Some(text.into()),
        ShapeKind::Boolean => match text {
            "true" => Some(true.into()),
            "false" => Some(false.into()),
            _ => None,
        },
        ShapeKind::Timestamp => Timestamp::parse(text, format).map(Timestamp::value),
        ShapeKind::Float | ShapeKind::Double | ShapeKind::BigDecimal if is_special_float(text) => Some(text.into()),
        kind if kind.is_number() => number(text).filter(|number| fits(kind, number)).map(Value::Number),
        _ => None,
    }
}

/// A number as JSON writes it: no sign before it but `-`, no spaces, no other base.
fn number(text: &str) -> Option<Number> {
    let plain = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E'));
    plain.then(|| text.parse().ok())?
}

/// What JSON has no numbers for.
pub(super) fn is_special_float(text: &str) -> bool {
    matches!(text, "NaN" | "Infinity" | "-Infinity")
}

/// Whether a number is one of its kind.
pub(super) fn fits(kind: ShapeKind, number: &Number) -> bool {
    let within = |min: i64, max: i64| number.as_i64().is_some_and(|number| (min..=max).contains(&number));
    match kind {
        ShapeKind::Byte => within(i8::MIN.into(), i8::MAX.into()),
        ShapeKind::Short => within(i16::MIN.into(), i16::MAX.into()),
        ShapeKind::Integer | ShapeKind::IntEnum => within(i32::MIN.into(), i32::MAX.into()),
        ShapeKind::Long => number.is_i64(),
        _ => true,
    }
}

/// The bytes of standard base64 with its padding.
pub(super) fn from_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// Bytes as standard base64.
pub(super) fn to_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The items of a header's list; `None` when a quoted one does not end. A date has a comma of its own.
pub(super) fn header_items(text: &str, are_dates: bool) -> Option<Vec<String>> {
    let mut items = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (item, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted_item(quoted)?,
            None => {
                let mut commas = rest.match_indices(',').map(|(index, _)| index);
                let end = commas.nth(usize::from(are_dates)).unwrap_or(rest.len());
                let (item, after) = rest.split_at_checked(end)?;
                (item.trim().to_owned(), after)
            }
        };
        items.push(item);
        let after = after.trim_start();
        rest = match after.strip_prefix(',') {
            Some(after) => after.trim_start(),
            None if after.is_empty() => after,
            None => return None,
        };
    }
    Some(items)
}

/// The text up to the closing quote, and what follows.
fn quoted_item(text: &str) -> Option<(String, &str)> {
    let mut item = String::new();
    let mut chars = text.chars();
    loop {
        match chars.next()? {
            '"' => return Some((item, chars.as_str())),
            '\\' => item.push(chars.next()?),
            c => item.push(c),
        }
    }
}

/// Items as a header's list.
pub(super) fn header_list(items: &[String], are_dates: bool) -> String {
    let quoted = |item: &String| match item.contains(['"', ',']) && !are_dates {
        true => format!("\"{}\"", item.replace('\\', "\\\\").replace('"', "\\\"")),
        false => item.clone(),
    };
    items.iter().map(quoted).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_encoding_is_taken_off_or_refused() {
        assert_eq!(percent_decoded("a%2Fb%3a+c").as_deref(), Some("a/b:+c"));
        for broken in ["%", "%2", "%zz", "a%2", "%ff", "%+1"] {
            assert_eq!(percent_decoded(broken), None, "{broken}");
        }
        let pairs = query_pairs("a=1&b&a=x%3Dy&&c==").unwrap();
        let pairs: Vec<_> = pairs.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        assert_eq!(pairs, [("a", "1"), ("b", ""), ("a", "x=y"), ("c", "=")]);
    }

    #[test]
    fn scalars_are_read_by_their_kind() {
        let read = |kind, text| scalar(kind, text, TimestampFormat::DateTime);
        assert_eq!(read(ShapeKind::Integer, "25"), Some(25.into()));
        assert_eq!(read(ShapeKind::Float, "NaN"), Some("NaN".into()));
        assert_eq!(read(ShapeKind::Timestamp, "1970-01-01T00:00:01Z"), Some(1.into()));
        for (kind, text) in [
            (ShapeKind::Integer, "2147483648"),
            (ShapeKind::Integer, "1.0"),
            (ShapeKind::Integer, "0x10"),
            (ShapeKind::Integer, " 1"),
            (ShapeKind::Integer, ""),
            (ShapeKind::Byte, "128"),
            (ShapeKind::Boolean, "True"),
            (ShapeKind::Timestamp, "1"),
            (ShapeKind::Double, "1,5"),
        ] {
            assert_eq!(read(kind, text), None, "{kind} {text}");
        }
    }

    #[test]
    fn lists_in_headers_may_quote() {
        let items = |text| header_items(text, false);
        assert_eq!(items("a, b ,c").unwrap(), ["a", "b", "c"]);
        assert_eq!(items(r#""b,c", "\"d\"", e"#).unwrap(), ["b,c", "\"d\"", "e"]);
        assert_eq!((items("\"a"), items("\"a\" b")), (None, None));
        let dates = "Mon, 16 Dec 2019 23:48:18 GMT, Mon, 16 Dec 2019 23:48:18 GMT";
        assert_eq!(header_items(dates, true).unwrap().len(), 2);
        let list = ["a".to_owned(), "b,\"c".to_owned()];
        assert_eq!(items(&header_list(&list, false)).unwrap(), list);
    }
}
