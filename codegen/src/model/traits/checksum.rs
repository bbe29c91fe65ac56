//! What is done to the body of a request: `aws.protocols#httpChecksum` and `@requestCompression`.

use serde_json::Value;

use super::form::{Object, Problems};

/// `aws.protocols#httpChecksum`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HttpChecksum {
    /// Whether every request carries a checksum.
    pub request_required: bool,
    /// The input's member with which a caller chooses the algorithm.
    pub request_algorithm_member: Option<String>,
    /// The input's member with which a caller asks for a checksum of the response.
    pub request_validation_mode_member: Option<String>,
    /// The algorithms of responses, the most wanted first.
    pub response_algorithms: Vec<String>,
}

const CHECKSUM: [&str; 4] =
    ["requestChecksumRequired", "requestAlgorithmMember", "requestValidationModeMember", "responseAlgorithms"];

impl HttpChecksum {
    pub(crate) fn parse(value: &Value, problems: &mut Problems) -> Option<Self> {
        let object = Object::read(value, &CHECKSUM, problems)?;
        let text = |key, problems: &mut Problems| object.string(key, problems).map(str::to_owned);
        Some(Self {
            request_required: object.bool("requestChecksumRequired", problems).unwrap_or(false),
            request_algorithm_member: text("requestAlgorithmMember", problems),
            request_validation_mode_member: text("requestValidationModeMember", problems),
            response_algorithms: object.strings("responseAlgorithms", problems),
        })
    }

    /// Whether requests can carry a checksum.
    pub fn of_request(&self) -> bool {
        self.request_required || self.request_algorithm_member.is_some()
    }
}

/// The `encodings` of `@requestCompression`, the most wanted first.
pub(crate) fn encodings(value: &Value, problems: &mut Problems) -> Option<Vec<String>> {
    Some(Object::read(value, &["encodings"], problems)?.strings("encodings", problems))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_property_is_read() {
        let mut problems = Problems::default();
        let value = json!({
            "requestChecksumRequired": true, "requestAlgorithmMember": "algorithm",
            "requestValidationModeMember": "mode", "responseAlgorithms": ["CRC32C", "CRC32"],
        });
        let checksum = HttpChecksum::parse(&value, &mut problems).unwrap();
        assert!(checksum.of_request() && checksum.request_required);
        assert_eq!(checksum.request_algorithm_member.as_deref(), Some("algorithm"));
        assert_eq!(checksum.request_validation_mode_member.as_deref(), Some("mode"));
        assert_eq!(checksum.response_algorithms, ["CRC32C", "CRC32"]);
        assert!(!HttpChecksum::parse(&json!({}), &mut problems).unwrap().of_request());
        assert_eq!(encodings(&json!({"encodings": ["gzip"]}), &mut problems), Some(vec!["gzip".to_owned()]));
        assert!(problems.is_empty());
        encodings(&json!({"encodings": "gzip"}), &mut problems);
        assert!(!problems.is_empty());
    }
}
