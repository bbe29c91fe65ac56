//! The constraint traits of Smithy, as tables that generated code fills in: one `static` for each constrained shape.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use super::unique::has_repetition;
use super::{HIDDEN, Pattern, Validate, Validator};
use crate::primitives::big_number::compare;

/// What a value must satisfy.
pub trait Constraint<T: ?Sized> {
    /// Reports every violation.
    fn check(&self, value: &T, validator: &mut Validator<'_>);
}

impl<T, C: Constraint<T>> Constraint<T> for &C {
    fn check(&self, value: &T, validator: &mut Validator<'_>) {
        (**self).check(value, validator);
    }
}

/// The members of a structure or union are constrained, not the value as a whole.
#[derive(Debug, Clone, Copy)]
pub struct Nested;

impl<T: Validate> Constraint<T> for Nested {
    fn check(&self, value: &T, validator: &mut Validator<'_>) {
        value.validate(validator);
    }
}

/// `smithy.api#length`, both ends inclusive.
#[derive(Debug, Clone, Copy)]
struct Length {
    min: Option<usize>,
    max: Option<usize>,
}

impl Length {
    const ANY: Self = Self { min: None, max: None };

    /// Whether the length is in bounds; reports it when it is not.
    fn check(self, length: usize, validator: &mut Validator<'_>) -> bool {
        let fits = self.min.is_none_or(|min| length >= min) && self.max.is_none_or(|max| length <= max);
        if !fits {
            validator.violation(Some(length), bounds("have length", self.min, self.max));
        }
        fits
    }
}

/// The setters of a length's bounds.
macro_rules! length_bounds {
    ($unit:literal) => {
        #[doc = concat!("At least so many ", $unit, ".")]
        #[must_use]
        pub const fn min(mut self, min: usize) -> Self {
            self.length.min = Some(min);
            self
        }

        #[doc = concat!("At most so many ", $unit, ".")]
        #[must_use]
        pub const fn max(mut self, max: usize) -> Self {
            self.length.max = Some(max);
            self
        }
    };
}

/// `Member must be between 1 and 2, inclusive` or a one-sided form, in the words of Smithy's validators.
fn bounds<N: fmt::Display>(verb: &str, min: Option<N>, max: Option<N>) -> String {
    match (min, max) {
        (Some(min), Some(max)) => format!("Member must {verb} between {min} and {max}, inclusive"),
        (Some(min), None) => format!("Member must {verb} greater than or equal to {min}"),
        (None, Some(max)) => format!("Member must {verb} less than or equal to {max}"),
        (None, None) => String::new(),
    }
}

/// Constraints of a string: its length in Unicode scalar values, and its pattern.
#[derive(Debug)]
pub struct Text {
    length: Length,
    pattern: Option<Pattern>,
}

impl Text {
    /// Any string.
    pub const ANY: Self = Self { length: Length::ANY, pattern: None };

    length_bounds!("characters");

    /// The pattern must be found in the string.
    #[must_use]
    pub const fn pattern(mut self, pattern: Pattern) -> Self {
        self.pattern = Some(pattern);
        self
    }
}

impl<T: AsRef<str>> Constraint<T> for Text {
    fn check(&self, value: &T, validator: &mut Validator<'_>) {
        let value = value.as_ref();
        self.length.check(value.chars().count(), validator);
        if let Some(pattern) = self.pattern.as_ref().filter(|pattern| !pattern.is_match(value)) {
            validator.violation(None, format!("Member must satisfy regular expression pattern: {}", pattern.source()));
        }
    }
}

/// Constraints of a blob: its length in bytes.
#[derive(Debug, Clone, Copy)]
pub struct Blob {
    length: Length,
}

impl Blob {
    /// Any blob.
    pub const ANY: Self = Self { length: Length::ANY };

    length_bounds!("bytes");
}

impl Constraint<crate::primitives::Blob> for Blob {
    fn check(&self, value: &crate::primitives::Blob, validator: &mut Validator<'_>) {
        self.length.check(value.as_ref().len(), validator);
    }
}

/// `smithy.api#range`, both ends inclusive.
#[derive(Debug, Clone, Copy)]
pub struct Number<N> {
    min: Option<N>,
    max: Option<N>,
}

impl<N: Copy> Number<N> {
    /// Any number.
    pub const ANY: Self = Self { min: None, max: None };

    /// Not less.
    #[must_use]
    pub const fn min(mut self, min: N) -> Self {
        self.min = Some(min);
        self
    }

    /// Not more.
    #[must_use]
    pub const fn max(mut self, max: N) -> Self {
        self.max = Some(max);
        self
    }
}

impl<N: PartialOrd + fmt::Display + Copy> Constraint<N> for Number<N> {
    fn check(&self, value: &N, validator: &mut Validator<'_>) {
        let in_range = self.min.is_none_or(|min| *value >= min) && self.max.is_none_or(|max| *value <= max);
        if !in_range {
            validator.violation(None, bounds("be", self.min, self.max));
        }
    }
}

/// `smithy.api#range` of a [`BigInteger`](crate::primitives::BigInteger) or
/// [`BigDecimal`](crate::primitives::BigDecimal), both ends inclusive. The bounds are written as JSON numbers.
#[derive(Debug, Clone, Copy)]
pub struct BigNumber {
    min: Option<&'static str>,
    max: Option<&'static str>,
}

impl BigNumber {
    /// Any number.
    pub const ANY: Self = Self { min: None, max: None };

    /// Not less.
    #[must_use]
    pub const fn min(mut self, min: &'static str) -> Self {
        self.min = Some(min);
        self
    }

    /// Not more.
    #[must_use]
    pub const fn max(mut self, max: &'static str) -> Self {
        self.max = Some(max);
        self
    }
}

impl<T: AsRef<str>> Constraint<T> for BigNumber {
    fn check(&self, value: &T, validator: &mut Validator<'_>) {
        let value = value.as_ref();
        let in_range = self.min.is_none_or(|min| compare(value, min).is_ge())
            && self.max.is_none_or(|max| compare(value, max).is_le());
        if !in_range {
            validator.violation(None, bounds("be", self.min, self.max));
        }
    }
}

/// Constraints of a list: its length, and those of each element.
#[derive(Debug, Clone, Copy)]
pub struct List<C> {
    length: Length,
    unique: bool,
    member: C,
}

impl<C> List<C> {
    /// A list of so constrained elements.
    #[must_use]
    pub const fn of(member: C) -> Self {
        Self { length: Length::ANY, unique: false, member }
    }

    length_bounds!("elements");

    /// No two equal elements (`smithy.api#uniqueItems`).
    #[must_use]
    pub const fn unique(mut self) -> Self {
        self.unique = true;
        self
    }
}

impl<T: PartialEq + fmt::Debug, C: Constraint<T>> Constraint<Vec<T>> for List<C> {
    fn check(&self, value: &Vec<T>, validator: &mut Validator<'_>) {
        let fits = self.length.check(value.len(), validator);
        if self.unique && fits && has_repetition(value) {
            validator.violation(None, "Member must have unique values");
        }
        for (index, item) in value.iter().enumerate() {
            self.member.check(item, &mut validator.index(index));
        }
    }
}

/// Constraints of a map: its length, and those of each key and value.
#[derive(Debug, Clone, Copy)]
pub struct Map<K, V> {
    length: Length,
    key: K,
    value: V,
    sensitive_keys: bool,
}

impl<K, V> Map<K, V> {
    /// A map of so constrained keys and values.
    #[must_use]
    pub const fn of(key: K, value: V) -> Self {
        Self { length: Length::ANY, key, value, sensitive_keys: false }
    }

    length_bounds!("entries");

    /// No violation shows a key (`smithy.api#sensitive`): it is `**` in paths.
    #[must_use]
    pub const fn sensitive_keys(mut self) -> Self {
        self.sensitive_keys = true;
        self
    }
}

impl<T, K: Constraint<String>, V: Constraint<T>> Constraint<HashMap<String, T>> for Map<K, V> {
    fn check(&self, value: &HashMap<String, T>, validator: &mut Validator<'_>) {
        self.length.check(value.len(), validator);
        let mut wrong = BTreeMap::new();
        for (key, value) in value {
            let before = validator.violations.len();
            // As Smithy has it, a key is part of the map: the path of an entry is that of its value.
            self.key.check(key, validator);
            let shown = if self.sensitive_keys { HIDDEN } else { key };
            self.value.check(value, &mut validator.member(shown));
            if validator.violations.len() > before {
                wrong.insert(key, validator.violations.split_off(before));
            }
        }
        // In order of the keys, so that the same input always gives the same text.
        validator.violations.extend(wrong.into_values().flatten());
    }
}

/// No constraint: the keys or values of a map, or the elements of a list, are free.
#[derive(Debug, Clone, Copy)]
pub struct Free;

impl<T: ?Sized> Constraint<T> for Free {
    fn check(&self, _: &T, _: &mut Validator<'_>) {}
}

/// An element of a sparse list or map: null, or so constrained.
#[derive(Debug, Clone, Copy)]
pub struct Nullable<C>(pub C);

impl<T, C: Constraint<T>> Constraint<Option<T>> for Nullable<C> {
    fn check(&self, value: &Option<T>, validator: &mut Validator<'_>) {
        if let Some(value) = value {
            self.0.check(value, validator);
        }
    }
}
