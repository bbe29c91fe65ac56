//! Writes the pieces of a layout as the rows of a table.

use std::collections::HashMap;

use super::determinise::Dfa;
use super::layout::{Place, layouts};
use super::partition::Partition;
use super::pieces::{Kind, Piece, pieces};
use super::{Arm, Block, PatternError, Row, notation, set};

/// The rows that one pattern may come to.
const MAX_ROWS: usize = 500;

/// The sets of a row's arms, by what they are made of, and how they are written.
type Written = HashMap<Vec<Vec<usize>>, Vec<Set>>;

#[derive(Debug, Clone)]
struct Set {
    /// Which of the row's arms it belongs to.
    arm: usize,
    text: String,
    ranges: Vec<(char, char)>,
}

/// The rows of the layout that needs fewest.
pub(super) fn rows(dfa: &Dfa, partition: &Partition) -> Result<Vec<Row>, PatternError> {
    let layouts = layouts(dfa).map(|places| (pieces(&places, partition), places));
    let count = |(pieces, _): &(Vec<Piece>, _)| pieces.iter().map(Piece::rows).sum::<usize>();
    match layouts.into_iter().min_by_key(count) {
        Some(layout) if count(&layout) <= MAX_ROWS => Ok(write_rows(&layout.1, &layout.0, partition)),
        _ => Err(PatternError::TooLarge { what: "rows", limit: MAX_ROWS }),
    }
}

fn write_rows(places: &[Place], pieces: &[Piece], partition: &Partition) -> Vec<Row> {
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

#[cfg(test)]
mod tests {
    use crate::pattern::compile;

    fn table(pattern: &str) -> String {
        let tokens = compile(pattern).unwrap().to_tokens().to_string();
        let rows = tokens.split_once(", & [").unwrap().1.strip_suffix("])").unwrap();
        rows.replace(' ', "").replace(",Row::", " ").replace("Row::", "")
    }

    #[test]
    fn what_leads_out_of_a_count_leads_there_from_each_of_its_states() {
        assert_eq!(table("^[a-z]{0,9}:x$"), r#"more(&[on(":",2),on("a-z",1)]).times(9) text(":") text("x") end(&[])"#);
    }

    #[test]
    fn what_leads_back_leads_to_the_first_of_a_count() {
        assert_eq!(
            table("^(?:[a-c]{9}-)*$"),
            r#"end(&[on("a-c",1)]) more(&[on("a-c",1)]).times(8) more(&[on("-",-2)])"#
        );
        assert_eq!(
            table("^(?!.*a{9})[ab]*$"),
            r#"end(&[on("a",1),on("b",0)]) end(&[on("a",1),on("b",-1)]).times(7) end(&[on("b",-2)])"#
        );
    }

    #[test]
    fn several_rows_are_counted_together() {
        assert_eq!(
            table("^[a-z0-9][.a-z0-9]{1,61}[a-z0-9]$"),
            concat!(
                r#"more(&[on("0-9a-z",1)]) more(&[on(".0-9a-z",1)]) more(&[on(".",1),on("0-9a-z",2)]) "#,
                r#"more(&[on(".",2),on("0-9a-z",3)]).part(1,2).times(59) "#,
                r#"end(&[on(".",1),on("0-9a-z",2)]).part(2,2).times(59) "#,
                r#"more(&[on("0-9a-z",2)]) end(&[on("0-9a-z",1)]) end(&[])"#
            )
        );
        assert_eq!(
            table("^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$"),
            concat!(
                r#"more(&[on("0-9a-f",1)]).part(1,3).times(5) more(&[on("0-9a-f",1)]).part(2,3).times(5) "#,
                r#"more(&[on(":",1)]).part(3,3).times(5) more(&[on("0-9a-f",1)]).times(2) end(&[])"#
            )
        );
    }

    #[test]
    fn a_short_repetition_of_a_character_is_text() {
        assert_eq!(table("^a{3}b:"), r#"text("aaab:") ACCEPT"#);
        assert_eq!(table("^xa{4}b"), r#"text("x") more(&[on("a",1)]).times(4) text("b") ACCEPT"#);
        assert_eq!(table("(?!)"), "more(&[])");
    }
}
