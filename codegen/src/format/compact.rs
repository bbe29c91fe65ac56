//! Puts on one line what prettyplease breaks at its 89 columns but fits into ours, and functions with a tiny body.

/// The widest line, in characters.
const WIDTH: usize = 120;

/// Joins groups from the inside out until nothing more fits.
pub(super) fn compact(code: &str) -> String {
    let mut lines: Vec<String> = code.lines().map(str::to_owned).collect();
    loop {
        let before = lines.len();
        lines = join_groups(&lines);
        if lines.len() == before {
            break;
        }
    }
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

/// One pass: each group that holds no other group and fits becomes one line.
fn join_groups(lines: &[String]) -> Vec<String> {
    let mut joined: Vec<String> = Vec::with_capacity(lines.len());
    let mut index = 0;
    while let Some(line) = lines.get(index) {
        match join_group(lines.get(index..).unwrap_or_default()) {
            Some((text, length)) => {
                joined.push(text);
                index += length;
            }
            None => {
                joined.push(line.clone());
                index += 1;
            }
        }
    }
    joined
}

/// The group that begins on the first line, in one line, and how many lines it had.
fn join_group(lines: &[String]) -> Option<(String, usize)> {
    let first = lines.first()?;
    if is_comment(first) {
        return None;
    }
    chain(lines).or_else(|| brace(lines)).or_else(|| {
        let open = first.chars().last().filter(|c| matches!(c, '(' | '[' | '{'))?;
        let close = lines.iter().position(|line| indent(line) == indent(first) && closes(line, open))?;
        let inner = lines.get(1..close)?;
        let simple = |line: &String| {
            indent(line) == indent(first) + 4 && !is_comment(line) && !opens(line) && !line.trim().is_empty()
        };
        if !inner.iter().all(simple) {
            return None;
        }
        let inner: Vec<&str> = inner.iter().map(|line| line.trim()).collect();
        let text = match open {
            '{' => block(first, &inner, lines.get(close)?.trim())?,
            _ => {
                let inner = list(&inner);
                format!("{first}{}{}", inner.strip_suffix(',').unwrap_or(&inner), lines.get(close)?.trim())
            }
        };
        (text.chars().count() <= WIDTH).then_some((text, close + 1))
    })
}

/// A method call that stands on a line of its own: `Text::ANY` and `.min(2)`.
fn chain(lines: &[String]) -> Option<(String, usize)> {
    let (first, second) = (lines.first()?, lines.get(1)?);
    let continues = second.trim_start().starts_with('.') && indent(second) == indent(first) + 4;
    let text = format!("{first}{}", second.trim());
    let whole = !opens(second) && lines.get(2).is_none_or(|third| indent(third) <= indent(second));
    (continues && whole && !opens(first) && text.chars().count() <= WIDTH).then_some((text, 2))
}

/// An opening brace that stands on a line of its own, below a condition that fits on one line.
fn brace(lines: &[String]) -> Option<(String, usize)> {
    let (first, second) = (lines.first()?, lines.get(1)?);
    let below = second.trim() == "{" && indent(second) == indent(first) && !closes(first, '{');
    let text = format!("{first} {{");
    (below && text.chars().count() <= WIDTH).then_some((text, 2))
}

/// The elements of a list on one line; a method call or field that was broken off goes back to its value.
fn list(inner: &[&str]) -> String {
    let mut text = String::new();
    for line in inner {
        if !text.is_empty() && !line.starts_with('.') {
            text.push(' ');
        }
        text.push_str(line);
    }
    text
}

/// A block in braces: a function with one or two statements, an import list, a literal. Not control flow, not a type.
fn block(first: &str, inner: &[&str], close: &str) -> Option<String> {
    let head = first.trim_start();
    let is_function = ["pub fn ", "fn ", "pub async fn ", "pub(crate) fn "].iter().any(|word| head.starts_with(word));
    if head.starts_with("use ") || head.starts_with("pub use ") {
        let inner = inner.join(" ");
        return Some(format!("{first}{}{close}", inner.strip_suffix(',').unwrap_or(&inner)));
    }
    let control =
        ["if ", "for ", "match ", "impl", "pub struct", "struct", "pub enum", "pub mod", "static", "pub trait"];
    let is_control =
        control.iter().any(|word| head.starts_with(word)) || head.starts_with('}') || head.ends_with("=> {");
    let statements = inner.iter().filter(|line| line.ends_with(';')).count();
    let is_literal = !is_function && !is_control && statements == 0 && inner.iter().all(|line| line.ends_with(','));
    if is_literal {
        let inner = inner.join(" ");
        return Some(format!("{first} {} {close}", inner.strip_suffix(',').unwrap_or(&inner)));
    }
    (is_function && inner.len() <= 2).then(|| format!("{first} {} {close}", inner.join(" ")))
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with("//")
}

fn opens(line: &str) -> bool {
    line.ends_with(['(', '[', '{'])
}

fn closes(line: &str, open: char) -> bool {
    line.trim_start().starts_with(match open {
        '(' => ')',
        '[' => ']',
        _ => '}',
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_groups_go_on_one_line() {
        let code = "const A: B = B::new(\n    \"a\",\n    [\n        1,\n        2,\n    ],\n);\n";
        assert_eq!(compact(code), "const A: B = B::new(\"a\", [1, 2]);\n");
        let code = "use a::{\n    b, c,\n    d,\n};\n";
        assert_eq!(compact(code), "use a::{b, c, d};\n");
    }

    #[test]
    fn tiny_functions_go_on_one_line() {
        let code = "    pub fn a(mut self) -> Self {\n        self.a = 1;\n        self\n    }\n";
        assert_eq!(compact(code), "    pub fn a(mut self) -> Self { self.a = 1; self }\n");
        let three = "fn a() {\n    b();\n    c();\n    d();\n}\n";
        assert_eq!(compact(three), three);
    }

    #[test]
    fn chains_go_on_one_line() {
        let code = "static A: T = T::ANY\n    .min(1)\n    .pattern(\n        P::new(\n            \"x\",\n        ),\n    );\n";
        assert_eq!(compact(code), "static A: T = T::ANY.min(1).pattern(P::new(\"x\"));\n");
    }

    #[test]
    fn what_was_broken_off_goes_back() {
        let code = "if a && let Some(b) = c\n{\n    return d;\n}\n";
        assert_eq!(compact(code), "if a && let Some(b) = c {\n    return d;\n}\n");
        let code = "f(\n    a,\n    b\n    .c,\n)\n";
        assert_eq!(compact(code), "f(a, b.c)\n");
    }

    #[test]
    fn what_is_long_or_flows_stays() {
        let long = format!("a(\n    \"{}\",\n);\n", "x".repeat(WIDTH));
        assert_eq!(compact(&long), long);
        let flow = "if a {\n    return b;\n}\n";
        assert_eq!(compact(flow), flow);
        let fields = "pub struct A {\n    b: u8,\n}\n";
        assert_eq!(compact(fields), fields);
    }
}
