//! Blocks to lines of Markdown.

use super::super::{begins_block, commonmark, wrap};
use super::text::markdown;
use super::tree::{Block, Inline};

/// Writes blocks with a blank line between them. The first line begins with `first`, the others with `rest`.
pub(super) fn blocks(blocks: &[Block], first: &str, rest: &str, lines: &mut Vec<String>) {
    for (index, next) in blocks.iter().enumerate() {
        if index > 0 {
            lines.push(rest.trim_end().to_owned());
        }
        block(next, if index == 0 { first } else { rest }, rest, lines);
    }
}

fn block(block: &Block, first: &str, rest: &str, lines: &mut Vec<String>) {
    match block {
        Block::Paragraph(text) => wrap(first, rest, &guarded(&markdown(text)), lines),
        Block::Heading(level, text) => {
            let words = markdown(text).split_whitespace().collect::<Vec<_>>().join(" ");
            lines.push(format!("{first}{} {words}", "#".repeat(*level)));
        }
        Block::Code(text) => code(text, first, rest, lines),
        Block::List { ordered, items } => list(*ordered, items, first, rest, lines),
        Block::Quotation(inner) => blocks(inner, &format!("{first}> "), &format!("{rest}> "), lines),
        Block::Table(rows) => table(rows, first, rest, lines),
        Block::Part(inner) => blocks(inner, first, rest, lines),
        Block::Markdown(text) => lines.extend(commonmark(&markdown(text)).0),
    }
}

/// A paragraph that no word of it makes something else.
fn guarded(text: &str) -> String {
    let text = text.trim();
    let word = text.split_whitespace().next().unwrap_or_default();
    let number = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    match text.split_at_checked(number) {
        Some((number, text)) if begins_block(word) => format!("{number}\\{text}"),
        _ => text.to_owned(),
    }
}

/// A list; loose when an item is more than a paragraph and a list below it.
fn list(ordered: bool, items: &[Block], first: &str, rest: &str, lines: &mut Vec<String>) {
    let is_tight = |item: &Block| match item {
        Block::Part(blocks) => matches!(blocks.as_slice(), [_] | [Block::Paragraph(_), Block::List { .. }]),
        _ => true,
    };
    let tight = items.iter().all(is_tight);
    for (index, item) in items.iter().enumerate() {
        if index > 0 && !tight {
            lines.push(rest.trim_end().to_owned());
        }
        let marker = if ordered { format!("{}. ", index + 1) } else { "- ".to_owned() };
        let first = format!("{}{marker}", if index == 0 { first } else { rest });
        let rest = format!("{rest}{}", " ".repeat(marker.len()));
        match item {
            Block::Part(inner) if tight => {
                for (index, inner) in inner.iter().enumerate() {
                    block(inner, if index == 0 { &first } else { &rest }, &rest, lines);
                }
            }
            item => block(item, &first, &rest, lines),
        }
    }
}

/// Code between fences that say that it is no Rust, and that are longer than what looks like one in it.
fn code(text: &str, first: &str, rest: &str, lines: &mut Vec<String>) {
    let runs = text.split(|c| c != '`').map(str::len);
    let fence = "`".repeat(runs.max().unwrap_or(0).max(2) + 1);
    let code: Vec<&str> = text.lines().map(str::trim_end).collect();
    let start = code.iter().position(|line| !line.is_empty()).unwrap_or(0);
    let end = code.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
    lines.push(format!("{first}{fence}text"));
    for line in code.get(start..end).unwrap_or_default() {
        lines.push(format!("{rest}{line}").trim_end().to_owned());
    }
    lines.push(format!("{rest}{fence}"));
}

/// A table; its first row is the heading, since Markdown has none without.
fn table(rows: &[Block], first: &str, rest: &str, lines: &mut Vec<String>) {
    let cells = |row: &Block| match row {
        Block::Part(cells) => cells.iter().map(cell).collect(),
        other => vec![cell(other)],
    };
    let rows: Vec<Vec<String>> = rows.iter().map(cells).filter(|row| !row.is_empty()).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    for (index, row) in rows.iter().enumerate() {
        let cells: String = row.iter().map(|cell| format!(" {cell} |")).collect();
        let missing = " |".repeat(columns - row.len());
        lines.push(format!("{}|{cells}{missing}", if index == 0 { first } else { rest }));
        if index == 0 {
            lines.push(format!("{rest}|{}", "---|".repeat(columns)));
        }
    }
}

/// What stands in a cell, on one line.
fn cell(block: &Block) -> String {
    let mut run = Vec::new();
    texts(block, &mut run);
    run.join(" ").split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

fn texts(block: &Block, out: &mut Vec<String>) {
    match block {
        Block::Paragraph(text) | Block::Heading(_, text) | Block::Markdown(text) => out.push(markdown(text)),
        Block::Code(text) => out.push(markdown(&[Inline::Code(vec![Inline::Text(text.clone())])])),
        Block::List { items: blocks, .. } | Block::Quotation(blocks) | Block::Table(blocks) | Block::Part(blocks) => {
            blocks.iter().for_each(|block| texts(block, out));
        }
    }
}
