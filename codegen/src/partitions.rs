//! The partitions of AWS, from `partitions.json` to a table in the runtime.

use quote::quote;
use serde::Deserialize;
use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::{File, format, pattern};

#[derive(Deserialize)]
struct Document {
    partitions: Vec<Partition>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Partition {
    id: String,
    region_regex: String,
    regions: BTreeMap<String, serde_json::Value>,
    outputs: Outputs,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Outputs {
    dns_suffix: String,
    dual_stack_dns_suffix: String,
    implicit_global_region: String,
    supports_dual_stack: bool,
    #[serde(rename = "supportsFIPS")]
    supports_fips: bool,
}

/// Generates the runtime's table of partitions.
///
/// # Errors
///
/// When the data does not have the form of AWS's `partitions.json`, or a region pattern cannot be compiled.
pub fn generate(json: &str, name: &str) -> Result<File, Diagnostics> {
    let one = |diagnostic: Diagnostic| {
        let mut diagnostics = Diagnostics::new();
        diagnostics.push(diagnostic);
        diagnostics
    };
    let document: Document = serde_json::from_str(json)
        .map_err(|error| one(Diagnostic::error(None, error.to_string()).at(error.line(), error.column())))?;
    let mut rows = Vec::new();
    for Partition { id, region_regex, regions, outputs } in &document.partitions {
        let pattern = pattern::compile(region_regex)
            .map_err(|error| one(Diagnostic::error(None, format!("partition `{id}`: `{region_regex}`: {error}"))))?
            .to_tokens();
        let regions = regions.keys();
        let Outputs { dns_suffix, dual_stack_dns_suffix, implicit_global_region, .. } = outputs;
        let (fips, dual_stack) = (outputs.supports_fips, outputs.supports_dual_stack);
        rows.push(quote! {
            Partition {
                name: #id,
                dns_suffix: #dns_suffix,
                dual_stack_dns_suffix: #dual_stack_dns_suffix,
                supports_fips: #fips,
                supports_dual_stack: #dual_stack,
                implicit_global_region: #implicit_global_region,
                regions: &[#(#regions),*],
                region_pattern: #pattern,
            }
        });
    }
    let tokens = quote! {
        use super::partition::Partition;
        use crate::validation::{Pattern, Row, on};
        /// The partitions, `aws` first.
        pub(super) static PARTITIONS: &[Partition] = &[#(#rows),*];
    };
    let path = "src/endpoint/partitions.rs";
    let text = format::rust_file(path, &["The partitions of AWS.".to_owned()], name, tokens)
        .map_err(|error| one(Diagnostic::error(None, error.to_string())))?;
    Ok(File { path: path.to_owned(), text })
}
