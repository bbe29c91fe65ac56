//! What a pattern means, spelt out.

use std::collections::BTreeSet;
use std::fmt;

use crate::random::Random;

/// A pattern as ECMA 262 defines it: from a place in a text, the places where a match may end. Backtracking engines take this
/// apart in ways of their own, and err on some nested counts and look-arounds.
#[derive(Clone)]
pub(crate) enum Meaning {
    Char(&'static str, fn(char) -> bool),
    Start,
    End,
    WordBoundary { negated: bool },
    Sequence(Vec<Meaning>),
    Either(Vec<Meaning>),
    Repeat(Box<Meaning>, &'static str, usize, usize),
    Look { behind: bool, negated: bool, body: Box<Meaning> },
}

impl Meaning {
    /// The places where a match from `from` may end.
    pub(crate) fn ends(&self, text: &[char], from: usize) -> BTreeSet<usize> {
        let here = |holds: bool| BTreeSet::from_iter(holds.then_some(from));
        let step = |node: &Meaning, places: &BTreeSet<usize>| -> BTreeSet<usize> {
            places.iter().flat_map(|place| node.ends(text, *place)).collect()
        };
        match self {
            Meaning::Char(_, holds) => text.get(from).filter(|c| holds(**c)).map(|_| from + 1).into_iter().collect(),
            Meaning::Start => here(from == 0),
            Meaning::End => here(from == text.len()),
            Meaning::WordBoundary { negated } => {
                let is_word =
                    |at: Option<usize>| at.and_then(|at| text.get(at)).is_some_and(char::is_ascii_alphanumeric);
                here((is_word(from.checked_sub(1)) != is_word(Some(from))) != *negated)
            }
            Meaning::Sequence(nodes) => nodes.iter().fold(here(true), |places, node| step(node, &places)),
            Meaning::Either(nodes) => nodes.iter().flat_map(|node| node.ends(text, from)).collect(),
            Meaning::Repeat(node, _, min, max) => {
                let mut places = (0..*min).fold(here(true), |places, _| step(node, &places));
                let mut all = places.clone();
                for _ in *min..(*max).min(min + text.len()) {
                    places = step(node, &places);
                    all.extend(&places);
                }
                all
            }
            Meaning::Look { behind: false, negated, body } => here(body.ends(text, from).is_empty() == *negated),
            Meaning::Look { behind: true, negated, body } => {
                here((0..=from).all(|start| !body.ends(text, start).contains(&from)) == *negated)
            }
        }
    }

    /// Some pattern, with groups nested `depth` deep.
    pub(crate) fn random(random: &mut Random, depth: usize) -> Meaning {
        let alternatives = (0..1 + random.below(2)).map(|_| {
            let terms = (0..1 + random.below(3)).map(|_| Meaning::random_term(random, depth));
            Meaning::Sequence(terms.collect())
        });
        Meaning::Either(alternatives.collect())
    }

    fn random_term(random: &mut Random, depth: usize) -> Meaning {
        let group = depth > 0 && random.below(3) > 0;
        let term = match random.below(8) {
            0 => return random.pick(&[Meaning::Start, Meaning::End]),
            1 => {
                return Meaning::WordBoundary { negated: random.below(2) == 0 };
            }
            2 | 3 if group => {
                let (behind, negated) = (random.below(2) == 0, random.below(2) == 0);
                return Meaning::Look { behind, negated, body: Box::new(Meaning::random(random, depth - 1)) };
            }
            _ if group => Meaning::random(random, depth - 1),
            _ => random.pick(&[
                Meaning::Char("a", |c| c == 'a'),
                Meaning::Char("b", |c| c == 'b'),
                Meaning::Char(".", |_| true),
                Meaning::Char("[^a]", |c| c != 'a'),
                Meaning::Char("\\w", |c| c != '-'),
            ]),
        };
        let counts = [
            ("*", 0, usize::MAX),
            ("+", 1, usize::MAX),
            ("?", 0, 1),
            ("{2}", 2, 2),
            ("{1,3}", 1, 3),
            ("{2,}", 2, usize::MAX),
        ];
        match random.below(12) {
            count @ 0..6 => Meaning::Repeat(Box::new(term), counts[count].0, counts[count].1, counts[count].2),
            _ => term,
        }
    }
}

impl fmt::Display for Meaning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Meaning::Char(source, _) => f.write_str(source),
            Meaning::Start => f.write_str("^"),
            Meaning::End => f.write_str("$"),
            Meaning::WordBoundary { negated } => f.write_str(if *negated { "\\B" } else { "\\b" }),
            Meaning::Sequence(nodes) => nodes.iter().try_for_each(|node| node.fmt(f)),
            Meaning::Either(nodes) => {
                let nodes = nodes.iter().map(Meaning::to_string).collect::<Vec<_>>();
                write!(f, "(?:{})", nodes.join("|"))
            }
            Meaning::Repeat(node, count, ..) => write!(f, "{node}{count}"),
            Meaning::Look { behind, negated, body } => {
                write!(f, "(?{}{}{body})", if *behind { "<" } else { "" }, if *negated { "!" } else { "=" })
            }
        }
    }
}
