//! A profile file's text to its blocks: what stands there, before it is decided what counts.

use zeroize::Zeroizing;

/// What counts as blank between the parts of a line, and at the start of one that continues the line before.
const BLANK: [char; 3] = [' ', '\t', '\r'];
const COMMENT: [char; 2] = ['#', ';'];

const OUTSIDE: &str = "Expected a profile definition: a property needs a line such as `[default]` above it";
const NO_EQUALS_SIGN: &str = "Expected an '=' sign defining a property: write `name = value`, or indent the line if it continues \
                              the value above it";
const NO_NAME: &str = "Property did not have a name: write it before the '=' sign";

/// `[title]` and the properties below it.
pub(super) struct Block<'a> {
    pub(super) title: &'a str,
    pub(super) properties: Vec<Property<'a>>,
}

/// `key = value`, and the lines that continue the value.
pub(super) struct Property<'a> {
    pub(super) key: &'a str,
    pub(super) value: Zeroizing<String>,
    /// Counted from 1.
    pub(super) line: usize,
}

impl Property<'_> {
    /// Whether the value has sub-properties, a line each, instead of a text.
    fn is_nested(&self) -> bool {
        is_nested(&self.value)
    }
}

/// What is wrong with a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) line: usize,
    pub(super) what: &'static str,
}

/// The blocks of a file, in their order.
pub(super) fn parse(text: &str) -> Result<Vec<Block<'_>>, Fault> {
    // Some editors begin a file with a byte order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut blocks = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        read_line(line, number, &mut blocks).map_err(|what| Fault { line: number, what })?;
    }
    Ok(blocks)
}

fn read_line<'a>(line: &'a str, number: usize, blocks: &mut Vec<Block<'a>>) -> Result<(), &'static str> {
    if line.trim_matches(BLANK).is_empty() || line.starts_with(COMMENT) {
        return Ok(());
    }
    if line.starts_with('[') {
        blocks.push(Block { title: title(line)?, properties: Vec::new() });
        return Ok(());
    }
    let indented = line.starts_with(BLANK);
    let line = line.trim_matches(BLANK);
    let Some(block) = blocks.last_mut() else {
        return if is_comment(indented, line) { Ok(()) } else { Err(OUTSIDE) };
    };
    if indented {
        return read_continuation(line, block);
    }
    let (key, value) = split(line).ok_or(NO_EQUALS_SIGN)?;
    if key.is_empty() {
        return Err(NO_NAME);
    }
    block.properties.push(Property { key, value: Zeroizing::new(value.to_owned()), line: number });
    Ok(())
}

/// An indented comment is no continuation where there is no text to continue.
fn is_comment(indented: bool, line: &str) -> bool {
    indented && line.starts_with(COMMENT)
}

/// A line that belongs to the value above it; comments in a text are a part of it.
fn read_continuation(line: &str, block: &mut Block<'_>) -> Result<(), &'static str> {
    let property = block.properties.last_mut();
    if line.starts_with(COMMENT) && property.as_ref().is_none_or(|property| property.is_nested()) {
        return Ok(());
    }
    let property = property
        .ok_or("Expected a property definition, found continuation: write `name = value` without a blank before it")?;
    if property.is_nested() {
        let (key, _) = split(line).ok_or(
            "Expected an '=' sign defining a sub-property: write `name = value`, or put the text behind the '=' sign above",
        )?;
        if key.is_empty() {
            return Err("Sub-property did not have a name: write it before the '=' sign");
        }
    }
    property.value.push('\n');
    property.value.push_str(line);
    Ok(())
}

/// What stands in the brackets. A comment needs no blank before it here.
fn title(line: &str) -> Result<&str, &'static str> {
    let line = line.split(COMMENT).next().unwrap_or_default().trim_matches(BLANK);
    let title = line.strip_prefix('[').and_then(|line| line.strip_suffix(']'));
    Ok(title.ok_or("Profile definition must end with ']': write `[default]` or `[profile NAME]`")?.trim_matches(BLANK))
}

/// Key and value of `key = value  # comment`. A comment needs a blank before it.
fn split(line: &str) -> Option<(&str, &str)> {
    let comment = line
        .match_indices(COMMENT)
        .find(|(at, _)| line.get(..*at).is_some_and(|before| before.ends_with(char::is_whitespace)));
    let line = comment.and_then(|(at, _)| line.get(..at)).unwrap_or(line);
    let (key, value) = line.split_once('=')?;
    Some((key.trim_matches(BLANK), value.trim_matches(BLANK)))
}

/// Whether a value has sub-properties.
fn is_nested(value: &str) -> bool {
    value.is_empty() || value.starts_with('\n')
}

/// The sub-properties of a value.
pub(super) fn sub_properties(value: &str) -> impl Iterator<Item = (&str, &str)> {
    let nested = if is_nested(value) { value } else { "" };
    nested.lines().filter_map(split)
}
