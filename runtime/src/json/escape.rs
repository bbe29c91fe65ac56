//! Escapes in strings: RFC 8259, section 7.

/// Whether a byte cannot stand for itself in a string: a quote, a backslash or a control character.
fn is_special(byte: u8) -> bool {
    matches!(byte, b'"' | b'\\' | 0..=0x1f)
}

/// How many bytes at the start of `bytes` stand for themselves in a string.
pub(super) fn plain_len(bytes: &[u8]) -> usize {
    let mut len = 0;
    let mut rest = bytes;
    while let Some((chunk, behind)) = rest.split_first_chunk::<8>() {
        if let Some(special) = first_special(u64::from_le_bytes(*chunk)) {
            return len + special;
        }
        len += chunk.len();
        rest = behind;
    }
    len + rest.iter().position(|&byte| is_special(byte)).unwrap_or(rest.len())
}

/// The first special one of eight bytes, all looked at together; the first byte is the lowest of the word.
fn first_special(word: u64) -> Option<usize> {
    const ONES: u64 = u64::from_ne_bytes([0x01; 8]);
    const HIGHS: u64 = u64::from_ne_bytes([0x80; 8]);
    // For n up to 0x80, the lowest high bit that is set is that of the first byte below n: only from there on does the
    // subtraction borrow from the bytes above.
    let below = |word: u64, n: u8| word.wrapping_sub(ONES * u64::from(n)) & !word & HIGHS;
    let equal = |byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
    let special = below(word, 0x20) | equal(b'"') | equal(b'\\');
    (special != 0).then_some(special.trailing_zeros() as usize / 8)
}

/// Appends `text` to `out` as the content of a string, without the quotes.
pub(super) fn escape_into(out: &mut String, text: &str) {
    let mut rest = text;
    loop {
        let (plain, special) = rest.split_at_checked(plain_len(rest.as_bytes())).unwrap_or((rest, ""));
        out.push_str(plain);
        let mut behind = special.chars();
        let Some(character) = behind.next() else { return };
        push_escape(out, character);
        rest = behind.as_str();
    }
}

fn push_escape(out: &mut String, character: char) {
    let short = match character {
        '"' => '"',
        '\\' => '\\',
        '\u{8}' => 'b',
        '\u{c}' => 'f',
        '\n' => 'n',
        '\r' => 'r',
        '\t' => 't',
        _ => return push_unicode_escape(out, u32::from(character)),
    };
    out.push('\\');
    out.push(short);
}

/// `\u00XX` for a control character.
fn push_unicode_escape(out: &mut String, code: u32) {
    out.push_str("\\u00");
    for digit in [code >> 4, code & 0xf] {
        out.push(char::from_digit(digit, 16).unwrap_or('0'));
    }
}

/// How many bytes the escape at the start of `bytes` takes, or `None` if it is not one.
pub(super) fn escape_len(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [b'\\', b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', ..] => Some(2),
        [b'\\', b'u', a, b, c, d, ..] if [a, b, c, d].iter().all(|byte| byte.is_ascii_hexdigit()) => Some(6),
        _ => None,
    }
}

/// The text that the content of a string stands for. Its escapes are known to be good.
pub(super) fn unescape(content: &str) -> String {
    let mut out = String::with_capacity(content.len());
    let mut rest = content;
    while let Some((plain, escape)) = rest.split_once('\\') {
        out.push_str(plain);
        let (character, behind) = read_escape(escape);
        out.push(character);
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// The character of an escape whose backslash has been read, and what stands behind it.
fn read_escape(escape: &str) -> (char, &str) {
    let mut characters = escape.chars();
    let character = match characters.next() {
        Some('b') => '\u{8}',
        Some('f') => '\u{c}',
        Some('n') => '\n',
        Some('r') => '\r',
        Some('t') => '\t',
        Some('u') => return read_unicode_escape(characters.as_str()),
        Some(itself) => itself,
        None => char::REPLACEMENT_CHARACTER,
    };
    (character, characters.as_str())
}

/// The character of `XXXX` or, outside the Basic Multilingual Plane, `XXXX\uXXXX`; U+FFFD for half of such a pair.
fn read_unicode_escape(digits: &str) -> (char, &str) {
    let (unit, behind) = read_unit(digits);
    let partner = behind.strip_prefix("\\u").map(read_unit);
    if let Some((second, behind)) = partner
        && let Some(Ok(character)) = char::decode_utf16([unit, second]).next()
        && character.len_utf16() == 2
    {
        return (character, behind);
    }
    (char::from_u32(u32::from(unit)).unwrap_or(char::REPLACEMENT_CHARACTER), behind)
}

/// The UTF-16 code unit of four hexadecimal digits.
fn read_unit(digits: &str) -> (u16, &str) {
    let (unit, behind) = digits.split_at_checked(4).unwrap_or((digits, ""));
    (u16::from_str_radix(unit, 16).unwrap_or(0xfffd), behind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escape(text: &str) -> String {
        let mut out = String::new();
        escape_into(&mut out, text);
        out
    }

    #[test]
    fn plain_len_stops_at_every_special_byte_wherever_it_stands() {
        for byte in 0..=255_u8 {
            for position in 0..20 {
                let mut bytes = [b'x'; 20];
                bytes[position] = byte;
                let expected = if is_special(byte) { position } else { 20 };
                assert_eq!(plain_len(&bytes), expected, "byte {byte:#x} at {position}");
            }
        }
    }

    #[test]
    fn plain_len_with_neighbours_that_differ_by_one() {
        let bytes: Vec<u8> = (0x20..=0xff).filter(|byte| !is_special(*byte)).collect();
        for start in 0..bytes.len() {
            assert_eq!(plain_len(&bytes[start..]), bytes.len() - start);
        }
    }

    #[test]
    fn escapes_what_must_be_escaped_and_nothing_else() {
        assert_eq!(escape(""), "");
        assert_eq!(escape("plain / text \u{7f} \u{2028} ü 😀"), "plain / text \u{7f} \u{2028} ü 😀");
        assert_eq!(escape("\"\\"), r#"\"\\"#);
        assert_eq!(escape("\u{8}\u{c}\n\r\t"), r"\b\f\n\r\t");
        assert_eq!(escape("\0\u{1}\u{b}\u{1f}"), r"\u0000\u0001\u000b\u001f");
        assert_eq!(escape("ü\"ü"), "ü\\\"ü");
    }

    #[test]
    fn unescape_reads_every_escape() {
        assert_eq!(unescape(r#"a\"\\\/\b\f\n\r\tz"#), "a\"\\/\u{8}\u{c}\n\r\tz");
        assert_eq!(unescape(r"\u0041\u00e9\u20AC\u20ac"), "Aé€€");
        assert_eq!(unescape(r"\\u0041"), r"\u0041");
    }

    #[test]
    fn unescape_joins_surrogate_pairs_and_replaces_halves() {
        assert_eq!(unescape(r"\ud83d\ude00"), "😀");
        assert_eq!(unescape(r"\uD83D\uDE00!"), "😀!");
        assert_eq!(unescape(r"\ud83d"), "\u{fffd}");
        assert_eq!(unescape(r"\ude00"), "\u{fffd}");
        assert_eq!(unescape(r"\ud83dx"), "\u{fffd}x");
        assert_eq!(unescape(r"\ud83d\n"), "\u{fffd}\n");
        assert_eq!(unescape(r"\ud83d\u0041"), "\u{fffd}A");
        assert_eq!(unescape(r"\ude00\ud83d"), "\u{fffd}\u{fffd}");
        assert_eq!(unescape(r"\ud83d\ud83d\ude00"), "\u{fffd}😀");
    }

    #[test]
    fn escape_len_knows_the_escapes() {
        for good in [r#"\""#, r"\\", r"\/", r"\b", r"\f", r"\n", r"\r", r"\t"] {
            assert_eq!(escape_len(good.as_bytes()), Some(2));
        }
        assert_eq!(escape_len(br"\uAf09rest"), Some(6));
        for bad in ["", "\\", r"\x", r"\u", r"\u12", r"\u123", r"\u123g", r"\U0041", r"\u+123"] {
            assert_eq!(escape_len(bad.as_bytes()), None, "{bad}");
        }
    }
}
