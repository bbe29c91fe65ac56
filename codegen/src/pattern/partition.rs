//! Characters that no set of a pattern tells apart.

use std::collections::BTreeMap;

use regex_syntax::hir::ClassUnicode;

use super::set;

/// A partition of all characters into as few classes as a list of sets needs.
#[derive(Debug)]
pub(super) struct Partition {
    /// In the order of their first characters.
    pub(super) classes: Vec<ClassUnicode>,
    /// For each set, for each class: does the set hold it?
    members: Vec<Vec<bool>>,
}

impl Partition {
    pub(super) fn new(sets: &[ClassUnicode]) -> Partition {
        // Where any set begins or ends, and which sets do.
        let mut borders: BTreeMap<u32, Vec<usize>> = BTreeMap::from([(0, Vec::new())]);
        for (index, set) in sets.iter().enumerate() {
            for range in set.ranges() {
                borders.entry(range.start().into()).or_default().push(index);
                borders.entry(after(range.end())).or_default().push(index);
            }
        }
        let mut inside = vec![false; sets.len()];
        let mut ranges: BTreeMap<Vec<bool>, Vec<(u32, u32)>> = BTreeMap::new();
        let ends = borders.keys().skip(1).copied().chain([0x11_0000]).collect::<Vec<_>>();
        for ((start, toggled), end) in borders.into_iter().zip(ends) {
            for index in toggled {
                if let Some(inside) = inside.get_mut(index) {
                    *inside = !*inside;
                }
            }
            if start == end {
                continue;
            }
            let same = ranges.entry(inside.clone()).or_default();
            match same.last_mut() {
                Some((_, last)) if *last + 1 == start => *last = end - 1,
                _ => same.push((start, end - 1)),
            }
        }
        Partition::from_signatures(ranges, sets.len())
    }

    fn from_signatures(ranges: BTreeMap<Vec<bool>, Vec<(u32, u32)>>, sets: usize) -> Partition {
        let mut classes: Vec<_> = ranges.into_iter().map(|(signature, ranges)| (set::of(&ranges), signature)).collect();
        classes.sort_by_key(|(class, _)| class.ranges().first().map(|range| range.start()));
        let holds = |set: usize| classes.iter().map(|(_, signature)| signature.get(set) == Some(&true)).collect();
        let members = (0..sets).map(holds).collect();
        Partition { classes: classes.into_iter().map(|(class, _)| class).collect(), members }
    }

    pub(super) fn holds(&self, set: usize, class: usize) -> bool {
        self.members.get(set).and_then(|classes| classes.get(class)) == Some(&true)
    }

    /// The character, if these classes hold exactly one.
    pub(super) fn single(&self, classes: &[usize]) -> Option<char> {
        let [class] = classes else { return None };
        match self.classes.get(*class)?.ranges() {
            [range] if range.start() == range.end() => Some(range.start()),
            _ => None,
        }
    }

    /// All characters of these classes.
    pub(super) fn union(&self, classes: &[usize]) -> ClassUnicode {
        let mut union = ClassUnicode::empty();
        for class in classes.iter().filter_map(|class| self.classes.get(*class)) {
            union.union(class);
        }
        union
    }
}

/// The code point after `c`, surrogates passed over.
fn after(c: char) -> u32 {
    match u32::from(c) + 1 {
        0xD800 => 0xE000,
        next => next,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_apart_where_some_set_tells_them_apart() {
        let sets = [set::of(&[(0x61, 0x7A)]), set::of(&[(0x61, 0x61), (0x30, 0x39)]), set::any()];
        let partition = Partition::new(&sets);
        let all = (0..partition.classes.len()).collect::<Vec<_>>();
        // Others, digits, a, b to z.
        assert_eq!(all.len(), 4);
        assert_eq!(partition.union(&all).ranges(), set::any().ranges());
        let held = |set| all.iter().copied().filter(|class| partition.holds(set, *class)).collect::<Vec<_>>();
        assert_eq!((held(0), held(1), held(2)), (vec![2, 3], vec![1, 2], all.clone()));
        assert_eq!(
            (partition.single(&[2]), partition.single(&[3]), partition.single(&[1, 2])),
            (Some('a'), None, None)
        );
    }

    #[test]
    fn surrogates_are_nowhere() {
        let partition = Partition::new(&[set::of(&[(0xD7FF, 0xD7FF)]), set::of(&[(0xD800, 0xDFFF)])]);
        assert_eq!(partition.classes.len(), 2);
        let joined = partition.union(&[0, 1]);
        assert_eq!(set::negated(&joined).ranges(), []);
    }
}
