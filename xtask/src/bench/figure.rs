//! A figure of both sides, and how it is shown.

use serde::{Deserialize, Serialize};

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Unit {
    Seconds,
    Bytes,
    Count,
    PerSecond,
    Percent,
}

/// A figure of this project, and of the official crate where it has one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Row {
    /// What is measured.
    pub(crate) name: String,
    pub(crate) unit: Unit,
    pub(crate) ours: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) official: Option<f64>,
    /// What remains with neither client, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) floor: Option<f64>,
    /// The most that it may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) budget: Option<f64>,
    /// Whether the README shows it, as it shows all that has a budget.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) headline: bool,
    /// What it includes, or how it was come by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
}

impl Row {
    pub(crate) fn new(name: impl Into<String>, unit: Unit, ours: f64) -> Self {
        Self { name: name.into(), unit, ours, official: None, floor: None, budget: None, headline: false, note: None }
    }

    pub(crate) fn official(self, official: f64) -> Self {
        Self { official: Some(official), ..self }
    }

    pub(crate) fn floor(self, floor: f64) -> Self {
        Self { floor: Some(floor), ..self }
    }

    pub(crate) fn budget(self, budget: Option<f64>) -> Self {
        Self { budget, ..self }
    }

    pub(crate) fn headline(self) -> Self {
        Self { headline: true, ..self }
    }

    pub(crate) fn note(self, note: impl Into<String>) -> Self {
        Self { note: Some(note.into()), ..self }
    }

    /// By how much it is over its budget.
    pub(crate) fn over(&self) -> Option<f64> {
        self.budget.map(|budget| self.ours - budget).filter(|over| *over > 0.0)
    }

    /// How many times better than the official crate: less of everything, more of what is done in a second.
    pub(crate) fn ratio(&self) -> Option<f64> {
        let (more, less) = match self.unit {
            Unit::PerSecond => (self.ours, self.official?),
            _ => (self.official?, self.ours),
        };
        (less > 0.0).then(|| more / less)
    }

    /// Its cells in a table: name, tinsmith, official, ratio, floor, budget.
    pub(crate) fn cells(&self) -> [String; 6] {
        let none = || "-".to_owned();
        let shown = |figure: Option<f64>| figure.map_or_else(none, |figure| self.unit.shown(figure));
        let ratio = self.ratio().map(|ratio| if ratio < 1.0 { format!("{ratio:.2}x") } else { format!("{ratio:.1}x") });
        let budget = self.budget.map(|budget| {
            let over = self.over().map(|over| format!(": over by {}", self.unit.shown(over)));
            self.unit.shown(budget) + &over.unwrap_or_default()
        });
        [
            self.name.clone(),
            self.unit.shown(self.ours),
            shown(self.official),
            ratio.unwrap_or_else(none),
            shown(self.floor),
            budget.unwrap_or_else(none),
        ]
    }
}

impl Unit {
    /// A figure as a reader wants it: three digits, or all of a count.
    pub(crate) fn shown(self, figure: f64) -> String {
        match self {
            Self::Seconds => scaled(figure, &[("s", 1.0), ("ms", 1e-3), ("us", 1e-6), ("ns", 1e-9)]),
            // Sizes that have a budget in bytes are shown to the byte.
            Self::Bytes if figure < 1e4 => format!("{} B", grouped(figure)),
            Self::Bytes => scaled(figure, &[("MB", 1e6), ("KB", 1e3)]),
            Self::Count => grouped(figure),
            Self::PerSecond => format!("{} /s", grouped(figure)),
            // Adding nothing takes the sign from a zero.
            Self::Percent => format!("{:.1} %", (figure * 10.0).round() / 10.0 + 0.0),
        }
    }
}

/// A count as a figure.
pub(crate) fn count(count: usize) -> f64 {
    u32::try_from(count).unwrap_or(u32::MAX).into()
}

/// Three digits of the figure in the largest unit that it has one of, without zeros at the end of a fraction.
fn scaled(figure: f64, units: &[(&str, f64)]) -> String {
    let unit = units.iter().find(|(_, size)| figure >= *size).or(units.last());
    let (name, size) = unit.copied().unwrap_or(("", 1.0));
    let figure = figure / size;
    let digits = match figure {
        ..10.0 => 2,
        10.0..100.0 => 1,
        _ => 0,
    };
    let text = format!("{figure:.digits$}");
    let text = if digits > 0 { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    format!("{text} {name}")
}

/// A whole number, its digits in groups of three.
fn grouped(figure: f64) -> String {
    let digits = format!("{figure:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_shown_in_readable_units() {
        for (unit, figure, text) in [
            (Unit::Seconds, 3.894e-6, "3.89 us"),
            (Unit::Seconds, 4e-6, "4 us"),
            (Unit::Seconds, 27.94e-6, "27.9 us"),
            (Unit::Seconds, 0.25e-9, "0.25 ns"),
            (Unit::Seconds, 0.0, "0 ns"),
            (Unit::Seconds, 0.1234, "123 ms"),
            (Unit::Seconds, 90.0, "90 s"),
            (Unit::Seconds, 259.4, "259 s"),
            (Unit::Bytes, 8192.0, "8,192 B"),
            (Unit::Bytes, 30_685.0, "30.7 KB"),
            (Unit::Bytes, 4e6, "4 MB"),
            (Unit::Bytes, 10_512_345.0, "10.5 MB"),
            (Unit::Count, 6.0, "6"),
            (Unit::Count, 334.0, "334"),
            (Unit::Count, 33_760.0, "33,760"),
            (Unit::Count, 1_234_567.0, "1,234,567"),
            (Unit::PerSecond, 12_345.6, "12,346 /s"),
            (Unit::Percent, 30.7, "30.7 %"),
            (Unit::Percent, -0.04, "0.0 %"),
            (Unit::Percent, -4.25, "-4.3 %"),
        ] {
            assert_eq!(unit.shown(figure), text);
        }
    }

    #[test]
    fn a_ratio_above_one_is_in_our_favour() {
        let row = |unit, ours, official| Row::new("x", unit, ours).official(official);
        assert_eq!(row(Unit::Seconds, 2.0, 16.0).cells()[3], "8.0x");
        assert_eq!(row(Unit::PerSecond, 16.0, 2.0).cells()[3], "8.0x");
        assert_eq!(row(Unit::Count, 4.0, 3.0).cells()[3], "0.75x");
        assert_eq!(row(Unit::Count, 0.0, 3.0).cells()[3], "-");
        assert_eq!(Row::new("x", Unit::Count, 1.0).cells(), ["x", "1", "-", "-", "-", "-"]);
        let floor = row(Unit::Count, 4.0, 8.0).floor(3.0).cells();
        assert_eq!(floor, ["x", "4", "8", "2.0x", "3", "-"]);
    }

    #[test]
    fn what_is_over_its_budget_says_by_how_much() {
        let row = |ours| Row::new("lines", Unit::Count, ours).budget(Some(6500.0));
        assert_eq!((row(6500.0).over(), row(6500.0).cells()[5].as_str()), (None, "6,500"));
        assert_eq!((row(6612.0).over(), row(6612.0).cells()[5].as_str()), (Some(112.0), "6,500: over by 112"));
        let binary = Row::new("binary", Unit::Bytes, 4_012_000.0).budget(Some(4e6));
        assert_eq!(binary.cells(), ["binary", "4.01 MB", "-", "-", "-", "4 MB: over by 12 KB"]);
    }
}
