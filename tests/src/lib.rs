//! What crosses crates is tested in `tests/`.

/// The README's Rust code compiles.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
