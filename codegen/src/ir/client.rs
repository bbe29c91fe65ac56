//! Questions about a client.

use super::{Client, Ident, Type};

impl Client {
    /// Features of the runtime that some operation needs, sorted.
    pub fn runtime_features(&self) -> Vec<&'static str> {
        let needs =
            |transform| self.operations.iter().any(|operation| operation.handling.transforms.contains(&transform));
        let features = [("gzip", "gzip"), ("content_md5", "md5")];
        features.into_iter().filter(|(transform, _)| needs(transform)).map(|(_, feature)| feature).collect()
    }

    /// Whether there is anything that can be waited for.
    #[must_use]
    pub fn has_waiters(&self) -> bool {
        self.operations.iter().any(|operation| !operation.waiters.is_empty())
    }

    /// Structures, unions and enums of the module `types`: their modules, their names and whether they are deprecated.
    pub fn types(&self) -> impl Iterator<Item = (&Ident, &Ident, bool)> {
        let structures = self.structures.iter().map(|of| (&of.module, &of.name, of.deprecated.is_some()));
        let unions = self.unions.iter().map(|of| (&of.module, &of.name, of.deprecated.is_some()));
        let enums = self.enums.iter().map(|of| (&of.module, &of.name, of.deprecated.is_some()));
        let int_enums = self.int_enums.iter().map(|of| (&of.module, &of.name, of.deprecated.is_some()));
        structures.chain(unions).chain(enums).chain(int_enums)
    }

    /// Whether a type of the module `types` is deprecated.
    #[must_use]
    pub fn is_deprecated(&self, ty: &Type) -> bool {
        let old_type = || self.types().any(|(_, name, old)| old && ty.name() == Some(name));
        let old_error =
            |name: &Ident| self.errors.iter().any(|error| error.name == *name && error.deprecated.is_some());
        if let Type::Error(name) = ty.leaf() { old_error(name) } else { old_type() }
    }

    /// Whether a value of the type is part of anything.
    #[must_use]
    pub fn uses(&self, ty: &Type) -> bool {
        self.values().any(|value| value.leaf() == ty)
    }

    /// The types of all members and variants.
    pub(super) fn values(&self) -> impl Iterator<Item = &Type> {
        let bodies = self.operations.iter().flat_map(|operation| [&operation.input, &operation.output]);
        let structures = bodies.chain(&self.structures).chain(&self.errors);
        let fields = structures.flat_map(|structure| &structure.fields).map(|field| &field.ty);
        let variants = self.unions.iter().flat_map(|union| &union.variants);
        fields.chain(variants.filter_map(|variant| variant.ty.as_ref()))
    }
}
