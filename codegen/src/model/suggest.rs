//! "Did you mean ...?"

use crate::shape_id::ShapeId;

/// A hint that names the candidate nearest to `wanted`, when one is near enough to be a slip of the pen.
pub(crate) fn did_you_mean<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let candidates = candidates.into_iter().map(|name| (name, name));
    nearest(wanted, candidates).map(|name| format!("did you mean `{name}`?"))
}

/// The same for the id of a shape: a shape of that name in another namespace, or of nearly that name in this one.
pub(super) fn did_you_mean_shape<'a>(
    wanted: &str,
    candidates: impl Iterator<Item = &'a ShapeId> + Clone,
) -> Option<String> {
    let (namespace, name) = wanted.split_once('#')?;
    let elsewhere = candidates.clone().find(|id| id.name() == name);
    let near = || nearest(name, candidates.filter(|id| id.namespace() == namespace).map(|id| (id.name(), id)));
    elsewhere.or_else(near).map(|id| format!("did you mean `{id}`?"))
}

/// What goes with the name that the fewest edits turn into `wanted`; the first of equals. `None` when all are too far.
fn nearest<'a, T>(wanted: &str, candidates: impl IntoIterator<Item = (&'a str, T)>) -> Option<T> {
    let folded = |text: &str| text.to_lowercase().chars().collect::<Vec<char>>();
    let wanted = folded(wanted);
    let limit = (wanted.len() / 3).max(1);
    let mut best = None;
    for (name, candidate) in candidates {
        let name = folded(name);
        if name.len().abs_diff(wanted.len()) > limit {
            continue;
        }
        let edits = edits(&wanted, &name);
        if edits <= limit && best.as_ref().is_none_or(|(fewest, _)| edits < *fewest) {
            best = Some((edits, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// How many insertions, deletions, replacements and swaps of neighbours turn `a` into `b` (optimal string alignment).
fn edits(a: &[char], b: &[char]) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, to) in b.iter().enumerate() {
            let at = |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX / 2);
            let mut fewest = at(&last, j) + usize::from(from != to);
            fewest = fewest.min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            if i > 0 && j > 0 && a.get(i - 1) == Some(to) && b.get(j - 1) == Some(from) {
                fewest = fewest.min(at(&before_last, j - 1) + 1);
            }
            row.push(fewest);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_edits() {
        let count = |a: &str, b: &str| edits(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
        for (a, b, expected) in [
            ("", "", 0),
            ("", "abc", 3),
            ("abc", "", 3),
            ("kitten", "sitting", 3),
            ("flaw", "lawn", 2),
            ("town", "twon", 1),
        ] {
            assert_eq!(count(a, b), expected, "{a} {b}");
        }
    }

    #[test]
    fn names_the_nearest() {
        let hint = |wanted| did_you_mean(wanted, ["Widget", "Gadget", "ListWidgets"]);
        assert_eq!(hint("Widgte").as_deref(), Some("did you mean `Widget`?"));
        assert_eq!(hint("gadget").as_deref(), Some("did you mean `Gadget`?"));
        assert_eq!(hint("Unrelated"), None);
        assert_eq!(hint(""), None);
    }

    #[test]
    fn names_a_shape_of_the_same_or_nearly_the_same_name() {
        let ids: Vec<_> = ["a.b#City", "a.b#Town", "c#Street"].map(|id| ShapeId::parse(id).unwrap()).into();
        let hint = |wanted| did_you_mean_shape(wanted, ids.iter());
        assert_eq!(hint("x.y#City").as_deref(), Some("did you mean `a.b#City`?"));
        assert_eq!(hint("a.b#Twon").as_deref(), Some("did you mean `a.b#Town`?"));
        assert_eq!(hint("c#Twon"), None);
        assert_eq!(hint("City"), None);
    }
}
