//! Sorting in little code: the library's sorts are over 10 KB for each type, and there are few items.

use std::collections::{BinaryHeap, HashMap};

/// The items in order, by heap sort.
pub(crate) fn sorted<T: Ord>(items: Vec<T>) -> Vec<T> {
    BinaryHeap::from(items).into_sorted_vec()
}

/// The entries in order of their keys, so that equal maps give equal texts.
pub(crate) fn sorted_entries<T>(map: &HashMap<String, T>) -> impl Iterator<Item = (&String, &T)> {
    let keys = sorted_texts(map.keys().collect());
    keys.into_iter().filter_map(|key| Some((key, map.get(key)?)))
}

/// Not generic, so that it is compiled once and not for every type of map.
fn sorted_texts(texts: Vec<&String>) -> Vec<&String> {
    sorted(texts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_come_in_order_of_their_keys() {
        let map: HashMap<String, i32> = [("b", 1), ("", 2), ("aa", 3), ("a", 4)].map(|(k, v)| (k.to_owned(), v)).into();
        let entries: Vec<_> = sorted_entries(&map).map(|(key, value)| (key.as_str(), value)).collect();
        assert_eq!(entries, [("", &2), ("a", &4), ("aa", &3), ("b", &1)]);
        assert_eq!(sorted(vec![3, 1, 2, 1]), [1, 1, 2, 3]);
    }
}
