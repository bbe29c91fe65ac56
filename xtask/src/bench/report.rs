//! Results as tables: the README's, and a page of everything.

use std::fs;
use std::path::Path;

use super::figure::Row;
use super::results::{Measured, Results};
use crate::Failure;

const START: &str = "<!-- bench -->";
const END: &str = "<!-- /bench -->";

/// The README's table: what has a budget, what a call takes, and how many are made in a second.
pub(crate) fn summary(results: &Results) -> String {
    let rows = results.sections.iter().flat_map(|measured| &measured.rows);
    let mut text = table(rows.filter(|row| row.headline || row.budget.is_some()));
    text.push_str(&format!("\n{}\n", environments(results)));
    for left_out in results.sections.iter().flat_map(|measured| &measured.left_out) {
        text.push_str(&format!("\nNot measured: {left_out}.\n"));
    }
    text
}

/// Where the figures come from: said once unless sections differ.
fn environments(results: &Results) -> String {
    let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
    for Measured { section, environment, .. } in &results.sections {
        let described = environment.described();
        match groups.iter_mut().find(|(other, _)| *other == described) {
            Some((_, sections)) => sections.push(section.name()),
            None => groups.push((described, vec![section.name()])),
        }
    }
    let one = groups.len() == 1;
    let group = |(described, sections): &(String, Vec<&str>)| {
        if one { described.clone() } else { format!("{described} ({})", sections.join(", ")) }
    };
    format!("Measured on {}.", groups.iter().map(group).collect::<Vec<_>>().join("; on "))
}

/// Everything, section by section.
pub(crate) fn page(results: &Results) -> String {
    let mut text = "\
# Results

Written by `cargo xtask bench`; how each figure is come by is in the README of `tests/bench`. A ratio above 1 is in favour of
tinsmith: less of everything, but more calls per second. The floor is what remains with neither client. 1 KB is 1,000 bytes.
"
    .to_owned();
    for measured in &results.sections {
        let Measured { section, environment, rows, left_out } = measured;
        text.push_str(&format!("\n## {}\n\n{}", section.title(), table(rows)));
        let notes = rows.iter().filter_map(|row| row.note.as_ref().map(|note| format!("- {}: {note}\n", row.name)));
        let left_out = left_out.iter().map(|left_out| format!("- not measured: {left_out}\n"));
        let notes: String = notes.chain(left_out).collect();
        if !notes.is_empty() {
            text.push_str(&format!("\n{notes}"));
        }
        let rounds = match environment.rounds {
            1 => "measured once".to_owned(),
            rounds => format!("medians of {rounds} rounds"),
        };
        text.push_str(&format!("\n{}; {rounds}.\n", environment.described()));
    }
    text
}

fn table<'a>(rows: impl IntoIterator<Item = &'a Row>) -> String {
    let mut text = "| | tinsmith | official | ratio | floor | budget |\n|---|---:|---:|---:|---:|---:|\n".to_owned();
    for row in rows {
        text.push_str(&format!("| {} |\n", row.cells().join(" | ")));
    }
    text
}

/// Puts the table between the README's two marks.
pub(crate) fn write_readme(path: &Path, results: &Results) -> Result<(), Failure> {
    let text = crate::codegen::read(path)?;
    let text = replaced(&text, &summary(results)).ok_or_else(|| {
        format!("error: {} has no lines `{START}` and `{END}` to put the table between", path.display())
    })?;
    fs::write(path, text).map_err(|error| format!("error: cannot write {}: {error}", path.display()))
}

/// The text with another table between its marks.
fn replaced(text: &str, table: &str) -> Option<String> {
    let (before, rest) = text.split_once(START)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{START}\n{table}{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::figure::Unit;
    use crate::bench::results::Environment;
    use crate::bench::section::Section;
    use crate::codegen::root;

    fn results() -> Results {
        let environment = |rustc: &str, rounds| Environment {
            cpu: Some("A CPU".to_owned()),
            cores: 2,
            system: "linux x86_64".to_owned(),
            rustc: rustc.to_owned(),
            official: "1.120.0".to_owned(),
            rounds,
        };
        let calls = vec![
            Row::new("time", Unit::Seconds, 4.5e-6).official(3e-5).budget(Some(4e-6)),
            Row::new("calls", Unit::PerSecond, 2000.0).official(1000.0).headline(),
            Row::new("validation", Unit::Percent, 5.0).note("within the noise"),
        ];
        let size = vec![Row::new("files", Unit::Count, 56.0).official(242.0).budget(Some(60.0))];
        let measured = |section, environment, rows, left_out| Measured { section, environment, rows, left_out };
        Results {
            sections: vec![
                measured(
                    Section::Calls,
                    environment("rustc 2", 5),
                    calls,
                    vec!["instructions: no valgrind".to_owned()],
                ),
                measured(Section::Size, environment("rustc 2", 1), size, Vec::new()),
            ],
        }
    }

    #[test]
    fn the_summary_shows_headlines_budgets_and_what_is_missing() {
        let expected = "\
| | tinsmith | official | ratio | floor | budget |
|---|---:|---:|---:|---:|---:|
| time | 4.5 us | 30 us | 6.7x | - | 4 us: over by 500 ns |
| calls | 2,000 /s | 1,000 /s | 2.0x | - | - |
| files | 56 | 242 | 4.3x | - | 60 |

Measured on 2 cores of A CPU, linux x86_64, rustc 2, aws-sdk-signer 1.120.0.

Not measured: instructions: no valgrind.
";
        assert_eq!(summary(&results()), expected);
    }

    #[test]
    fn sections_of_several_environments_are_told_apart() {
        let mut results = results();
        results.sections[1].environment.rustc = "rustc 3".to_owned();
        let text = "Measured on 2 cores of A CPU, linux x86_64, rustc 2, aws-sdk-signer 1.120.0 (calls); \
                    on 2 cores of A CPU, linux x86_64, rustc 3, aws-sdk-signer 1.120.0 (size).";
        assert_eq!(environments(&results), text);
    }

    #[test]
    fn the_page_shows_everything() {
        let page = page(&results());
        for text in [
            "## Work of a call, the transport stubbed\n\n| | tinsmith |",
            "| validation | 5.0 % | - | - | - | - |\n",
            "\n\n- validation: within the noise\n- not measured: instructions: no valgrind\n\n2 cores of A CPU, ",
            "; medians of 5 rounds.\n\n## Size\n",
            "; measured once.\n",
        ] {
            assert!(page.contains(text), "`{text}` is not in:\n{page}");
        }
    }

    #[test]
    fn the_table_is_put_between_the_marks() {
        let text = "a\n<!-- bench -->\nold\n<!-- /bench -->\nb\n";
        let new = replaced(text, "new\n").unwrap();
        assert_eq!(new, "a\n<!-- bench -->\nnew\n<!-- /bench -->\nb\n");
        assert_eq!(replaced(&new, "new\n").unwrap(), new);
        assert_eq!(replaced("a\n<!-- bench -->\n", "new\n"), None);
    }

    /// Nobody edits a figure by hand.
    #[test]
    fn what_is_shown_is_what_is_recorded() {
        let read = |path: &str| fs::read_to_string(root().join(path)).unwrap();
        let recorded = Results::read(&root().join("tests/bench")).unwrap();
        let readme = read("README.md");
        let shown = [
            ("tests/bench/results.md", read("tests/bench/results.md") == page(&recorded)),
            ("README.md", replaced(&readme, &summary(&recorded)).as_ref() == Some(&readme)),
        ];
        for (file, is_recorded) in shown {
            assert!(
                is_recorded,
                "{file} differs from tests/bench/results.json: undo what was edited by hand (`git diff {file}`), or, after a change \
                 of how figures are shown, run `cargo xtask bench --record --only sigv4`, the quickest section"
            );
        }
    }
}
