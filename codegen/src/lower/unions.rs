//! Unions, and enums over integers.

use super::Lowering;
use super::names::{self, Scope};
use super::shapes::{Role, deprecated, documentation};
use crate::ir::{IntEnum, IntValue, Union, UnionVariant};
use crate::model::{Member, Shape};

impl<'m> Lowering<'m> {
    /// A union of the module `types`.
    pub(super) fn union(&mut self, shape: &'m Shape) -> Option<Union> {
        let names = self.types.get(&shape.id)?.clone();
        let written = self.written.contains(&shape.id);
        let mut scopes = [Scope::default(), Scope::with(&["is_unknown"])];
        let variant = |member| self.union_variant(shape, member, written, &mut scopes);
        let variants = shape.members.iter().filter_map(variant).collect();
        Some(Union {
            name: names.name,
            shape: shape.id.name().to_owned(),
            module: names.module,
            docs: documentation(shape.traits.documentation(), || format!("The union `{}`.", shape.id.name())),
            deprecated: deprecated(&shape.traits),
            variants,
            sensitive: shape.traits.sensitive(),
            written,
            read: self.read.contains(&shape.id),
            validated: written && self.constrained.contains(&shape.id),
        })
    }

    fn union_variant(
        &mut self,
        shape: &'m Shape,
        member: &'m Member,
        written: bool,
        [variants, methods]: &mut [Scope; 2],
    ) -> Option<UnionVariant> {
        let target = self.shape(&member.target);
        let ty = if target.is_unit() { None } else { Some(self.member_type(member)?) };
        let name = variants.claim_type(&names::variant(&member.name));
        Some(UnionVariant {
            as_name: methods.claim(&names::method("as", name.as_str())),
            is_name: methods.claim(&names::method("is", name.as_str())),
            name,
            member: member.name.clone(),
            wire_name: self.json_key(member),
            boxed: ty.is_some() && self.union_circles.lead_back(&shape.id, &target.id),
            ty,
            docs: self.member_docs(member, target, if written { Role::Written } else { Role::Read }),
            deprecated: deprecated(&member.traits),
            sensitive: member.traits.sensitive() || self.is_sensitive(target),
            rule: if written { self.rule(member) } else { None },
        })
    }

    /// The names of an enum over integers.
    pub(super) fn int_enum(&self, shape: &Shape) -> Option<IntEnum> {
        let names = self.types.get(&shape.id)?;
        let mut scope = Scope::default();
        let value = |member: &Member| {
            Some(IntValue {
                name: scope.claim(&names::constant(&member.name)),
                value: member.traits.enum_value()?.as_i64()?.try_into().ok()?,
                docs: documentation(member.traits.documentation(), || format!("`{}`.", member.name)),
                deprecated: deprecated(&member.traits),
            })
        };
        Some(IntEnum {
            name: names.name.clone(),
            module: names.module.clone(),
            docs: documentation(shape.traits.documentation(), || format!("The enum `{}`.", shape.id.name())),
            deprecated: deprecated(&shape.traits),
            values: shape.members.iter().filter_map(value).collect(),
        })
    }
}
