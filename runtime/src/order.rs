//! Sorting in little code: the library's sorts are over 10 KB for each type, and there are few items.

use std::collections::{BinaryHeap, HashMap};

/// The items in order, by heap sort.
pub(crate) fn sorted<T: Ord>(items: Vec<T>) -> Vec<T> {
    BinaryHeap::from(items).into_sorted_vec()
}

/// The texts in order. Their first eight bytes are compared as a number, which tells most of them apart at once.
pub(crate) fn sorted_texts<'a>(texts: impl Iterator<Item = &'a str>) -> impl Iterator<Item = &'a str> {
    sorted(texts.map(|text| (prefix(text), text)).collect()).into_iter().map(|(_, text)| text)
}

/// The first eight bytes, padded with zeros, as a number that is in order as they are.
fn prefix(text: &str) -> u64 {
    let mut prefix = [0; 8];
    prefix.iter_mut().zip(text.bytes()).for_each(|(to, from)| *to = from);
    u64::from_be_bytes(prefix)
}

/// The entries in order of their keys, so that equal maps give equal texts.
pub(crate) fn sorted_entries<T>(map: &HashMap<String, T>) -> impl Iterator<Item = (&str, &T)> {
    let keys = sorted_texts(map.keys().map(String::as_str));
    keys.filter_map(|key| Some((key, map.get(key)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_come_in_order_of_their_keys() {
        let map: HashMap<String, i32> = [("b", 1), ("", 2), ("aa", 3), ("a", 4)].map(|(k, v)| (k.to_owned(), v)).into();
        let entries: Vec<_> = sorted_entries(&map).collect();
        assert_eq!(entries, [("", &2), ("a", &4), ("aa", &3), ("b", &1)]);
        assert_eq!(sorted(vec![3, 1, 2, 1]), [1, 1, 2, 3]);
    }

    #[test]
    fn texts_are_in_the_order_of_their_bytes_wherever_they_differ() {
        let mut texts: Vec<String> = ["", "\0", "a\0", "é", "\u{10ffff}", "12345678"].map(str::to_owned).into();
        for length in 0..12 {
            texts.extend(["a", "b", "\0", "\u{7f}", "ÿ"].map(|end| "x".repeat(length) + end));
        }
        let mut expected: Vec<&str> = texts.iter().map(String::as_str).collect();
        expected.sort_unstable();
        assert_eq!(sorted_texts(texts.iter().map(String::as_str)).collect::<Vec<_>>(), expected);
    }
}
