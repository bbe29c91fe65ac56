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
    let mut text = hug_closures(&lines).join("\n");
    text.push('\n');
    text
}

/// Closures that are the last of several arguments: `read_json(response, |json| Output {` on one line.
fn hug_closures(lines: &[String]) -> Vec<String> {
    let mut hugged = Vec::with_capacity(lines.len());
    let mut rest = lines;
    while let Some((line, behind)) = rest.split_first() {
        let (text, length) = hug_closure(rest)
            .or_else(|| hug_method(rest))
            .or_else(|| hug_brace(rest))
            .unwrap_or_else(|| (vec![line.clone()], 1));
        hugged.extend(text);
        rest = rest.get(length..).unwrap_or(behind);
    }
    hugged
}

/// The call that begins on the first line, its closure hugged, and how many lines it had.
fn hug_closure(lines: &[String]) -> Option<(Vec<String>, usize)> {
    let first = lines.first().filter(|line| line.ends_with('('))?;
    let close = lines.iter().position(|line| indent(line) == indent(first) && closes(line, '('))?;
    let (end, inner) = lines.get(1..close)?.split_last()?;
    let opening = inner.iter().position(|line| opens(line))?;
    let (arguments, closure) = inner.split_at_checked(opening)?;
    let (head, body) = closure.split_first()?;
    let before: Vec<&str> = arguments.iter().chain([head]).map(|line| line.trim()).collect();
    let text = format!("{first}{}", before.join(" "));
    let is_closure = head.trim().starts_with('|') && end.trim() == "},";
    let is_last_group = body.iter().all(|line| indent(line) > indent(end));
    if !is_closure || !is_last_group || text.chars().count() > WIDTH {
        return None;
    }
    let body = body.iter().map(|line| line.get(4..).unwrap_or_default().to_owned());
    let last = format!("{}}}{}", " ".repeat(indent(first)), lines.get(close)?.trim());
    Some(([text].into_iter().chain(body).chain([last]).collect(), close + 1))
}

/// `request` and `.json_body(|json| {` on one line, what the closure holds moved to the left.
fn hug_method(lines: &[String]) -> Option<(Vec<String>, usize)> {
    let (first, second) = (lines.first()?, lines.get(1)?);
    let level = indent(first) + 4;
    let opens_block = indent(second) == level && second.trim_start().starts_with('.') && second.ends_with('{');
    if !opens_block || opens(first) || is_comment(first) {
        return None;
    }
    let close = lines.iter().skip(2).position(|line| indent(line) == level && closes(line, '{'))? + 2;
    if !lines.get(close)?.ends_with(';') {
        return None;
    }
    let text = format!("{first}{}", second.trim());
    let rest = lines.get(2..=close)?.iter().map(|line| line.get(4..).unwrap_or_default().to_owned());
    Some(([text].into_iter().chain(rest).collect(), close + 1))
}

/// `if a && let Some(b) = c {` on one line, of which prettyplease puts the brace, and perhaps each condition, below.
fn hug_brace(lines: &[String]) -> Option<(Vec<String>, usize)> {
    let (first, rest) = lines.split_first()?;
    let further = |line: &&String| indent(line) == indent(first) + 4 && line.trim_start().starts_with("&& ");
    let conditions: Vec<&str> = rest.iter().take_while(further).map(|line| line.trim()).collect();
    let brace = rest.get(conditions.len())?;
    let text = [&[first.as_str()], conditions.as_slice(), &["{"]].concat().join(" ");
    let fits = text.chars().count() <= WIDTH && first.trim_start().starts_with("if ");
    (brace.trim() == "{" && indent(first) == indent(brace) && fits).then_some((vec![text], conditions.len() + 2))
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
    chain(lines).or_else(|| {
        let open = first.chars().last().filter(|c| matches!(c, '(' | '[' | '{'))?;
        let close = end_of_group(lines, open)?;
        let level = indent(lines.get(close)?);
        let inner = lines.get(1..close)?;
        let simple =
            |line: &String| indent(line) == level + 4 && !is_comment(line) && !opens(line) && !line.trim().is_empty();
        if !inner.iter().all(simple) {
            return None;
        }
        let inner: Vec<&str> = inner.iter().map(|line| line.trim()).collect();
        let text = match open {
            '{' => block(first, &inner, lines.get(close)?.trim())?,
            _ => {
                let inner = inner.join(" ");
                format!("{first}{}{}", inner.strip_suffix(',').unwrap_or(&inner), lines.get(close)?.trim())
            }
        };
        (text.chars().count() <= WIDTH).then_some((text, close + 1))
    })
}

/// The line that closes the group which the first line opens. It is indented when calls follow it.
fn end_of_group(lines: &[String], open: char) -> Option<usize> {
    let level = indent(lines.first()?);
    let in_chain = |index: usize| lines.get(index + 1).is_some_and(|next| continues_chain(next, level + 4));
    let ends = |(index, line): (usize, &String)| {
        closes(line, open) && (indent(line) == level || (indent(line) == level + 4 && in_chain(index)))
    };
    lines.iter().enumerate().skip(1).find(|&line| ends(line)).map(|(index, _)| index)
}

/// All method calls that stand on lines of their own, `Text::ANY` and `.min(2)`, or none: a chain is one line or a column.
fn chain(lines: &[String]) -> Option<(String, usize)> {
    let (first, rest) = lines.split_first()?;
    let level = indent(first) + 4;
    let calls = rest.iter().take_while(|line| continues_chain(line, level)).count();
    let is_whole = rest.get(calls).is_none_or(|line| indent(line) < level);
    let calls = rest.get(..calls).filter(|calls| !calls.is_empty() && !calls.iter().any(|line| opens(line)))?;
    let text = [first.as_str()].into_iter().chain(calls.iter().map(|line| line.trim())).collect::<String>();
    (is_whole && !opens(first) && text.chars().count() <= WIDTH).then_some((text, calls.len() + 1))
}

fn continues_chain(line: &str, level: usize) -> bool {
    indent(line) == level && line.trim_start().starts_with('.') && !line.trim_start().starts_with("..")
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
    if let (Some(arm), [value], "}") = (first.strip_suffix('{').filter(|arm| arm.ends_with("=> ")), inner, close) {
        return (statements == 0).then(|| format!("{arm}{value},"));
    }
    let is_field = |line: &&str| line.ends_with(',') || line.starts_with("..");
    let is_literal = !is_function && !is_control && statements == 0 && inner.iter().all(is_field);
    if is_literal {
        let inner = inner.join(" ");
        return Some(format!("{first} {} {close}", inner.strip_suffix(',').unwrap_or(&inner)));
    }
    (is_function && inner.len() <= 2).then(|| format!("{first} {} {close}", inner.join(" ")))
}

fn indent(line: &str) -> usize {
    line.bytes().take_while(|byte| *byte == b' ').count()
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
    fn a_chain_that_is_too_long_stays_a_column() {
        let long = "x".repeat(60);
        let code = format!("    a()\n        .b()\n        .c(\"{long}\")\n        .d(\"{long}\");\n");
        assert_eq!(compact(&code), code);
        let open = "static A: T = T::ANY\n    .min(1)\n    .pattern(|a| {\n        b;\n        c;\n    })\n    .d();\n";
        assert_eq!(compact(open), open);
    }

    #[test]
    fn a_group_before_a_chain_is_joined() {
        let code = "    const A: B = B::new(\n            \"a\",\n            1,\n        )\n        .c(2);\n";
        assert_eq!(compact(code), "    const A: B = B::new(\"a\", 1).c(2);\n");
    }

    #[test]
    fn an_arm_is_joined_with_its_value() {
        let code = "    match a {\n        B => {\n            c(1)\n        }\n        D => {\n            e();\n        }\n    }\n";
        let joined = "    match a {\n        B => c(1),\n        D => {\n            e();\n        }\n    }\n";
        assert_eq!(compact(code), joined);
    }

    #[test]
    fn closures_are_hugged() {
        let fields = ["a", "b"].map(|name| format!("            {name}: \"{}\",\n", name.repeat(60))).concat();
        let code = format!("    read(\n        response,\n        |json| Output {{\n{fields}        }},\n    )\n");
        let hugged =
            format!("    read(response, |json| Output {{\n{}    }})\n", fields.replace("            ", "        "));
        assert_eq!(compact(&code), hugged);
        let not_last = code.replace("        },\n", "        },\n        more,\n");
        assert_eq!(compact(&not_last), not_last);
        let no_closure = code.replace("|json| ", "");
        assert_eq!(compact(&no_closure), no_closure);
    }

    #[test]
    fn a_method_keeps_to_its_receiver() {
        let code = "    a\n        .b(|c| {\n            d();\n        });\n";
        assert_eq!(compact(code), "    a.b(|c| {\n        d();\n    });\n");
    }

    #[test]
    fn conditions_go_on_one_line() {
        let code = "    if let Some(a) = b\n        && c\n        && d()\n    {\n        e;\n    }\n";
        assert_eq!(compact(code), "    if let Some(a) = b && c && d() {\n        e;\n    }\n");
        let long = code.replace('c', &"x".repeat(WIDTH));
        assert_eq!(compact(&long), long);
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
