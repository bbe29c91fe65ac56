//! The tests that a model carries, and the values in them, in Rust's terms.

use super::{Docs, Endpoint, Ident, Number, Timestamp};

/// The tests of one service.
#[derive(Clone, Debug, Default)]
pub struct ModelTests {
    /// `smithy.test#httpRequestTests` and `httpResponseTests`, in order of operation, those of errors last.
    pub protocol: Vec<Test<ProtocolTest>>,
    /// `smithy.test#httpMalformedRequestTests` about constraints.
    pub validation: Vec<Test<ValidationTest>>,
    /// `smithy.rules#endpointTests`: what the rules give for parameters.
    pub endpoint: Vec<Test<EndpointTest>>,
    /// `smithy.rules#endpointTests`: what they give for a call (`operationInputs`).
    pub endpoint_calls: Vec<Test<EndpointCall>>,
}

/// A test function.
#[derive(Clone, Debug)]
pub struct Test<T> {
    /// `signer_tag_resource_request`.
    pub name: Ident,
    /// What is tested.
    pub docs: Docs,
    /// The test, or why it cannot be run.
    pub body: Result<T, String>,
}

/// A protocol test.
#[derive(Clone, Debug)]
pub enum ProtocolTest {
    /// What a request must look like.
    Request(StructureValue, Box<ExpectedRequest>),
    /// What an operation must read from a response.
    Output(OperationTypes, Response, ExpectedOutput),
    /// Which error an operation must read from a response.
    Error(OperationTypes, Response, ExpectedError),
}

/// What a request must look like; what is empty or `None` is not looked at.
#[derive(Clone, Debug, Default)]
pub struct ExpectedRequest {
    /// `POST`.
    pub method: String,
    /// The percent-encoded path.
    pub path: String,
    /// The host of the service's endpoint.
    pub host: Option<String>,
    /// The host with its prefix.
    pub resolved_host: Option<String>,
    /// `name=value`, percent-encoded.
    pub query: Vec<String>,
    /// Names of query parameters.
    pub forbidden_query: Vec<String>,
    /// Names of query parameters.
    pub required_query: Vec<String>,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// Names of headers.
    pub forbidden_headers: Vec<String>,
    /// Names of headers.
    pub required_headers: Vec<String>,
    /// The body.
    pub body: Option<Body>,
}

/// A body and how it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// By what it says.
    Json(String),
    /// Byte for byte.
    Text(String),
}

/// A response that a service might give.
#[derive(Clone, Debug, Default)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

/// The types that stand for an operation.
#[derive(Clone, Debug)]
pub struct OperationTypes {
    /// `tag_resource`.
    pub module: Ident,
    /// `TagResourceInput`.
    pub input: Ident,
    /// `TagResourceError`.
    pub error: Ident,
}

/// An output as it must be read.
#[derive(Clone, Debug)]
pub struct ExpectedOutput {
    /// Its members.
    pub value: StructureValue,
    /// Where one field is a stream, which and the others: they are compared one by one.
    pub stream: Option<(Ident, Vec<Ident>)>,
}

/// An error as it must be read.
#[derive(Clone, Debug)]
pub struct ExpectedError {
    /// The code that users see, where the test says so.
    pub code: Option<String>,
    /// The variant of the operation's error.
    pub variant: Ident,
    /// Its members.
    pub value: StructureValue,
    /// The fields to compare: all but those that are no members.
    pub fields: Vec<Ident>,
}

/// What validation must say of an input.
#[derive(Clone, Debug)]
pub struct ValidationTest {
    /// The input.
    pub input: StructureValue,
    /// The words.
    pub message: String,
}

/// A test of the endpoint rules.
#[derive(Clone, Debug)]
pub struct EndpointTest {
    /// Fields of the runtime's `EndpointParams`; the others are unset.
    pub fields: Vec<(Ident, EndpointParam)>,
    /// Parameters that the service has besides.
    pub operation: Vec<(String, EndpointParam)>,
    /// Whether the error is of a time when the partition lacked something.
    pub older_partitions: bool,
    /// The endpoint, of literals, or the words of an error.
    pub expected: Result<Endpoint, String>,
}

/// A call whose endpoint is tested.
#[derive(Clone, Debug)]
pub struct EndpointCall {
    /// The input.
    pub input: StructureValue,
    /// Settings of the client.
    pub settings: Vec<CallSetting>,
    /// The endpoint, of literals, or the words of an error.
    pub expected: Result<Endpoint, String>,
}

/// A setting of the client in a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallSetting {
    /// The region.
    Region(String),
    /// A custom endpoint.
    EndpointUrl(String),
    /// A switch of the runtime's `config::Builder`.
    Switch(Ident),
    /// The account of the credentials.
    Account(String),
    /// A variant of `AccountIdEndpointMode`.
    AccountMode(Ident),
    /// A parameter of the service's own rules.
    Param(String, EndpointParam),
}

/// A value for a parameter of the endpoint rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EndpointParam {
    /// A string.
    Text(String),
    /// A boolean.
    Bool(bool),
    /// A list of strings.
    Texts(Vec<String>),
}

/// The inputs of all operations that have constrained places.
#[derive(Clone, Debug, Default)]
pub struct ConstrainedInputs {
    /// In order of the operations' names.
    pub inputs: Vec<ConstrainedInput>,
    /// Operations that have no sample, and why.
    pub left_out: Vec<String>,
}

/// An input, and every place in it that the model constrains.
#[derive(Clone, Debug)]
pub struct ConstrainedInput {
    /// `tag_resource`.
    pub name: Ident,
    /// An input that violates nothing, with as much as possible set.
    pub valid: StructureValue,
    /// Its constrained places, in the order of the model.
    pub places: Vec<ConstrainedPlace>,
}

/// A place that is constrained.
#[derive(Clone, Debug)]
pub struct ConstrainedPlace {
    /// By the model's member names: `/tags/value`.
    pub path: String,
    /// Where violations are reported in the valid input: `/tags/a`, or `/tags` when the key is what is tried.
    pub pointer: String,
    /// The way from the input to the place.
    pub steps: Vec<Step>,
    /// How a value is put there.
    pub probe: Probe,
    /// Whether the place is an `Option`.
    pub optional: bool,
}

/// A step into a value.
#[derive(Clone, Debug)]
pub enum Step {
    /// To a field.
    Field(Ident),
    /// Into an `Option` that is set.
    Unwrap,
    /// To the first element of a list.
    First,
    /// To a map's value at this key.
    Entry(String),
    /// To the value of a union's variant.
    Variant(Ident, Ident),
}

/// How a value to try is put into a place.
#[derive(Clone, Debug)]
pub enum Probe {
    /// As a string.
    Text,
    /// As a blob.
    Blob,
    /// As a number.
    Number,
    /// As a list of so many of this element.
    List(Value),
    /// As a map with this value at each key.
    Map(Value),
    /// As another key in place of this one.
    Key(String),
    /// Not at all: all that can be tried is to leave it out.
    Null,
}

/// A value of the model's types.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A boolean.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(String),
    /// The text of a blob.
    Blob(String),
    /// The text of a stream.
    Stream(String),
    /// A timestamp.
    DateTime(Timestamp),
    /// A document, as JSON.
    Document(String),
    /// A union.
    Union(UnionValue),
    /// A value of an enum that the model names: the type and the variant.
    Variant(Ident, Ident),
    /// Any other value of an enum.
    Unknown(Ident, String),
    /// A structure.
    Structure(StructureValue),
    /// A list.
    List(Vec<Value>),
    /// A map.
    Map(Vec<(String, Value)>),
    /// An element of a sparse list or map.
    Optional(Option<Box<Value>>),
}

/// A union with a value.
#[derive(Clone, Debug, PartialEq)]
pub struct UnionValue {
    /// The Rust type.
    pub name: Ident,
    /// The variant.
    pub variant: Ident,
    /// Its value, if it has any.
    pub value: Option<Box<Value>>,
    /// Whether the value is boxed.
    pub boxed: bool,
}

/// A structure, as its builder makes it.
#[derive(Clone, Debug, PartialEq)]
pub struct StructureValue {
    /// Where the type is.
    pub home: Home,
    /// The Rust type.
    pub name: Ident,
    /// The members that are set.
    pub members: Vec<MemberValue>,
    /// Whether `build` gives a `Result`.
    pub checked: bool,
}

/// Where the type of a structure is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Home {
    /// In the module of an operation: an input or output.
    Operation(Ident),
    /// In the module `types`.
    Types,
    /// In the module `types::error`.
    Errors,
}

/// A member that is set.
#[derive(Clone, Debug, PartialEq)]
pub struct MemberValue {
    /// The builder's method that sets a single value, or appends to a list or map.
    pub name: Ident,
    /// The builder's method that sets an `Option`.
    pub setter: Ident,
    /// The value.
    pub value: Value,
}

impl Value {
    /// Whether there is a NaN in it, so that it does not even equal itself.
    #[must_use]
    pub fn has_nan(&self) -> bool {
        match self {
            Self::Number(number) => number.is_nan(),
            Self::Structure(structure) => structure.has_nan(),
            Self::Union(union) => union.value.as_ref().is_some_and(|value| value.has_nan()),
            Self::List(elements) => elements.iter().any(Self::has_nan),
            Self::Map(entries) => entries.iter().any(|(_, value)| value.has_nan()),
            Self::Optional(value) => value.as_ref().is_some_and(|value| value.has_nan()),
            _ => false,
        }
    }
}

impl StructureValue {
    /// Whether there is a NaN in it, so that it does not even equal itself.
    #[must_use]
    pub fn has_nan(&self) -> bool {
        self.members.iter().any(|member| member.value.has_nan())
    }
}
