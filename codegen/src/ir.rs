//! The intermediate representation: a service in Rust's terms. Emitters see nothing else.
//!
//! Every name is already a Rust name, every type a Rust type, every default and constraint resolved. Lowering
//! (`lower`) decides; emitters (`emit`) print.

mod client;
mod constraint;
mod endpoint;
mod endpoint_params;
mod lints;
mod model_tests;
mod number;
mod pagination;
mod query;
mod types;
mod union;
mod waiter;

use std::collections::BTreeMap;

pub use crate::timestamp::Timestamp;
pub use constraint::{Check, Constraint, ConstraintKind, Rule};
pub use endpoint::{
    AuthSetting, Condition, Endpoint, EndpointAuthScheme, EndpointProperty, EndpointRule, EndpointRules,
    EndpointSource, EndpointThen, Expr, Function, Template, TemplatePart,
};
pub use endpoint_params::{ClientParam, FieldStep, OperationParam, OperationParamValue, ParamText, TextsStep};
pub use model_tests::{
    Body, CallSetting, ConstrainedInput, ConstrainedInputs, ConstrainedPlace, EndpointCall, EndpointParam,
    EndpointTest, ExpectedError, ExpectedOutput, ExpectedRequest, Home, MemberValue, ModelTests, OperationTypes, Probe,
    ProtocolTest, Response, Step, StructureValue, Test, UnionValue, ValidationTest, Value,
};
pub use number::Number;
pub use pagination::Pagination;
pub use query::{Element, FieldForm, ListForm, Nulls, Query, QueryOp, QueryType};
pub use types::{TimestampFormat, Type};
pub use union::{IntEnum, IntValue, Union, UnionVariant};
pub use waiter::{Acceptor, Matcher, Waiter, WaiterState};

/// A Rust identifier: escaped when it is a keyword, unique in its scope.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ident(pub(crate) String);

impl Ident {
    /// The identifier as it stands in Rust source.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The identifier without the `r#` of keywords: for file names and longer names made of it.
    #[must_use]
    pub fn bare(&self) -> &str {
        self.0.strip_prefix("r#").unwrap_or(&self.0)
    }
}

/// Everything that one client crate is made of.
#[derive(Clone, Debug)]
pub struct Client {
    /// The service.
    pub service: Service,
    /// In order of name.
    pub operations: Vec<Operation>,
    /// Structures of the `types` module, in order of name.
    pub structures: Vec<Structure>,
    /// Unions, in order of name.
    pub unions: Vec<Union>,
    /// Enums over strings, in order of name.
    pub enums: Vec<StringEnum>,
    /// Enums over integers, in order of name.
    pub int_enums: Vec<IntEnum>,
    /// Error structures, in order of name.
    pub errors: Vec<Structure>,
    /// Constraints that inputs are checked against, by name, each before those that refer to it.
    pub constraints: BTreeMap<Ident, Constraint>,
    /// Where its endpoints are.
    pub endpoint: EndpointSource,
    /// Settings of the client that decide on its endpoints, in the order of the model.
    pub endpoint_settings: Vec<ClientParam>,
    /// The tests that the model carries.
    pub tests: ModelTests,
}

/// Facts of the service.
#[derive(Clone, Debug, Default)]
pub struct Service {
    /// `WallabyService`: the name of its shape.
    pub name: String,
    /// `signer`: what the crate and its folder are named after.
    pub module: String,
    /// `AWS Signer`.
    pub title: String,
    /// The title, as part of documentation.
    pub title_docs: String,
    /// `signer`.
    pub sdk_id: String,
    /// `signer`, in the scope of signatures.
    pub signing_name: String,
    /// `2017-08-25`.
    pub api_version: String,
    /// What its clients speak.
    pub protocol: Protocol,
    /// Headers of every request, names in lowercase.
    pub headers: Vec<(String, String)>,
    /// The names of the errors that pass by themselves, each with whether it says that the client asks too often.
    pub retryable: Vec<(String, bool)>,
    /// The service's documentation.
    pub docs: Docs,
    /// Operations that there is no code for, in order of name, each with the reason.
    pub left_out: Vec<LeftOut>,
}

impl Service {
    /// Whether nothing distinguishes the service's requests and errors from those of others that speak restJson1.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.protocol == Protocol::RestJson1 && self.headers.is_empty()
    }
}

/// A protocol.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Protocol {
    /// restJson1: the runtime's default.
    #[default]
    RestJson1,
    /// awsJson.
    AwsJson {
        /// The constructor of the runtime's `AwsJson`: `v1_0`, `v1_1`.
        version: &'static str,
        /// `TrentService`: the service as its requests name it.
        service: String,
        /// Whether the service has error codes of awsQuery besides.
        query_compatible: bool,
    },
}

/// An operation that there is no code for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// `SubscribeToShard`.
    pub name: String,
    /// Why.
    pub reason: String,
    /// Both, as an item of a list.
    pub docs: Docs,
}

/// Documentation: Markdown, a line each, without leading space.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Docs(pub Vec<String>);

impl Docs {
    /// The first paragraph, or everything when there is code in it.
    #[must_use]
    pub fn summary(&self) -> Self {
        let paragraph: Vec<String> = self.0.iter().take_while(|line| !line.is_empty()).cloned().collect();
        let has_code =
            paragraph.iter().any(|line| ["```", "~~~"].iter().any(|fence| line.trim_start().starts_with(fence)));
        if has_code { self.clone() } else { Self(paragraph) }
    }
}

/// `smithy.api#deprecated`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deprecated {
    /// What to use instead.
    pub note: Option<String>,
}

/// An operation: a file.
#[derive(Clone, Debug)]
pub struct Operation {
    /// `StartSigningJob`, as in the model.
    pub name: String,
    /// `StartSigningJob`, as a prefix of Rust types.
    pub prefix: Ident,
    /// `start_signing_job`: module and method.
    pub method_name: Ident,
    /// `POST`.
    pub http_method: String,
    /// `/signing-jobs/{jobId}`.
    pub uri: String,
    /// `data-`.
    pub host_prefix: Option<String>,
    /// The auth schemes that it can be called with, the most wanted first.
    pub auth: Vec<Auth>,
    /// What is done to its requests and responses besides.
    pub handling: Handling,
    /// Documentation.
    pub docs: Docs,
    /// Whether it is deprecated.
    pub deprecated: Option<Deprecated>,
    /// `StartSigningJobInput`; every field is optional, since validation reports what is missing.
    pub input: Structure,
    /// `StartSigningJobOutput`.
    pub output: Structure,
    /// Error structures, in order of name.
    pub errors: Vec<ErrorRef>,
    /// The field to fill with a UUID.
    pub idempotency_token: Option<Ident>,
    /// The fields that fill the labels of the host prefix, in its order.
    pub host_labels: Vec<Ident>,
    /// The fields of the input that go elsewhere than into the JSON body, in the order in which they are written: labels as
    /// in the URI, headers that give way before those that win, the body last.
    pub request: Vec<Ident>,
    /// Whether there is a JSON body, be it an empty object.
    pub json_body: bool,
    /// What it says to the endpoint rules, what counts more first.
    pub endpoint_params: Vec<OperationParam>,
    /// How its list is spread over pages, if it is.
    pub pagination: Option<Pagination>,
    /// What it can be called for until it has come, in order of name.
    pub waiters: Vec<Waiter>,
}

/// What is done to requests and responses as a whole, whatever their members.
#[derive(Clone, Debug, Default)]
pub struct Handling {
    /// Whether the body is left out of the signature.
    pub unsigned_payload: bool,
    /// Whether the endpoint has to be asked for before the call.
    pub discovered_endpoint: bool,
    /// Functions of the runtime that encoded requests go through, in this order.
    pub transforms: Vec<&'static str>,
    /// The field that holds the endpoint of a call.
    pub endpoint: Option<Ident>,
    /// The field with which a caller chooses the algorithm of a checksum, which no binding sends.
    pub checksum_choice: Option<Ident>,
    /// Variants of the runtime's `ChecksumAlgorithm` that responses are checked by, the most wanted first.
    pub response_checksums: Vec<Ident>,
}

/// How a caller shows who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Auth {
    /// A signature.
    SigV4,
    /// A token in a header.
    Bearer,
    /// Not at all.
    None,
}

/// An error that an operation can give.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ErrorRef {
    /// `ValidationException`.
    pub name: Ident,
    /// `is_validation_exception`.
    pub is_name: Ident,
    /// Whether the error shape is deprecated.
    pub deprecated: bool,
}

/// Where a field stands in a request or response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Binding {
    /// In the body's JSON object.
    Body,
    /// The label of the path that has the member's name.
    Label,
    /// The same, or this text when the member is unset or empty.
    LabelOr(&'static str),
    /// The same, of several segments.
    GreedyLabel,
    /// Parameters of the query with this key.
    Query(String),
    /// Parameters of the query with any keys.
    QueryParams,
    /// The header of this name, in lowercase.
    Header {
        /// Its name.
        name: String,
        /// Whether its strings stand there in base64.
        base64: bool,
    },
    /// All headers whose names start so.
    PrefixHeaders(String),
    /// The whole body.
    Payload {
        /// What it is sent as.
        content_type: String,
        /// Whether the length of a stream must be known.
        sized: bool,
    },
    /// The status of the response.
    StatusCode,
}

/// A structure.
#[derive(Clone, Debug)]
pub struct Structure {
    /// The Rust type.
    pub name: Ident,
    /// The shape's name, for people.
    pub shape: String,
    /// `s3_source`: the file.
    pub module: Ident,
    /// `S3SourceBuilder`.
    pub builder: Ident,
    /// Documentation.
    pub docs: Docs,
    /// Whether it is deprecated.
    pub deprecated: Option<Deprecated>,
    /// The fields, in the order of the model.
    pub fields: Vec<Field>,
    /// Whether it can be part of a request.
    pub written: bool,
    /// Whether it can be part of a response.
    pub read: bool,
    /// Whether a constraint holds anywhere below.
    pub validated: bool,
    /// What the text of an error shows of its message.
    pub message: Message,
    /// The HTTP status of an error.
    pub status: u16,
}

/// What the text of an error shows of its message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    /// The field `message`.
    Field,
    /// The service's words: the field `message` is no string.
    Words,
    /// Nothing: it is sensitive.
    Nothing,
}

impl Structure {
    /// The field of a member of the model.
    #[must_use]
    pub fn field(&self, member: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.member == member)
    }

    /// Whether a builder can fail, because a field that must have a value has none.
    #[must_use]
    pub fn has_required(&self) -> bool {
        self.fields.iter().any(|field| field.presence == Presence::Required)
    }

    /// The field that is a stream, which can be neither copied nor compared.
    #[must_use]
    pub fn stream(&self) -> Option<&Field> {
        self.fields.iter().find(|field| field.ty == Type::ByteStream)
    }

    /// Whether `Debug` must hide something.
    #[must_use]
    pub fn has_sensitive(&self) -> bool {
        self.fields.iter().any(|field| field.sensitive)
    }

    /// Whether code that touches every field touches a deprecated one.
    #[must_use]
    pub fn has_deprecated(&self) -> bool {
        self.fields.iter().any(|field| field.deprecated.is_some())
    }
}

/// A field of a structure.
#[derive(Clone, Debug)]
pub struct Field {
    /// `bucket_name`, `r#type`.
    pub name: Ident,
    /// `set_bucket_name`.
    pub setter: Ident,
    /// `bucketName`: in violations and documentation.
    pub member: String,
    /// The JSON key.
    pub wire_name: String,
    /// The type of the value, without the `Option` of optional fields.
    pub ty: Type,
    /// Whether the value may be missing.
    pub presence: Presence,
    /// Whether the model requires it: an argument of `new`, whatever the presence.
    pub required: bool,
    /// Whether the value is boxed, because the structure holds itself.
    pub boxed: bool,
    /// Documentation.
    pub docs: Docs,
    /// Whether it is deprecated.
    pub deprecated: Option<Deprecated>,
    /// Whether `Debug` hides the value.
    pub sensitive: bool,
    /// Whether it holds the service's words, which have several spellings on the wire.
    pub is_message: bool,
    /// How validation checks the field.
    pub check: Option<Check>,
    /// Where it stands in a request or response.
    pub binding: Binding,
}

/// Whether a field may be missing.
#[derive(Clone, Debug, PartialEq)]
pub enum Presence {
    /// `Option<T>`.
    Optional,
    /// `T`; when a response lacks it, the zero value (Smithy's client error correction).
    Required,
    /// `T`; when it is not set, this value.
    Default(Literal),
}

/// A default value.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// `Default::default()` of the type.
    Zero,
    /// A boolean.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string, or the value of an enum.
    String(String),
    /// A blob.
    Bytes(Vec<u8>),
    /// A timestamp.
    Timestamp(Timestamp),
    /// A document that is an array without elements.
    EmptyArray,
    /// A document that is an object without members.
    EmptyObject,
}

/// An enum over strings.
#[derive(Clone, Debug)]
pub struct StringEnum {
    /// The Rust type.
    pub name: Ident,
    /// `signing_status`: the file.
    pub module: Ident,
    /// Documentation.
    pub docs: Docs,
    /// Whether it is deprecated.
    pub deprecated: Option<Deprecated>,
    /// Whether `Debug` hides the value.
    pub sensitive: bool,
    /// The values.
    pub variants: Vec<Variant>,
}

/// A value of an enum.
#[derive(Clone, Debug)]
pub struct Variant {
    /// `InProgress`.
    pub name: Ident,
    /// `InProgress`, as it goes over the wire.
    pub value: String,
    /// Documentation.
    pub docs: Docs,
    /// Whether it is deprecated.
    pub deprecated: Option<Deprecated>,
}
