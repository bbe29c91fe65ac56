//! What endpoint rules take.

use std::fmt;

use super::Partition;
use crate::uri;

/// What endpoint rules may ask about client and call (the `parameters` of `smithy.rules#endpointRuleSet`).
#[derive(Clone, Copy, Default)]
pub struct EndpointParams<'a> {
    /// `AWS::Region`.
    pub region: Option<&'a str>,
    /// `SDK::Endpoint`: the caller's own.
    pub endpoint: Option<&'a str>,
    /// `AWS::UseFIPS`.
    pub use_fips: bool,
    /// `AWS::UseDualStack`.
    pub use_dual_stack: bool,
    /// `AWS::Auth::AccountId`: the account of the credentials.
    pub account_id: Option<&'a str>,
    /// `AWS::Auth::AccountIdEndpointMode`.
    pub account_id_endpoint_mode: Option<&'a str>,
    /// What the operation and its input say (`smithy.rules#staticContextParams`, `contextParam`, `operationContextParams`).
    pub operation: &'a [EndpointParam],
    /// What the client's settings say (`smithy.rules#clientContextParams`), where the operation says nothing.
    pub client: &'a [EndpointParam],
    /// What `aws.partition` chooses from, if not from the partitions that this crate knows.
    pub partitions: Option<&'a [Partition]>,
}

/// A parameter of a service's own endpoint rules: its name there, and its value.
pub type EndpointParam = (&'static str, EndpointParamValue);

/// The value of a parameter of endpoint rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndpointParamValue {
    /// A `string`.
    String(String),
    /// A `boolean`.
    Bool(bool),
    /// A `stringArray`.
    StringArray(Vec<String>),
}

/// Whether to call endpoints that name the caller's account (`AWS::Auth::AccountIdEndpointMode`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AccountIdEndpointMode {
    /// When the credentials say which account they are of.
    #[default]
    Preferred,
    /// Never.
    Disabled,
    /// Always: without an account in the credentials, a call fails.
    Required,
}

impl AccountIdEndpointMode {
    /// What endpoint rules call it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Preferred => "preferred",
            Self::Disabled => "disabled",
            Self::Required => "required",
        }
    }

    /// By the word that endpoint rules have for it, in any case.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        let all = [Self::Preferred, Self::Disabled, Self::Required];
        all.into_iter().find(|mode| mode.as_str().eq_ignore_ascii_case(word))
    }
}

/// Without the user name and password of the caller's own endpoint.
impl fmt::Debug for EndpointParams<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EndpointParams")
            .field("region", &self.region)
            .field("endpoint", &self.endpoint.map(uri::without_user))
            .field("use_fips", &self.use_fips)
            .field("use_dual_stack", &self.use_dual_stack)
            .field("account_id", &self.account_id)
            .field("account_id_endpoint_mode", &self.account_id_endpoint_mode)
            .field("operation", &self.operation)
            .field("client", &self.client)
            .finish_non_exhaustive()
    }
}

impl<'a> EndpointParams<'a> {
    /// A parameter of type `string`.
    #[must_use]
    pub fn string(&self, name: &str) -> Option<&'a str> {
        self.find(name, |value| if let EndpointParamValue::String(text) = value { Some(text.as_str()) } else { None })
    }

    /// A parameter of type `boolean`.
    #[must_use]
    pub fn bool(&self, name: &str) -> Option<bool> {
        self.find(name, |value| if let EndpointParamValue::Bool(value) = value { Some(*value) } else { None })
    }

    /// A parameter of type `stringArray`.
    #[must_use]
    pub fn string_array(&self, name: &str) -> Option<Vec<&'a str>> {
        self.find(name, |value| if let EndpointParamValue::StringArray(texts) = value { Some(texts) } else { None })
            .map(|texts| texts.iter().map(String::as_str).collect())
    }

    /// The first parameter of this name and type.
    fn find<T: 'a>(&self, name: &str, read: impl Fn(&'a EndpointParamValue) -> Option<T>) -> Option<T> {
        let all = self.operation.iter().chain(self.client);
        all.filter(|(known, _)| *known == name).find_map(|(_, value)| read(value))
    }
}

impl From<&str> for EndpointParamValue {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for EndpointParamValue {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<bool> for EndpointParamValue {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<Vec<&str>> for EndpointParamValue {
    fn from(texts: Vec<&str>) -> Self {
        Self::StringArray(texts.into_iter().map(str::to_owned).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_operation_says_goes_before_the_clients_settings() {
        let operation = [("A", "operation".into()), ("Flag", true.into())];
        let client = [("A", "client".into()), ("B", "client".into()), ("Flag", false.into())];
        let params = EndpointParams { operation: &operation, client: &client, ..Default::default() };
        assert_eq!(
            (params.string("A"), params.string("B"), params.string("C")),
            (Some("operation"), Some("client"), None)
        );
        assert_eq!(params.bool("Flag"), Some(true));
    }

    #[test]
    fn debug_shows_no_password() {
        let params = EndpointParams { endpoint: Some("https://user:hunter2@h"), ..Default::default() };
        let text = format!("{params:?} {:?}", crate::endpoint::Endpoint::new("https://user:hunter2@h"));
        assert!(text.matches("https://**@h").count() == 2 && !text.contains("hunter2"), "{text}");
    }

    #[test]
    fn a_parameter_is_of_one_type() {
        let operation = [("A", vec!["x", "y"].into())];
        let params = EndpointParams { operation: &operation, ..Default::default() };
        assert_eq!(params.string_array("A"), Some(vec!["x", "y"]));
        assert_eq!((params.string("A"), params.bool("A")), (None, None));
    }
}
