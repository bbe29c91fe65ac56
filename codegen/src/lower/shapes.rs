//! Structures and enums.

use std::collections::BTreeSet;

use super::defaults::is_demanded;
use super::{Lowering, TypeNames, docs, names};
use crate::ir::{Binding, Check, Deprecated, Docs, Field, Message, Presence, StringEnum, Structure, Type, Variant};
use crate::model::traits::{ErrorKind, Traits};
use crate::model::{Member, Shape, ShapeKind};
use crate::shape_id::ShapeId;
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
        let error = shape.traits.error().is_some();
        if error {
            self.bind_response(shape, &mut fields);
            complete_error(&mut fields);
        }
        // That an operation can fail with an error does not make it a value.
        let read = self.read.contains(&shape.id) && (!error || self.is_value(&shape.id));
        Some(Structure {
            message: message(&fields),
            fields,
            written,
            read,
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
            message: Message::Field,
            status: status(&shape.traits),
        }
    }

    /// Whether any member has values of the shape.
    fn is_value(&self, id: &ShapeId) -> bool {
        self.model.shapes().flat_map(|shape| &shape.members).any(|member| member.target == *id)
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
        // A stream cannot be looked at before it is sent.
        let rule = if role == Role::Read || self.is_stream(target) { None } else { self.rule(member) };
        let required = is_demanded(member, target);
        let check = match (&presence, rule) {
            _ if role == Role::Read => None,
            (Presence::Optional, Some(rule)) if required => Some(Check::Required(rule)),
            (Presence::Optional, None) if required => Some(Check::NotNull),
            (Presence::Optional, Some(rule)) => Some(Check::Optional(rule)),
            (_, Some(rule)) => Some(Check::Always(rule)),
            (_, None) => None,
        };
        let wire_name = self.json_key(member);
        let spelt = shape.traits.error().is_some() && wire_name.eq_ignore_ascii_case("message");
        Some(Field {
            name: scope.claim(&bare),
            setter: scope.claim(&names::setter(&bare)),
            member: member.name.clone(),
            is_message: spelt && ty == Type::String,
            wire_name,
            boxed: self.structure_circles.lead_back(&shape.id, &target.id),
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
    pub(super) fn json_key(&self, member: &Member) -> String {
        let renamed = member.traits.json_name().filter(|_| self.model.service.protocol.has_http_bindings());
        renamed.unwrap_or(&member.name).to_owned()
    }

    /// The member's documentation, else its target's, and what the model demands of a value that is sent.
    pub(super) fn member_docs(&self, member: &Member, target: &Shape, role: Role) -> Docs {
        let text = member.traits.documentation().or_else(|| target.traits.documentation());
        let mut docs = documentation(text, || format!("The member `{}`.", member.name));
        if let Some(names) = self.types.get(&target.id).filter(|_| target.kind == ShapeKind::IntEnum) {
            docs.0.push(String::new());
            docs.0.push(format!("[`{0}`](crate::types::{0}) has names for its values.", names.name.as_str()));
        }
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
    pub(super) fn is_sensitive(&self, shape: &Shape) -> bool {
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
            sensitive: shape.traits.sensitive(),
            variants: shape.members.iter().filter_map(variant).collect(),
        })
    }
}

/// What an error may show.
fn message(fields: &[Field]) -> Message {
    if fields.iter().any(|field| is_spelt_message(field) && field.sensitive) {
        return Message::Nothing;
    }
    let is_text = |field: &Field| field.name.as_str() == "message" && field.ty == Type::String;
    if fields.iter().any(is_text) { Message::Field } else { Message::Words }
}

/// Whether the runtime takes the field's text for the service's words.
fn is_spelt_message(field: &Field) -> bool {
    ["message", "errormessage"].contains(&field.wire_name.to_ascii_lowercase().as_str())
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
        sensitive: message(fields) == Message::Nothing,
        is_message: true,
        check: None,
        binding: Binding::Body,
    });
}

/// The model's documentation, or something to say when it has none: `missing_docs` holds for generated code too.
pub(super) fn documentation(text: Option<&str>, otherwise: impl Fn() -> String) -> Docs {
    let docs = docs::markdown(text.unwrap_or_default());
    if docs.0.is_empty() { Docs(vec![otherwise()]) } else { docs }
}

/// The status of an error, by default that of its kind.
fn status(traits: &Traits) -> u16 {
    let default = if traits.error() == Some(ErrorKind::Server) { 500 } else { 400 };
    traits.http_error().unwrap_or(default)
}

pub(super) fn deprecated(traits: &Traits) -> Option<Deprecated> {
    traits.deprecated().map(|deprecated| Deprecated { note: deprecated.message })
}
