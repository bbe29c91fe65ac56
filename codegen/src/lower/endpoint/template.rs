//! Texts of endpoint rules with `{Name}` and `{Name#attribute}` in them, in which `{{` and `}}` are braces.

use serde_json::Value;

use super::Problem;
use super::expression::{Kind, Names};
use super::functions::attribute;
use crate::ir::{Expr, Template, TemplatePart};

impl Names {
    /// A text, or an expression that gives one.
    pub(super) fn template(&mut self, value: Option<&Value>) -> Result<Template, Problem> {
        let text = match value {
            Some(Value::String(text)) => text,
            Some(value) => return Ok(Template(vec![TemplatePart::Expr(self.of_kind(value, Kind::Text)?)])),
            None => return Err("a text is missing".to_owned()),
        };
        let unpaired = || format!("`{text}` has a brace without its other half");
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut rest = text.as_str();
        while let Some(index) = rest.find(['{', '}']) {
            let (before, after) = rest.split_at(index);
            literal.push_str(before);
            if let Some(brace) = ["{", "}"].iter().find(|brace| after.starts_with(&brace.repeat(2))) {
                literal.push_str(brace);
                rest = after.get(2..).unwrap_or_default();
                continue;
            }
            let (inner, after) = after.strip_prefix('{').and_then(|a| a.split_once('}')).ok_or_else(unpaired)?;
            if !literal.is_empty() {
                parts.push(TemplatePart::Literal(std::mem::take(&mut literal)));
            }
            parts.extend(flat(self.inserted(inner)?));
            rest = after;
        }
        literal.push_str(rest);
        if !literal.is_empty() || parts.is_empty() {
            parts.push(TemplatePart::Literal(literal));
        }
        Ok(Template(parts))
    }

    /// What stands between braces.
    fn inserted(&mut self, text: &str) -> Result<Expr, Problem> {
        let (name, path) = text.split_once('#').map_or((text, None), |(name, path)| (name, Some(path)));
        let value = self.reference(name)?;
        let value = path.map_or(Ok(value.clone()), |path| attribute(value, path))?;
        if value.kind != Kind::Text {
            return Err(format!("`{text}` is no {}", Kind::Text.name()));
        }
        self.present(value).ok_or_else(|| format!("`{text}` is used where it may be missing"))
    }
}

/// The parts of a text within a text.
fn flat(expr: Expr) -> Vec<TemplatePart> {
    match expr {
        Expr::Text(Template(parts)) => parts,
        expr => vec![TemplatePart::Expr(expr)],
    }
}
