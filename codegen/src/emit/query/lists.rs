//! Lists: iterators over what queries work with.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::{Emitter, of_option};
use crate::ir::{Element, ListForm, Nulls, Query, QueryOp, QueryType};

impl Emitter<'_> {
    /// The elements of a list that is never null: an iterator.
    pub(super) fn elements(&mut self, list: &Query) -> TokenStream {
        let (items, converted) = self.raw_elements(list);
        quote!(#items #converted)
    }

    /// The elements as they stand, and the call that makes them what queries work with.
    pub(super) fn raw_elements(&mut self, list: &Query) -> (TokenStream, TokenStream) {
        let none = TokenStream::new();
        match &list.op {
            QueryOp::Map(of, each, nulls) => {
                if each.op == QueryOp::Item {
                    return (self.present(of), none);
                }
                let items = self.elements(of);
                let (filters, each) = (each.nullable && *nulls == Nulls::Dropped, self.body(each));
                (
                    if filters { quote!(#items.filter_map(|value| #each)) } else { quote!(#items.map(|value| #each)) },
                    none,
                )
            }
            QueryOp::Filter(of, condition) => {
                let (items, condition) = (self.elements(of), self.body(condition));
                (quote!(#items.filter(|&value| #condition)), none)
            }
            QueryOp::Flatten(of) => self.flat_elements(of),
            QueryOp::Slice(of, start, stop, step) => (self.some_elements(of, *start, *stop, *step), none),
            QueryOp::Reverse(of) => {
                let items = self.elements(of);
                let all = ends(of).is_none().then(|| quote!(.collect::<Vec<_>>().into_iter()));
                (quote!(#items #all.rev()), none)
            }
            QueryOp::Keys(of) => {
                let of = self.receiver(of);
                (quote!(#of.keys()), quote!(.map(String::as_str)))
            }
            QueryOp::Values(of) => {
                let of = self.receiver(of);
                let QueryType::List(_, element) = &list.ty else { return (of, none) };
                (quote!(#of.values()), of_iterator(element))
            }
            _ => {
                let value = self.receiver(list);
                match &list.ty {
                    QueryType::List(ListForm::Stored, element) => (quote!(#value.iter()), of_iterator(element)),
                    QueryType::List(ListForm::Array, _) => (quote!(#value.into_iter()), none),
                    // A parameter, which cannot be changed: what takes its next element needs an iterator of its own.
                    QueryType::List(ListForm::Iterator, _) if list.op == QueryOp::Item => (quote!(#value.fuse()), none),
                    _ => (value, none),
                }
            }
        }
    }

    /// The elements of the elements.
    fn flat_elements(&mut self, of: &Query) -> (TokenStream, TokenStream) {
        let conversion = match &of.ty {
            QueryType::List(_, held) => match &held.ty {
                QueryType::List(ListForm::Stored, inner) => of_iterator(inner),
                _ => TokenStream::new(),
            },
            _ => TokenStream::new(),
        };
        if let QueryOp::Map(of, each, _) = &of.op
            && !each.nullable
        {
            let (items, each) = (self.elements(of), self.body(each));
            return (quote!(#items.flat_map(|value| #each)), conversion);
        }
        let items = self.present(of);
        (quote!(#items.flatten()), conversion)
    }

    /// The elements from one up to another, in steps.
    fn some_elements(&mut self, of: &Query, start: usize, stop: Option<usize>, step: usize) -> TokenStream {
        let items = self.elements(of);
        let count = stop.map(|stop| Literal::usize_unsuffixed(stop.saturating_sub(start)));
        let skip = Some(Literal::usize_unsuffixed(start)).filter(|_| start > 0).map(|count| quote!(.skip(#count)));
        let take = count.map(|count| quote!(.take(#count)));
        let by = Some(Literal::usize_unsuffixed(step)).filter(|_| step > 1).map(|step| quote!(.step_by(#step)));
        quote!(#items #skip #take #by)
    }

    /// The elements of a list that are not null.
    pub(super) fn present(&mut self, list: &Query) -> TokenStream {
        match &list.ty {
            QueryType::List(_, element) if element.nullable => {
                let (items, conversion) = self.raw_elements(list);
                match element.ty {
                    _ if conversion.is_empty() => quote!(#items.flatten()),
                    QueryType::Text => quote!(#items.filter_map(Option::as_deref)),
                    QueryType::Bool | QueryType::Number(_) => quote!(#items.flatten().copied()),
                    _ => quote!(#items.flatten()),
                }
            }
            _ => self.elements(list),
        }
    }

    pub(super) fn at(&mut self, list: &Query, index: i64, query: &Query) -> TokenStream {
        let from_end = usize::try_from(index.unsigned_abs()).unwrap_or(usize::MAX).saturating_sub(1);
        let [place, from_end] = [usize::try_from(index).unwrap_or(from_end), from_end].map(Literal::usize_unsuffixed);
        if let QueryType::List(ListForm::Stored, element) = &list.ty
            && !element.nullable
        {
            let (list, conversion) = (self.receiver(list), of_option(&query.ty));
            return match index {
                0 => quote!(#list.first()#conversion),
                -1 => quote!(#list.last()#conversion),
                1.. => quote!(#list.get(#place)#conversion),
                _ => quote!(#list.iter().rev().nth(#from_end)#conversion),
            };
        }
        let present = matches!(&list.ty, QueryType::List(_, element) if element.nullable).then(|| quote!(.flatten()));
        if let (0, QueryOp::Filter(of, condition)) = (index, &list.op) {
            let (items, condition) = (self.elements(of), self.body(condition));
            return quote!(#items.find(|&value| #condition) #present);
        }
        let items = self.elements(list);
        match index {
            0 => quote!(#items.next() #present),
            1.. => quote!(#items.nth(#place) #present),
            _ if ends(list).is_some() => quote!(#items.next_back() #present),
            _ => quote!(#items.last() #present),
        }
    }

    pub(super) fn length(&mut self, of: &Query) -> TokenStream {
        match &of.ty {
            QueryType::Text => {
                let of = self.receiver(of);
                quote!(#of.chars().count())
            }
            QueryType::List(ListForm::Iterator, _) => {
                let (items, _) = self.raw_elements(of);
                quote!(#items.count())
            }
            _ => {
                let of = self.receiver(of);
                quote!(#of.len())
            }
        }
    }

    pub(super) fn extreme(&mut self, name: &str, list: &Query) -> TokenStream {
        let (items, name) = (self.elements(list), format_ident!("{name}"));
        match &list.ty {
            QueryType::List(_, element) if element.ty == QueryType::Number("f64") => quote!(#items.reduce(f64::#name)),
            QueryType::List(_, element) if element.ty == QueryType::Number("f32") => quote!(#items.reduce(f32::#name)),
            _ => quote!(#items.#name()),
        }
    }

    pub(super) fn sum(&mut self, list: &Query) -> TokenStream {
        let items = self.elements(list);
        let QueryType::List(_, element) = &list.ty else { return items };
        match element.ty {
            QueryType::Number("f64") => quote!(#items.sum::<f64>()),
            QueryType::Number("i64" | "usize") => quote!(#items.map(|item| item as f64).sum::<f64>()),
            _ => quote!(#items.map(f64::from).sum::<f64>()),
        }
    }
}

/// Whether an iterator also goes from its end, and if so, whether it knows how many elements are left: only then does a part of
/// it go from its end. Those over maps do not.
fn ends(list: &Query) -> Option<bool> {
    match &list.op {
        QueryOp::Keys(_) | QueryOp::Values(_) => None,
        QueryOp::Map(of, each, nulls) => ends(of).map(|exact| exact && !(each.nullable && *nulls == Nulls::Dropped)),
        QueryOp::Filter(of, _) => ends(of).map(|_| false),
        QueryOp::Flatten(of) => {
            let inner = match &of.op {
                QueryOp::Map(_, each, _) => ends(each),
                _ => Some(true),
            };
            ends(of).and(inner).map(|_| false)
        }
        QueryOp::Slice(of, 0, None, 1) => ends(of),
        QueryOp::Slice(of, ..) => ends(of).filter(|exact| *exact),
        QueryOp::Reverse(of) => Some(ends(of).unwrap_or(true)),
        QueryOp::Then(_, body) => ends(body),
        _ => match list.ty {
            QueryType::List(ListForm::Iterator, _) => None,
            _ => Some(true),
        },
    }
}

/// What makes an iterator over references one over what queries work with.
fn of_iterator(element: &Element) -> TokenStream {
    match (&element.ty, element.nullable) {
        (QueryType::Text, true) => quote!(.map(Option::as_deref)),
        (QueryType::Bool | QueryType::Number(_), true) => quote!(.copied()),
        (_, true) => quote!(.map(Option::as_ref)),
        (ty, false) => of_option(ty),
    }
}
