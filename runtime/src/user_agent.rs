//! How a client introduces itself.

use http::HeaderValue;

use crate::config::AppName;
use crate::http::header_value;
use crate::operation::ServiceInfo;
use crate::text::{joined, push_all};

/// `tinsmith/0.1.0 os/linux lang/rust api/signer#2017-08-25 md/crate#0.1.0 app/my-program`, in the form that the AWS SDKs use.
pub(crate) fn user_agent(service: &ServiceInfo, app_name: Option<&AppName>) -> HeaderValue {
    let sdk_id = joined(&mut service.sdk_id.split(' '), "-").to_ascii_lowercase();
    let mut text = format!(
        "tinsmith/{} os/{} lang/rust api/{sdk_id}#{} md/crate#{}",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        service.api_version,
        service.crate_version,
    );
    if let Some(name) = app_name {
        push_all(&[" app/", name.as_ref()], &mut text);
    }
    header_value(text).unwrap_or_else(|_| HeaderValue::from_static("tinsmith"))
}
