//! Puts the states of a deterministic automaton in an order that reads well: as many as possible lead to the one right after
//! them, and those that belong to the same count of a counted repetition stand side by side.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::determinise::Dfa;

/// A state in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) may_end: bool,
    /// Accepts whatever follows.
    pub(super) universal: bool,
    /// Classes of characters, and the place they lead to; what leads nowhere is left out.
    pub(super) arms: Vec<(Vec<usize>, usize)>,
}

/// The orders worth trying.
pub(super) fn layouts(dfa: &Dfa) -> [Vec<Place>; 3] {
    let graph = Graph::new(dfa);
    [graph.depth_first(false), graph.depth_first(true), graph.breadth_first()].map(|order| graph.places(&order))
}

struct Graph {
    states: Vec<Place>,
}

impl Graph {
    fn new(dfa: &Dfa) -> Graph {
        let sink = |state: usize| dfa.next.get(state).into_iter().flatten().all(|next| *next == state);
        let accepts = |state: usize| dfa.accepts.get(state) == Some(&true);
        let state = |(state, row): (usize, &Vec<usize>)| {
            let universal = sink(state) && accepts(state);
            let mut arms: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
            for (class, &next) in row.iter().enumerate().filter(|_| !universal) {
                if accepts(next) || !sink(next) {
                    arms.entry(next).or_default().push(class);
                }
            }
            let mut arms: Vec<_> = arms.into_iter().map(|(next, classes)| (classes, next)).collect();
            arms.sort();
            Place { may_end: accepts(state), universal, arms }
        };
        Graph { states: dfa.next.iter().enumerate().map(state).collect() }
    }

    fn arms(&self, state: usize) -> &[(Vec<usize>, usize)] {
        self.states.get(state).map_or(&[], |state| &state.arms)
    }

    fn successors(&self, state: usize) -> impl Iterator<Item = usize> {
        self.arms(state).iter().map(|(_, next)| *next)
    }

    fn breadth_first(&self) -> Vec<usize> {
        let mut order = Order::new(self.states.len());
        let mut queue = VecDeque::from([0]);
        order.place(0);
        while let Some(state) = queue.pop_front() {
            for next in self.successors(state) {
                if order.place(next) {
                    queue.push_back(next);
                }
            }
        }
        order.states
    }

    /// Follows counted repetitions where there are any, with or without regard to those that take several places a count.
    fn depth_first(&self, twins: bool) -> Vec<usize> {
        let mut order = Order::new(self.states.len());
        let mut path = vec![0];
        order.place(0);
        while let Some(&state) = path.last() {
            let unplaced = self.successors(state).filter(|next| !order.is_placed(*next));
            let universal = |state: usize| self.states.get(state).is_some_and(|state| state.universal);
            let preference =
                |next: &usize| (!self.is_twin(state, *next), !self.counts(state, *next), universal(*next), *next);
            match unplaced.min_by_key(preference) {
                None => _ = path.pop(),
                Some(next) => {
                    order.place(next);
                    path.push(next);
                    for twin in self.successors(state).filter(|twin| twins && self.is_twin(next, *twin)) {
                        if order.place(twin) {
                            path.push(twin);
                        }
                    }
                }
            }
        }
        order.states
    }

    /// Whether two states lead to the same places but for each other: the same count, after different characters.
    fn is_twin(&self, one: usize, other: usize) -> bool {
        let beyond =
            |state| self.successors(state).filter(|next| ![one, other].contains(next)).collect::<BTreeSet<_>>();
        let (one, other) = (beyond(one), beyond(other));
        !one.is_empty() && !other.is_empty() && (one.is_subset(&other) || other.is_subset(&one))
    }

    /// Whether `next` does what `state` does, one count further on.
    fn counts(&self, state: usize, next: usize) -> bool {
        let (one, other) = (self.arms(state), self.arms(next));
        let after = one.iter().position(|(_, target)| *target == next).and_then(|at| other.get(at)).map(|(_, to)| *to);
        one.len() == other.len()
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
        let mut place_of = vec![0; self.states.len()];
        for (place, state) in order.iter().enumerate() {
            place_of.get_mut(*state).into_iter().for_each(|place_of| *place_of = place);
        }
        let place_of = |state: usize| place_of.get(state).copied().unwrap_or_default();
        let mut places = Vec::with_capacity(order.len());
        for mut place in order.iter().filter_map(|state| self.states.get(*state)).cloned() {
            place.arms.iter_mut().for_each(|(_, next)| *next = place_of(*next));
            places.push(place);
        }
        places
    }
}

struct Order {
    states: Vec<usize>,
    placed: Vec<bool>,
}

impl Order {
    fn new(states: usize) -> Order {
        Order { states: Vec::with_capacity(states), placed: vec![false; states] }
    }

    fn is_placed(&self, state: usize) -> bool {
        self.placed.get(state) == Some(&true)
    }

    /// Puts a state behind the others; false if it stands there already.
    fn place(&mut self, state: usize) -> bool {
        let new = !self.is_placed(state);
        if new {
            self.placed.get_mut(state).into_iter().for_each(|placed| *placed = true);
            self.states.push(state);
        }
        new
    }
}
