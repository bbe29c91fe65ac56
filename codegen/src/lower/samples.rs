//! Values that satisfy every constraint, for tests.

use std::cell::Cell;

use crate::ir::{
    Client, Home, Ident, MemberValue, Number, Operation, Presence, Structure, StructureValue, Timestamp, Type,
    UnionValue, UnionVariant, Value,
};
use crate::model::traits::Length;
use crate::model::{Member, Model, Shape, ShapeKind};
use crate::shape_id::ShapeId;

/// Why there is no sample.
type Problem = String;

/// As many values and characters as the tests of one operation may come to.
pub(super) const LIMIT: usize = 10_000;

/// Makes samples of a model's shapes.
#[derive(Clone, Copy)]
pub(super) struct Samples<'m> {
    pub(super) model: &'m Model,
    pub(super) client: &'m Client,
    /// What is left of [`LIMIT`].
    pub(super) budget: &'m Cell<usize>,
}

impl<'m> Samples<'m> {
    /// The input of an operation, with every member set but those that lead back to where they are.
    pub(super) fn input(self, operation: &Operation, shape: &'m Shape) -> Result<StructureValue, Problem> {
        let home = Home::Operation(operation.method_name.clone());
        let value = self.structure(shape, &operation.input, home, &mut Vec::new())?;
        Ok(StructureValue { checked: true, ..value })
    }

    /// Takes so many values or characters off the budget, however large a minimum the model asks for.
    pub(super) fn spend(self, count: usize) -> Result<(), Problem> {
        let left = self.budget.get().checked_sub(count);
        self.budget.set(left.ok_or_else(|| format!("its values come to more than {LIMIT}"))?);
        Ok(())
    }

    /// The structure that a type names.
    pub(super) fn find(self, ty: &Type) -> Option<&'m Structure> {
        let name = ty.name()?;
        let structures = if matches!(ty, Type::Error(_)) { &self.client.errors } else { &self.client.structures };
        structures.iter().find(|structure| structure.name == *name)
    }

    /// The variant that the sample of a union has: the first that does not lead back to where it is.
    pub(super) fn variant(
        self,
        shape: &'m Shape,
        name: &Ident,
        open: &[&'m ShapeId],
    ) -> Result<(&'m Member, &'m UnionVariant), Problem> {
        let variants = self.client.unions.iter().filter(|union| union.name == *name).flat_map(|union| &union.variants);
        let open: Vec<_> = open.iter().copied().chain([&shape.id]).collect();
        let mut known = variants.filter_map(|variant| Some((shape.member(&variant.member)?, variant)));
        let found = known.find(|(member, _)| !self.leads_to(member, &open));
        found.ok_or_else(|| format!("every member of `{}` leads back to it", shape.id))
    }

    fn structure(
        self,
        shape: &'m Shape,
        structure: &Structure,
        home: Home,
        open: &mut Vec<&'m ShapeId>,
    ) -> Result<StructureValue, Problem> {
        open.push(&shape.id);
        let mut members = Vec::new();
        for (member, field) in shape.members.iter().filter_map(|member| Some((member, structure.field(&member.name)?)))
        {
            let leads_back = self.leads_to(member, open);
            if leads_back && field.presence == Presence::Required {
                return Err(format!("`{}` leads back to where it is", member.id));
            }
            if !leads_back {
                let value = self.value(member, &field.ty, 0, open)?;
                members.push(MemberValue { name: field.name.clone(), setter: field.setter.clone(), value });
            }
        }
        open.pop();
        Ok(StructureValue { home, name: structure.name.clone(), members, checked: structure.has_required() })
    }

    /// Whether a member holds one of these structures, itself or in lists and maps.
    pub(super) fn leads_to(self, member: &'m Member, open: &[&'m ShapeId]) -> bool {
        let target = self.model.target(member);
        open.contains(&&target.id)
            || (matches!(target.kind, ShapeKind::List | ShapeKind::Map)
                && target.members.iter().any(|inner| self.leads_to(inner, open)))
    }

    /// A sample of an element by itself.
    pub(super) fn element(self, member: &'m Member, ty: &Type) -> Result<Value, Problem> {
        self.value(member, ty, 0, &mut Vec::new())
    }

    /// A value of a member; `longer` is how much longer it is than need be, so that samples differ.
    fn value(
        self,
        member: &'m Member,
        ty: &Type,
        longer: usize,
        open: &mut Vec<&'m ShapeId>,
    ) -> Result<Value, Problem> {
        let target = self.model.target(member);
        let length = member.traits.length().or_else(|| target.traits.length());
        let count = minimum(length.as_ref()).max(1);
        self.spend(1)?;
        Ok(match ty {
            Type::Bool => Value::Bool(false),
            Type::Number(name) => {
                let text = number(member, target);
                let number = Number::parse(name, &text).ok_or_else(|| format!("`{text}` is no {name}"))?;
                Value::Number(number)
            }
            Type::BigInteger | Type::BigDecimal => Value::Number(Number::Digits(number(member, target))),
            Type::Document => Value::Document("{}".to_owned()),
            Type::String => Value::String(self.text(member, longer)?),
            Type::Enum(name) => {
                let first = self.client.enums.iter().find(|string_enum| string_enum.name == *name);
                let first =
                    first.and_then(|string_enum| string_enum.variants.first()).ok_or("an enum without values")?;
                Value::Variant(name.clone(), first.name.clone())
            }
            Type::Blob => {
                self.spend(count)?;
                Value::Blob("a".repeat(count))
            }
            Type::ByteStream => Value::Stream("a".to_owned()),
            Type::DateTime(_) => Value::DateTime(Timestamp { secs: 0, nanos: 0 }),
            Type::Structure(_) | Type::Error(_) => {
                let structure = self.find(ty).ok_or_else(|| format!("`{}` is no structure", target.id))?;
                let home = if matches!(ty, Type::Error(_)) { Home::Errors } else { Home::Types };
                Value::Structure(self.structure(target, structure, home, open)?)
            }
            Type::Union(name) => Value::Union(self.union(target, name, longer, open)?),
            Type::List(element) => {
                let [inner] = target.members.as_slice() else { return Err(format!("`{}` is no list", target.id)) };
                let longer = |index| if target.traits.unique_items() { index } else { 0 };
                let elements: Result<_, _> =
                    (0..count).map(|index| self.value(inner, element, longer(index), open)).collect();
                Value::List(elements?)
            }
            Type::Map(value) => {
                let [key, inner] = target.members.as_slice() else { return Err(format!("`{}` is no map", target.id)) };
                let entry = |index| Ok::<_, Problem>((self.key(key, index)?, self.value(inner, value, 0, open)?));
                let entries: Result<_, _> = (0..count).map(entry).collect();
                Value::Map(entries?)
            }
            Type::Sparse(inner) => Value::Optional(Some(Box::new(self.value(member, inner, longer, open)?))),
        })
    }

    fn union(
        self,
        shape: &'m Shape,
        name: &Ident,
        longer: usize,
        open: &mut Vec<&'m ShapeId>,
    ) -> Result<UnionValue, Problem> {
        let (member, variant) = self.variant(shape, name, open)?;
        open.push(&shape.id);
        let value = variant.ty.as_ref().map(|ty| self.value(member, ty, longer, open)).transpose()?;
        open.pop();
        let value = value.map(Box::new);
        Ok(UnionValue { name: name.clone(), variant: variant.name.clone(), value, boxed: variant.boxed })
    }

    /// The key of a map's entry, longer with each entry.
    pub(super) fn key(self, member: &'m Member, index: usize) -> Result<String, Problem> {
        self.text(member, index)
    }

    fn text(self, member: &Member, longer: usize) -> Result<String, Problem> {
        let target = self.model.target(member);
        let length = member.traits.length().or_else(|| target.traits.length());
        let min = minimum(length.as_ref()).max(1).saturating_add(longer);
        let max = length.and_then(|length| usize::try_from(length.max?).ok()).unwrap_or(usize::MAX);
        self.spend(min)?;
        let Some(source) = member.traits.pattern().or_else(|| target.traits.pattern()) else {
            return Ok("a".repeat(min));
        };
        // A pattern that cannot be compiled is not enforced either.
        let compiled = self.model.patterns.compile(source);
        let Ok(automaton) = compiled.as_ref() else { return Ok("a".repeat(min)) };
        let example = automaton.example(min, max).or_else(|| automaton.example(0, max));
        example.ok_or_else(|| format!("nothing matches the pattern `{source}` of `{}`", member.id))
    }
}

/// The least length; one beyond all limits when it has more digits than a length can have.
fn minimum(length: Option<&Length>) -> usize {
    length.and_then(|length| length.min).map_or(0, |min| usize::try_from(min).unwrap_or(usize::MAX))
}

/// A number in range: 0 if possible.
fn number(member: &Member, target: &Shape) -> String {
    let range = member.traits.range().or_else(|| target.traits.range());
    let bound = |bound: Option<String>| Some((bound.as_ref()?.parse::<f64>().ok()?, bound?));
    let (min, max) = range.map_or((None, None), |range| (bound(range.min), bound(range.max)));
    match (min, max) {
        (Some((value, text)), _) if value > 0.0 => text,
        (_, Some((value, text))) if value < 0.0 => text,
        _ => "0".to_owned(),
    }
}
