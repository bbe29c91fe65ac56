//! Documentation in HTML, as the models of AWS have it, to Markdown.

mod bare;
mod text;
mod token;
mod tree;
mod write;

use crate::ir::Docs;

/// The text as Markdown; `None` when no HTML is in it. Bare text is Markdown already where the text does not begin with a tag.
pub(super) fn convert(text: &str) -> Option<Docs> {
    let blocks = tree::parse(text)?;
    let mut lines = Vec::new();
    write::blocks(&blocks, "", "", &mut lines);
    Some(Docs(lines))
}

#[cfg(test)]
mod tests;
