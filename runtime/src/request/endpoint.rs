//! What an operation's input says to the endpoint rules.

use super::RequestBuilder;
use crate::endpoint::EndpointParamValue;
use crate::error::EncodeError;

impl RequestBuilder {
    /// A parameter of the endpoint rules; nothing when unset. Of several with one name, the first counts.
    pub fn endpoint_param<T: Into<EndpointParamValue>>(&mut self, name: &'static str, value: Option<T>) {
        if let Some(value) = value {
            self.request.endpoint_params.push((name, value.into()));
        }
    }

    /// The same from a required member, without which the request must not be sent (`smithy.rules#contextParam`): a blank
    /// value is no better than none.
    pub fn required_endpoint_param(&mut self, member: &'static str, name: &'static str, value: Option<&str>) {
        if value.is_none_or(|value| value.trim().is_empty()) {
            return self.fail(EncodeError::new(member, "decides on the endpoint and must not be blank"));
        }
        self.endpoint_param(name, value);
    }
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;
    use crate::operation::OperationInfo;

    const INFO: OperationInfo = OperationInfo::new("Get", Method::GET, "/");

    #[test]
    fn what_is_unset_says_nothing() {
        let mut request = RequestBuilder::new(&INFO);
        request.endpoint_param("A", None::<bool>);
        request.endpoint_param("B", Some(false));
        request.required_endpoint_param("name", "C", Some("c"));
        let request = request.finish().unwrap();
        assert_eq!(request.endpoint_params, [("B", false.into()), ("C", "c".into())]);
    }

    #[test]
    fn a_required_member_must_not_be_blank() {
        for value in [None, Some(""), Some(" \t")] {
            let mut request = RequestBuilder::new(&INFO);
            request.required_endpoint_param("name", "C", value);
            let error = request.finish().unwrap_err().to_string();
            assert!(error.contains("name") && error.contains("must not be blank"), "{error}");
        }
    }
}
