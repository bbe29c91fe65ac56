//! A table of every place in an input that the model constrains, for tests that try values there.
//!
//! What is constrained is taken from the model's traits, not from the constraints that lowering has made of them.

use std::cell::Cell;

use super::defaults::is_demanded;
use super::samples::{LIMIT, Samples};
use crate::ir::{
    Client, ConstrainedInput, ConstrainedInputs, ConstrainedPlace, Field, Ident, Operation, Probe, Step, Structure,
    Type,
};
use crate::model::{Member, Model, Shape};
use crate::shape_id::ShapeId;

/// All operations whose input the model constrains, and those of them that have no valid input that could be made.
pub(crate) fn lower(model: &Model, client: &Client) -> ConstrainedInputs {
    let mut all = ConstrainedInputs::default();
    for operation in &client.operations {
        match input(model, client, operation) {
            Ok(input) => all.inputs.extend(input),
            Err(reason) => all.left_out.push(format!("`{}`: {reason}.", operation.name)),
        }
    }
    all
}

fn input(model: &Model, client: &Client, operation: &Operation) -> Result<Option<ConstrainedInput>, String> {
    let Some(source) = model.operation(&operation.name) else { return Ok(None) };
    let (shape, budget) = (model.shape(&source.input), Cell::new(LIMIT));
    let samples = Samples { model, client, budget: &budget };
    let mut walk = Walk { samples, places: Vec::new(), open: Vec::new() };
    walk.structure(shape, &operation.input, &At::default())?;
    let places = walk.places;
    if places.is_empty() {
        return Ok(None);
    }
    Ok(Some(ConstrainedInput { name: operation.method_name.clone(), valid: samples.input(operation, shape)?, places }))
}

/// Where the walk has come to.
#[derive(Clone, Default)]
struct At {
    /// By the model's member names.
    path: String,
    /// By the sample's values.
    pointer: String,
    steps: Vec<Step>,
}

impl At {
    fn down(&self, path: &str, pointer: &str, steps: impl IntoIterator<Item = Step>) -> Self {
        let escaped = pointer.replace('~', "~0").replace('/', "~1");
        Self {
            path: format!("{}/{path}", self.path),
            pointer: format!("{}/{escaped}", self.pointer),
            steps: self.steps.iter().cloned().chain(steps).collect(),
        }
    }
}

struct Walk<'m> {
    samples: Samples<'m>,
    places: Vec<ConstrainedPlace>,
    /// The structures that the walk is in; none is entered twice.
    open: Vec<&'m ShapeId>,
}

impl<'m> Walk<'m> {
    fn structure(&mut self, shape: &'m Shape, structure: &Structure, at: &At) -> Result<(), String> {
        self.open.push(&shape.id);
        for member in &shape.members {
            let Some(field) = structure.field(&member.name) else { continue };
            let at = at.down(&member.name, &member.name, [Step::Field(field.name.clone())]);
            let optional = is_optional(field);
            self.value(member, &field.ty, optional, &at)?;
        }
        self.open.pop();
        Ok(())
    }

    /// The place itself, then what is below it.
    fn value(&mut self, member: &'m Member, ty: &Type, optional: bool, at: &At) -> Result<(), String> {
        self.samples.spend(1)?;
        let target = self.samples.model.target(member);
        if is_constrained(member, target) {
            let probe = self.probe(ty, target)?;
            self.push(at, probe, optional);
        }
        if self.samples.leads_to(member, &self.open) {
            return Ok(());
        }
        let inside = optional.then_some(Step::Unwrap);
        match ty {
            Type::Structure(_) | Type::Error(_) => match self.samples.find(ty) {
                Some(structure) => self.structure(target, structure, &At { steps: steps(at, inside), ..at.clone() }),
                None => Ok(()),
            },
            Type::Union(name) => self.union(target, name, inside, at),
            Type::List(element) => {
                let [inner] = target.members.as_slice() else { return Ok(()) };
                let at = at.down("member", "0", inside.into_iter().chain([Step::First]));
                self.element(inner, element, &at)
            }
            Type::Map(value) => self.map(target, value, inside, at),
            _ => Ok(()),
        }
    }

    /// The variant that the sample has.
    fn union(&mut self, target: &'m Shape, name: &Ident, inside: Option<Step>, at: &At) -> Result<(), String> {
        let (member, variant) = self.samples.variant(target, name, &self.open)?;
        let Some(ty) = &variant.ty else { return Ok(()) };
        let step = Step::Variant(name.clone(), variant.name.clone());
        let at = at.down(&member.name, &member.name, inside.into_iter().chain([step]));
        self.open.push(&target.id);
        self.value(member, ty, false, &at)?;
        self.open.pop();
        Ok(())
    }

    fn map(&mut self, target: &'m Shape, value: &Type, inside: Option<Step>, at: &At) -> Result<(), String> {
        let [key, inner] = target.members.as_slice() else { return Ok(()) };
        let sample = self.samples.key(key, 0)?;
        if is_constrained(key, self.samples.model.target(key)) {
            let mut place = at.down("key", "", inside.clone());
            place.pointer.clone_from(&at.pointer);
            self.push(&place, Probe::Key(sample.clone()), false);
        }
        let at = at.down("value", &sample, inside.into_iter().chain([Step::Entry(sample.clone())]));
        self.element(inner, value, &at)
    }

    /// An element of a list, or a value of a map.
    fn element(&mut self, member: &'m Member, ty: &Type, at: &At) -> Result<(), String> {
        match ty {
            Type::Sparse(ty) => self.value(member, ty, true, at),
            ty => self.value(member, ty, false, at),
        }
    }

    fn probe(&self, ty: &Type, target: &'m Shape) -> Result<Probe, String> {
        Ok(match (ty, target.members.as_slice()) {
            (Type::String | Type::Enum(_), _) => Probe::Text,
            (Type::Blob, _) => Probe::Blob,
            (Type::Number(_), _) => Probe::Number,
            (Type::List(element), [inner]) => Probe::List(self.samples.element(inner, element)?),
            (Type::Map(value), [_, inner]) => Probe::Map(self.samples.element(inner, value)?),
            _ => Probe::Null,
        })
    }

    fn push(&mut self, at: &At, probe: Probe, optional: bool) {
        let At { path, pointer, steps } = at.clone();
        self.places.push(ConstrainedPlace { path, pointer, steps, probe, optional });
    }
}

fn is_optional(field: &Field) -> bool {
    field.presence == crate::ir::Presence::Optional
}

fn steps(at: &At, more: Option<Step>) -> Vec<Step> {
    at.steps.iter().cloned().chain(more).collect()
}

/// Whether the model constrains a member's value, or demands one of a structure's member.
fn is_constrained(member: &Member, target: &Shape) -> bool {
    let constrains = |traits: &crate::model::Traits| {
        traits.length().is_some() || traits.range().is_some() || traits.pattern().is_some() || traits.unique_items()
    };
    constrains(&member.traits) || constrains(&target.traits) || is_demanded(member, target)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;

    /// The constrained places of an input with these members.
    fn inputs(members: &Json, shapes: &Json) -> ConstrainedInputs {
        let rules = json!([{"type": "error", "conditions": [], "error": "nowhere"}]);
        let mut model = json!({"smithy": "2.0", "shapes": {
            "a#S": {"type": "service", "version": "1", "operations": [{"target": "a#Op"}], "traits": {
                "aws.protocols#restJson1": {},
                "aws.auth#sigv4": {"name": "s"},
                "smithy.rules#endpointRuleSet": {"version": "1.0", "parameters": {}, "rules": rules},
            }},
            "a#Op": {"type": "operation", "input": {"target": "a#In"}, "traits": {
                "smithy.api#http": {"method": "POST", "uri": "/"},
            }},
            "a#In": {"type": "structure", "members": members},
        }});
        model["shapes"].as_object_mut().unwrap().extend(shapes.as_object().unwrap().clone());
        let (model, _) = Model::load(&model.to_string(), &Default::default()).unwrap_or_else(|error| panic!("{error}"));
        let (client, _) = crate::lower(&model).unwrap_or_else(|error| panic!("{error}"));
        lower(&model, &client)
    }

    /// `path pointer steps`, for each constrained place of an input with these members.
    fn places(members: &Json, shapes: &Json) -> Vec<String> {
        let ConstrainedInputs { inputs, left_out } = inputs(members, shapes);
        assert_eq!(left_out, [""; 0]);
        let step = |step: &Step| match step {
            Step::Field(name) => format!(".{}", name.as_str()),
            Step::Unwrap => "?".to_owned(),
            Step::First => "[0]".to_owned(),
            Step::Entry(key) => format!("[{key}]"),
            Step::Variant(_, variant) => format!("<{}>", variant.as_str()),
        };
        let place = |place: &ConstrainedPlace| {
            let steps: String = place.steps.iter().map(step).collect();
            format!("{} {} {steps}{}", place.path, place.pointer, if place.optional { "" } else { "!" })
        };
        inputs.iter().flat_map(|input| &input.places).map(place).collect()
    }

    #[test]
    fn places_are_found_in_lists_maps_and_structures() {
        let length = json!({"smithy.api#length": {"min": 1}});
        let shapes = json!({
            "a#Text": {"type": "string", "traits": length},
            "a#Key": {"type": "string", "traits": {"smithy.api#pattern": "^a/~$"}},
            "a#List": {"type": "list", "member": {"target": "a#Map"}, "traits": {"smithy.api#sparse": {}}},
            "a#Map": {"type": "map", "key": {"target": "a#Key"}, "value": {"target": "a#Inner"}},
            "a#Inner": {"type": "structure", "members": {
                "text": {"target": "a#Text", "traits": {"smithy.api#required": {}}},
                "free": {"target": "smithy.api#String"},
            }},
        });
        assert_eq!(
            places(&json!({"list": {"target": "a#List"}}), &shapes),
            [
                "/list/member/key /list/0 .list?[0]?!",
                "/list/member/value/text /list/0/a~1~0/text .list?[0]?[a/~].text!",
            ]
        );
    }

    #[test]
    fn a_structure_is_not_entered_within_itself() {
        let shapes = json!({
            "a#Node": {"type": "structure", "members": {
                "next": {"target": "a#Node"},
                "all": {"target": "a#Nodes"},
                "text": {"target": "smithy.api#String", "traits": {"smithy.api#length": {"max": 3}}},
            }},
            "a#Nodes": {"type": "list", "member": {"target": "a#Node"}, "traits": {"smithy.api#length": {"max": 2}}},
        });
        assert_eq!(
            places(&json!({"node": {"target": "a#Node"}}), &shapes),
            ["/node/all /node/all .node?.all", "/node/text /node/text .node?.text"]
        );
    }

    #[test]
    fn the_variant_of_the_sample_is_entered() {
        let required = json!({"smithy.api#required": {}});
        let shapes = json!({
            "a#U": {"type": "union", "members": {
                "loop": {"target": "a#U"},
                "node": {"target": "a#Node"},
                "text": {"target": "smithy.api#String", "traits": {"smithy.api#length": {"max": 3}}},
            }},
            "a#Node": {"type": "structure", "members": {
                "next": {"target": "a#U"},
                "text": {"target": "smithy.api#String", "traits": required},
            }},
        });
        assert_eq!(
            places(&json!({"choice": {"target": "a#U", "traits": required}}), &shapes),
            ["/choice /choice .choice", "/choice/node/text /choice/node/text .choice?<Node>.text!"]
        );
    }

    #[test]
    fn an_input_without_a_sample_is_left_out() {
        let list =
            |of: &str| json!({"type": "list", "member": {"target": of}, "traits": {"smithy.api#length": {"min": 30}}});
        let shapes = json!({
            "a#Long": {"type": "string", "traits": {"smithy.api#length": {"min": u64::MAX}}},
            "a#Blob": {"type": "blob", "traits": {"smithy.api#length": {"min": u64::MAX}}},
            "a#None": {"type": "string", "traits": {"smithy.api#pattern": "a^"}},
            "a#L1": list("smithy.api#String"), "a#L2": list("a#L1"), "a#L3": list("a#L2"), "a#L4": list("a#L3"),
        });
        for (target, reason) in [
            ("a#Long", "`Op`: its values come to more than 10000."),
            ("a#Blob", "`Op`: its values come to more than 10000."),
            ("a#L4", "`Op`: its values come to more than 10000."),
            ("a#None", "`Op`: nothing matches the pattern `a^` of `a#In$member`."),
        ] {
            let found = inputs(&json!({"member": {"target": target}}), &shapes);
            assert_eq!((found.inputs.len(), found.left_out), (0, vec![reason.to_owned()]));
        }
    }
}
