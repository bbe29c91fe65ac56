//! From characters to tokens.

use serde_json::Value;

use super::{Comparison, JmespathError};

/// A token.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Name(String),
    Quoted(String),
    Literal(Value),
    Number(i64),
    Compare(Comparison),
    Dot,
    Star,
    At,
    Comma,
    Colon,
    Pipe,
    Or,
    And,
    Ampersand,
    Not,
    OpenParen,
    CloseParen,
    OpenBrace,
    CloseBrace,
    OpenBracket,
    CloseBracket,
    /// `[]`
    Flatten,
    /// `[?`
    Filter,
    End,
}

/// Tokens that are always the same, longer ones before those that they begin with.
const FIXED: [(&str, Token); 23] = [
    ("[]", Token::Flatten),
    ("[?", Token::Filter),
    ("==", Token::Compare(Comparison::Equal)),
    ("!=", Token::Compare(Comparison::NotEqual)),
    ("<=", Token::Compare(Comparison::LessOrEqual)),
    (">=", Token::Compare(Comparison::GreaterOrEqual)),
    ("<", Token::Compare(Comparison::Less)),
    (">", Token::Compare(Comparison::Greater)),
    ("||", Token::Or),
    ("&&", Token::And),
    ("|", Token::Pipe),
    ("&", Token::Ampersand),
    ("!", Token::Not),
    (".", Token::Dot),
    ("*", Token::Star),
    ("@", Token::At),
    (",", Token::Comma),
    (":", Token::Colon),
    ("(", Token::OpenParen),
    (")", Token::CloseParen),
    ("{", Token::OpenBrace),
    ("}", Token::CloseBrace),
    ("]", Token::CloseBracket),
];

/// All tokens, each with where it begins; the last is [`Token::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<(Token, usize)>, JmespathError> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start_matches(is_space);
    loop {
        let at = text.len() - rest.len();
        if rest.is_empty() {
            tokens.push((Token::End, at));
            return Ok(tokens);
        }
        let (token, after) = token(rest).map_err(|message| JmespathError::new(at, message))?;
        tokens.push((token, at));
        rest = after.trim_start_matches(is_space);
    }
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// The first token, and what follows it.
fn token(rest: &str) -> Result<(Token, &str), String> {
    if let Some((token, after)) = FIXED.iter().find_map(|(text, token)| Some((token, rest.strip_prefix(text)?))) {
        return Ok((token.clone(), after));
    }
    let first = rest.chars().next().unwrap_or_default();
    match first {
        '[' => Ok((Token::OpenBracket, rest.get(1..).unwrap_or_default())),
        'a'..='z' | 'A'..='Z' | '_' => {
            let (name, after) = split(rest, |c| c.is_ascii_alphanumeric() || c == '_');
            Ok((Token::Name(name.to_owned()), after))
        }
        '-' | '0'..='9' => {
            let (digits, after) = split(rest, |c| c.is_ascii_digit() || c == '-');
            let number = digits.parse().map_err(|_| format!("`{digits}` is no index"))?;
            Ok((Token::Number(number), after))
        }
        '"' => {
            let (quoted, after) = delimited(rest, '"')?;
            let name = serde_json::from_str(&format!("\"{quoted}\""));
            Ok((Token::Quoted(name.map_err(|_| format!("\"{quoted}\" is no name in quotes"))?), after))
        }
        '\'' => {
            let (raw, after) = delimited(rest, '\'')?;
            Ok((Token::Literal(Value::String(unescaped(raw, '\''))), after))
        }
        '`' => {
            let (json, after) = delimited(rest, '`')?;
            let value = serde_json::from_str(&unescaped(json, '`'));
            let value = value.map_err(|_| format!("`{json}` is no JSON; a string in it needs quotes: 'text'"))?;
            Ok((Token::Literal(value), after))
        }
        '=' => Err("`=` compares nothing; write `==`".to_owned()),
        other => Err(format!("{other:?} has no meaning here")),
    }
}

fn split(text: &str, belongs: impl Fn(char) -> bool) -> (&str, &str) {
    let end = text.find(|c| !belongs(c)).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// What stands between the first character and the next one like it that no backslash precedes, and what follows.
fn delimited(text: &str, delimiter: char) -> Result<(&str, &str), String> {
    let mut escaped = false;
    for (index, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == delimiter => {
                return Ok((text.get(1..index).unwrap_or_default(), text.get(index + 1..).unwrap_or_default()));
            }
            _ => {}
        }
    }
    Err(format!("{delimiter} is not closed"))
}

/// The text, without the backslashes before delimiters.
fn unescaped(text: &str, delimiter: char) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, chars.clone().next()) {
            ('\\', Some(next)) => {
                chars.next();
                if next != delimiter {
                    out.push(c);
                }
                out.push(next);
            }
            _ => out.push(c),
        }
    }
    out
}
