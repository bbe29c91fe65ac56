//! Structures and enums.

use std::collections::BTreeSet;

use super::defaults::is_demanded;
use super::{Lowering, TypeNames, docs, graph, names};
use crate::ir::{Binding, Check, Deprecated, Docs, Field, Presence, StringEnum, Structure, Type, Variant};
use crate::model::traits::Traits;
use crate::model::{Member, Shape, ShapeKind};
use names::Scope;

/// What a structure is made for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The input of an operation.
    Input,
    /// A structure in the module `types` that can be part of a request.
    Written,
    /// The output of an operation, or a structure that is part of responses only: constraints do not hold for it.
    Read,
}

impl<'m> Lowering<'m> {
    /// A structure of the module `types`.
    pub(super) fn type_structure(&mut self, shape: &'m Shape) -> Option<Structure> {
        let names = self.types.get(&shape.id)?.clone();
        let written = self.written.contains(&shape.id);
        let mut fields = self.fields(shape, if written { Role::Written } else { Role::Read });
        if shape.traits.error().is_some() {
            self.bind_response(shape, &mut fields);
            complete_error(&mut fields);
        }
        Some(Structure {
            fields,
            written,
            read: self.read.contains(&shape.id),
            validated: written && self.constrained.contains(&shape.id),
            ..self.empty_structure(shape, names)
        })
    }

    /// A structure without fields.
    pub(super) fn empty_structure(&self, shape: &Shape, names: TypeNames) -> Structure {
        Structure {
            name: names.name,
            shape: shape.id.name().to_owned(),
            module: names.module,
            builder: names.builder,
            docs: documentation(shape.traits.documentation(), || format!("The structure `{}`.", shape.id.name())),
            deprecated: deprecated(&shape.traits),
            fields: Vec::new(),
            written: false,
            read: false,
            validated: false,
        }
    }

    pub(super) fn fields(&mut self, shape: &'m Shape, role: Role) -> Vec<Field> {
        let mut scope = Scope::default();
        shape.members.iter().filter_map(|member| self.field(shape, member, role, &mut scope)).collect()
    }

    fn field(&mut self, shape: &'m Shape, member: &'m Member, role: Role, scope: &mut Scope) -> Option<Field> {
        let ty = self.member_type(member)?;
        let target = self.shape(&member.target);
        let presence = self.presence(member, role == Role::Input);
        let bare = names::member(&member.name);
        let rule = if role == Role::Read { None } else { self.rule(member) };
        let required = is_demanded(member, target);
        let check = match (&presence, rule) {
            _ if role == Role::Read => None,
            (Presence::Optional, Some(rule)) if required => Some(Check::Required(rule)),
            (Presence::Optional, None) if required => Some(Check::NotNull),
            (Presence::Optional, Some(rule)) => Some(Check::Optional(rule)),
            (_, Some(rule)) => Some(Check::Always(rule)),
            (_, None) => None,
        };
        Some(Field {
            name: scope.claim(&bare),
            setter: scope.claim(&names::setter(&bare)),
            member: member.name.clone(),
            wire_name: self.json_key(member),
            boxed: graph::holds_inline(self.model, &target.id, &shape.id),
            docs: self.member_docs(member, target, role),
            deprecated: deprecated(&member.traits),
            sensitive: shape.traits.sensitive() || member.traits.sensitive() || self.is_sensitive(target),
            binding: Binding::Body,
            required,
            ty,
            presence,
            check,
        })
    }

    /// The member's name in JSON. awsJson knows no `@jsonName`.
    fn json_key(&self, member: &Member) -> String {
        let renamed = member.traits.json_name().filter(|_| self.model.service.protocol.has_http_bindings());
        renamed.unwrap_or(&member.name).to_owned()
    }

    /// The member's documentation, else its target's, and what the model demands of a value that is sent.
    fn member_docs(&self, member: &Member, target: &Shape, role: Role) -> Docs {
        let text = member.traits.documentation().or_else(|| target.traits.documentation());
        let mut docs = documentation(text, || format!("The member `{}`.", member.name));
        if role == Role::Read {
            return docs;
        }
        let demands = docs::demands(self.model, member, role == Role::Input);
        if !demands.is_empty() && docs::ends_in_block(&docs) {
            docs.0.push(String::new());
        }
        docs.0.extend(demands);
        docs
    }

    /// Whether the shape, or what a list or map of it holds, is marked `smithy.api#sensitive`.
    fn is_sensitive(&self, shape: &Shape) -> bool {
        let mut seen = BTreeSet::new();
        let mut open = vec![shape.id.clone()];
        while let Some(shape) = open.pop().map(|id| self.shape(&id)) {
            if shape.traits.sensitive() {
                return true;
            }
            let container = matches!(shape.kind, ShapeKind::List | ShapeKind::Map);
            if container && seen.insert(shape.id.clone()) {
                open.extend(shape.members.iter().map(|member| member.target.clone()));
            }
        }
        false
    }

    /// An enum over strings.
    pub(super) fn string_enum(&self, shape: &Shape) -> Option<StringEnum> {
        let names = self.types.get(&shape.id)?;
        let mut scope = Scope::default();
        let variant = |member: &Member| {
            let value = member.traits.enum_value()?.as_str()?;
            Some(Variant {
                name: scope.claim_type(&names::variant(&member.name)),
                value: value.to_owned(),
                docs: documentation(member.traits.documentation(), || format!("{}.", docs::code(value))),
                deprecated: deprecated(&member.traits),
            })
        };
        Some(StringEnum {
            name: names.name.clone(),
            module: names.module.clone(),
            docs: documentation(shape.traits.documentation(), || format!("The enum `{}`.", shape.id.name())),
            deprecated: deprecated(&shape.traits),
            variants: shape.members.iter().filter_map(variant).collect(),
        })
    }
}

/// Every error has a message, as in the official SDK: services send one whether or not the model says so.
fn complete_error(fields: &mut Vec<Field>) {
    if fields.iter().any(|field| field.name.as_str() == "message") {
        return;
    }
    let mut scope = Scope::default();
    fields.iter().for_each(|field| scope.reserve(field.setter.as_str()));
    fields.push(Field {
        name: scope.claim("message"),
        setter: scope.claim(&names::setter("message")),
        member: "message".to_owned(),
        wire_name: "message".to_owned(),
        ty: Type::String,
        presence: Presence::Optional,
        required: false,
        boxed: false,
        docs: docs::markdown("What went wrong, in the service's words."),
        deprecated: None,
        sensitive: false,
        check: None,
        binding: Binding::Body,
    });
}

/// The model's documentation, or something to say when it has none: `missing_docs` holds for generated code too.
pub(super) fn documentation(text: Option<&str>, otherwise: impl Fn() -> String) -> Docs {
    let docs = docs::markdown(text.unwrap_or_default());
    if docs.0.is_empty() { Docs(vec![otherwise()]) } else { docs }
}

pub(super) fn deprecated(traits: &Traits) -> Option<Deprecated> {
    traits.deprecated().map(|deprecated| Deprecated { note: deprecated.message })
}
