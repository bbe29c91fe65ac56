//! The constrained places of a model, read from its JSON file without the generator's help.

use serde_json::{Map, Value};

/// A place in the input of an operation that the model constrains.
#[derive(Debug)]
pub(crate) struct Place {
    operation: String,
    /// By member names: `/tags/value`.
    path: String,
    /// The shape's type: `string`.
    pub(crate) kind: String,
    /// Whether nothing is refused.
    pub(crate) required: bool,
    pub(crate) traits: Constraints,
    /// What holds for the keys of a map.
    pub(crate) keys: Constraints,
}

/// The constraint traits of a member, over those of its target.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Constraints {
    pub(crate) length: Option<Bounds>,
    pub(crate) range: Option<Bounds>,
    pub(crate) pattern: Option<String>,
    pub(crate) unique: bool,
}

/// Inclusive bounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bounds {
    pub(crate) min: Option<i64>,
    pub(crate) max: Option<i64>,
}

/// All constrained places of all inputs.
pub(crate) fn places(json: &str) -> Vec<Place> {
    let model: Value = serde_json::from_str(json).unwrap();
    let shapes = model["shapes"].as_object().unwrap();
    assert!(shapes.values().all(|shape| shape.get("mixins").is_none()), "mixins are not read here");
    let mut places = Vec::new();
    for (id, shape) in shapes.iter().filter(|(_, shape)| shape["type"] == "operation") {
        let operation = id.split_once('#').unwrap().1;
        let mut walk = Walk { shapes, operation, open: Vec::new(), places: &mut places };
        if let Some(input) = shape["input"]["target"].as_str() {
            walk.shape(input, "");
        }
    }
    places
}

struct Walk<'m> {
    shapes: &'m Map<String, Value>,
    operation: &'m str,
    /// The structures that the walk is in; none is entered twice.
    open: Vec<String>,
    places: &'m mut Vec<Place>,
}

impl Walk<'_> {
    /// What is below a shape.
    fn shape(&mut self, id: &str, path: &str) {
        let Some(shape) = self.shapes.get(id) else { return };
        match shape["type"].as_str().unwrap() {
            "structure" if !self.open.iter().any(|open| open == id) => {
                self.open.push(id.to_owned());
                for (name, member) in shape["members"].as_object().unwrap() {
                    self.member(member, &format!("{path}/{name}"));
                }
                self.open.pop();
            }
            "list" => self.member(&shape["member"], &format!("{path}/member")),
            "map" => {
                self.member(&shape["key"], &format!("{path}/key"));
                self.member(&shape["value"], &format!("{path}/value"));
            }
            other => assert_ne!(other, "union", "{id}: unions are not read here"),
        }
    }

    fn member(&mut self, member: &Value, path: &str) {
        let target = member["target"].as_str().unwrap();
        let shape = self.shapes.get(target);
        let traits = Constraints::of(member, shape);
        let required = member["traits"].get("smithy.api#required").is_some();
        if required || traits != Constraints::default() {
            let key = shape.and_then(|shape| shape.get("key"));
            let keys = key.map(|key| Constraints::of(key, self.shapes.get(key["target"].as_str().unwrap())));
            self.places.push(Place {
                operation: self.operation.to_owned(),
                path: path.to_owned(),
                kind: shape.map_or("", |shape| shape["type"].as_str().unwrap()).to_owned(),
                required,
                traits,
                keys: keys.unwrap_or_default(),
            });
        }
        self.shape(target, path);
    }
}

impl Place {
    /// `TagResource/tags/key`.
    pub(crate) fn name(&self) -> String {
        format!("{}{}", self.operation, self.path)
    }
}

impl Constraints {
    fn of(member: &Value, target: Option<&Value>) -> Self {
        let find = |id: &str| member["traits"].get(id).or_else(|| target?["traits"].get(id));
        let bound = |bound: &Value| bound.as_i64().or_else(|| Some(bound.as_f64()? as i64));
        let bounds =
            |id: &str| find(id).map(|bounds| Bounds { min: bound(&bounds["min"]), max: bound(&bounds["max"]) });
        Self {
            length: bounds("smithy.api#length"),
            range: bounds("smithy.api#range"),
            pattern: find("smithy.api#pattern").map(|pattern| pattern.as_str().unwrap().to_owned()),
            unique: find("smithy.api#uniqueItems").is_some(),
        }
    }

    /// Lengths at the limits and one beyond.
    pub(crate) fn around_length(&self) -> Vec<usize> {
        around(self.length).into_iter().filter_map(|length| usize::try_from(length).ok()).collect()
    }

    /// Numbers at the limits and one beyond.
    pub(crate) fn around_range(&self) -> Vec<i64> {
        around(self.range)
    }

    /// Whether some values satisfy length, range and pattern and others do not.
    pub(crate) fn has_bounds(&self) -> bool {
        let length = self.length.is_some_and(|length| length.min.unwrap_or(0) > 0 || length.max.is_some());
        length || self.range.is_some() || self.pattern.is_some()
    }
}

fn around(bounds: Option<Bounds>) -> Vec<i64> {
    let bounds = bounds.into_iter().flat_map(|bounds| [bounds.min, bounds.max]).flatten();
    let mut values: Vec<i64> = bounds.flat_map(|bound| [bound - 1, bound, bound + 1]).collect();
    values.sort_unstable();
    values.dedup();
    values
}
