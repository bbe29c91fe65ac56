//! What the model demands of a member, in words.

use super::inline;
use crate::model::traits::{Length, Range};

/// What the model demands of a member, in a sentence: `Required. 2 to 64 characters, matching ``^[a-z]+``.`
pub(crate) fn demands(
    required: bool,
    unit: &str,
    length: Option<&Length>,
    range: Option<&Range>,
    pattern: Option<&str>,
) -> Option<String> {
    let mut parts = Vec::new();
    if let Some(length) = length {
        parts.extend(bounds(length.min.map(|min| min.to_string()), length.max.map(|max| max.to_string()), unit));
    }
    if let Some(range) = range {
        parts.extend(bounds(range.min.clone(), range.max.clone(), ""));
    }
    if let Some(pattern) = pattern {
        parts.push(format!("matching {}", inline::code(pattern)));
    }
    let mut sentence = parts.join(", ");
    if let Some(first) = sentence.get(..1).map(str::to_uppercase) {
        sentence.replace_range(..1, &first);
        sentence.push('.');
    }
    match (required, sentence.is_empty()) {
        (true, true) => Some("Required.".to_owned()),
        (true, false) => Some(format!("Required. {sentence}")),
        (false, true) => None,
        (false, false) => Some(sentence),
    }
}

/// `2 to 64 characters`, `exactly 10 characters`, `at least 1`.
fn bounds(min: Option<String>, max: Option<String>, unit: &str) -> Option<String> {
    let text = match (min, max) {
        (Some(min), Some(max)) if min == max => format!("exactly {min}"),
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("at least {min}"),
        (None, Some(max)) => format!("at most {max}"),
        (None, None) => return None,
    };
    let single = ["exactly 1", "at least 1", "at most 1"].contains(&text.as_str());
    let unit = match (single, unit) {
        (true, "entries") => "entry",
        (true, plural) => plural.trim_end_matches('s'),
        (false, plural) => plural,
    };
    Some(format!("{text} {unit}").trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_is_demanded() {
        let length = Length { min: Some(10), max: Some(10) };
        assert_eq!(
            demands(true, "characters", Some(&length), None, Some("^a$")).as_deref(),
            Some("Required. Exactly 10 characters, matching `^a$`.")
        );
        assert_eq!(demands(false, "", None, None, None), None);
        let one = Length { min: Some(1), max: None };
        assert_eq!(demands(false, "entries", Some(&one), None, None).as_deref(), Some("At least 1 entry."));
        let range = Range { min: Some("1".to_owned()), max: Some("25".to_owned()) };
        assert_eq!(demands(false, "", None, Some(&range), None).as_deref(), Some("1 to 25."));
    }
}
