//! `@pattern` across crates: what the generator compiles and the runtime matches, beside an ECMA 262 engine that backtracks.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

#[path = "patterns/meaning.rs"]
mod meaning;
#[path = "patterns/random.rs"]
mod random;

use std::collections::BTreeSet;
use std::fs;

use meaning::Meaning;
use random::Random;
use serde_json::Value;
use tinsmith_codegen::pattern::{self as compiled, Automaton, PatternError, compile};
use tinsmith_runtime::validation::{Pattern, Row, on};

/// Patterns that are hard for one reason or another, beyond what the models hold.
const HARD: &[&str] = &[
    // Look-ahead, at the start and elsewhere.
    "^(?!aws:)[a-zA-Z+-=._:/]+$",
    "^(?![aA]{1}[wW]{1}[sS]{1}:)([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+)$",
    "(?=^.{3,63}$)(?!^(\\d+\\.)+\\d+$)(^(([a-z0-9]|[a-z0-9][a-z0-9\\-]*[a-z0-9])\\.)*([a-z0-9]|[a-z0-9][a-z0-9\\-]*[a-z0-9])$)",
    "^(?=.*[a-z])(?=.*[A-Z])(?=.*\\d)(?!.*[@'\\\\\"/])[a-zA-Z0-9\\S]*$",
    "^((25[0-5]|(2[0-4]|1[0-9]|[1-9]|)[0-9])(\\.(?!$)|$)){4}$",
    "^(?:(?!--|a-).)*$",
    "^(((?!-)[A-Za-z0-9-]{0,62}[A-Za-z0-9])\\.)+((?!-)[A-Za-z0-9-]{1,62}[A-Za-z0-9])$",
    "(\\S([\\s\\S]*\\S)?)?(?![\\s\\S]).*",
    // Look-behind, with a look-ahead in it, repeated, at the start.
    "^[0-9A-Za-z\\.\\-_]*(?<!\\.)$",
    "[\\da-z][\\da-z-]{1,48}[\\da-z](?<!-s3alias)(?<!-ext-s3alias)$",
    "(?<=a(?!bc)b?)c",
    "^(?:(?<!a)b|a(?<=ba|^a))*$",
    "(?<!(?<=a)b)c",
    "(?<=^|,)[a-z]+(?=,|$)",
    // Word boundaries, and assertions in odd places.
    "\\bfoo\\b.\\Bbar",
    "^cron\\((\\b[0-5]?[0-9]\\b) (\\b2[0-3]\\b|\\b[0-1]?[0-9]\\b)\\)$",
    "a^b|c$d|(^|x)y($|z)",
    "(?:^|$)?a(?:^|$)*",
    // Counts: long, nested, ambiguous, of several places.
    "^[\\s\\S]{1,10000}$",
    "^[a-z]{0,2048}:[a-z]{3}$",
    "^[a-z0-9][\\.\\-a-z0-9]{1,61}[a-z0-9]$",
    "^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$",
    "^([a-z]{1,3}-){2,5}[a-z]{1,3}$",
    "^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$",
    "^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$",
    "^(?!.*a{5})[ab]{0,40}$",
    "a{3}|b{2,}c{0,2}$",
    "[a-z]{20}$",
    "^(a|aa|aaa){3}(b?){0,5}$",
    "^(?:a{3}|a{0,2}b){2}$",
    // Characters.
    "^[^]$|^[]|^\\x41\\u0042\\u{43}\\cJ\\0?$",
    "^[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\t]*$",
    "^[\\uD83D\\uDE00-\\uD83D\\uDE4F]+$",
    "^[^\\uD800-\\uDFFF]$",
    "^[\\w-.]+@[\\d-x]$",
    "^[--/][+--][^-^\\]\\\\]$",
    "^[\\^-a][\\\\-\\]]$",
    "^\\p{Lu}\\p{Ll}+ \\p{Script=Greek}*[\\p{Nd}\\P{ASCII}]?$",
    "^[^\\p{C}\\p{White_Space}]+$",
    "^[\\p{L}||\\p{M}||\\p{Z}||\\p{S}||\\p{N}||\\p{P}]+$",
    "^\\P{C}*.\\P{C}*$",
    "^(?!\\s+$)[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*",
    "^\\s+\\S+\\W\\D$",
    "^{\\{x{a}}]{1,}$",
    "^a\\-\\_\\:\\/\\c$",
    // Nothing, everything, and too much for a backtracking engine on a long text.
    "",
    "^$",
    "$|^[0-9]*",
    ".*",
    "(?!)",
    "^(a|ab)(c|bcd)*(d*)$",
    "^([a-z]+)*[a-z]+$",
];

#[test]
fn the_models_patterns_agree_with_an_ecma_engine() {
    let patterns = model_patterns();
    for pattern in &patterns {
        compare(pattern, 150);
    }
    if !patterns.is_empty() {
        // A number that falls means that the models are no longer found where they were.
        assert!(patterns.len() >= 88, "{}", patterns.len());
    }
}

#[test]
fn hard_patterns_agree_with_an_ecma_engine() {
    for pattern in HARD {
        compare(pattern, 300);
    }
}

#[test]
fn random_patterns_mean_what_they_say_on_every_short_text() {
    let mut texts = vec![Vec::new()];
    for length in 0..4 {
        let longer: Vec<_> = texts.iter().filter(|text| text.len() == length).cloned().collect();
        texts.extend(
            longer.iter().flat_map(|text: &Vec<char>| ['a', 'b', '-'].map(|c| [text.as_slice(), &[c]].concat())),
        );
    }
    let mut random = Random(7);
    let mut too_large = 0;
    for _ in 0..400 {
        let meaning = Meaning::random(&mut random, 2);
        let source = meaning.to_string();
        let pattern = match compile(&source) {
            Ok(automaton) => runtime(&automaton),
            Err(PatternError::TooLarge { .. }) => {
                too_large += 1;
                continue;
            }
            Err(error) => panic!("{source}: {error}"),
        };
        for text in &texts {
            let expected = (0..=text.len()).any(|from| !meaning.ends(text, from).is_empty());
            assert_eq!(pattern.is_match(&String::from_iter(text)), expected, "{source} on {text:?}");
        }
    }
    assert!(too_large < 10, "{too_large} are too large");
}

#[test]
fn every_character_is_walked_once() {
    let digits = "0".repeat(100_000);
    for source in ["^([0-9]+)+$", "^(?:[0-9]|[0-9][0-9]|0*)*$", "^(?=(0*)*$)(?!.*(0+)+1)[0-9]+$"] {
        let automaton = compile(source).unwrap();
        assert_eq!(automaton.walk(&digits), (true, digits.len() + 1), "{source}");
        let (matched, steps) = automaton.walk(&format!("{digits}x"));
        assert!(!matched && steps <= digits.len() + 2, "{source}: {steps}");
        assert!(runtime(&automaton).is_match(&digits) && !runtime(&automaton).is_match(&format!("{digits}x")));
    }
    // Once it is certain that there is a match, the rest is not looked at.
    assert_eq!(compile("^[a-z]{2,}").unwrap().walk(&"a".repeat(1_000)), (true, 3));
}

/// An expression as the compiler sees it, beside its text.
macro_rules! written {
    ($source:literal, $pattern:expr) => {{
        static PATTERN: Pattern = $pattern;
        ($source, &PATTERN, stringify!($pattern))
    }};
}

#[test]
fn what_is_written_is_rust() {
    let cases = [
        written!(
            "^[a-zA-Z0-9_]{2,}",
            Pattern::new("^[a-zA-Z0-9_]{2,}", &[Row::more(&[on("0-9A-Z_a-z", 1)]).times(2), Row::ACCEPT])
        ),
        written!(
            r"^arn:[^:\\]*:\d{12}$",
            Pattern::new(
                r"^arn:[^:\\]*:\d{12}$",
                &[
                    Row::text("arn:"),
                    Row::more(&[on(":", 1), on(r"^\\", 0)]),
                    Row::more(&[on("0-9", 1)]).times(12),
                    Row::end(&[])
                ]
            )
        ),
        written!(
            "^\"(-*[é\0]){0,9}$",
            Pattern::new(
                "^\"(-*[\u{e9}\0]){0,9}$",
                &[
                    Row::text("\""),
                    Row::end(&[on("-", 1), on("\0\u{e9}", 2)]).part(1, 2).times(9),
                    Row::more(&[on("-", 0), on("\0\u{e9}", 1)]).part(2, 2).times(9),
                    Row::end(&[])
                ]
            )
        ),
    ];
    for (source, pattern, rust) in cases {
        let automaton = compile(source).unwrap();
        let spaceless = |text: &str| text.split_whitespace().collect::<String>();
        assert_eq!(spaceless(&automaton.to_tokens().to_string()), spaceless(rust));
        assert_eq!(pattern.source(), source);
        let mut random = Random(1);
        for _ in 0..200 {
            let text = member(&automaton, 300, &mut random);
            assert_eq!(pattern.is_match(&text), automaton.is_match(&text), "{source} on {text:?}");
        }
    }
}

#[test]
fn general_categories_are_the_same_in_generator_and_runtime() {
    let table = include_str!("../../runtime/src/validation/pattern/unicode.rs");
    let expected = category_table();
    assert!(table.contains(&expected), "put these lines into the table of unicode.rs:\n{expected}");
    for letter in "CLMNPSZ".chars() {
        let automaton = compile(&format!("^\\p{{{letter}}}")).unwrap();
        let pattern = runtime(&automaton);
        let borders = ranges(&automaton).into_iter().flat_map(|(low, high)| [low, high].map(u32::from));
        let around = borders.flat_map(|c| [c.saturating_sub(1), c, c + 1]).filter_map(char::from_u32);
        for c in around.map(String::from) {
            assert_eq!(pattern.is_match(&c), automaton.is_match(&c), "\\p{{{letter}}} and {c:?}");
        }
    }
}

/// The lines of the runtime's table of general categories, from the tables that the generator uses.
fn category_table() -> String {
    let mut borders: Vec<(u32, u32)> = Vec::new();
    for (group, letter) in (0..).zip("CLMNPSZ".chars()) {
        let automaton = compile(&format!("^\\p{{{letter}}}")).unwrap();
        let ranges = ranges(&automaton).into_iter().filter(|(_, high)| !high.is_ascii());
        borders.extend(ranges.map(|(low, _)| (u32::from(low).max(0x80), group)));
    }
    borders.sort_unstable();
    borders.dedup_by_key(|(_, group)| *group);
    let entries: Vec<_> = borders.iter().map(|(first, group)| format!("0x{:06X},", first << 4 | group)).collect();
    entries.chunks(11).map(|line| format!("    {}\n", line.join(" "))).collect()
}

/// Compares on so many texts: half of them lead far into the pattern, the other half is those with a few changes.
fn compare(source: &str, texts: usize) {
    let automaton = compile(source).unwrap_or_else(|error| panic!("{source}: {error}"));
    let pattern = runtime(&automaton);
    let engine = engine(source).unwrap_or_else(|| panic!("{source}: refused by the other engine"));
    let assigned = compile(r"^\P{Cn}*$").unwrap();
    let mut random = Random(source.len() as u64 + 1);
    for _ in 0..texts / 2 {
        let member = member(&automaton, longest(source), &mut random);
        for text in [changed(&member, &automaton, &mut random), member] {
            // The two may know different versions of Unicode.
            if !assigned.is_match(&text) {
                continue;
            }
            let expected = engine.find(&text).is_some();
            assert_eq!(automaton.is_match(&text), expected, "{source} on {text:?}");
            assert_eq!(pattern.is_match(&text), expected, "{source} on {text:?}, at run time");
        }
    }
}

/// A backtracking engine takes exponential time for a repeated repetition.
fn longest(source: &str) -> usize {
    let repeated = ["+)+", "+)*", "*)*", "*)+"].iter().any(|nested| source.contains(nested));
    if repeated { 15 } else { 300 }
}

/// The engine reads a pattern as with the `u` flag; without it, if the pattern has needless escapes and the like that only
/// Annex B allows. That must not change what is compared: without the flag there are no properties.
fn engine(source: &str) -> Option<regress::Regex> {
    let without_flag = || regress::Regex::new(source).ok().filter(|_| !source.contains(r"\p{"));
    regress::Regex::with_flags(source, "u").ok().or_else(without_flag)
}

/// What generated code would hold, made at run time.
fn runtime(automaton: &Automaton) -> Pattern {
    let leak = |text: &str| -> &'static str { text.to_owned().leak() };
    let row = |row: &compiled::Row| match row {
        compiled::Row::Accept => Row::ACCEPT,
        compiled::Row::Text(text) => Row::text(leak(text)),
        compiled::Row::Step { may_end, arms, block } => {
            let arms = arms.iter().map(|arm| on(leak(&arm.set), arm.to)).collect::<Vec<_>>().leak();
            let row = if *may_end { Row::end(arms) } else { Row::more(arms) };
            row.part(block.index + 1, block.size).times(block.copies)
        }
    };
    Pattern::new(leak(&automaton.source), automaton.rows.iter().map(row).collect::<Vec<_>>().leak())
}

/// A walk along the rows that ends where a text may end, or is cut off.
fn member(automaton: &Automaton, longest: usize, random: &mut Random) -> String {
    let most = random.pick(&[10, 70, 300]).min(longest);
    let mut text = String::new();
    let (mut index, mut copy) = (0, 1);
    while text.len() < most {
        match &automaton.rows[index] {
            compiled::Row::Accept => return text + random.pick(&["", "", "a", "-\n", "é:"]),
            compiled::Row::Text(expected) => {
                text.push_str(expected);
                (index, copy) = (index + 1, 1);
            }
            compiled::Row::Step { may_end, arms, block } => {
                if arms.is_empty() || *may_end && random.below(10) == 0 {
                    break;
                }
                let arm = random.pick(arms);
                let (low, high) = random.pick(&arm.ranges);
                let width = (u32::from(high) - u32::from(low) + 1).min(random.pick(&[1, 100, u32::MAX]));
                text.push(char::from_u32(u32::from(low) + random.below(width as usize) as u32).unwrap_or(high));
                (index, copy) = block.go(index, copy, arm.to);
            }
        }
    }
    text
}

/// The same text with one to three characters put in, taken out or replaced by one that some set begins or ends with.
fn changed(text: &str, automaton: &Automaton, random: &mut Random) -> String {
    let ranges = ranges(automaton);
    let mut text: Vec<char> = text.chars().collect();
    for _ in 0..1 + random.below(3) {
        let at = random.below(text.len() + 1);
        let border =
            |c: char, random: &mut Random| char::from_u32((u32::from(c) + random.below(3) as u32).saturating_sub(1));
        let c = match random.below(3) {
            0 => random.pick(&['a', 'Z', '0', '-', '.', ':', ' ', '\n', 'é', '\u{2028}', '\u{FEFF}', '\u{1F600}']),
            _ if ranges.is_empty() => 'x',
            1 => border(random.pick(&ranges).0, random).unwrap_or('x'),
            _ => border(random.pick(&ranges).1, random).unwrap_or('x'),
        };
        match random.below(3) {
            0 if at < text.len() => drop(text.remove(at)),
            1 if at < text.len() => text[at] = c,
            _ => text.insert(at, c),
        }
    }
    text.into_iter().collect()
}

fn ranges(automaton: &Automaton) -> Vec<(char, char)> {
    let arms = automaton.rows.iter().filter_map(|row| match row {
        compiled::Row::Step { arms, .. } => Some(arms),
        _ => None,
    });
    arms.flatten().flat_map(|arm| arm.ranges.clone()).collect()
}

/// Every distinct pattern of the models; says so when there are none.
fn model_patterns() -> BTreeSet<String> {
    let mut patterns = BTreeSet::new();
    for folder in ["models", "conformance"] {
        let Some(folder) = tinsmith_tests::shared(folder, "the patterns of models") else { continue };
        for file in fs::read_dir(folder).unwrap() {
            let model: Value = serde_json::from_slice(&fs::read(file.unwrap().path()).unwrap()).unwrap();
            collect(&model, &mut patterns);
        }
    }
    patterns
}

fn collect(value: &Value, patterns: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, patterns)),
        Value::Object(members) => {
            patterns.extend(members.get("smithy.api#pattern").and_then(Value::as_str).map(str::to_owned));
            members.values().for_each(|member| collect(member, patterns));
        }
        _ => {}
    }
}
