//! Text to tape: one pass, no recursion, one allocation for all nodes.

use super::JsonError;
use super::document::{Node, NodeKind};
use super::escape::{escape_len, plain_len};

/// How many arrays and objects may stand one inside the other; a body nested deeper is refused.
pub const MAX_DEPTH: usize = 128;

/// The `end` of the outermost open container, which has none around it.
const NO_CONTAINER: u32 = u32::MAX;

/// Beyond this many nodes the tape grows as it fills, rather than by a guess from the length of the text.
const MAX_GUESSED_NODES: usize = 4096;

/// Reads `text` into its nodes, in the order of the text: a container before its content, a name before its value.
///
/// # Errors
///
/// The first syntax error, with its byte offset.
pub(super) fn parse(text: &str) -> Result<Vec<Node>, JsonError> {
    // Offsets and node indexes are 32 bits wide; a node takes at least a byte of text.
    if u32::try_from(text.len()).is_err() {
        return Err(JsonError::syntax(0, "longer than 4 GiB"));
    }
    let guess = (text.len() / 8 + 1).min(MAX_GUESSED_NODES);
    let mut parser =
        Parser { bytes: text.as_bytes(), offset: 0, tape: Vec::with_capacity(guess), open: NO_CONTAINER, depth: 0 };
    parser.document()?;
    Ok(parser.tape)
}

struct Parser<'a> {
    bytes: &'a [u8],
    offset: usize,
    tape: Vec<Node>,
    /// The innermost open container. While a container is open, its `end` holds the one around it.
    open: u32,
    depth: usize,
}

/// What has been read.
#[derive(PartialEq)]
enum Progress {
    /// A value, complete.
    Value,
    /// The start of a container, up to its first value.
    Opened,
}

impl Parser<'_> {
    fn document(&mut self) -> Result<(), JsonError> {
        loop {
            if self.value()? == Progress::Value && self.behind_value()? {
                return Ok(());
            }
        }
    }

    fn value(&mut self) -> Result<Progress, JsonError> {
        self.skip_whitespace();
        match self.peek() {
            Some(b'"') => self.string()?,
            Some(b'{') => return self.open_object(),
            Some(b'[') => return self.open_array(),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.literal(b"true", NodeKind::Bool)?,
            Some(b'f') => self.literal(b"false", NodeKind::Bool)?,
            Some(b'n') => self.literal(b"null", NodeKind::Null)?,
            _ => return Err(self.error("expected a value")),
        }
        Ok(Progress::Value)
    }

    /// Closes the containers that end behind a value and goes on to the next value; true at the end of the document.
    fn behind_value(&mut self) -> Result<bool, JsonError> {
        loop {
            self.skip_whitespace();
            let next = self.peek();
            match self.tape.get(self.open as usize).map(|node| node.kind) {
                None if next.is_none() => return Ok(true),
                None => return Err(self.error("expected the end of the document")),
                Some(NodeKind::Object) => match next {
                    Some(b',') => {
                        self.offset += 1;
                        self.name()?;
                        return Ok(false);
                    }
                    Some(b'}') => self.close(),
                    _ => return Err(self.error("expected ',' or '}'")),
                },
                Some(_) => match next {
                    Some(b',') => {
                        self.offset += 1;
                        return Ok(false);
                    }
                    Some(b']') => self.close(),
                    _ => return Err(self.error("expected ',' or ']'")),
                },
            }
        }
    }

    fn open_object(&mut self) -> Result<Progress, JsonError> {
        self.open(NodeKind::Object)?;
        if self.peek() == Some(b'}') {
            self.close();
            return Ok(Progress::Value);
        }
        self.name()?;
        Ok(Progress::Opened)
    }

    fn open_array(&mut self) -> Result<Progress, JsonError> {
        self.open(NodeKind::Array)?;
        if self.peek() == Some(b']') {
            self.close();
            return Ok(Progress::Value);
        }
        Ok(Progress::Opened)
    }

    fn open(&mut self, kind: NodeKind) -> Result<(), JsonError> {
        if self.depth == MAX_DEPTH {
            return Err(self.error("nested deeper than 128 levels"));
        }
        self.depth += 1;
        let index = self.tape.len() as u32;
        self.tape.push(Node { start: self.offset as u32, end: self.open, kind });
        self.open = index;
        self.offset += 1;
        self.skip_whitespace();
        Ok(())
    }

    fn close(&mut self) {
        self.offset += 1;
        self.depth -= 1;
        let end = self.tape.len() as u32;
        if let Some(node) = self.tape.get_mut(self.open as usize) {
            self.open = std::mem::replace(&mut node.end, end);
        }
    }

    /// The name of a member and the colon behind it.
    fn name(&mut self) -> Result<(), JsonError> {
        self.skip_whitespace();
        if self.peek() != Some(b'"') {
            return Err(self.error("expected a member name"));
        }
        self.string()?;
        self.skip_whitespace();
        if self.peek() != Some(b':') {
            return Err(self.error("expected ':'"));
        }
        self.offset += 1;
        Ok(())
    }

    /// A string; its node covers what stands between the quotes.
    fn string(&mut self) -> Result<(), JsonError> {
        self.offset += 1;
        let start = self.offset;
        let mut kind = NodeKind::String;
        loop {
            let rest = self.bytes.get(self.offset..).unwrap_or_default();
            let plain = plain_len(rest);
            self.offset += plain;
            match rest.get(plain) {
                Some(b'"') => break,
                Some(b'\\') => match rest.get(plain..).and_then(escape_len) {
                    Some(len) => self.offset += len,
                    None => return Err(self.error("invalid escape")),
                },
                Some(_) => return Err(self.error("control character in a string")),
                None => return Err(self.error("")),
            }
            kind = NodeKind::EscapedString;
        }
        self.push(kind, start);
        self.offset += 1;
        Ok(())
    }

    fn number(&mut self) -> Result<(), JsonError> {
        let start = self.offset;
        self.skip_if(|byte| byte == b'-');
        if !self.skip_if(|byte| byte == b'0') {
            self.digits()?;
        }
        if self.skip_if(|byte| byte == b'.') {
            self.digits()?;
        }
        if self.skip_if(|byte| matches!(byte, b'e' | b'E')) {
            self.skip_if(|byte| matches!(byte, b'+' | b'-'));
            self.digits()?;
        }
        self.push(NodeKind::Number, start);
        Ok(())
    }

    /// One digit or more.
    fn digits(&mut self) -> Result<(), JsonError> {
        if !self.skip_if(|byte| byte.is_ascii_digit()) {
            return Err(self.error("expected a digit"));
        }
        while self.skip_if(|byte| byte.is_ascii_digit()) {}
        Ok(())
    }

    fn literal(&mut self, word: &[u8], kind: NodeKind) -> Result<(), JsonError> {
        let start = self.offset;
        for &letter in word {
            if !self.skip_if(|byte| byte == letter) {
                return Err(self.error("expected a value"));
            }
        }
        self.push(kind, start);
        Ok(())
    }

    fn push(&mut self, kind: NodeKind, start: usize) {
        self.tape.push(Node { start: start as u32, end: self.offset as u32, kind });
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.offset).copied()
    }

    fn skip_if(&mut self, accept: impl Fn(u8) -> bool) -> bool {
        let accepted = self.peek().is_some_and(accept);
        self.offset += usize::from(accepted);
        accepted
    }

    fn skip_whitespace(&mut self) {
        while self.skip_if(|byte| matches!(byte, b' ' | b'\n' | b'\r' | b'\t')) {}
    }

    /// A syntax error here. Where the text ends, that is the problem, whatever was expected.
    fn error(&self, problem: &'static str) -> JsonError {
        let problem = if self.offset >= self.bytes.len() { "unexpected end" } else { problem };
        JsonError::syntax(self.offset, problem)
    }
}
