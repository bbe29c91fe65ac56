//! `cargo xtask stats`.
use crate::Failure;

pub(crate) fn run(_args: &[String]) -> Result<(), Failure> {
    Ok(())
}
