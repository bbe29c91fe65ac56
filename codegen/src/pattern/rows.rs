//! Writes the pieces of a layout as the rows of a table.

use std::collections::HashMap;

use super::layout::Place;
use super::partition::Partition;
use super::pieces::{Kind, Piece};
use super::{Arm, Block, Row, notation, set};

/// The sets of a row's arms, by what they are made of, and how they are written.
type Written = HashMap<Vec<Vec<usize>>, Vec<Set>>;

#[derive(Debug, Clone)]
struct Set {
    /// Which of the row's arms it belongs to.
    arm: usize,
    text: String,
    ranges: Vec<(char, char)>,
}

pub(super) fn rows(places: &[Place], pieces: &[Piece], partition: &Partition) -> Vec<Row> {
    let mut row_of = vec![0; places.len()];
    let mut count = 0;
    for piece in pieces {
        for row_of in row_of.iter_mut().skip(piece.start).take(piece.rows()) {
            *row_of = count;
            count += 1;
        }
    }
    let mut writer = Writer { partition, row_of, written: HashMap::new(), rows: Vec::with_capacity(count) };
    for piece in pieces {
        match &piece.kind {
            Kind::Text(text) => writer.rows.push(Row::Text(text.clone())),
            &Kind::Block { size, copies } => {
                for (index, place) in places.iter().skip(piece.start).take(size).enumerate() {
                    writer.row(place, piece.start, Block { index, size, copies });
                }
            }
        }
    }
    writer.rows
}

struct Writer<'p> {
    partition: &'p Partition,
    /// The row of each place that begins one.
    row_of: Vec<usize>,
    written: Written,
    rows: Vec<Row>,
}

impl Writer<'_> {
    /// Writes a place of a block that starts at the place `start`.
    fn row(&mut self, place: &Place, start: usize, block: Block) {
        if place.universal {
            return self.rows.push(Row::Accept);
        }
        let sets = place.arms.iter().map(|(classes, _)| classes.clone()).collect::<Vec<_>>();
        let partition = self.partition;
        let sets = self.written.entry(sets).or_insert_with_key(|sets| write(sets, partition)).clone();
        let mut arms = Vec::new();
        for Set { arm, text, ranges } in sets {
            let target = place.arms.get(arm).map_or(0, |(_, target)| *target);
            let to = match target.checked_sub(start) {
                // In this copy or the next, which counts as coming after this one.
                Some(offset) if offset < 2 * block.size => offset as i32 - block.index as i32,
                _ => self.row_of.get(target).map_or(0, |row| *row as i32 - self.rows.len() as i32),
            };
            arms.push(Arm { set: text, ranges, to });
        }
        self.rows.push(Row::Step { may_end: place.may_end, arms, block });
    }
}

/// Writes the sets of a row, the simplest first. What an earlier set holds is free to be in a later one.
fn write(sets: &[Vec<usize>], partition: &Partition) -> Vec<Set> {
    let mut sets: Vec<_> = sets.iter().map(|classes| partition.union(classes)).enumerate().collect();
    sets.sort_by_key(|(_, set)| (set.ranges().len(), set.ranges().first().map(|range| range.start())));
    let mut tried = set::of(&[]);
    let mut written = Vec::new();
    for (arm, set) in sets {
        let ranges = set.ranges().iter().map(|range| (range.start(), range.end())).collect();
        written.push(Set { arm, text: notation::write(&set, &tried), ranges });
        tried.union(&set);
    }
    written
}
