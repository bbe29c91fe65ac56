//! What is true or false.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::super::ident;
use super::{Code, Emitter, Level};
use crate::ir::{Element, ListForm, Query, QueryOp, QueryType};

impl Emitter<'_> {
    /// What is true or false.
    pub(super) fn test(&mut self, query: &Query) -> Code {
        use Level::{And, Or, Postfix, Prefix};
        match &query.op {
            QueryOp::Contains(..) | QueryOp::TextTest(..) | QueryOp::Order(..) => self.joined(query, &quote!(map)),
            QueryOp::Equal(left, right, equal) => self.equal(left, right, *equal),
            QueryOp::IsNull(of) => {
                let of = self.option(of);
                Code::new(Postfix, quote!(#of.is_none()))
            }
            QueryOp::IsTrue(of) => self.is_true(of),
            QueryOp::And(left, right) => {
                let (left, right) = (self.code(left).at(And), self.code(right).at(And));
                Code::new(And, quote!(#left && #right))
            }
            QueryOp::Or(left, right) => {
                let (left, right) = (self.code(left).at(Or), self.code(right).at(Or));
                Code::new(Or, quote!(#left || #right))
            }
            QueryOp::Not(of) => match &of.op {
                QueryOp::IsNull(of) => {
                    let of = self.option(of);
                    Code::new(Postfix, quote!(#of.is_some()))
                }
                _ => {
                    let of = self.code(of).at(Prefix);
                    self.negated(of, true)
                }
            },
            QueryOp::AllEqual(list, what) => {
                let QueryType::List(_, element) = &list.ty else { return self.code(list) };
                let wanted = self.code(what);
                let (items, is) = (self.elements(list), self.item_is(element, what, wanted));
                Code::new(Level::Compare, quote!(#items.map(|item| #is).reduce(|all, is| all && is) == Some(true)))
            }
            QueryOp::AnyEqual(list, what) => Code::new(Postfix, self.holds(list, what)),
            _ => Code::new(Postfix, self.elements(query)),
        }
    }

    /// A test of what may be null: what it gives is had by this method of `Option`.
    pub(super) fn joined(&mut self, query: &Query, join: &TokenStream) -> Code {
        match &query.op {
            QueryOp::Contains(list, what) => Code::new(Level::Postfix, self.contains(list, what, join)),
            QueryOp::TextTest(method, of, what) => {
                let method = format_ident!("{method}");
                self.of_both(of, what, Level::Postfix, join, |of, what| quote!(#of.#method(#what)))
            }
            QueryOp::Order(operator, left, right) => {
                let operator: TokenStream = match *operator {
                    "<" => quote!(<),
                    "<=" => quote!(<=),
                    ">" => quote!(>),
                    _ => quote!(>=),
                };
                self.of_both(left, right, Level::Compare, join, |left, right| quote!(#left #operator #right))
            }
            _ => self.code(query),
        }
    }

    /// Two values that may be null: null when one of them is.
    pub(super) fn of_both(
        &mut self,
        left: &Query,
        right: &Query,
        level: Level,
        join: &TokenStream,
        test: impl Fn(TokenStream, TokenStream) -> TokenStream,
    ) -> Code {
        let operand = |code: Code| code.at(if level == Level::Postfix { level } else { Level::Prefix });
        let is_constant = |query: &Query| matches!(query.op, QueryOp::Text(_) | QueryOp::Number(_));
        let (is_left, is_right) = (is_constant(left), is_constant(right));
        let [nullable_left, nullable_right] = [left, right].map(|side| side.nullable);
        let (left, right) = (self.code(left), self.code(right));
        match (nullable_left, nullable_right) {
            (false, false) => {
                let test = test(operand(left), operand(right));
                Code::new(level, test)
            }
            (true, false) if is_right => {
                let (left, test) = (left.at(Level::Postfix), test(quote!(left), operand(right)));
                Code::new(Level::Postfix, quote!(#left.#join(|left| #test)))
            }
            (false, true) if is_left => {
                let (right, test) = (right.at(Level::Postfix), test(operand(left), quote!(right)));
                Code::new(Level::Postfix, quote!(#right.#join(|right| #test)))
            }
            _ => {
                let some = |nullable: bool, code: Code| match nullable {
                    true => code.at(Level::Postfix),
                    false => {
                        let tokens = code.tokens;
                        quote!(Some(#tokens))
                    }
                };
                let (left, right) = (some(nullable_left, left), some(nullable_right, right));
                let test = test(quote!(left), quote!(right));
                Code::new(Level::Postfix, quote!(#left.zip(#right).#join(|(left, right)| #test)))
            }
        }
    }

    pub(super) fn equal(&mut self, left: &Query, right: &Query, equal: bool) -> Code {
        let operator = if equal { quote!(==) } else { quote!(!=) };
        let compare = |left: TokenStream, right: TokenStream| Code::new(Level::Compare, quote!(#left #operator #right));
        match (&left.op, &right.op) {
            // Whether what is asked of a value that may be null is `Some(true)`.
            (QueryOp::Then(of, body), QueryOp::Bool(true)) if !body.nullable => {
                let (of, body) = (self.receiver(of), self.body(body));
                return self.negated(quote!(#of.is_some_and(|value| #body)), !equal);
            }
            (QueryOp::Contains(..) | QueryOp::TextTest(..) | QueryOp::Order(..), QueryOp::Bool(true)) => {
                let test = self.joined(left, &quote!(is_some_and)).tokens;
                return self.negated(test, !equal);
            }
            // By value where the field stands.
            (QueryOp::Field(of, name, form), QueryOp::Variant(ty, variant)) if !form.boxed => {
                let (of, name, variant) = (self.receiver(of), ident(name), self.variant(ty, variant));
                let variant = if form.optional { quote!(Some(#variant)) } else { variant };
                return compare(quote!(#of.#name), variant);
            }
            _ => {}
        }
        if let (QueryType::Enum(_), false, false) = (&left.ty, left.nullable, right.nullable) {
            let [left, right] = [left, right].map(|side| self.dereferenced(side));
            return compare(left, right);
        }
        let nullable = left.nullable || right.nullable;
        let [left, right] = [left, right].map(|side| self.as_option(side, nullable).at(Level::Prefix));
        compare(left, right)
    }

    /// An enum itself, behind its reference.
    pub(super) fn dereferenced(&mut self, query: &Query) -> TokenStream {
        match &query.op {
            QueryOp::Variant(ty, variant) => self.variant(ty, variant),
            QueryOp::Item => {
                let item = self.receiver(query);
                quote!(*#item)
            }
            QueryOp::Field(..) => self.receiver(query),
            _ => {
                let code = self.code(query).at(Level::Postfix);
                quote!(*#code)
            }
        }
    }

    pub(super) fn is_true(&mut self, of: &Query) -> Code {
        match (&of.ty, &of.op) {
            (QueryType::List(ListForm::Iterator, _), QueryOp::Filter(list, condition)) => {
                let (items, condition) = (self.elements(list), self.body(condition));
                Code::new(Level::Postfix, quote!(#items.any(|value| #condition)))
            }
            (QueryType::List(ListForm::Iterator, _), _) => {
                let items = self.elements(of);
                Code::new(Level::Postfix, quote!(#items.next().is_some()))
            }
            _ => {
                let of = self.receiver(of);
                Code::new(Level::Prefix, quote!(!#of.is_empty()))
            }
        }
    }

    /// Whether a list, which may be null, holds something. That stands outside of the closure that the list is read in, so the
    /// closure's parameter has a name of its own.
    pub(super) fn contains(&mut self, list: &Query, what: &Query, join: &TokenStream) -> TokenStream {
        let (of, item);
        let (of, body) = match &list.op {
            _ if !list.nullable => return self.holds(list, what),
            QueryOp::Then(of, body) if !body.nullable => (&**of, &**body),
            _ => {
                (of, item) = (list, Query { op: QueryOp::Item, ty: list.ty.clone(), nullable: false });
                (of, &item)
            }
        };
        let (of, wanted) = (self.receiver(of), self.code(what));
        let outer = std::mem::replace(&mut self.item, "list");
        let holds = self.holds_code(body, what, wanted);
        self.item = outer;
        quote!(#of.#join(|list| #holds))
    }

    /// Whether a list that is not null holds something.
    pub(super) fn holds(&mut self, list: &Query, what: &Query) -> TokenStream {
        let wanted = self.code(what);
        self.holds_code(list, what, wanted)
    }

    pub(super) fn holds_code(&mut self, list: &Query, what: &Query, wanted: Code) -> TokenStream {
        let QueryType::List(form, element) = &list.ty else { return self.value(list) };
        let is_enum = matches!(element.ty, QueryType::Enum(_));
        let is_plain = is_enum || matches!(element.ty, QueryType::Bool | QueryType::Number(_));
        if *form == ListForm::Stored && is_plain && !element.nullable && !what.nullable {
            let (list, wanted) = (self.receiver(list), wanted.tokens);
            return if is_enum { quote!(#list.contains(#wanted)) } else { quote!(#list.contains(&#wanted)) };
        }
        let (items, is) = (self.elements(list), self.item_is(element, what, wanted));
        quote!(#items.any(|item| #is))
    }

    /// `item == "text"`
    pub(super) fn item_is(&mut self, element: &Element, what: &Query, wanted: Code) -> TokenStream {
        let wanted = wanted.tokens;
        match (&what.op, element.nullable, what.nullable) {
            (QueryOp::Variant(ty, variant), false, _) => {
                let variant = self.variant(ty, variant);
                quote!(*item == #variant)
            }
            (_, true, false) => quote!(item == Some(#wanted)),
            (_, false, true) => quote!(Some(item) == #wanted),
            _ => quote!(item == #wanted),
        }
    }

    fn negated(&mut self, tokens: TokenStream, negated: bool) -> Code {
        self.negates |= negated;
        if negated { Code::new(Level::Prefix, quote!(!#tokens)) } else { Code::new(Level::Postfix, tokens) }
    }
}
