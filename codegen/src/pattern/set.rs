//! Sets of characters: the ones ECMA 262 names, and how a set is written in a table.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, HirKind};

/// The Unicode scalar values in these ranges of code points, both ends included. Surrogates drop out: no text holds them.
pub(super) fn of(ranges: &[(u32, u32)]) -> ClassUnicode {
    let ranges = ranges.iter().filter_map(|&(low, high)| {
        let low = if (0xD800..0xE000).contains(&low) { 0xE000 } else { low };
        let high = if (0xD800..0xE000).contains(&high) { 0xD7FF } else { high };
        let range = ClassUnicodeRange::new(char::from_u32(low)?, char::from_u32(high)?);
        (low <= high).then_some(range)
    });
    ClassUnicode::new(ranges)
}

/// Every character.
pub(super) fn any() -> ClassUnicode {
    of(&[(0, 0x10FFFF)])
}

/// `\d`.
pub(super) fn digit() -> ClassUnicode {
    of(&[(0x30, 0x39)])
}

/// `\w`.
pub(super) fn word() -> ClassUnicode {
    of(&[(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)])
}

/// `\s`: ECMA 262's WhiteSpace and LineTerminator.
pub(super) fn space() -> ClassUnicode {
    let mut set = of(&[(0x09, 0x0D), (0x20, 0x20), (0xA0, 0xA0), (0x2028, 0x2029), (0xFEFF, 0xFEFF)]);
    if let Some(separators) = property("Zs") {
        set.union(&separators);
    }
    set
}

/// `.`: all but ECMA 262's LineTerminator.
pub(super) fn dot() -> ClassUnicode {
    negated(&of(&[(0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029)]))
}

/// All characters outside `set`. (`ClassUnicode::negate` errs where one range ends and the next begins at the surrogates.)
pub(super) fn negated(set: &ClassUnicode) -> ClassUnicode {
    let mut outside = Vec::new();
    let mut start = 0;
    for range in set.ranges() {
        if start < u32::from(range.start()) {
            outside.push((start, u32::from(range.start()) - 1));
        }
        start = u32::from(range.end()) + 1;
    }
    outside.push((start, 0x10FFFF));
    of(&outside)
}

/// `\p{name}`: a general category, a script or a binary property; or a POSIX name that `java.util.regex` reads as ASCII. ECMA 262
/// does not know the latter, but AWS models use them, and no other reading makes sense. (`Alpha`, `Lower` and `Upper` are
/// binary properties of ECMA 262.)
pub(super) fn property(name: &str) -> Option<ClassUnicode> {
    if let Some(ranges) = posix(name) {
        return Some(of(ranges));
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '=';
    if name.is_empty() || !name.chars().all(plain) {
        return None;
    }
    let hir = ParserBuilder::new().build().parse(&format!("\\p{{{name}}}")).ok()?;
    match hir.kind() {
        HirKind::Class(Class::Unicode(class)) => Some(class.clone()),
        // A property of one character.
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            Some(of(&text.chars().map(|c| (c.into(), c.into())).collect::<Vec<_>>()))
        }
        _ => None,
    }
}

fn posix(name: &str) -> Option<&'static [(u32, u32)]> {
    Some(match name {
        "Alnum" => &[(0x30, 0x39), (0x41, 0x5A), (0x61, 0x7A)],
        "Blank" => &[(0x09, 0x09), (0x20, 0x20)],
        "Cntrl" => &[(0x00, 0x1F), (0x7F, 0x7F)],
        "Digit" => &[(0x30, 0x39)],
        "Graph" => &[(0x21, 0x7E)],
        "Print" => &[(0x20, 0x7E)],
        "Punct" => &[(0x21, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0x7E)],
        "Space" => &[(0x09, 0x0D), (0x20, 0x20)],
        "XDigit" => &[(0x30, 0x39), (0x41, 0x46), (0x61, 0x66)],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(set: &ClassUnicode, c: char) -> bool {
        set.ranges().iter().any(|range| (range.start()..=range.end()).contains(&c))
    }

    #[test]
    fn properties_are_those_of_ecma_262() {
        for (name, c) in [("L", 'ä'), ("Lu", 'Ä'), ("Script=Latin", 'ä'), ("sc=Grek", 'α'), ("White_Space", '\u{85}')]
        {
            assert!(holds(&property(name).unwrap(), c), "{name}");
        }
        assert!(holds(&property("ASCII").unwrap(), '~') && !holds(&property("ASCII").unwrap(), 'ä'));
        assert!(holds(&property("Zl").unwrap(), '\u{2028}') && holds(&property("Any").unwrap(), 'a'));
        assert!(["", "LD", "InGreek", "L}", "^L", "Script:Latin"].iter().all(|name| property(name).is_none()));
    }

    #[test]
    fn posix_names_are_ascii_unless_ecma_262_has_them() {
        assert!(holds(&property("Alnum").unwrap(), 'a') && !holds(&property("Alnum").unwrap(), 'ä'));
        assert!(holds(&property("Punct").unwrap(), '$') && holds(&property("Alpha").unwrap(), 'ä'));
    }

    #[test]
    fn complements_pass_over_surrogates() {
        let around = of(&[(0xD7F0, 0xD7FF), (0xE000, 0xE00F)]);
        assert!(!holds(&negated(&around), '\u{D7FF}') && !holds(&negated(&around), '\u{E000}'));
        assert_eq!(negated(&negated(&around)).ranges().len(), 1);
        assert_eq!((negated(&any()).ranges().len(), of(&[(0xD800, 0xDFFF)]).ranges().len()), (0, 0));
    }
}
