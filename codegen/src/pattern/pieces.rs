//! Finds what becomes a row of its own: literal texts, and each place of a counted repetition, however often it is repeated.

use super::layout::Place;
use super::partition::Partition;

/// The most places that one count of a repetition may take up to be recognised as such.
const MAX_BLOCK: usize = 16;
/// A count says more than a text from this length on.
const MIN_COUNT: usize = 4;

/// How a stretch of places is written.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) start: usize,
    pub(super) kind: Kind,
}

#[derive(Debug)]
pub(super) enum Kind {
    Text(String),
    /// So many copies of so many places.
    Block {
        size: usize,
        copies: usize,
    },
}

impl Piece {
    /// How many rows the piece takes up.
    pub(super) fn rows(&self) -> usize {
        match self.kind {
            Kind::Text(_) => 1,
            Kind::Block { size, .. } => size,
        }
    }
}

/// The pieces of a layout, in order.
pub(super) fn pieces(places: &[Place], partition: &Partition) -> Vec<Piece> {
    let mut finder = Finder::new(places, partition);
    let mut pieces = Vec::new();
    let mut start = 0;
    while start < places.len() {
        let (kind, len) = finder.piece(start);
        pieces.push(Piece { start, kind });
        start += len;
    }
    pieces
}

struct Finder<'p> {
    places: &'p [Place],
    partition: &'p Partition,
    /// For each place, the first and the last place that lead there.
    sources: Vec<(usize, usize)>,
    /// Places that are reached from elsewhere than the place before, and so have to begin a row.
    entered: Vec<bool>,
    /// Places that have to be rows by themselves, since a block before them leads to each of them by number.
    rows_apart: Vec<bool>,
}

impl<'p> Finder<'p> {
    fn new(places: &'p [Place], partition: &'p Partition) -> Finder<'p> {
        let mut sources = vec![(usize::MAX, 0); places.len()];
        let mut entered = vec![false; places.len()];
        for (from, place) in places.iter().enumerate() {
            for (_, to) in &place.arms {
                sources.get_mut(*to).into_iter().for_each(|(first, last)| {
                    *first = from.min(*first);
                    *last = from.max(*last);
                });
                entered.get_mut(*to).into_iter().for_each(|entered| *entered |= *to != from + 1);
            }
        }
        let rows_apart = vec![false; places.len()];
        Finder { places, partition, sources, entered, rows_apart }
    }

    /// The piece that starts here, and how many places it takes up.
    fn piece(&mut self, start: usize) -> (Kind, usize) {
        let (mut size, mut copies) = self.best_block(start);
        if self.is_better_later(start, size, copies) {
            (size, copies) = (1, 1);
        }
        if size * copies < MIN_COUNT {
            let mut text = String::new();
            let mut at = start;
            while let Some(c) = self.literal(at)
                && (at == start || !self.begins_row(at) && self.best_block(at).1 < MIN_COUNT)
            {
                text.push(c);
                at += 1;
            }
            if !text.is_empty() {
                return (Kind::Text(text), at - start);
            }
        }
        let len = size * copies;
        if size > 1 {
            let apart = self.reach(start, size, copies);
            self.rows_apart.iter_mut().skip(start + len + 1).take(apart).for_each(|apart| *apart = true);
        }
        (Kind::Block { size, copies }, len)
    }

    /// How many places after the first that follows a block have to be rows by themselves: what leads into the next copy leads
    /// from the last one to the places after it, by the same number of rows; and what leads out must not look like that.
    fn reach(&self, start: usize, size: usize, copies: usize) -> usize {
        let block = self.places.iter().skip(start).take(size);
        let targets = block.flat_map(|place| &place.arms).filter_map(|(_, target)| target.checked_sub(start));
        let reach = targets.map(|offset| match offset {
            offset if offset < 2 * size => offset.saturating_sub(size),
            offset if offset < copies * size => 0,
            _ => size,
        });
        reach.max().unwrap_or_default()
    }

    fn begins_row(&self, place: usize) -> bool {
        self.entered.get(place) == Some(&true) || self.rows_apart.get(place) == Some(&true)
    }

    /// The only character that leads on, if it leads to the next place.
    fn literal(&self, at: usize) -> Option<char> {
        match self.places.get(at)?.arms.as_slice() {
            [(classes, next)] if *next == at + 1 && !self.places.get(at)?.may_end => self.partition.single(classes),
            _ => None,
        }
    }

    /// The size and number of copies of the block from here that saves most rows; a block of one place if none does.
    fn best_block(&self, start: usize) -> (usize, usize) {
        let blocks = (1..=MAX_BLOCK).map(|size| (size, self.copies(start, size)));
        blocks.max_by_key(|(size, copies)| ((copies - 1) * size, usize::MAX - size)).unwrap_or((1, 1))
    }

    /// Whether fewer rows cover the same places if a block starts a little later: the first copies may be reached from before
    /// the block, which makes two or more of them look like one.
    fn is_better_later(&self, start: usize, size: usize, copies: usize) -> bool {
        (1..size).any(|skipped| {
            let (smaller, more) = self.best_block(start + skipped);
            skipped + smaller <= size && skipped + smaller * more >= size * copies
        })
    }

    /// How often the `size` places from `start` on are repeated: each copy leads to where the one before it leads if that is
    /// outside, and else to the same place one copy further on.
    fn copies(&self, start: usize, size: usize) -> usize {
        let mut copies = 1;
        let mut limit = usize::MAX;
        while copies < limit
            && (0..size).all(|index| self.repeats(start, start + (copies - 1) * size + index, size, &mut limit))
        {
            copies += 1;
        }
        let copies = copies.min(limit).max(1);
        // Copies but the first are reached from within only.
        let end = start + copies * size;
        let reached_from_outside = |at: &usize| {
            let (first, last) = self.sources.get(*at).copied().unwrap_or_default();
            first < start || last >= end || self.rows_apart.get(*at) == Some(&true)
        };
        let copies = (start + size..end).find(reached_from_outside).map_or(copies, |at| (at - start) / size);
        if size > 1 && ((copies - 1) * size < MIN_COUNT || self.literal(start).is_some()) { 1 } else { copies }
    }

    /// Whether the place `size` places after `at` does what `at` does. `limit` is how many copies there may be so that what
    /// leads out of them does not lead into them, or to the places right after them.
    fn repeats(&self, start: usize, at: usize, size: usize, limit: &mut usize) -> bool {
        let (Some(one), Some(other)) = (self.places.get(at), self.places.get(at + size)) else {
            return false;
        };
        let copy = start + (at - start) / size * size;
        one.may_end == other.may_end
            && one.arms.len() == other.arms.len()
            && one.arms.iter().zip(&other.arms).all(|((classes, to), (other_classes, other_to))| {
                let inside = (copy..copy + 2 * size).contains(to);
                if !inside && to >= &start {
                    *limit = (*limit).min(((to - start) / size).saturating_sub(1));
                }
                classes == other_classes && *other_to == if inside { to + size } else { *to }
            })
    }
}
