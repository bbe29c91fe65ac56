//! Where the parameters of endpoint rules come from, besides those that all services have.

use super::{Docs, Ident};

/// A setting of the client that is a parameter of the endpoint rules.
#[derive(Clone, Debug)]
pub struct ClientParam {
    /// `ForcePathStyle`: what the rules call it.
    pub name: String,
    /// `force_path_style`.
    pub method: Ident,
    /// Whether it is a switch; else it is a text.
    pub switch: bool,
    /// What it is for.
    pub docs: Docs,
}

/// A parameter of the endpoint rules that an operation gives.
#[derive(Clone, Debug)]
pub struct OperationParam {
    /// `Bucket`: what the rules call it.
    pub name: String,
    /// Its value.
    pub value: OperationParamValue,
}

/// The value of an [`OperationParam`].
#[derive(Clone, Debug)]
pub enum OperationParamValue {
    /// This text.
    Text(String),
    /// This boolean.
    Bool(bool),
    /// These texts.
    Texts(Vec<String>),
    /// The boolean that stands there in the input.
    BoolAt(Vec<FieldStep>),
    /// The text that stands there in the input. With the name of a member, it must be there.
    TextAt(Vec<FieldStep>, ParamText, Option<String>),
    /// The texts in what stands there in the input.
    TextsAt(Vec<FieldStep>, Vec<TextsStep>, ParamText),
}

/// What holds a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamText {
    /// A string.
    String,
    /// An enum.
    Enum,
}

/// A step to a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldStep {
    /// The field.
    pub field: Ident,
    /// Whether it is an `Option`.
    pub optional: bool,
}

/// A step from values to others, of which there may be more or fewer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextsStep {
    /// To the elements of each list.
    Elements,
    /// To the values of each map.
    Values,
    /// To the keys of each map.
    Keys,
    /// To what is there of optional values.
    Present,
    /// To a field of each.
    Field(FieldStep),
    /// To what stands at these ways from each.
    Several(Vec<Vec<FieldStep>>),
}
