//! `cargo run -p tinsmith-fake-signer`: a fake AWS Signer on 127.0.0.1.

fn main() {}
