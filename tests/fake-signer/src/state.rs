//! The file that the state survives in.
