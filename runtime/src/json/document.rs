//! A parsed body: its text and the tape of its nodes.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Mutex, OnceLock, PoisonError};

use super::container::{Elements, Entries};
use super::escape::unescape;
use super::parser::parse;
use super::{JsonError, JsonKind, JsonValue};
use crate::validation::HIDDEN;

/// How much of a path an error shows, in characters.
const MAX_PATH: usize = 64;

/// A JSON text, parsed into a flat tape of nodes that point into it.
///
/// Strings and numbers stay where they are until they are asked for. Values are looked at in [`read`](Self::read) only,
/// so that none is used while another was found to be wrong.
pub struct JsonDocument<'a> {
    text: &'a str,
    tape: Vec<Node>,
    /// What was first found to be wrong. Not a `OnceCell`, since that could not stand in the static [`EMPTY`].
    failure: OnceLock<Failure>,
    /// The objects around it that were read as maps: their keys are data, which no error shows.
    maps: Mutex<Vec<usize>>,
}

/// A value that is not what it should be, by its index.
struct Failure {
    index: usize,
    expected: &'static str,
    found: &'static str,
}

/// A value, or the name of a member, which is followed by the node of its value.
pub(super) struct Node {
    /// Byte offset of the value; of a string, behind its quote.
    pub(super) start: u32,
    /// Of a container, the index of the node behind its content; otherwise the byte offset behind the value.
    pub(super) end: u32,
    pub(super) kind: NodeKind,
}

impl Node {
    /// The index of the node behind the value that starts with this one, at `index`.
    fn behind(&self, index: usize) -> usize {
        match self.kind {
            NodeKind::Array | NodeKind::Object => self.end as usize,
            _ => index + 1,
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum NodeKind {
    Null,
    Bool,
    Number,
    String,
    EscapedString,
    Array,
    Object,
}

impl NodeKind {
    pub(super) fn public(self) -> JsonKind {
        match self {
            Self::Null => JsonKind::Null,
            Self::Bool => JsonKind::Bool,
            Self::Number => JsonKind::Number,
            Self::String | Self::EscapedString => JsonKind::String,
            Self::Array => JsonKind::Array,
            Self::Object => JsonKind::Object,
        }
    }
}

/// What a missing value belongs to. It holds no values, so none can be wrong.
pub(super) static EMPTY: JsonDocument<'static> =
    JsonDocument { text: "", tape: Vec::new(), failure: OnceLock::new(), maps: Mutex::new(Vec::new()) };

impl<'a> JsonDocument<'a> {
    /// Parses a whole body. An empty one, or whitespace only, counts as `{}`: services leave out the body of an output
    /// or error without members.
    ///
    /// # Errors
    ///
    /// The first place where it is not JSON, as a byte offset: RFC 8259 in UTF-8 without a byte order mark, nested no
    /// deeper than [`MAX_DEPTH`](super::MAX_DEPTH), no longer than 4 GiB.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, JsonError> {
        let bytes = if bytes.trim_ascii().is_empty() { b"{}" } else { bytes };
        let text =
            std::str::from_utf8(bytes).map_err(|error| JsonError::syntax(error.valid_up_to(), "invalid UTF-8"))?;
        Ok(Self { text, tape: parse(text)?, failure: OnceLock::new(), maps: Mutex::default() })
    }

    /// What `read` makes of the outermost value. It has no errors to handle: a value of the wrong type counts as missing
    /// there, and is reported here in place of the result.
    ///
    /// # Errors
    ///
    /// The first value of the wrong type, with its path, in this reading of the document or an earlier one.
    pub fn read<T>(&self, read: impl FnOnce(JsonValue<'_>) -> T) -> Result<T, JsonError> {
        let result = read(self.root());
        self.check().map(|()| result)
    }

    #[inline(never)] // It is the same for all that is read.
    fn check(&self) -> Result<(), JsonError> {
        match self.failure.get() {
            None => Ok(()),
            Some(Failure { index, expected, found }) => {
                Err(JsonError::type_mismatch(self.path(*index), expected, found))
            }
        }
    }

    /// The outermost value, for whom it does not matter what is wrong.
    pub(crate) fn root(&self) -> JsonValue<'_> {
        JsonValue::new(self, 0)
    }

    /// Notes that the value at `index` is not what it should be, unless something else was wrong before.
    #[cold]
    pub(super) fn fail(&self, index: usize, expected: &'static str, found: &'static str) {
        self.failure.get_or_init(|| Failure { index, expected, found });
    }

    /// Notes that the object at `index` was read as a map, for the path of an error in it.
    pub(super) fn note_map(&self, index: usize) {
        if self.failure.get().is_some_and(|failure| (index..self.behind(index)).contains(&failure.index)) {
            self.maps.lock().unwrap_or_else(PoisonError::into_inner).push(index);
        }
    }

    pub(super) fn node(&self, index: usize) -> Option<&Node> {
        self.tape.get(index)
    }

    /// The text that a node other than a container covers.
    pub(super) fn node_text(&self, node: &Node) -> &str {
        self.text.get(node.start as usize..node.end as usize).unwrap_or_default()
    }

    /// A string or member name, without its escapes.
    pub(super) fn string(&self, node: &Node) -> Cow<'_, str> {
        let content = self.node_text(node);
        if node.kind == NodeKind::EscapedString { Cow::Owned(unescape(content)) } else { Cow::Borrowed(content) }
    }

    /// Whether a node is a string, and that one.
    #[inline]
    pub(super) fn is_string(&self, node: &Node, text: &str) -> bool {
        match node.kind {
            // Lengths are compared first, as they stand in the node.
            NodeKind::String => (node.end - node.start) as usize == text.len() && self.node_text(node) == text,
            NodeKind::EscapedString => self.string(node) == text,
            _ => false,
        }
    }

    /// The index of the value of an object's last member of this name.
    ///
    /// The name is compared with every name in the object, and that is quick: nearly all are told apart by their length,
    /// and what stands inside the members is skipped.
    pub(super) fn find_member(&self, object: usize, name: &str) -> Option<usize> {
        let (mut found, mut at) = (None, object + 1);
        let mut rest = self.tape.get(at..self.behind(object))?;
        // A name is one node, and the first one of its value is the next.
        while let [candidate, value, ..] = rest {
            if self.is_string(candidate, name) {
                found = Some(at + 1);
            }
            let behind = value.behind(at + 1);
            rest = rest.get(behind - at..)?;
            at = behind;
        }
        found
    }

    /// The index of the node behind the value at `index`.
    pub(super) fn behind(&self, index: usize) -> usize {
        self.node(index).map_or(index + 1, |node| node.behind(index))
    }

    /// The path of the value at `index` as a JSON pointer (RFC 6901) like `/jobs/3/jobId`, found by walking there from
    /// the root. The key of a map is `**`. Of a long path only the end is given.
    fn path(&self, index: usize) -> String {
        let mut path = String::new();
        let mut value = self.root();
        let maps = self.maps.lock().unwrap_or_else(PoisonError::into_inner);
        while value.index() < index {
            let Some((segment, child)) = self.step(value, index) else {
                break;
            };
            path.push('/');
            path.push_str(if maps.contains(&value.index()) { HIDDEN } else { &segment });
            value = child;
        }
        keep_end(path)
    }

    /// From a container, one step towards the value at `index`: the member's name or the element's position.
    fn step<'v>(&'v self, container: JsonValue<'v>, index: usize) -> Option<(String, JsonValue<'v>)> {
        let holds = |child: JsonValue<'v>| self.behind(child.index()) > index;
        if container.kind() == JsonKind::Object {
            let (name, child) = Entries::new(container).find(|(_, child)| holds(*child))?;
            let start: String = name.chars().take(MAX_PATH + 1).flat_map(char::escape_debug).collect();
            return Some((start.replace('~', "~0").replace('/', "~1"), child));
        }
        let (position, child) = Elements::new(container).enumerate().find(|(_, child)| holds(*child))?;
        Some((position.to_string(), child))
    }
}

/// The last [`MAX_PATH`] characters of a path, behind `...` if any had to go.
fn keep_end(path: String) -> String {
    let mut from_end = path.char_indices().rev().skip(MAX_PATH - 1);
    match (from_end.next(), from_end.next()) {
        (Some((start, _)), Some(_)) => format!("...{}", path.get(start..).unwrap_or_default()),
        _ => path,
    }
}

/// Without the text, which may hold secrets.
impl fmt::Debug for JsonDocument<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonDocument").field("nodes", &self.tape.len()).finish_non_exhaustive()
    }
}
