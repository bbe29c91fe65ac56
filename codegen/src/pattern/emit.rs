//! The table as Rust.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{Arm, Automaton, Row};

impl Automaton {
    /// What [`Automaton::to_tokens`] names of `tinsmith_runtime::validation`.
    pub fn imports(&self) -> impl Iterator<Item = &'static str> {
        let has_arms = |row: &Row| matches!(row, Row::Step { arms, .. } if !arms.is_empty());
        let row = (!self.rows.is_empty()).then_some("Row");
        ["Pattern"].into_iter().chain(row).chain(self.rows.iter().any(has_arms).then_some("on"))
    }

    /// The constant expression `Pattern::new(source, rows)`; it wants [`Automaton::imports`] imported.
    ///
    /// ```text
    /// Pattern::new(r"^(aws:)?[a-z]{2,}-\d{12}$", &[ ... ])
    /// ```
    pub fn to_tokens(&self) -> TokenStream {
        let source = text(&self.source);
        let rows = self.rows.iter().map(row);
        quote!(Pattern::new(#source, &[#(#rows),*]))
    }
}

fn row(row: &Row) -> TokenStream {
    match row {
        Row::Accept => quote!(Row::ACCEPT),
        Row::Text(expected) => {
            let expected = text(expected);
            quote!(Row::text(#expected))
        }
        Row::Step { may_end, arms, block } => {
            let arms = arms.iter().map(arm);
            let row = if *may_end { quote!(Row::end(&[#(#arms),*])) } else { quote!(Row::more(&[#(#arms),*])) };
            let [index, size, copies] = [block.index + 1, block.size, block.copies].map(Literal::usize_unsuffixed);
            match (block.size, block.copies) {
                (1, 1) => row,
                (1, _) => quote!(#row.times(#copies)),
                _ => quote!(#row.part(#index, #size).times(#copies)),
            }
        }
    }
}

fn arm(arm: &Arm) -> TokenStream {
    let set = text(&arm.set);
    let to = Literal::i32_unsuffixed(arm.to);
    quote!(on(#set, #to))
}

/// A string literal in ASCII, so that nothing in it looks like something else: raw if it holds backslashes only.
fn text(value: &str) -> Literal {
    let printable = value.chars().all(|c| c == ' ' || c.is_ascii_graphic());
    let literal = if printable && value.contains('\\') && !value.contains('"') {
        format!("r\"{value}\"")
    } else {
        let escaped = value.chars().map(|c| match c {
            '\'' => "'".to_owned(),
            '\0' => "\\0".to_owned(),
            c if c.is_ascii() => c.escape_default().to_string(),
            c => c.escape_unicode().to_string(),
        });
        format!("\"{}\"", escaped.collect::<String>())
    };
    literal.parse().unwrap_or_else(|_| Literal::string(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::compile;

    #[test]
    fn a_table_is_one_expression() {
        let file = |pattern: &str| {
            let table = compile(pattern).unwrap().to_tokens();
            prettyplease::unparse(&syn::parse2(quote!(static P: Pattern = #table;)).unwrap())
        };
        let expected = r#"static P: Pattern = Pattern::new(
    r"^id:(-*\d){2,10}",
    &[Row::text("id:"), Row::more(&[on("-", 0), on("0-9", 1)]).times(2), Row::ACCEPT],
);
"#;
        assert_eq!(file(r"^id:(-*\d){2,10}"), expected);
        let expected = r#"static P: Pattern = Pattern::new(
    "^[a-z](-*[a-z]){0,62}$",
    &[
        Row::more(&[on("a-z", 1)]),
        Row::end(&[on("-", 1), on("a-z", 2)]).part(1, 2).times(62),
        Row::more(&[on("-", 0), on("a-z", 1)]).part(2, 2).times(62),
        Row::end(&[]),
    ],
);
"#;
        assert_eq!(file("^[a-z](-*[a-z]){0,62}$"), expected);
    }

    #[test]
    fn only_what_is_named_is_imported() {
        for pattern in ["^abc$", "^a|b$", "^[a-z]+$", "", "^$"] {
            let pattern = compile(pattern).unwrap();
            let text = pattern.to_tokens().to_string();
            let named = ["Pattern", "Row", "on"].into_iter().filter(|name| text.contains(&format!("{name} ")));
            assert_eq!(pattern.imports().collect::<Vec<_>>(), named.collect::<Vec<_>>(), "{text}");
        }
    }

    #[test]
    fn texts_are_ascii_and_raw_where_that_reads_better() {
        for (value, literal) in [
            ("a'b", r#""a'b""#),
            (r"\d", r#"r"\d""#),
            ("\\\"", r#""\\\"""#),
            ("\\\n", r#""\\\n""#),
            ("\0\u{1b}é\u{202e}", r#""\0\u{1b}\u{e9}\u{202e}""#),
        ] {
            assert_eq!(text(value).to_string(), literal);
        }
    }
}
