//! Checks an input against the model's constraints before it is sent, and reports every violation at once.
//!
//! Paths and words are those of Smithy's own validators, so that a violation reads the same whether client or service
//! found it. Enum values are not checked: services add values, and a client must be able to send them.

mod constraint;
mod error;
mod pattern;
mod unique;

pub use constraint::{BigNumber, Blob, Constraint, Free, List, Map, Nested, Nullable, Number, Text};
pub use error::{ValidationError, Violation};
pub use pattern::{Arm, Pattern, Row, on};

/// What stands in paths for a key that may be secret.
pub(crate) const HIDDEN: &str = "**";

/// A structure or union whose members carry constraints.
pub trait Validate {
    /// Reports every violated constraint.
    fn validate(&self, validator: &mut Validator<'_>);
}

impl<T: Validate> Validate for Box<T> {
    fn validate(&self, validator: &mut Validator<'_>) {
        (**self).validate(validator);
    }
}

/// Collects violations, and knows the path of the value that is being checked.
///
/// The path is a chain on the stack, turned into text only for a violation: a valid input costs no allocation.
#[derive(Debug)]
pub struct Validator<'a> {
    violations: &'a mut Vec<Violation>,
    path: Path<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Path<'a> {
    Root,
    Member(&'a Path<'a>, &'a str),
    Index(&'a Path<'a>, usize),
}

/// Checks a whole input.
///
/// # Errors
///
/// Every violation of a constraint, in the order of the model.
pub fn check(validate: impl FnOnce(&mut Validator<'_>)) -> Result<(), ValidationError> {
    let mut violations = Vec::new();
    validate(&mut Validator { violations: &mut violations, path: Path::Root });
    if violations.is_empty() { Ok(()) } else { Err(ValidationError::new(violations)) }
}

impl Validator<'_> {
    /// A member marked `smithy.api#required`, whose value is constrained.
    pub fn required<T>(&mut self, member: &str, value: &Option<T>, constraint: &impl Constraint<T>) {
        match value {
            Some(value) => self.check(member, value, constraint),
            None => self.missing(member),
        }
    }

    /// A member marked `smithy.api#required`, whose value is free.
    pub fn not_null<T>(&mut self, member: &str, value: &Option<T>) {
        if value.is_none() {
            self.missing(member);
        }
    }

    /// A member that may be left out.
    pub fn optional<T>(&mut self, member: &str, value: &Option<T>, constraint: &impl Constraint<T>) {
        if let Some(value) = value {
            self.check(member, value, constraint);
        }
    }

    /// A value that is always there.
    pub fn check<T>(&mut self, member: &str, value: &T, constraint: &impl Constraint<T>) {
        constraint.check(value, &mut self.member(member));
    }

    fn missing(&mut self, member: &str) {
        self.member(member).violation(None, "Member must not be null");
    }

    /// Steps to a member of a structure or an entry of a map.
    fn member<'b>(&'b mut self, name: &'b str) -> Validator<'b> {
        Validator { violations: self.violations, path: Path::Member(&self.path, name) }
    }

    /// Steps to an element of a list.
    fn index(&mut self, index: usize) -> Validator<'_> {
        Validator { violations: self.violations, path: Path::Index(&self.path, index) }
    }

    /// Reports that the value at this path violates a constraint; `length` is shown when the length is what is wrong.
    fn violation(&mut self, length: Option<usize>, constraint: impl Into<String>) {
        let mut path = String::new();
        self.path.write(&mut path);
        self.violations.push(Violation::new(path, length, constraint.into()));
    }
}

impl Path<'_> {
    /// A JSON pointer (RFC 6901).
    fn write(&self, out: &mut String) {
        match self {
            Path::Root => {}
            Path::Member(parent, name) => {
                parent.write(out);
                out.push('/');
                out.push_str(&name.replace('~', "~0").replace('/', "~1"));
            }
            Path::Index(parent, index) => {
                parent.write(out);
                out.push('/');
                out.push_str(&index.to_string());
            }
        }
    }
}

#[cfg(test)]
mod tests;
