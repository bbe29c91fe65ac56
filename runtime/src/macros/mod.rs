//! What would recur word for word in every generated enum and error. Generated code states the facts, a line for each.

mod errors;
mod string_enum;
mod union;
