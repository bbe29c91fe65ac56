//! Endpoint rules in Rust's terms, and questions about them.

use super::Ident;

/// Where a client finds its endpoints.
#[derive(Clone, Debug)]
pub enum EndpointSource {
    /// The rules of the model.
    Rules(EndpointRules),
    /// The rule that AWS has for services in general, in the runtime: with this prefix of host names. Without it, only the
    /// caller's own endpoint.
    Standard(Option<String>),
}

/// Endpoint rules (`smithy.rules#endpointRuleSet`), typed: the first rule whose conditions hold decides.
#[derive(Clone, Debug, Default)]
pub struct EndpointRules(pub Vec<EndpointRule>);

/// A rule.
#[derive(Clone, Debug)]
pub struct EndpointRule {
    /// All must hold.
    pub conditions: Vec<Condition>,
    /// What then.
    pub then: EndpointThen,
}

/// What a rule gives.
#[derive(Clone, Debug)]
pub enum EndpointThen {
    /// An endpoint.
    Endpoint(Endpoint),
    /// An error in these words.
    Error(Template),
    /// Further rules; when none holds, that is an error: the rules after this one are not tried.
    Rules(Vec<EndpointRule>),
}

/// An endpoint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Endpoint {
    /// Its URL.
    pub url: Template,
    /// Names and values of headers to send; a name may come more than once.
    pub headers: Vec<(String, Template)>,
    /// How requests are to be signed.
    pub auth_schemes: Vec<EndpointAuthScheme>,
    /// Whatever else the rules say of it.
    pub properties: Vec<(String, EndpointProperty)>,
}

/// The value of an endpoint's property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EndpointProperty {
    /// A text.
    Text(Template),
    /// A boolean.
    Bool(bool),
    /// Texts.
    Texts(Vec<Template>),
}

/// An element of an endpoint's `authSchemes`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointAuthScheme {
    /// `sigv4`.
    pub name: Template,
    /// Methods of the runtime's `EndpointAuthScheme`, and what they are given.
    pub settings: Vec<(&'static str, AuthSetting)>,
}

/// A setting of an auth scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuthSetting {
    /// A name or a region.
    Text(Template),
    /// A switch.
    Bool(bool),
}

/// A condition of a rule.
#[derive(Clone, Debug)]
pub enum Condition {
    /// A boolean expression.
    Holds(Expr),
    /// Binds a variable when the expression has a value.
    Bind(Ident, Expr),
}

/// An expression of the endpoint rules. A text is a `&str`, unless it [is owned](Expr::is_owned).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// A field of `EndpointParams`.
    Param(Ident),
    /// A method of `EndpointParams`, and the name of the parameter that it is asked for: an optional.
    Context(&'static str, String),
    /// A variable bound by an earlier condition.
    Variable(Ident),
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Number(i64),
    /// A text.
    Text(Template),
    /// Texts.
    Texts(Vec<String>),
    /// A field of a variable.
    Field(Box<Expr>, Ident),
    /// Not.
    Not(Box<Expr>),
    /// Whether an optional has a value.
    IsSet(Box<Expr>),
    /// Equality.
    Equals(Box<Expr>, Box<Expr>),
    /// A function of the runtime.
    Call(Function, Vec<Expr>),
    /// The second if the first holds, else the third.
    If(Box<[Expr; 3]>),
    /// A value as an optional.
    Some(Box<Expr>),
    /// An optional, or another one when it has no value.
    Or(Box<Expr>, Box<Expr>),
    /// The value of an optional, or else another one.
    UnwrapOr(Box<Expr>, Box<Expr>),
}

/// A function of the endpoint rules, in the runtime's `endpoint` module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// `getAttr` with an index.
    Element,
    /// `isValidHostLabel`.
    IsValidHostLabel,
    /// `aws.isVirtualHostableS3Bucket`.
    IsVirtualHostableS3Bucket,
    /// `aws.parseArn`.
    ParseArn,
    /// `parseURL`.
    ParseUrl,
    /// `aws.partition`.
    Partition,
    /// `split`.
    Split,
    /// `substring`.
    Substring,
    /// `uriEncode`.
    UriEncode,
}

impl Function {
    /// What it is called in the runtime.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Element => "element",
            Self::IsValidHostLabel => "is_valid_host_label",
            Self::IsVirtualHostableS3Bucket => "is_virtual_hostable_s3_bucket",
            Self::ParseArn => "parse_arn",
            Self::ParseUrl => "parse_url",
            Self::Partition => "partition",
            Self::Split => "split",
            Self::Substring => "substring",
            Self::UriEncode => "uri_encode",
        }
    }
}

/// A text with expressions in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template(pub Vec<TemplatePart>);

/// A part of a [`Template`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplatePart {
    /// Verbatim.
    Literal(String),
    /// The expression's value.
    Expr(Expr),
}

impl EndpointRules {
    /// Whether any rule looks at the parameters of a call.
    #[must_use]
    pub fn use_params(&self) -> bool {
        self.any(&|expr| matches!(expr, Expr::Param(_) | Expr::Context(..) | Expr::Call(Function::Partition, _)))
    }

    /// Whether any rule looks at this field of the runtime's `EndpointParams`.
    #[must_use]
    pub fn use_field(&self, field: &str) -> bool {
        self.any(&|expr| matches!(expr, Expr::Param(name) if name.as_str() == field))
    }

    fn any(&self, holds: &dyn Fn(&Expr) -> bool) -> bool {
        self.0.iter().any(|rule| rule.any(holds))
    }

    /// Whether the error in these words says that a partition lacks what a rule before asked of it, so that it depends on
    /// data outside the model.
    #[must_use]
    pub fn blames_partition(&self, error: &str) -> bool {
        blames_partition(&self.0, error)
    }
}

fn blames_partition(rules: &[EndpointRule], error: &str) -> bool {
    let supports = |expr: &Expr| matches!(expr, Expr::Field(_, name) if name.as_str().starts_with("supports_"));
    let mut asked = false;
    rules.iter().any(|rule| {
        let blames = match &rule.then {
            EndpointThen::Error(Template(parts)) => {
                asked && matches!(&parts[..], [TemplatePart::Literal(text)] if text == error)
            }
            EndpointThen::Rules(rules) => blames_partition(rules, error),
            EndpointThen::Endpoint(_) => false,
        };
        asked |= rule.conditions.iter().any(|condition| condition.any(&supports));
        blames
    })
}

impl Condition {
    fn any(&self, holds: &dyn Fn(&Expr) -> bool) -> bool {
        match self {
            Self::Holds(expr) | Self::Bind(_, expr) => expr.any(holds),
        }
    }

    /// Whether it only binds what always has a value.
    #[must_use]
    pub fn always_holds(&self) -> bool {
        matches!(self, Self::Bind(_, expr) if expr.has_value())
    }
}

impl EndpointRule {
    /// Whether the rule always decides, so that none after it is reached.
    #[must_use]
    pub fn closes(&self) -> bool {
        self.conditions.is_empty()
    }

    /// Whether the rule, or one below it, uses the variable.
    #[must_use]
    pub fn uses(&self, variable: &Ident) -> bool {
        self.any(&|expr| matches!(expr, Expr::Variable(name) if name == variable))
    }

    fn any(&self, holds: &dyn Fn(&Expr) -> bool) -> bool {
        self.conditions.iter().any(|condition| condition.any(holds))
            || match &self.then {
                EndpointThen::Rules(rules) => rules.iter().any(|rule| rule.any(holds)),
                EndpointThen::Endpoint(endpoint) => endpoint.templates().any(|text| text.any(holds)),
                EndpointThen::Error(text) => text.any(holds),
            }
    }
}

impl Endpoint {
    fn templates(&self) -> impl Iterator<Item = &Template> {
        let schemes = self.auth_schemes.iter().flat_map(|scheme| {
            let texts = scheme.settings.iter().filter_map(|(_, setting)| match setting {
                AuthSetting::Text(text) => Some(text),
                AuthSetting::Bool(_) => None,
            });
            std::iter::once(&scheme.name).chain(texts)
        });
        let properties = self.properties.iter().flat_map(|(_, property)| match property {
            EndpointProperty::Text(text) => std::slice::from_ref(text),
            EndpointProperty::Texts(texts) => texts,
            EndpointProperty::Bool(_) => &[],
        });
        let headers = self.headers.iter().map(|(_, value)| value);
        std::iter::once(&self.url).chain(headers).chain(schemes).chain(properties)
    }

    /// Whether there is nothing but the URL.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.headers.is_empty() && self.auth_schemes.is_empty() && self.properties.is_empty()
    }
}

impl Template {
    /// A text without expressions.
    #[must_use]
    pub fn literal(text: impl Into<String>) -> Self {
        Self(vec![TemplatePart::Literal(text.into())])
    }

    /// Whether there is no expression in it.
    #[must_use]
    pub fn is_literal(&self) -> bool {
        self.0.iter().all(|part| matches!(part, TemplatePart::Literal(_)))
    }

    /// Whether it is the empty text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|part| matches!(part, TemplatePart::Literal(text) if text.is_empty()))
    }

    fn any(&self, holds: &dyn Fn(&Expr) -> bool) -> bool {
        self.0.iter().any(|part| match part {
            TemplatePart::Literal(_) => false,
            TemplatePart::Expr(expr) => expr.any(holds),
        })
    }
}

impl Expr {
    /// Whether a text, or an optional one, is a `String` rather than a `&str`.
    #[must_use]
    pub fn is_owned(&self) -> bool {
        match self {
            Self::Text(Template(parts)) => match &parts[..] {
                [TemplatePart::Expr(only)] => only.is_owned(),
                parts => parts.len() > 1,
            },
            Self::Call(function, _) => *function == Function::UriEncode,
            // A slash may have been added to it.
            Self::Field(_, name) => name.as_str() == "normalized_path",
            Self::If(parts) => parts.iter().skip(1).any(Self::is_owned),
            Self::Or(left, right) | Self::UnwrapOr(left, right) => left.is_owned() || right.is_owned(),
            Self::Some(inner) => inner.is_owned(),
            _ => false,
        }
    }

    /// Whether an optional always has a value: every region is in a partition, if only in the first one.
    #[must_use]
    pub fn has_value(&self) -> bool {
        matches!(self, Self::Call(Function::Partition, _) | Self::Some(_))
    }

    /// Whether it holds for the expression or a part of it.
    fn any(&self, holds: &dyn Fn(&Self) -> bool) -> bool {
        holds(self)
            || match self {
                Self::Param(_) | Self::Context(..) | Self::Variable(_) => false,
                Self::Bool(_) | Self::Number(_) | Self::Texts(_) => false,
                Self::Text(text) => text.any(holds),
                Self::Field(inner, _) | Self::Not(inner) | Self::IsSet(inner) | Self::Some(inner) => inner.any(holds),
                Self::Call(_, arguments) => arguments.iter().any(|argument| argument.any(holds)),
                Self::If(parts) => parts.iter().any(|part| part.any(holds)),
                Self::Equals(left, right) | Self::Or(left, right) | Self::UnwrapOr(left, right) => {
                    left.any(holds) || right.any(holds)
                }
            }
    }
}
