//! The table as Rust.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{Arm, Automaton, Row};

impl Automaton {
    /// The constant expression `Pattern::new(source, rows)`; it wants `Pattern`, `Row` and `on` of
    /// `tinsmith_runtime::validation` imported.
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
