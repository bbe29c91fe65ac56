//! What would recur word for word in every generated enum and error. Generated code states the facts, a line for each.

mod errors;
mod paginator;
mod string_enum;
mod stubs;
mod union;
mod waiter;
