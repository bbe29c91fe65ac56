//! Whether values repeat, for values that need be neither ordered nor hashed.

use std::collections::HashMap;
use std::fmt::{self, Debug, Write};

/// Up to so many values, each is compared with each.
const FEW: usize = 32;

/// Whether two of the values are equal. In a long list, only those are compared that are written with the same characters: in
/// which order says nothing, since equal maps may be written differently.
pub(super) fn has_repetition<T: PartialEq + Debug>(values: &[T]) -> bool {
    if values.len() <= FEW {
        let repeats = |(index, value): (usize, &T)| values.iter().skip(index + 1).any(|other| other == value);
        return values.iter().enumerate().any(repeats);
    }
    let mut seen: HashMap<u64, Vec<&T>> = HashMap::with_capacity(values.len());
    values.iter().any(|value| {
        let mut characters = Characters(0);
        // It takes all text; a value that fails to write itself is compared with others that fail alike.
        let _ = write!(characters, "{value:?}");
        let alike = seen.entry(characters.0).or_default();
        let repeats = alike.contains(&value);
        alike.push(value);
        repeats
    })
}

/// The sum of what stands for each byte.
struct Characters(u64);

impl Write for Characters {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            // Spread over 64 bits (the finaliser of SplitMix64), so that different characters hardly come to the same sum.
            let mut spread = (u64::from(byte) + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            spread = (spread ^ (spread >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            self.0 = self.0.wrapping_add(spread ^ (spread >> 27));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn finds_repetitions_in_short_and_long_lists() {
        for length in [0, 1, 2, FEW, FEW + 1, 1_000] {
            let mut values: Vec<String> = (0..length).map(|index| format!("value {index}")).collect();
            assert!(!has_repetition(&values), "{length}");
            values.extend(values.first().cloned());
            assert_eq!(has_repetition(&values), length > 0, "{length}");
        }
    }

    #[test]
    fn equal_maps_are_found_in_whatever_order() {
        let map = |count: u32| HashMap::<_, _>::from_iter((0..20).map(|key: u32| (key, key + count)));
        let mut maps: Vec<_> = (0..100).map(map).collect();
        assert!(!has_repetition(&maps));
        maps.push(map(7));
        assert!(has_repetition(&maps));
    }

    #[test]
    fn the_comparisons_grow_with_the_list() {
        thread_local!(static COMPARED: Cell<usize> = const { Cell::new(0) });

        #[derive(Debug)]
        struct Counted(#[allow(dead_code, reason = "it is written")] usize);

        impl PartialEq for Counted {
            fn eq(&self, other: &Self) -> bool {
                COMPARED.set(COMPARED.get() + 1);
                self.0 == other.0
            }
        }

        let values: Vec<_> = (0..5_000).map(|index| Counted(1_000_000 + index * 7_919)).collect();
        assert!(!has_repetition(&values));
        // Each with each would be 12 million.
        assert!(COMPARED.get() < 500_000, "{}", COMPARED.get());
    }
}
