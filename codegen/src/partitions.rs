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
    regions: BTreeMap<String, Region>,
    outputs: Outputs,
}

/// A region that the partition lists. It could have outputs of its own; none has, so such data is refused until one does.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Region {
    #[serde(rename = "description")]
    _description: Option<String>,
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

#[cfg(test)]
mod tests {
    use super::*;

    fn generated(region: &str, regex: &str) -> Result<String, String> {
        let outputs = r#""dnsSuffix": "a", "dualStackDnsSuffix": "b", "implicitGlobalRegion": "c",
            "supportsDualStack": true, "supportsFIPS": false"#;
        let json = format!(
            r#"{{"partitions": [{{"id": "x", "regionRegex": "{regex}", "regions": {{"x-1": {region}}}, "outputs": {{{outputs}}}}}]}}"#
        );
        generate(&json, "partitions.json").map(|file| file.text).map_err(|problems| problems.to_string())
    }

    #[test]
    fn a_partition_becomes_a_row() {
        let text = generated(r#"{"description": "X"}"#, r"^x\\-\\d+$").unwrap();
        assert!(text.contains(r#"regions: &["x-1"]"#) && text.contains(r#"r"^x\-\d+$""#), "{text}");
    }

    #[test]
    fn what_would_be_lost_is_refused() {
        assert!(generated(r#"{"dnsSuffix": "other"}"#, "^x").unwrap_err().contains("dnsSuffix"));
        assert!(generated("{}", "(").unwrap_err().contains("partition `x`"));
    }
}
