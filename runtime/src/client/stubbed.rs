//! Calls that a stub answers.

use super::{Client, decode};
use crate::customize::CallOptions;
use crate::error::{CallError, SdkError};
use crate::http::Body;
use crate::operation::Operation;

impl Client {
    /// What the stubs of the config answer, where it has any: the call up to the request that would be sent, so that what
    /// cannot be sent is the error that it is without stubs.
    pub(crate) fn stubbed<O: Operation>(
        &self,
        input: &mut O,
        options: Option<&CallOptions>,
    ) -> Option<Result<O::Output, SdkError<O::Error>>> {
        let stubs = self.0.config.settings().stubs.as_ref()?;
        let body = match self.body_of(input, options) {
            Ok(body) => body,
            Err(error) => return Some(Err(SdkError::from_call(O::INFO.name, 0, error))),
        };
        let protocol = self.0.service.protocol;
        Some(stubs.answer(input, body, |response| decode::<O>(protocol, response, 1)))
    }

    /// The body that would be sent, before anything is done to it: encoding takes a stream out of the input.
    fn body_of<O: Operation>(&self, input: &mut O, options: Option<&CallOptions>) -> Result<Body, CallError> {
        let request = self.encode(input, options)?;
        let in_memory = request.body().try_clone();
        let request = self.complete(&self.call_of::<O>(options), request)?;
        Ok(in_memory.unwrap_or(request.body))
    }
}
