//! Where the parameters of endpoint rules come from: settings of the client, traits of operations, members of inputs.

use serde_json::Value;

use super::defaults::is_demanded;
use super::docs;
use super::endpoint::{Kind, Source, source};
use super::names::{CONFIG_METHODS, Scope, module};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ir::{
    Client, ClientParam, Docs, FieldStep, OperationParam, OperationParamValue, ParamText, Presence, Structure,
    TextsStep, Type,
};
use crate::model::traits::{EndpointParamType, ParamPath, PathSegment};
use crate::model::{self, Model};

/// What cannot be compiled.
type Problem = String;

/// Settings of the client (`smithy.rules#clientContextParams`). Those that all clients have are left out.
pub(super) fn settings(model: &Model) -> Vec<ClientParam> {
    let mut scope = Scope::with(&CONFIG_METHODS);
    let params = model.service.traits.client_context_params();
    let own = params.into_iter().filter(|param| matches!(declared(model, param.name), Some(Ok(Source::Context(_)))));
    let setting = |param: model::traits::ClientContextParam<'_>| ClientParam {
        name: param.name.to_owned(),
        method: scope.claim(&module(param.name)),
        switch: param.of == EndpointParamType::Boolean,
        docs: match docs::markdown(param.documentation.unwrap_or_default()) {
            Docs(lines) if lines.is_empty() => {
                Docs(vec![format!("The parameter `{}` of the endpoint rules.", param.name)])
            }
            docs => docs,
        },
    };
    own.map(setting).collect()
}

/// Where the rules say that a parameter comes from; nothing when they have none of this name.
fn declared(model: &Model, name: &str) -> Option<Result<Source, Problem>> {
    model.service.traits.endpoint_rule_set()?.get("parameters")?.get(name).map(source)
}

/// Adds to each operation what it says to the endpoint rules.
pub(super) fn complete(model: &Model, client: &mut Client, diagnostics: &mut Diagnostics) {
    let mut all = Vec::new();
    for operation in &client.operations {
        let mut params = Params { model, client, found: Vec::new() };
        let Some(shape) = model.operation(&operation.name) else { continue };
        let outcome = params.collect(shape, &operation.input);
        if let Err((trait_id, problem)) = outcome {
            let diagnostic = Diagnostic::error(
                shape.id.clone(),
                format!("a parameter of the endpoint rules is not supported: {problem}"),
            );
            diagnostics.push(diagnostic.about_trait(trait_id));
        }
        all.push(params.found);
    }
    for (operation, params) in client.operations.iter_mut().zip(all) {
        operation.endpoint_params = params;
    }
}

/// The parameters of one operation.
struct Params<'a> {
    model: &'a Model,
    client: &'a Client,
    found: Vec<OperationParam>,
}

impl Params<'_> {
    /// In the order of the specification: what is fixed, what a member is bound to, what stands at a path.
    fn collect(&mut self, operation: &model::Operation, input: &Structure) -> Result<(), (&'static str, Problem)> {
        for (name, value) in operation.traits.static_context_params() {
            let fixed = |kind| fixed(value, kind).ok_or_else(|| format!("`{value}` is of another type than `{name}`"));
            self.add(name, fixed).map_err(|problem| ("smithy.rules#staticContextParams", problem))?;
        }
        for member in &self.model.shape(&operation.input).members {
            let Some(name) = member.traits.context_param() else { continue };
            let required = is_demanded(member, self.model.target(member)).then(|| member.name.clone());
            let path = ParamPath(vec![PathSegment::Member(member.name.clone())]);
            let client = self.client;
            self.add(name, |kind| at_path(client, input, &path, kind, required))
                .map_err(|problem| ("smithy.rules#contextParam", problem))?;
        }
        for (name, path) in operation.traits.operation_context_params() {
            let client = self.client;
            self.add(name, |kind| at_path(client, input, &path, kind, None))
                .map_err(|problem| ("smithy.rules#operationContextParams", problem))?;
        }
        Ok(())
    }

    /// Adds a parameter, if the rules ask for it.
    fn add(
        &mut self,
        name: &str,
        value: impl FnOnce(Kind) -> Result<OperationParamValue, Problem>,
    ) -> Result<(), Problem> {
        match declared(self.model, name) {
            // What is wrong with the rules is reported where they are lowered.
            None | Some(Err(_)) => Ok(()),
            Some(Ok(Source::Field(..))) => Err(format!("`{name}` is a setting of every client")),
            Some(Ok(Source::Context(kind))) => {
                self.found.push(OperationParam { name: name.to_owned(), value: value(kind)? });
                Ok(())
            }
        }
    }
}

fn fixed(value: &Value, kind: Kind) -> Option<OperationParamValue> {
    match (value, kind) {
        (Value::String(text), Kind::Text) => Some(OperationParamValue::Text(text.clone())),
        (Value::Bool(value), Kind::Bool) => Some(OperationParamValue::Bool(*value)),
        (Value::Array(texts), Kind::Texts) => {
            let texts = texts.iter().map(|text| text.as_str().map(str::to_owned));
            texts.collect::<Option<_>>().map(OperationParamValue::Texts)
        }
        _ => None,
    }
}

/// The value at a path from the input.
fn at_path(
    client: &Client,
    input: &Structure,
    path: &ParamPath,
    kind: Kind,
    required: Option<String>,
) -> Result<OperationParamValue, Problem> {
    let split = path.0.iter().position(|segment| !matches!(segment, PathSegment::Member(_)));
    let (members, rest) = path.0.split_at_checked(split.unwrap_or(path.0.len())).unwrap_or((&path.0, &[]));
    let (fields, ty) = fields(client, input, members)?;
    match (kind, text(&ty)) {
        (Kind::Bool, _) if ty == Type::Bool && rest.is_empty() => Ok(OperationParamValue::BoolAt(fields)),
        (Kind::Text, Some(text)) if rest.is_empty() => Ok(OperationParamValue::TextAt(fields, text, required)),
        (Kind::Texts, _) => {
            let (steps, text) = texts(client, ty, rest)?;
            Ok(OperationParamValue::TextsAt(fields, steps, text))
        }
        _ => Err("the member that it is bound to is of another type".to_owned()),
    }
}

fn text(ty: &Type) -> Option<ParamText> {
    match ty {
        Type::String => Some(ParamText::String),
        Type::Enum(_) => Some(ParamText::Enum),
        _ => None,
    }
}

/// The way through members of structures, and the type of what stands there.
fn fields(client: &Client, input: &Structure, members: &[PathSegment]) -> Result<(Vec<FieldStep>, Type), Problem> {
    let (first, rest) = members.split_first().ok_or("its path begins with no member")?;
    let (step, mut ty) = field(input, first)?;
    let mut steps = vec![step];
    for member in rest {
        let (step, next) = field(structure(client, &ty)?, member)?;
        steps.push(step);
        ty = next;
    }
    Ok((steps, ty))
}

fn field(structure: &Structure, member: &PathSegment) -> Result<(FieldStep, Type), Problem> {
    let PathSegment::Member(name) = member else {
        return Err("its path is not supported".to_owned());
    };
    let field = structure.field(name).ok_or_else(|| format!("`{}` has no member `{name}`", structure.shape))?;
    let step = FieldStep { field: field.name.clone(), optional: field.presence == Presence::Optional };
    Ok((step, field.ty.clone()))
}

pub(super) fn structure<'c>(client: &'c Client, ty: &Type) -> Result<&'c Structure, Problem> {
    let found = match ty {
        Type::Structure(name) => client.structures.iter().find(|structure| structure.name == *name),
        _ => None,
    };
    found.ok_or_else(|| "its path leads through what is no structure".to_owned())
}

/// The steps from a value to the texts in it.
fn texts(client: &Client, from: Type, path: &[PathSegment]) -> Result<(Vec<TextsStep>, ParamText), Problem> {
    let (mut steps, mut ty) = (Vec::new(), from);
    for (index, segment) in path.iter().enumerate() {
        // What `[]` joins is already one list here: steps go from many values to many.
        let is_joined = index > 0 && *segment == PathSegment::Flatten && !matches!(ty, Type::List(_));
        if !is_joined {
            ty = step(client, ty, segment, &mut steps)?;
        }
    }
    if let Type::List(_) = ty {
        ty = step(client, ty, &PathSegment::Elements, &mut steps)?;
    }
    let text = text(&ty).ok_or("its path leads to what is no text")?;
    if steps.is_empty() { Err("its path leads to what is no list".to_owned()) } else { Ok((steps, text)) }
}

/// A step, and the type of what it leads to.
fn step(client: &Client, ty: Type, segment: &PathSegment, steps: &mut Vec<TextsStep>) -> Result<Type, Problem> {
    let ty = match (segment, ty) {
        (PathSegment::Elements | PathSegment::Flatten, Type::List(element)) => {
            steps.push(TextsStep::Elements);
            *element
        }
        (PathSegment::Values, Type::Map(value)) => {
            steps.push(TextsStep::Values);
            *value
        }
        (PathSegment::Keys, Type::Map(_)) => {
            steps.push(TextsStep::Keys);
            Type::String
        }
        (member @ PathSegment::Member(_), ty) => {
            let (step, ty) = field(structure(client, &ty)?, member)?;
            steps.push(TextsStep::Field(step));
            ty
        }
        (PathSegment::Several(paths), ty) => {
            let of = structure(client, &ty)?;
            let ways: Result<Vec<_>, _> = paths.iter().map(|path| fields(client, of, &path.0)).collect();
            let (ways, types): (Vec<_>, Vec<_>) = ways?.into_iter().unzip();
            steps.push(TextsStep::Several(ways));
            let first = types.first().cloned().ok_or("its path chooses nothing")?;
            types.iter().all(|ty| *ty == first).then_some(first).ok_or("its path chooses values of several types")?
        }
        _ => return Err("its path leads through what is no list or map".to_owned()),
    };
    Ok(match ty {
        Type::Sparse(inner) => {
            steps.push(TextsStep::Present);
            *inner
        }
        ty => ty,
    })
}
