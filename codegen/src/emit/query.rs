//! Questions about inputs and outputs: one expression of Rust each.
//!
//! Within closures `value` is what the question is about; what is read off it once is `item`, `left` or `right`.

mod conditions;
mod lists;

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::ident;
use super::imports::Imports;
use crate::ir::{Query, QueryOp, QueryType, Type};

/// Tokens, and how tightly the outermost operator binds them.
struct Code {
    tokens: TokenStream,
    level: Level,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Or,
    And,
    Compare,
    Prefix,
    Postfix,
}

impl Code {
    fn new(level: Level, tokens: TokenStream) -> Self {
        Self { tokens, level }
    }

    /// In parentheses, unless it binds at least so tightly.
    fn at(self, level: Level) -> TokenStream {
        let tokens = self.tokens;
        if self.level >= level { tokens } else { quote!((#tokens)) }
    }
}

/// A question whose answer is never null: `output.status == Some(SigningStatus::Succeeded)`.
pub(super) fn condition(query: &Query, imports: &mut Imports) -> Condition {
    let mut emitter = Emitter { imports, item: "value", negates: false, uses_output: false };
    let tokens = emitter.code(query).tokens;
    Condition { tokens, negates: emitter.negates, uses_output: emitter.uses_output }
}

/// A question whose answer is never null.
pub(super) struct Condition {
    pub(super) tokens: TokenStream,
    /// Whether it says `!` of anything, which clippy may want in other words.
    pub(super) negates: bool,
    /// Whether it asks for anything of the output, and not of the input alone.
    pub(super) uses_output: bool,
}

struct Emitter<'i> {
    imports: &'i mut Imports,
    /// The parameter of the innermost closure.
    item: &'static str,
    negates: bool,
    uses_output: bool,
}

impl Emitter<'_> {
    /// What a query gives within a closure.
    fn body(&mut self, query: &Query) -> TokenStream {
        let outer = std::mem::replace(&mut self.item, "value");
        let tokens = self.value(query);
        self.item = outer;
        tokens
    }

    /// What a query gives.
    fn value(&mut self, query: &Query) -> TokenStream {
        self.code(query).tokens
    }

    /// The same, to call a method on.
    fn receiver(&mut self, query: &Query) -> TokenStream {
        match self.place(query) {
            Some(place) => place,
            None => self.code(query).at(Level::Postfix),
        }
    }

    /// The variable or field itself, of what is never null.
    fn place(&mut self, query: &Query) -> Option<TokenStream> {
        match &query.op {
            QueryOp::Output => {
                self.uses_output = true;
                Some(quote!(output))
            }
            QueryOp::Input => Some(quote!(polled.input)),
            QueryOp::Item => {
                let item = format_ident!("{}", self.item);
                Some(quote!(#item))
            }
            QueryOp::Field(of, name, form) if !form.optional => {
                let (of, name) = (self.receiver(of), ident(name));
                Some(quote!(#of.#name))
            }
            _ => None,
        }
    }

    fn code(&mut self, query: &Query) -> Code {
        use Level::{Postfix, Prefix};
        match &query.op {
            QueryOp::Output | QueryOp::Input | QueryOp::Item => Code::new(Postfix, self.receiver(query)),
            QueryOp::Text(text) => Code::new(Postfix, quote!(#text)),
            QueryOp::Number(value) => number(*value, &query.ty),
            QueryOp::Bool(value) => Code::new(Postfix, quote!(#value)),
            QueryOp::Variant(ty, variant) => {
                let variant = self.variant(ty, variant);
                Code::new(Prefix, quote!(&#variant))
            }
            QueryOp::Field(..) => self.field(query),
            QueryOp::UnionValue(of, method) => {
                let (of, method, conversion) = (self.receiver(of), ident(method), of_option(&query.ty));
                Code::new(Postfix, quote!(#of.#method().ok()#conversion))
            }
            QueryOp::Get(of, key) => {
                let (of, conversion) = (self.receiver(of), of_option(&query.ty));
                Code::new(Postfix, quote!(#of.get(#key)#conversion))
            }
            QueryOp::Then(of, body) => {
                let of = self.receiver(of);
                Code::new(Postfix, self.then(&of, body))
            }
            QueryOp::AsText(of) => {
                let of = self.receiver(of);
                Code::new(Postfix, quote!(#of.as_str()))
            }
            QueryOp::AsFloat(of) => self.float(of),
            QueryOp::OrElse(first, second) => {
                let (first, nullable, second) = (self.receiver(first), second.nullable, self.value(second));
                Code::new(
                    Postfix,
                    if nullable { quote!(#first.or(#second)) } else { quote!(#first.unwrap_or(#second)) },
                )
            }
            QueryOp::Filled(of) => {
                let of = self.as_option(of, true).at(Postfix);
                Code::new(Postfix, quote!(#of.filter(|value| !value.is_empty())))
            }
            QueryOp::Array(items) => {
                let any = items.iter().any(|item| item.nullable);
                let items = items.iter().map(|item| self.as_option(item, any)).map(|item| item.tokens);
                Code::new(Postfix, quote!([#(#items),*]))
            }
            QueryOp::At(list, index) => Code::new(Postfix, self.at(list, *index, query)),
            QueryOp::Length(of) => Code::new(Postfix, self.length(of)),
            QueryOp::Round(method, of) => {
                let (of, method) = (self.receiver(of), format_ident!("{method}"));
                Code::new(Postfix, quote!(#of.#method()))
            }
            QueryOp::Extreme(name, list) => Code::new(Postfix, self.extreme(name, list)),
            QueryOp::Sum(list) => Code::new(Postfix, self.sum(list)),
            QueryOp::Map(..)
            | QueryOp::Filter(..)
            | QueryOp::Flatten(_)
            | QueryOp::Slice(..)
            | QueryOp::Reverse(_)
            | QueryOp::Keys(_)
            | QueryOp::Values(_) => Code::new(Postfix, self.elements(query)),
            _ => self.test(query),
        }
    }

    fn then(&mut self, of: &TokenStream, body: &Query) -> TokenStream {
        let (nullable, code) = (body.nullable, self.body(body));
        match &body.op {
            QueryOp::AsFloat(item) if item.op == QueryOp::Item && !is_cast(item) => quote!(#of.map(f64::from)),
            _ if nullable => quote!(#of.and_then(|value| #code)),
            _ => quote!(#of.map(|value| #code)),
        }
    }

    /// `&Status::Active` without the reference.
    fn variant(&mut self, ty: &crate::ir::Ident, variant: &crate::ir::Ident) -> TokenStream {
        let (ty, variant) = (self.imports.ty(&Type::Enum(ty.clone())), ident(variant));
        quote!(#ty::#variant)
    }

    /// `output.status.as_ref()`: as the type of the query, or an `Option` of it.
    fn field(&mut self, query: &Query) -> Code {
        let QueryOp::Field(of, name, form) = &query.op else { return Code::new(Level::Postfix, quote!()) };
        let (of, name) = (self.receiver(of), ident(name));
        let place = quote!(#of.#name);
        let postfix = |tokens| Code::new(Level::Postfix, tokens);
        match (&query.ty, form.optional) {
            (QueryType::Bool | QueryType::Number(_), _) => postfix(place),
            (QueryType::Text, true) => postfix(quote!(#place.as_deref())),
            (QueryType::Text, false) => postfix(quote!(#place.as_str())),
            (_, true) if form.boxed => postfix(quote!(#place.as_deref())),
            (_, true) => postfix(quote!(#place.as_ref())),
            (_, false) if form.boxed => postfix(quote!(#place.as_ref())),
            (_, false) => Code::new(Level::Prefix, quote!(&#place)),
        }
    }

    /// What may be null, to ask whether it is.
    fn option(&mut self, query: &Query) -> TokenStream {
        match &query.op {
            QueryOp::Field(of, name, _) => {
                let (of, name) = (self.receiver(of), ident(name));
                quote!(#of.#name)
            }
            _ => self.receiver(query),
        }
    }

    /// With `Some` around what is never null, where an `Option` is wanted.
    fn as_option(&mut self, query: &Query, wanted: bool) -> Code {
        let code = self.code(query);
        match wanted && !query.nullable {
            true => {
                let tokens = code.tokens;
                Code::new(Level::Postfix, quote!(Some(#tokens)))
            }
            false => code,
        }
    }

    fn float(&mut self, of: &Query) -> Code {
        let QueryType::Number(name) = of.ty else { return self.code(of) };
        match (name, &of.op) {
            (_, QueryOp::Number(value)) => number(*value, &QueryType::Number("f64")),
            _ if is_cast(of) => {
                let of = self.code(of).at(Level::Prefix);
                Code::new(Level::Compare, quote!(#of as f64))
            }
            _ => {
                let of = self.value(of);
                Code::new(Level::Postfix, quote!(f64::from(#of)))
            }
        }
    }
}

/// Whether a number becomes an `f64` by a cast.
fn is_cast(number: &Query) -> bool {
    matches!(number.ty, QueryType::Number("i64" | "usize"))
}

/// What makes an `Option<&T>` one of what queries work with.
fn of_option(ty: &QueryType) -> TokenStream {
    match ty {
        QueryType::Bool | QueryType::Number(_) => quote!(.copied()),
        QueryType::Text => quote!(.map(String::as_str)),
        _ => TokenStream::new(),
    }
}

/// A number as a literal of its type.
fn number(value: f64, ty: &QueryType) -> Code {
    let literal = match ty {
        QueryType::Number("f64") => Literal::f64_unsuffixed(value.abs()),
        QueryType::Number("f32") => Literal::f64_unsuffixed(value.abs()),
        // An integer, as lowering has made sure.
        _ => Literal::u64_unsuffixed(value.abs() as u64),
    };
    if value < 0.0 { Code::new(Level::Prefix, quote!(-#literal)) } else { Code::new(Level::Postfix, quote!(#literal)) }
}
