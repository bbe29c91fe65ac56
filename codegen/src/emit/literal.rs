//! Values that stand in generated code.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::imports::Imports;
use crate::ir::{self, Field, Number, Presence, Structure, Timestamp, Type};

/// A number as an unsuffixed literal, or a constant.
pub(super) fn number(number: &Number) -> TokenStream {
    match number {
        Number::Integer(value) => negated(*value < 0, &Literal::u128_unsuffixed(value.unsigned_abs())),
        Number::F32(value) if value.is_nan() => quote!(f32::NAN),
        Number::F64(value) if value.is_nan() => quote!(f64::NAN),
        Number::F32(value) if value.is_infinite() => negated(*value < 0.0, &quote!(f32::INFINITY)),
        Number::F64(value) if value.is_infinite() => negated(*value < 0.0, &quote!(f64::INFINITY)),
        // As precise as the type, which clippy asks for.
        Number::F32(value) => negated(value.is_sign_negative(), &Literal::f32_unsuffixed(value.abs())),
        Number::F64(value) => negated(value.is_sign_negative(), &Literal::f64_unsuffixed(value.abs())),
        Number::Digits(digits) => quote!(#digits),
    }
}

fn negated(negative: bool, value: &impl quote::ToTokens) -> TokenStream {
    if negative { quote!(-#value) } else { quote!(#value) }
}

/// `#![allow(clippy::approx_constant)]` on a file with a default that clippy takes for a constant of mathematics, `3.14`.
pub(super) fn allow_constants<'a>(structures: impl IntoIterator<Item = &'a Structure>) -> Option<TokenStream> {
    let is_near = |field: &Field| match &field.presence {
        Presence::Default(ir::Literal::Number(Number::F32(value))) => is_near_constant(value.abs().to_string()),
        Presence::Default(ir::Literal::Number(Number::F64(value))) => is_near_constant(value.abs().to_string()),
        _ => false,
    };
    let found = structures.into_iter().any(|structure| structure.fields.iter().any(is_near));
    found.then(|| quote!(#![allow(clippy::approx_constant)]))
}

/// Whether the digits are those that a constant begins with, the last one rounded or not.
fn is_near_constant(digits: String) -> bool {
    use std::f64::consts;
    let constants = [
        consts::E,
        consts::FRAC_1_PI,
        consts::FRAC_1_SQRT_2,
        consts::FRAC_2_PI,
        consts::FRAC_2_SQRT_PI,
        consts::FRAC_PI_2,
        consts::FRAC_PI_3,
        consts::FRAC_PI_4,
        consts::FRAC_PI_6,
        consts::FRAC_PI_8,
        consts::LN_2,
        consts::LN_10,
        consts::LOG10_2,
        consts::LOG10_E,
        consts::LOG2_10,
        consts::LOG2_E,
        consts::PI,
        consts::SQRT_2,
        consts::TAU,
        1.618_033_988_749_895,
        0.577_215_664_901_532_9,
    ];
    let decimals = digits.len().saturating_sub(2);
    let near = |constant: &f64| constant.to_string().starts_with(&digits) || format!("{constant:.decimals$}") == digits;
    decimals > 1 && constants.iter().any(near)
}

/// `from_secs(0)`, behind the name of the type.
pub(super) fn timestamp(Timestamp { secs, nanos }: Timestamp) -> TokenStream {
    let secs = number(&Number::Integer(secs.into()));
    let nanos = (nanos > 0).then(|| Literal::u32_unsuffixed(nanos));
    match nanos {
        None => quote!(from_secs(#secs)),
        Some(nanos) => quote!(from_secs_and_nanos(#secs, #nanos)),
    }
}

/// A default value of the model.
pub(super) fn literal(literal: &ir::Literal, ty: &Type, imports: &mut Imports) -> TokenStream {
    if *ty == Type::Document {
        return document(literal, imports);
    }
    match literal {
        ir::Literal::Bool(value) => quote!(#value),
        ir::Literal::Number(Number::Digits(digits)) => quote!(#digits.parse().unwrap_or_default()),
        ir::Literal::Number(value) => number(value),
        ir::Literal::String(text) => quote!(#text.into()),
        ir::Literal::Bytes(bytes) => {
            let bytes = Literal::byte_string(bytes);
            quote!(#bytes.to_vec().into())
        }
        ir::Literal::Timestamp(value) => {
            let value = timestamp(*value);
            let date_time = imports.runtime("DateTime");
            quote!(#date_time::#value)
        }
        ir::Literal::Zero | ir::Literal::EmptyArray | ir::Literal::EmptyObject => quote!(Default::default()),
    }
}

/// `Document::from("a")`: there is no zero among documents but null, which is no default.
fn document(literal: &ir::Literal, imports: &mut Imports) -> TokenStream {
    let document = imports.runtime("Document");
    match literal {
        ir::Literal::Bool(value) => quote!(#document::from(#value)),
        ir::Literal::Number(Number::Integer(value)) => {
            let value = suffixed(*value);
            quote!(#document::from(#value))
        }
        ir::Literal::Number(value) => {
            let value = number(value);
            quote!(#document::from(#value))
        }
        ir::Literal::String(text) => quote!(#document::from(#text)),
        ir::Literal::EmptyArray => quote!(#document::Array(Vec::new())),
        ir::Literal::EmptyObject => quote!(#document::Object(Default::default())),
        ir::Literal::Zero | ir::Literal::Bytes(_) | ir::Literal::Timestamp(_) => quote!(#document::Null),
    }
}

/// An integer, with its type unless that is `i32`.
fn suffixed(value: i128) -> TokenStream {
    let digits = value.unsigned_abs();
    let suffix = match (i32::try_from(value), i64::try_from(value)) {
        (Ok(_), _) => "",
        (_, Ok(_)) => "i64",
        _ => "u64",
    };
    let literal = format!("{digits}{suffix}").parse().unwrap_or_else(|_| Literal::u128_unsuffixed(digits));
    negated(value < 0, &literal)
}

/// `.unwrap_or_default()` and the like: what stands in for a missing value.
pub(super) fn or_default(value: &ir::Literal, ty: &Type, imports: &mut Imports) -> TokenStream {
    let default = literal(value, ty, imports);
    match value {
        ir::Literal::Zero => quote!(.unwrap_or_default()),
        ir::Literal::Bool(_) | ir::Literal::Number(_) if matches!(ty, Type::Bool | Type::Number(_)) => {
            quote!(.unwrap_or(#default))
        }
        _ => quote!(.unwrap_or_else(|| #default)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_rust_does() {
        for (value, text) in [
            (Number::Integer(-1), "-1"),
            (Number::Integer(i64::MIN.into()), "-9223372036854775808"),
            (Number::F32(1.0), "1.0"),
            (Number::F64(-0.5), "-0.5"),
            (Number::F64(-0.0), "-0.0"),
            (Number::F32(f32::NAN), "f32::NAN"),
            (Number::F64(f64::NEG_INFINITY), "-f64::INFINITY"),
            (Number::Digits("12".to_owned()), "\"12\""),
        ] {
            assert_eq!(number(&value).to_string().replace(' ', ""), text);
        }
    }

    #[test]
    fn numbers_of_documents_say_their_type() {
        for (value, text) in [(-1, "-1"), (1 << 31, "2147483648i64"), (i64::MIN.into(), "-9223372036854775808i64")] {
            assert_eq!(suffixed(value).to_string().replace(' ', ""), text);
        }
        assert_eq!(suffixed(u64::MAX.into()).to_string(), "18446744073709551615u64");
    }

    #[test]
    fn what_clippy_takes_for_a_constant_is_known() {
        for (digits, near) in
            [("3.14", true), ("2.7183", true), ("0.69315", true), ("3.1415927", true), ("3.15", false)]
        {
            assert_eq!(is_near_constant(digits.to_owned()), near, "{digits}");
        }
        assert!(!is_near_constant("3".to_owned()) && !is_near_constant("0.7".to_owned()));
    }
}
