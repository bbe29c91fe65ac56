//! Checks of constraints.

use crate::operation::Operation;
use crate::validation;

/// Asserts that an input breaks constraints, in these words.
///
/// # Panics
///
/// If it breaks none or others.
pub fn assert_violates(input: &impl Operation, message: &str) {
    match validation::check(|validator| input.validate(validator)) {
        Ok(()) => panic!("nothing is violated; expected: {message}"),
        Err(error) => assert_eq!(error.to_string(), message),
    }
}
