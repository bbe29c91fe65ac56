//! The smallest deterministic automaton that accepts the same texts.
//!
//! States start out in two blocks, accepting or not. A block splits where its members lead to different blocks; the largest
//! part keeps the block's number, and what leads to the others is looked at again. So a state is looked at only when one of its
//! successors came into a block of at most half the size: O(n log n), also for the long chains of counted repetitions.

use std::collections::{BTreeMap, BTreeSet};

use super::determinise::Dfa;

/// Merges the states that no text tells apart, and numbers the rest in the order a breadth-first walk meets them.
pub(super) fn minimise(dfa: &Dfa) -> Dfa {
    let blocks = Blocks::refine(dfa);
    let mut numbers = BTreeMap::from([(blocks.of(0), 0)]);
    let mut order = vec![0];
    let mut minimal = Dfa { next: Vec::new(), accepts: Vec::new() };
    while let Some(&state) = order.get(minimal.next.len()) {
        let mut row = Vec::new();
        for &next in dfa.next.get(state).into_iter().flatten() {
            row.push(*numbers.entry(blocks.of(next)).or_insert_with(|| {
                order.push(next);
                order.len() - 1
            }));
        }
        minimal.next.push(row);
        minimal.accepts.push(dfa.accepts.get(state) == Some(&true));
    }
    minimal
}

struct Blocks<'d> {
    dfa: &'d Dfa,
    block_of: Vec<usize>,
    members: Vec<BTreeSet<usize>>,
}

impl Blocks<'_> {
    fn refine(dfa: &Dfa) -> Blocks<'_> {
        let block_of: Vec<usize> = dfa.accepts.iter().map(|accepts| usize::from(*accepts)).collect();
        let mut members = vec![BTreeSet::new(), BTreeSet::new()];
        let mut sources = vec![Vec::new(); block_of.len()];
        for (state, (block, row)) in block_of.iter().zip(&dfa.next).enumerate() {
            members.get_mut(*block).into_iter().for_each(|members| _ = members.insert(state));
            for next in row {
                sources.get_mut(*next).into_iter().for_each(|sources| sources.push(state));
            }
        }
        let mut blocks = Blocks { dfa, block_of, members };
        let mut changed: BTreeSet<usize> = (0..dfa.next.len()).collect();
        while !changed.is_empty() {
            let mut parts: BTreeMap<usize, BTreeMap<Vec<usize>, Vec<usize>>> = BTreeMap::new();
            for state in std::mem::take(&mut changed) {
                parts.entry(blocks.of(state)).or_default().entry(blocks.successors(state)).or_default().push(state);
            }
            for (block, parts) in parts {
                for state in blocks.split(block, parts.into_values().collect()) {
                    changed.extend(sources.get(state).into_iter().flatten());
                }
            }
        }
        blocks
    }

    fn of(&self, state: usize) -> usize {
        self.block_of.get(state).copied().unwrap_or_default()
    }

    fn successors(&self, state: usize) -> Vec<usize> {
        self.dfa.next.get(state).into_iter().flatten().map(|next| self.of(*next)).collect()
    }

    /// Splits a block into `parts` and the rest of its members, and gives the states whose block changed.
    fn split(&mut self, block: usize, mut parts: Vec<Vec<usize>>) -> Vec<usize> {
        let touched: usize = parts.iter().map(Vec::len).sum();
        let members = self.members.get(block).map_or(0, BTreeSet::len);
        let largest = parts.iter().map(Vec::len).max().unwrap_or_default();
        if largest > members - touched {
            let touched: BTreeSet<usize> = parts.iter().flatten().copied().collect();
            let untouched = self.members.get(block).into_iter().flatten().filter(|state| !touched.contains(state));
            let untouched = untouched.copied().collect::<Vec<_>>();
            if let Some(keeps) = parts.iter().position(|part| part.len() == largest) {
                parts.remove(keeps);
            }
            parts.extend((!untouched.is_empty()).then_some(untouched));
        }
        for part in &parts {
            let new_block = self.members.len();
            for state in part {
                self.members.get_mut(block).into_iter().for_each(|members| _ = members.remove(state));
                self.block_of.get_mut(*state).into_iter().for_each(|block| *block = new_block);
            }
            self.members.push(part.iter().copied().collect());
        }
        parts.into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_that_no_text_tells_apart_become_one() {
        // Two ways to count to two modulo two, and a state that cannot be reached.
        let dfa = Dfa {
            next: vec![vec![1, 0], vec![2, 3], vec![3, 2], vec![0, 1], vec![4, 0]],
            accepts: vec![true, false, true, false, true],
        };
        let minimal = minimise(&dfa);
        assert_eq!(minimal.next, vec![vec![1, 0], vec![0, 1]]);
        assert_eq!(minimal.accepts, vec![true, false]);
    }

    #[test]
    fn a_chain_stays_as_long_as_it_is() {
        let length = 500;
        let mut next: Vec<_> = (1..=length).map(|state| vec![state]).collect();
        next.push(vec![length]);
        let accepts = (0..=length).map(|state| state + 1 == length).collect();
        let minimal = minimise(&Dfa { next: next.clone(), accepts });
        assert_eq!(minimal.next, next);
    }
}
