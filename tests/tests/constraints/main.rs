//! Every constraint of a model, tried at its limits.
//!
//! Two sides that know nothing of each other: the places and traits are read from the model file here (`model`), and the
//! generated table (`signer`) puts values into typed inputs and says what validation reports (`row`). What it should
//! report is worked out from the traits, patterns by an independent engine for ECMA 262 (`expected`).

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod candidates;
mod expected;
mod model;
mod peer;
mod row;
mod signer;

use std::collections::BTreeSet;
use std::path::Path;

use expected::{Expectation, Pattern};
use model::Place;
use row::{Probe, Row};

#[test]
fn signer() {
    let tried = check("signer-2017-08-25.json", &signer::rows());
    assert_eq!(tried.places, 56, "{tried:?}");
}

/// What has been tried.
#[derive(Debug, Default)]
struct Tried {
    places: usize,
    accepted: usize,
    refused: usize,
}

/// Tries every constraint of a model of this workspace.
fn check(model: &str, rows: &[Row]) -> Tried {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../model").join(model);
    let places = model::places(&std::fs::read_to_string(path).unwrap());
    let in_model: BTreeSet<_> = places.iter().map(Place::name).collect();
    let in_table: BTreeSet<_> = rows.iter().map(Row::name).collect();
    assert_eq!(in_model, in_table, "the places of the model and those of the table");
    assert_eq!((in_model.len(), in_table.len()), (places.len(), rows.len()), "no place stands there twice");
    let mut tried = Tried { places: places.len(), ..Tried::default() };
    for place in &places {
        let row = rows.iter().find(|row| row.name() == place.name()).unwrap();
        assert_eq!(row.valid(), Vec::<String>::new(), "{}: the valid input", place.name());
        check_place(place, row, &mut tried);
    }
    tried
}

fn check_place(place: &Place, row: &Row, tried: &mut Tried) {
    let expectation = Expectation::of(place);
    let (mut accepted, mut refused) = (0, 0);
    for probe in probes(place, row, &expectation) {
        let expected = expectation.violations(&probe, row.pointer());
        assert_eq!(row.violations(&probe), expected, "{} with {probe:?}", place.name());
        *if expected.is_empty() { &mut accepted } else { &mut refused } += 1;
    }
    // Patterns such as `.*` refuse nothing, and a place that is only required takes whatever its type holds.
    let open = place.traits.length.is_none() && expectation.pattern.as_ref().is_some_and(Pattern::is_universal);
    if place.traits.has_bounds() && !open {
        assert!(accepted > 0 && refused > 0, "{}: {accepted} accepted, {refused} refused", place.name());
    }
    if let Some(pattern) = &expectation.pattern {
        let (members, others) = pattern.tried();
        assert!(members > 0 && (others > 0 || pattern.is_universal()), "{}: {members}, {others}", place.name());
    }
    tried.accepted += accepted;
    tried.refused += refused;
}

/// The values to try in a place.
fn probes(place: &Place, row: &Row, expectation: &Expectation) -> Vec<Probe> {
    let mut probes: Vec<Probe> = (place.required && !row.is_present()).then_some(Probe::Nothing).into_iter().collect();
    let traits = &place.traits;
    match place.kind.as_str() {
        "string" | "enum" if traits.length.is_some() || traits.pattern.is_some() => {
            probes.extend(candidates::texts(traits).into_iter().map(Probe::Text));
        }
        "blob" => probes.extend(traits.around_length().into_iter().map(Probe::Bytes)),
        "list" => probes.extend(traits.around_length().into_iter().map(Probe::Elements)),
        "map" => {
            let keys = |count: usize| candidates::keys(count, expectation);
            probes.extend(traits.around_length().into_iter().map(|count| Probe::Entries(keys(count))));
        }
        _ => probes.extend(traits.around_range().into_iter().map(Probe::Number)),
    }
    probes
}
