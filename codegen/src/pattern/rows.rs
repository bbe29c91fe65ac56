//! Deterministic automaton to the rows of a table.
//!
//! States are put in an order in which as many as possible lead to the one right after them. Runs of states that differ in
//! nothing but their place (`[a-z]{1,1024}`) then become one row, and so do literal texts.

use std::collections::BTreeMap;

use super::determinise::Dfa;
use super::partition::Partition;
use super::{Arm, Row, notation, set};

/// A counted row says more than a text from this length on.
const MIN_RUN: usize = 4;

/// A state as its row will say it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    may_end: bool,
    /// Classes of characters, and where they lead; what leads nowhere is left out.
    arms: Vec<(Vec<usize>, Target)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Target {
    /// The state itself.
    Stay,
    /// The state after it.
    Next,
    /// The state at this place.
    Place(usize),
}

pub(super) fn rows(dfa: &Dfa, partition: &Partition) -> Vec<Row> {
    let graph = Graph::new(dfa);
    let order = graph.order();
    let places = graph.places(&order);
    let pieces = pieces(&places, &entered(&places), partition);
    let mut row_of = vec![0; places.len()];
    for (row, piece) in pieces.iter().enumerate() {
        row_of.get_mut(piece.start).into_iter().for_each(|row_of| *row_of = row);
    }
    let universal = order.iter().position(|state| Some(*state) == graph.universal);
    let print = |(row, piece): (usize, &Piece)| match &piece.text {
        Some(text) => Row::Text(text.clone()),
        None if Some(piece.start) == universal => Row::Accept,
        None => step_row(places.get(piece.start), piece.len, row, &row_of, partition),
    };
    pieces.iter().enumerate().map(print).collect()
}

fn step_row(place: Option<&Place>, times: usize, row: usize, row_of: &[usize], partition: &Partition) -> Row {
    let mut arms = Vec::new();
    for (classes, target) in place.into_iter().flat_map(|place| &place.arms) {
        let to = match target {
            Target::Stay => 0,
            Target::Next => 1,
            Target::Place(place) => row_of.get(*place).map_or(0, |to| *to as i32 - row as i32),
        };
        arms.push((partition.union(classes), to));
    }
    arms.sort_by_key(|(set, _)| (set.ranges().len(), set.ranges().first().map(|range| range.start())));
    let mut tried = set::of(&[]);
    let mut written = Vec::new();
    for (class, to) in arms {
        let ranges = class
            .ranges()
            .iter()
            .map(|range| (range.start(), range.end()))
            .collect();
        written.push(Arm {
            set: notation::write(&class, &tried),
            ranges,
            to,
        });
        tried.union(&class);
    }
    Row::Step {
        times: times as u32,
        may_end: place.is_some_and(|place| place.may_end),
        arms: written,
    }
}

/// One row to be.
#[derive(Debug)]
struct Piece {
    start: usize,
    len: usize,
    text: Option<String>,
}

fn pieces(places: &[Place], entered: &[bool], partition: &Partition) -> Vec<Piece> {
    let may_follow = |at: usize| entered.get(at) == Some(&false);
    let leads_on = |place: &Place| place.arms.iter().any(|(_, target)| *target == Target::Next);
    let run = |start: usize, place: &Place| {
        let mut len = 1;
        while leads_on(place) && may_follow(start + len) && places.get(start + len) == Some(place) {
            len += 1;
        }
        len
    };
    let mut pieces = Vec::new();
    let mut start = 0;
    while let Some(place) = places.get(start) {
        let mut len = run(start, place);
        let mut text = String::new();
        if len < MIN_RUN {
            let mut at = start;
            while let Some(place) = places.get(at)
                && (at == start || may_follow(at))
                && let Some(c) = place.literal(partition)
                && run(at, place) < MIN_RUN
            {
                text.push(c);
                at += 1;
            }
            len = if text.is_empty() { len } else { at - start };
        }
        pieces.push(Piece {
            start,
            len,
            text: (!text.is_empty()).then_some(text),
        });
        start += len;
    }
    pieces
}

/// Whether a place is reached from elsewhere than the place before it (or is the first).
fn entered(places: &[Place]) -> Vec<bool> {
    let mut entered = vec![false; places.len()];
    let targets = places
        .iter()
        .flat_map(|place| &place.arms)
        .filter_map(|(_, target)| match target {
            Target::Place(place) => Some(*place),
            Target::Stay | Target::Next => None,
        });
    for place in targets.chain([0]) {
        entered.get_mut(place).into_iter().for_each(|entered| *entered = true);
    }
    entered
}

impl Place {
    /// The only character that leads on, if it leads to the next place.
    fn literal(&self, partition: &Partition) -> Option<char> {
        match self.arms.as_slice() {
            [(classes, Target::Next)] if !self.may_end => set::single(&partition.union(classes)),
            _ => None,
        }
    }
}

/// Arms by state: classes of characters, and the state they lead to.
struct Graph {
    arms: Vec<Vec<(Vec<usize>, usize)>>,
    accepts: Vec<bool>,
    /// The state that accepts whatever follows.
    universal: Option<usize>,
}

impl Graph {
    fn new(dfa: &Dfa) -> Graph {
        let stays = |(state, row): (usize, &Vec<usize>)| row.iter().all(|next| *next == state);
        let sinks: Vec<bool> = dfa.next.iter().enumerate().map(stays).collect();
        let sink = |accepts: bool| {
            let is = |(sink, state_accepts): (&bool, &bool)| *sink && *state_accepts == accepts;
            sinks.iter().zip(&dfa.accepts).position(is)
        };
        let dead = sink(false);
        let arms = dfa.next.iter().enumerate().map(|(state, row)| {
            let mut arms: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
            if Some(state) != sink(true) {
                for (class, next) in row.iter().enumerate().filter(|(_, next)| Some(**next) != dead) {
                    arms.entry(*next).or_default().push(class);
                }
            }
            let mut arms: Vec<_> = arms.into_iter().map(|(next, classes)| (classes, next)).collect();
            arms.sort();
            arms
        });
        Graph {
            arms: arms.collect(),
            accepts: dfa.accepts.clone(),
            universal: sink(true),
        }
    }

    fn arms(&self, state: usize) -> &[(Vec<usize>, usize)] {
        self.arms.get(state).map_or(&[], Vec::as_slice)
    }

    /// A depth-first walk from the first state that keeps to runs where there are any.
    fn order(&self) -> Vec<usize> {
        let mut placed = vec![false; self.arms.len()];
        let mut order = vec![0];
        let mut path = vec![0];
        placed.first_mut().into_iter().for_each(|placed| *placed = true);
        while let Some(&state) = path.last() {
            let unplaced = self
                .arms(state)
                .iter()
                .map(|(_, next)| *next)
                .filter(|next| placed.get(*next) == Some(&false));
            let preference = |next: &usize| (!self.in_run(state, *next), Some(*next) == self.universal, *next);
            match unplaced.min_by_key(preference) {
                None => drop(path.pop()),
                Some(next) => {
                    placed.get_mut(next).into_iter().for_each(|placed| *placed = true);
                    order.push(next);
                    path.push(next);
                }
            }
        }
        order
    }

    /// Whether `next` does what `state` does, one place further on.
    fn in_run(&self, state: usize, next: usize) -> bool {
        let (one, other) = (self.arms(state), self.arms(next));
        let after = one
            .iter()
            .position(|(_, target)| *target == next)
            .and_then(|at| other.get(at))
            .map(|(_, to)| *to);
        self.accepts.get(state) == self.accepts.get(next)
            && one.len() == other.len()
            && after.is_some_and(|after| after != next && after != state)
            && one.iter().zip(other).all(|((classes, to), (other_classes, other_to))| {
                let expected = match *to {
                    to if to == state => Some(next),
                    to if to == next => after,
                    to => Some(to),
                };
                classes == other_classes && expected == Some(*other_to)
            })
    }

    fn places(&self, order: &[usize]) -> Vec<Place> {
        let mut place_of = vec![0; self.arms.len()];
        for (place, state) in order.iter().enumerate() {
            place_of
                .get_mut(*state)
                .into_iter()
                .for_each(|place_of| *place_of = place);
        }
        let target = |from: usize, state: usize| match place_of.get(state).copied().unwrap_or_default() {
            place if place == from => Target::Stay,
            place if place == from + 1 => Target::Next,
            place => Target::Place(place),
        };
        let place = |(place, state): (usize, &usize)| Place {
            may_end: self.accepts.get(*state) == Some(&true),
            arms: self
                .arms(*state)
                .iter()
                .map(|(classes, to)| (classes.clone(), target(place, *to)))
                .collect(),
        };
        order.iter().enumerate().map(place).collect()
    }
}
