//! The model interpreted: routing, decoding, constraints, encoding.
