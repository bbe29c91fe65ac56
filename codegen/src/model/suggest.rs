//! "Did you mean ...?"

/// A hint that names the candidate nearest to `wanted`, when one is near enough to be a slip of the pen.
pub(crate) fn did_you_mean<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(wanted, candidates).map(|name| format!("did you mean `{name}`?"))
}

/// The candidate that the fewest edits turn into `wanted`; the first of equals. `None` when all are too far off.
fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted_folded: Vec<char> = wanted.to_lowercase().chars().collect();
    let limit = (wanted_folded.len() / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let folded: Vec<char> = candidate.to_lowercase().chars().collect();
        if folded.len().abs_diff(wanted_folded.len()) > limit || candidate == wanted {
            continue;
        }
        let edits = edits(&wanted_folded, &folded);
        if edits <= limit && best.is_none_or(|(fewest, _)| edits < fewest) {
            best = Some((edits, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The Levenshtein distance: insertions, deletions and replacements that turn `a` into `b`.
fn edits(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (to, above) in b.iter().zip(row.iter().skip(1)) {
            let replaced = diagonal + usize::from(from != to);
            left = replaced.min(above + 1).min(left + 1);
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_edits() {
        let count = |a: &str, b: &str| edits(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
        assert_eq!(count("", ""), 0);
        assert_eq!(count("", "abc"), 3);
        assert_eq!(count("abc", ""), 3);
        assert_eq!(count("kitten", "sitting"), 3);
        assert_eq!(count("flaw", "lawn"), 2);
    }

    #[test]
    fn names_the_nearest() {
        let names = ["Widget", "Gadget", "ListWidgets"];
        assert_eq!(nearest("Widgte", names), Some("Widget"));
        assert_eq!(nearest("widget", names), Some("Widget"));
        assert_eq!(nearest("Unrelated", names), None);
        assert_eq!(nearest("", names), None);
        assert_eq!(
            did_you_mean("Gadgets", names).as_deref(),
            Some("did you mean `Gadget`?")
        );
    }
}
