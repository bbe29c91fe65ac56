//! Traits: that they are known, stand where they may, and have the form that they should.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::kind::Kinds;
use crate::model::suggest::did_you_mean;
use crate::model::trait_table::{self, Places, Status};
use crate::model::traits::{Traits, form::Problems};
use crate::model::{Model, ShapeKind};
use crate::shape_id::ShapeId;

/// What carries a trait.
#[derive(Clone, Copy)]
enum Carrier {
    Shape(Kinds),
    Member { container: ShapeKind, target: ShapeKind },
}

/// Checks the traits of the service, its operations, and all their shapes and members.
pub(super) fn check(model: &Model, problems: &mut Diagnostics) {
    check_all(&model.service.id, &model.service.traits, Carrier::Shape(Kinds::SERVICE), problems);
    for operation in model.operations() {
        check_all(&operation.id, &operation.traits, Carrier::Shape(Kinds::OPERATION), problems);
    }
    for shape in model.shapes() {
        check_all(&shape.id, &shape.traits, Carrier::Shape(shape.kind.set()), problems);
        for member in &shape.members {
            if let Some(target) = model.find(&member.target) {
                let carrier = Carrier::Member { container: shape.kind, target: target.kind };
                check_all(&member.id, &member.traits, carrier, problems);
            }
        }
    }
}

fn check_all(owner: &ShapeId, traits: &Traits, carrier: Carrier, problems: &mut Diagnostics) {
    for (id, value) in traits.iter() {
        match trait_table::find(id).map(|known| &known.status) {
            Some(Status::Implemented(form, places)) => {
                if let Some(problem) = misplaced(owner, id, places, carrier) {
                    problems.push(problem);
                    continue;
                }
                let mut found = Problems::default();
                form.check(value, &mut found);
                for problem in found {
                    let message = format!("{} {}", trait_table::shown(id), problem.message);
                    let diagnostic =
                        Diagnostic { severity: problem.severity, ..Diagnostic::error(owner.clone(), message) };
                    problems.push(diagnostic.about_trait(id).help(problem.hint));
                }
            }
            // What is not supported is reported for the operations that need it.
            Some(Status::Ignored(_) | Status::Unsupported(_)) => {}
            None if trait_table::is_apart(id) => {
                let hint = did_you_mean(id, trait_table::ids());
                let problem = Diagnostic::warning(owner.clone(), format!("unknown trait `{id}`"));
                problems.push(problem.about_trait(id).help(hint));
            }
            None if trait_table::is_misspelt(id) => {
                let hint = did_you_mean(id, trait_table::ids());
                let problem = Diagnostic::error(owner.clone(), format!("unknown trait `{id}`"));
                problems.push(problem.about_trait(id).help(hint));
            }
            // Other traits of Smithy and AWS are reported for the operations that have them. A model's own traits say
            // nothing to a generator that does not know them.
            None => {}
        }
    }
}

fn misplaced(owner: &ShapeId, id: &str, places: &Places, carrier: Carrier) -> Option<Diagnostic> {
    let (fits, place) = match carrier {
        Carrier::Shape(kind) => (places.admit_shape(kind), format!("a shape of type {}", kind.names().join(", "))),
        Carrier::Member { container, target } => (
            places.admit_member(container, target),
            format!("a member of a {container} that targets a shape of type {target}"),
        ),
    };
    let problem = Diagnostic::error(owner.clone(), format!("{} cannot stand on {place}", trait_table::shown(id)));
    (!fits).then(|| problem.about_trait(id).help(where_it_may_stand(places)))
}

fn where_it_may_stand(places: &Places) -> String {
    let mut allowed = Vec::new();
    if places.shapes != Kinds::NONE {
        allowed.push(format!("shapes of type {}", places.shapes.names().join(", ")));
    }
    if places.members_of != Kinds::NONE {
        let mut members = "members".to_owned();
        if places.members_of != Kinds::ANY {
            members = format!("members of a {}", places.members_of.names().join(", "));
        }
        if places.targets != Kinds::ANY {
            let targets = places.targets.names().join(", ");
            let known = places.targets == places.shapes;
            members.push_str(&if known { " that target them".to_owned() } else { format!(" that target {targets}") });
        }
        allowed.push(members);
    }
    format!("it may stand on {}", allowed.join(", or on "))
}
