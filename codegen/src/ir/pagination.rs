//! Lists that an operation gives page by page.

use super::{FieldStep, Ident, Type};

/// How an operation's list is spread over pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pagination {
    /// `ListSigningJobsPaginator`.
    pub name: Ident,
    /// The field of the input that takes the token.
    pub input_token: Ident,
    /// The way through the output to the token of the next page.
    pub output_token: Vec<FieldStep>,
    /// The type of both.
    pub token: Type,
    /// The field of the input that limits a page, and its type.
    pub page_size: Option<(Ident, Type)>,
    /// The way through the output to the list or map of items, and its type.
    pub items: Option<(Vec<FieldStep>, Type)>,
    /// Whether its code touches something deprecated.
    pub touches_deprecated: bool,
}
