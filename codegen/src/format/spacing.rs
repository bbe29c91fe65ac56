//! Sets the items of an `impl`, `trait` or `mod` apart.

/// What counts as short, in lines.
const SHORT: usize = 5;

/// Puts a blank line between two methods unless both are short, documentation included: those read like a list, and so
/// do constants and types.
pub(super) fn separate_methods(code: &str) -> String {
    let lines: Vec<&str> = code.lines().collect();
    let holds_items = |line: &&str| ["impl", "pub trait", "pub mod"].iter().any(|word| line.starts_with(word));
    if !lines.iter().any(|line| holds_items(line) && line.ends_with('{')) {
        return code.to_owned();
    }
    let mut out = String::with_capacity(code.len() + code.len() / 16);
    let mut previous: Option<Vec<&str>> = None;
    let mut item: Vec<&str> = Vec::new();
    for line in lines {
        if line.starts_with("    ") {
            item.push(line);
            if ends_item(&item) {
                let like_a_list = |previous: &Vec<&str>| {
                    (is_short(previous) && is_short(&item)) || (is_declaration(previous) && is_declaration(&item))
                };
                if previous.as_ref().is_some_and(|previous| !like_a_list(previous)) {
                    out.push('\n');
                }
                item.iter().for_each(|line| out.extend([line, "\n"]));
                previous = Some(std::mem::take(&mut item));
            }
        } else {
            item.drain(..).for_each(|line| out.extend([line, "\n"]));
            out.extend([line, "\n"]);
        }
    }
    out
}

/// Whether the lines are a whole item: it ends on a line that is indented like its first.
fn ends_item(item: &[&str]) -> bool {
    let level = |line: &str| line.len() - line.trim_start().len() == 4;
    item.last().is_some_and(|line| {
        let is_note = ["#", "//"].iter().any(|start| line.trim_start().starts_with(start));
        level(line) && (line.ends_with('}') || line.ends_with(';')) && !is_note
    })
}

fn is_short(item: &[&str]) -> bool {
    item.len() <= SHORT
}

/// Whether it is a constant or a type, without documentation.
fn is_declaration(item: &[&str]) -> bool {
    item.first().is_some_and(|line| ["const ", "type "].iter().any(|word| line.trim_start().starts_with(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_liners_read_like_a_list() {
        let list = "impl A {\n    /// B.\n    fn b(&self) { 1 }\n    /// C.\n    fn c(&self) { 2 }\n}\n";
        assert_eq!(separate_methods(list), list);
    }

    #[test]
    fn constants_and_types_read_like_a_list() {
        let long = "impl A {\n    const N: T = T::n(\n        1,\n        2,\n        3,\n        4,\n    );\n    type O = B;\n    type E = C;\n}\n";
        assert_eq!(separate_methods(long), long);
    }

    #[test]
    fn documentation_ends_no_item() {
        let code = "impl A {\n    /// Code: {\n    ///     a }\n    ///\n    /// Or;\n    /// more.\n    fn b(&self) { 1 }\n}\n";
        assert_eq!(separate_methods(code), code);
    }

    #[test]
    fn longer_methods_are_set_apart() {
        let code = "impl A {\n    const N: u8 = 1;\n    type T = u8;\n    fn b(&self) {\n        if x {\n            y();\n        }\n        z();\n    }\n    fn c(&self) {}\n}\n";
        let expected = "impl A {\n    const N: u8 = 1;\n    type T = u8;\n\n    fn b(&self) {\n        if x {\n            y();\n        }\n        z();\n    }\n\n    fn c(&self) {}\n}\n";
        assert_eq!(separate_methods(code), expected);
    }
}
