//! Escapes and character classes.

use regex_syntax::hir::ClassUnicode;

use super::parse::Parser;
use super::{PatternError, set};

/// What an escape, or a member of a class, stands for.
pub(super) enum Atom {
    /// A code point, which may be a lone surrogate.
    Char(u32),
    Set(ClassUnicode),
}

impl Atom {
    pub(super) fn into_set(self) -> ClassUnicode {
        match self {
            Atom::Char(c) => set::of(&[(c, c)]),
            Atom::Set(set) => set,
        }
    }
}

impl Parser<'_> {
    /// What follows `[`.
    pub(super) fn class(&mut self) -> Result<ClassUnicode, PatternError> {
        let negated = self.eat("^");
        let mut class = ClassUnicode::empty();
        while !self.eat("]") {
            if self.rest.starts_with("&&[") {
                return Err(self.error("the intersection of classes is not in ECMA 262"));
            }
            let first = self.class_atom()?;
            if !self.rest.starts_with('-') || self.rest.starts_with("-]") {
                class.union(&first.into_set());
                continue;
            }
            self.bump();
            match (first, self.class_atom()?) {
                (Atom::Char(low), Atom::Char(high)) if low > high => {
                    return Err(self.error("the ends of this range are out of order"));
                }
                (Atom::Char(low), Atom::Char(high)) => class.union(&set::of(&[(low, high)])),
                // Annex B: beside a class escape, `-` stands for itself.
                (first, second) => {
                    class.union(&first.into_set());
                    class.union(&set::of(&[('-'.into(), '-'.into())]));
                    class.union(&second.into_set());
                }
            }
        }
        let class = self.flags.folded(class);
        Ok(if negated { set::negated(&class) } else { class })
    }

    fn class_atom(&mut self) -> Result<Atom, PatternError> {
        match self.bump() {
            None => Err(self.error("`]` is missing")),
            Some('\\') if self.eat("b") => Ok(Atom::Char(0x08)),
            Some('\\') => self.escape(),
            Some(c) => Ok(Atom::Char(c.into())),
        }
    }

    /// What follows `\`, but for word boundaries and back-references.
    pub(super) fn escape(&mut self) -> Result<Atom, PatternError> {
        if self.rest.strip_prefix('c').is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphabetic())) {
            // Annex B: without a letter after `\\c`, the backslash stands for itself.
            return Ok(Atom::Char('\\'.into()));
        }
        let Some(c) = self.bump() else {
            return Err(self.error("`\\` at the end of the pattern"));
        };
        Ok(match c {
            'd' => Atom::Set(set::digit()),
            'D' => Atom::Set(set::negated(&set::digit())),
            'w' => Atom::Set(set::word()),
            'W' => Atom::Set(set::negated(&set::word())),
            's' => Atom::Set(set::space()),
            'S' => Atom::Set(set::negated(&set::space())),
            'p' => Atom::Set(self.property()?),
            'P' => Atom::Set(set::negated(&self.property()?)),
            't' => Atom::Char(0x09),
            'n' => Atom::Char(0x0A),
            'v' => Atom::Char(0x0B),
            'f' => Atom::Char(0x0C),
            'r' => Atom::Char(0x0D),
            'c' => Atom::Char(self.bump().map_or(0, u32::from) % 32),
            'x' => Atom::Char(self.hex(2)?),
            'u' => Atom::Char(self.unicode_escape()?),
            '0' if !self.peek().is_some_and(|c| c.is_ascii_digit()) => Atom::Char(0),
            '0' => return Err(self.error("octal escapes are not supported")),
            '1'..='9' => return Err(self.back_reference()),
            'k' if self.rest.starts_with('<') => return Err(self.back_reference()),
            c if c.is_ascii_alphabetic() => return Err(self.error(format!("`\\{c}` has no meaning here in ECMA 262"))),
            c => Atom::Char(c.into()),
        })
    }

    fn hex(&mut self, digits: usize) -> Result<u32, PatternError> {
        let mut value = 0;
        for _ in 0..digits {
            match self.peek().and_then(|c| c.to_digit(16)) {
                Some(digit) => value = value * 16 + digit,
                None => return Err(self.error(format!("{digits} hexadecimal digits belong here"))),
            }
            self.bump();
        }
        Ok(value)
    }

    fn unicode_escape(&mut self) -> Result<u32, PatternError> {
        if self.eat("{") {
            let value = self.rest.split_once('}').and_then(|(digits, rest)| {
                let value = u32::from_str_radix(digits, 16).ok().filter(|value| *value <= 0x10FFFF)?;
                self.rest = rest;
                Some(value)
            });
            return value.ok_or_else(|| self.error("a code point and `}` belong here"));
        }
        let lead = self.hex(4)?;
        let after_lead = self.rest;
        if (0xD800..0xDC00).contains(&lead) && self.eat("\\u") {
            if let Ok(trail @ 0xDC00..0xE000) = self.hex(4) {
                return Ok(0x10000 + ((lead - 0xD800) << 10) + (trail - 0xDC00));
            }
            self.rest = after_lead;
        }
        Ok(lead)
    }

    fn property(&mut self) -> Result<ClassUnicode, PatternError> {
        let braces = self.rest.strip_prefix('{').and_then(|rest| rest.split_once('}'));
        let Some((name, rest)) = braces else {
            return self.one_letter_property();
        };
        let Some(set) = set::property(name).or_else(|| set::property(name.strip_prefix("Is")?)) else {
            return Err(self.error(format!("unknown property `{name}`")));
        };
        self.rest = rest;
        Ok(set)
    }
}
