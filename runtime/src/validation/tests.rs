use std::collections::HashMap;

use super::*;

fn violations(validate: impl FnOnce(&mut Validator<'_>)) -> Vec<String> {
    match check(validate) {
        Ok(()) => Vec::new(),
        Err(error) => error.violations().iter().map(ToString::to_string).collect(),
    }
}

const NAME: Text = Text::ANY.min(2).max(8);

#[test]
fn lengths_count_unicode_scalar_values() {
    let thumbs = Some("👍👍".to_owned());
    assert_eq!(violations(|v| v.optional("name", &thumbs, &NAME)), Vec::<String>::new());
    assert_eq!(
        violations(|v| v.optional("name", &Some("👍".to_owned()), &NAME)),
        [
            "Value with length 1 at '/name' failed to satisfy constraint: Member must have length between 2 and 8, inclusive"
        ]
    );
}

#[test]
fn one_sided_bounds_have_their_own_words() {
    let one = Some("a".to_owned());
    assert_eq!(
        violations(|v| v.optional("a", &one, &Text::ANY.min(2))),
        [
            "Value with length 1 at '/a' failed to satisfy constraint: Member must have length greater than or equal to 2"
        ]
    );
    assert_eq!(
        violations(|v| v.optional("a", &one, &Text::ANY.max(0))),
        ["Value with length 1 at '/a' failed to satisfy constraint: Member must have length less than or equal to 0"]
    );
    assert_eq!(
        violations(|v| v.optional("n", &Some(26), &Number::ANY.min(1).max(25))),
        ["Value at '/n' failed to satisfy constraint: Member must be between 1 and 25, inclusive"]
    );
    assert_eq!(
        violations(|v| v.optional("n", &Some(0.5), &Number::ANY.min(4.4))),
        ["Value at '/n' failed to satisfy constraint: Member must be greater than or equal to 4.4"]
    );
}

#[test]
fn nan_is_in_no_range() {
    assert_eq!(violations(|v| v.optional("n", &Some(f64::NAN), &Number::ANY.min(0.0))).len(), 1);
}

#[test]
fn a_missing_member_is_null() {
    assert_eq!(
        violations(|v| v.required("source", &None::<String>, &NAME)),
        ["Value at '/source' failed to satisfy constraint: Member must not be null"]
    );
}

#[test]
fn elements_keys_and_values_are_checked_at_their_paths() {
    let list = Some(vec!["ok".to_owned(), "x".to_owned()]);
    let map = Some(HashMap::from([("a/b~".to_owned(), "x".to_owned())]));
    let found = violations(|v| {
        v.optional("list", &list, &List::of(&NAME).max(1));
        v.optional("map", &map, &Map::of(Text::ANY.max(2), &NAME));
    });
    let paths: Vec<_> = found.iter().filter_map(|text| text.split('\'').nth(1)).collect();
    assert_eq!(paths, ["/list", "/list/1", "/map", "/map/a~1b~0"]);
}

#[test]
fn violations_of_a_map_are_in_order_of_its_keys() {
    let keys = ["b", "aa", "", "c", "a", "é", "Z"];
    let map = Some(keys.map(|key| (key.to_owned(), "x".to_owned())).into_iter().collect::<HashMap<_, _>>());
    let found = violations(|v| v.optional("map", &map, &Map::of(Text::ANY.min(1), &NAME)));
    let paths: Vec<_> = found.iter().filter_map(|text| text.split('\'').nth(1)).collect();
    assert_eq!(paths, ["/map", "/map/", "/map/Z", "/map/a", "/map/aa", "/map/b", "/map/c", "/map/é"]);
}

#[test]
fn each_entry_of_nested_maps_is_checked_once() {
    /// A tree whose leaves are wrong.
    struct Tree(Option<HashMap<String, Tree>>);

    impl Validate for Tree {
        fn validate(&self, v: &mut Validator<'_>) {
            v.required("m", &self.0, &Map::of(Free, Nested));
        }
    }

    // Twice at each level would be 2 to the power of 64 times, and never end.
    let tree = (0..64).fold(Tree(None), |tree, _| Tree(Some(HashMap::from([("k".to_owned(), tree)]))));
    let path = "/m/k".repeat(64) + "/m";
    assert_eq!(
        violations(|v| tree.validate(v)),
        [format!("Value at '{path}' failed to satisfy constraint: Member must not be null")]
    );
}

#[test]
fn sensitive_keys_are_not_shown() {
    let map = Some(HashMap::from([("secret".to_owned(), "x".to_owned())]));
    let found = violations(|v| v.optional("map", &map, &Map::of(Text::ANY.max(2), &NAME).sensitive_keys()));
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().all(|text| !text.contains("secret")) && found[1].contains("at '/map/**'"), "{found:?}");
}

#[test]
fn repeated_elements_are_found_once() {
    let found = violations(|v| v.optional("list", &Some(vec![1, 2, 1, 1]), &List::of(Free).unique()));
    assert_eq!(found, ["Value at '/list' failed to satisfy constraint: Member must have unique values"]);
}

#[test]
fn a_list_beyond_its_bounds_is_not_searched_for_repetitions() {
    /// Panics when compared.
    #[derive(Debug)]
    struct Opaque;

    impl PartialEq for Opaque {
        fn eq(&self, _: &Self) -> bool {
            panic!("compared");
        }
    }

    let list = Some(vec![Opaque, Opaque, Opaque]);
    let found = violations(|v| v.optional("list", &list, &List::of(Free).max(2).unique()));
    assert_eq!(
        found,
        [
            "Value with length 3 at '/list' failed to satisfy constraint: Member must have length less than or equal to 2"
        ]
    );
}

#[test]
fn a_key_cannot_break_the_line() {
    let map = Some(HashMap::from([("a\r\nERROR\u{1B}[2J".to_owned(), "x".to_owned())]));
    let error = check(|v| v.optional("map", &map, &Map::of(Free, &NAME))).unwrap_err();
    let [violation] = error.violations() else { panic!("{error}") };
    assert_eq!(violation.path(), "/map/a\r\nERROR\u{1B}[2J");
    let at = "at '/map/a  ERROR [2J'";
    assert!(violation.to_string().contains(at) && error.to_string().contains(at), "{error}");
}

#[test]
fn several_violations_are_counted_and_joined() {
    let error = check(|v| {
        v.not_null("a", &None::<String>);
        v.not_null("b", &None::<String>);
    })
    .unwrap_err();
    assert_eq!(
        error.to_string(),
        "2 validation errors detected. Value at '/a' failed to satisfy constraint: Member must not be null; \
         Value at '/b' failed to satisfy constraint: Member must not be null"
    );
}

#[test]
fn big_numbers_are_compared_by_value() {
    let range = BigNumber::ANY.min("1").max("1e20");
    let found = |text: &str| {
        let number: Option<crate::primitives::BigDecimal> = Some(text.parse().unwrap());
        violations(|v| v.optional("n", &number, &range))
    };
    for text in ["1.0", "99999999999999999999.9", "1e20"] {
        assert!(found(text).is_empty(), "{text}");
    }
    let expected = "Value at '/n' failed to satisfy constraint: Member must be between 1 and 1e20, inclusive";
    for text in ["0.999999999999999999999", "-5", "100000000000000000000.1"] {
        assert_eq!(found(text), [expected], "{text}");
    }
}
