//! What rounds gave, until it becomes rows.

use super::figure::{Row, Unit};
use crate::Failure;

pub(crate) const TINSMITH: &str = "tinsmith";
pub(crate) const OFFICIAL: &str = "official";
/// What neither client can do without.
pub(crate) const FLOOR: &str = "floor";

/// Figures of some subjects (operations, profiles, sizes) and clients, one for each round.
#[derive(Debug)]
pub(crate) struct Samples(Vec<Sample>);

#[derive(Debug)]
struct Sample {
    subject: String,
    client: String,
    figure: f64,
}

impl Samples {
    pub(crate) const fn new() -> Self {
        Self(Vec::new())
    }

    pub(crate) fn add(&mut self, subject: &str, client: &str, figure: f64) {
        self.0.push(Sample { subject: subject.to_owned(), client: client.to_owned(), figure });
    }

    /// The subjects, in the order in which they came first.
    pub(crate) fn subjects(&self) -> Vec<&str> {
        distinct(self.0.iter().map(|sample| sample.subject.as_str()))
    }

    /// The clients of a subject, in the order in which they came first.
    pub(crate) fn clients(&self, subject: &str) -> Vec<&str> {
        let samples = self.0.iter().filter(|sample| sample.subject == subject);
        distinct(samples.map(|sample| sample.client.as_str()))
    }

    /// The figures of all rounds.
    pub(crate) fn of(&self, subject: &str, client: &str) -> impl Iterator<Item = f64> {
        let samples = self.0.iter().filter(move |sample| sample.subject == subject && sample.client == client);
        samples.map(|sample| sample.figure)
    }

    pub(crate) fn median(&self, subject: &str, client: &str) -> Result<f64, Failure> {
        let figures = self.of(subject, client).collect();
        median(figures).ok_or_else(|| format!("error: no figure of {subject} was printed for {client}"))
    }

    /// A row of both clients' medians that says how far rounds were apart.
    pub(crate) fn row_of_rounds(&self, name: String, unit: Unit, subject: &str) -> Result<Row, Failure> {
        let row = self.row(name, unit, subject)?;
        let ranges = [TINSMITH, OFFICIAL, FLOOR].into_iter().filter_map(|client| {
            let (least, most) = range(&self.of(subject, client).collect::<Vec<_>>())?;
            Some(format!("{client} from {} to {}", unit.shown(least), unit.shown(most)))
        });
        let ranges = ranges.collect::<Vec<_>>().join(", ");
        Ok(if ranges.is_empty() { row } else { row.note(format!("by the round, {ranges}")) })
    }

    /// A row of both clients' medians, and of the floor's if there is one.
    pub(crate) fn row(&self, name: String, unit: Unit, subject: &str) -> Result<Row, Failure> {
        let row = Row::new(name, unit, self.median(subject, TINSMITH)?).official(self.median(subject, OFFICIAL)?);
        let floor = median(self.of(subject, FLOOR).collect());
        Ok(floor.map_or(row.clone(), |floor| row.floor(floor)))
    }
}

/// The least and the most of the figures, where they differ.
pub(crate) fn range(figures: &[f64]) -> Option<(f64, f64)> {
    let figures = figures.iter().copied();
    figures.clone().reduce(f64::min).zip(figures.reduce(f64::max)).filter(|(least, most)| least < most)
}

fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut distinct = Vec::new();
    for name in names {
        if !distinct.contains(&name) {
            distinct.push(name);
        }
    }
    distinct
}

/// The middle one of the figures; of an even number, the mean of the two in the middle.
pub(crate) fn median(mut figures: Vec<f64>) -> Option<f64> {
    figures.sort_by(f64::total_cmp);
    let middle = |index: usize| figures.get(index).copied();
    Some(f64::midpoint(middle(figures.len().saturating_sub(1) / 2)?, middle(figures.len() / 2)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_the_medians_of_both() {
        let mut samples = Samples::new();
        for (ours, official) in [(3.0, 30.0), (1.0, 10.0), (2.0, 20.0)] {
            samples.add("b", TINSMITH, ours);
            samples.add("a", OFFICIAL, 0.0);
            samples.add("b", OFFICIAL, official);
            samples.add("c", TINSMITH, ours);
            samples.add("c", OFFICIAL, official);
            samples.add("c", FLOOR, ours / 2.0);
        }
        assert_eq!(samples.subjects(), ["b", "a", "c"]);
        let with_floor = samples.row("x".to_owned(), Unit::Count, "c").unwrap();
        assert_eq!(with_floor, Row::new("x", Unit::Count, 2.0).official(20.0).floor(1.0));
        assert_eq!(
            samples.row("x".to_owned(), Unit::Count, "b").unwrap(),
            Row::new("x", Unit::Count, 2.0).official(20.0)
        );
        let failure = samples.row("x".to_owned(), Unit::Count, "a").unwrap_err();
        assert_eq!(failure, "error: no figure of a was printed for tinsmith");
    }

    #[test]
    fn medians() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), Some(2.5));
        assert_eq!(median(Vec::new()), None);
    }
}
