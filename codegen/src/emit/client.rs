//! The crate's root, its client, and the modules that only gather what others define.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::imports::import;
use super::{Module, deprecated, doc, doc_lines, endpoint_params, ident, test_util};
use crate::ir::{Auth, Check, Client, Field, Operation, Protocol, Type};

/// `src/lib.rs`: documentation and tokens. Generated modules are not for rustfmt, whose output differs from prettyplease's.
pub(super) fn library(client: &Client, hand_written: &[String]) -> (Vec<String>, TokenStream) {
    let mut docs = vec![format!("A client of {}.", client.service.title_docs)];
    if !client.service.docs.0.is_empty() {
        docs.push(String::new());
        docs.extend(client.service.docs.0.iter().cloned());
    }
    docs.extend(example(client));
    docs.extend(left_out(client));
    // Spelt apart, since rustfmt would take the attribute in the quoted tokens for its own.
    let skip = quote!(rustfmt::skip);
    let constraints = (!client.constraints.is_empty()).then(|| quote!(#[#skip] mod constraints;));
    let waiters = client.has_waiters().then(|| quote!(#[#skip] pub mod waiters;));
    // In the order of rustfmt, for which these are.
    let (before, behind): (Vec<&str>, Vec<&str>) =
        hand_written.iter().map(String::as_str).partition(|module| *module < "test_util");
    let declared = |modules: Vec<&str>| modules.into_iter().map(|module| format_ident!("{module}")).collect::<Vec<_>>();
    let (before, behind) = (declared(before), declared(behind));
    let test_util = test_util::declaration(client);
    let complex = client.has_complex_types().then(|| quote!(#![allow(clippy::type_complexity)]));
    let paginated = client.operations.iter().any(|operation| operation.pagination.is_some());
    let pagination = paginated.then(|| quote!(pagination,));
    let tokens = quote! {
        #complex
        #[#skip]
        pub mod client;
        #[#skip]
        pub mod config;
        #constraints
        #[#skip]
        mod endpoint;
        #[#skip]
        pub mod error;
        #[#skip]
        pub mod operation;
        #[#skip]
        pub mod primitives;
        #[#skip]
        pub mod types;
        #waiters
        #(pub mod #before;)*
        #test_util
        #(pub mod #behind;)*
        pub use client::Client;
        pub use config::Config;
        pub use error::Error;
        pub use tinsmith_runtime::{customize, #pagination presigning};
    };
    (docs, tokens)
}

/// An operation to show in an example: one that needs no member and is not deprecated, where there is one.
pub(super) fn simple_operation(client: &Client) -> Option<&Operation> {
    let is_required = |field: &&Field| matches!(field.check, Some(Check::NotNull | Check::Required(_)));
    let required = |operation: &&Operation| operation.input.fields.iter().filter(is_required).count();
    client.operations.iter().find(|operation| operation.deprecated.is_none() && required(operation) == 0)
}

/// How to make a first call.
fn example(client: &Client) -> Vec<String> {
    let Some(operation) = simple_operation(client) else {
        return Vec::new();
    };
    let (name, krate) = (operation.method_name.as_str(), super::crate_ident(client));
    let lines = [
        "",
        "```no_run",
        &format!("# async fn example() -> Result<(), {krate}::Error> {{"),
        &format!("let config = {krate}::Config::from_env().await;"),
        &format!("let client = {krate}::Client::new(&config);"),
        &format!("let output = client.{name}().send().await?;"),
        "println!(\"{output:?}\");",
        "# Ok(())",
        "# }",
        "```",
    ];
    lines.map(str::to_owned).to_vec()
}

/// Which operations of the service there is no code for.
fn left_out(client: &Client) -> Vec<String> {
    if client.service.left_out.is_empty() {
        return Vec::new();
    }
    let title = ["", "# Not included", ""].map(str::to_owned);
    let items = client.service.left_out.iter().flat_map(|left_out| left_out.docs.0.iter().cloned());
    title.into_iter().chain(items).collect()
}

/// `tinsmith-signer`.
pub(super) fn crate_name(client: &Client) -> String {
    format!("tinsmith-{}", client.service.module.replace('_', "-"))
}

/// Client, configuration, errors, and the lists of modules.
pub(super) fn modules(client: &Client) -> Vec<Module> {
    vec![
        client_module(client),
        config(client),
        errors(client),
        super::endpoint::module(client),
        operations(client),
        primitives(client),
        test_util::module(client),
        types(client),
    ]
}

/// ```text
/// pub struct Client {
///     pub(crate) core: RuntimeClient,
/// }
/// ```
fn client_module(client: &Client) -> Module {
    let service = &client.service;
    let (sdk_id, signing_name, version) = (&service.sdk_id, &service.signing_name, &service.api_version);
    let (protocol_import, protocol) = protocol(&service.protocol);
    let headers = headers(&service.headers);
    let retryable = retryable(&service.retryable);
    let docs = doc_lines([format!("A client of {}. Cheap to clone.", service.title_docs).as_str()]);
    let methods = client.operations.iter().map(method);
    let imports = client.operations.iter().map(|operation| {
        let module = ident(&operation.method_name);
        let builder = quote::format_ident!("{}FluentBuilder", operation.prefix.as_str());
        quote!(use crate::operation::#module::#builder;)
    });
    let waiters = client.has_waiters().then(|| {
        quote!(
            pub use crate::waiters::Waiters;
        )
    });
    let tokens = quote! {
        use tinsmith_runtime::prelude::{#protocol_import RuntimeClient, ServiceInfo};
        use crate::config::Config;
        #(#imports)*
        #waiters

        #[doc(hidden)]
        pub static SERVICE: ServiceInfo =
            ServiceInfo::new(#sdk_id, #signing_name, #version, crate::endpoint::resolve)
                #protocol #headers #retryable
                .with_crate_version(env!("CARGO_PKG_VERSION"));

        #docs
        #[derive(Clone, Debug)]
        pub struct Client {
            pub(crate) core: RuntimeClient,
        }

        impl Client {
            /// A client with these settings.
            pub fn new(config: &Config) -> Self {
                Self::from_conf(config.clone())
            }
            /// A client with these settings.
            pub fn from_conf(config: Config) -> Self {
                Self { core: RuntimeClient::new(&SERVICE, config) }
            }
            /// The client's settings.
            pub fn config(&self) -> &Config {
                self.core.config()
            }
            #(#methods)*
        }
    };
    Module { path: "src/client.rs".to_owned(), docs: "The client.".to_owned(), tokens }
}

/// ```text
/// .with_transform(|request, _| {
///     request.default_header("accept", "application/json")?;
///     Ok(())
/// })
/// ```
///
/// Nothing where there is no header.
fn headers(headers: &[(String, String)]) -> Option<TokenStream> {
    let calls = headers.iter().map(|(name, value)| quote!(request.default_header(#name, #value)));
    (!headers.is_empty()).then(|| quote!(.with_transform(|request, _| { #(#calls?;)* Ok(()) })))
}

/// `.with_retryable(&[("ThrottlingException", true)])`: the error, and whether it says that the client asks too often. Nothing
/// where there is none.
fn retryable(errors: &[(String, bool)]) -> Option<TokenStream> {
    let errors = errors.iter().map(|(name, throttling)| quote!((#name, #throttling)));
    (errors.len() > 0).then(|| quote!(.with_retryable(&[#(#errors),*])))
}

/// `.with_protocol(&AwsJson::v1_1("TrentService"))`, where the service does not speak the runtime's default.
fn protocol(protocol: &Protocol) -> (Option<TokenStream>, Option<TokenStream>) {
    let Protocol::AwsJson { version, service, query_compatible } = protocol else {
        return (None, None);
    };
    let version = quote::format_ident!("{version}");
    let query_compatible = query_compatible.then(|| quote!(.query_compatible()));
    (Some(quote!(AwsJson,)), Some(quote!(.with_protocol(&AwsJson::#version(#service) #query_compatible))))
}

/// ```text
/// /// Starts to sign an object.
/// pub fn start_signing_job(&self) -> StartSigningJobFluentBuilder {
///     StartSigningJobFluentBuilder::new(self.core.clone())
/// }
/// ```
fn method(operation: &Operation) -> TokenStream {
    let name = ident(&operation.method_name);
    let docs = doc(&operation.docs.summary());
    let old = deprecated(operation.deprecated.as_ref());
    let builder = quote::format_ident!("{}FluentBuilder", operation.prefix.as_str());
    quote! {
        #docs
        #old
        pub fn #name(&self) -> #builder {
            #builder::new(self.core.clone())
        }
    }
}

/// The settings; those of bearer tokens only where an operation takes one.
fn config(client: &Client) -> Module {
    let settings = endpoint_params::settings(&client.endpoint_settings);
    let account = endpoint_params::asks_for_account(&client.endpoint).then(|| quote!(AccountIdEndpointMode,));
    let bearer = client.operations.iter().any(|operation| operation.auth.contains(&Auth::Bearer));
    let bearer = bearer.then(|| {
        quote!(
            pub use tinsmith_runtime::credentials::{ProvideToken, SharedTokenProvider, Token};
        )
    });
    Module {
        path: "src/config.rs".to_owned(),
        docs: "Settings of the client.".to_owned(),
        tokens: quote! {
            pub use tinsmith_runtime::config::{#account AppName, BehaviorVersion, Builder, Config, ConfigError, Credentials, InvalidAppName, Loader, Region};
            pub use tinsmith_runtime::credentials::{CredentialsError, CredentialsErrorKind, ProvideCredentials, SharedCredentialsProvider};
            #bearer
            pub use tinsmith_runtime::env::{Env, MapEnv, ProcessEnv};
            pub use tinsmith_runtime::file_system::{FileSystem, MapFiles, SystemFiles};
            pub use tinsmith_runtime::hook::{Attempt, Hook};
            pub use tinsmith_runtime::http::{HttpClient, SharedHttpClient};
            #[cfg(feature = "default-https-client")]
            pub use tinsmith_runtime::https_client::{HttpsClient, HttpsClientBuilder, InvalidSetting, ProxyConfig};
            pub use tinsmith_runtime::random::{Random, RandomError, SystemRandom};
            pub use tinsmith_runtime::time::{Clock, FixedClock, Sleep, SystemClock};

            /// What a transport of your own is made of: implement [`HttpClient`].
            pub mod http {
                pub use tinsmith_runtime::future::BoxFuture;
                pub use tinsmith_runtime::http::{Body, HttpRequest, HttpResponse, TransportError};
                pub use tinsmith_runtime::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
            }

            /// What gives credentials, each on its own: [`Config::from_env`] asks all of them.
            pub mod credentials {
                pub use tinsmith_runtime::credentials::{CachedCredentials, DefaultCredentials, EnvironmentCredentials, ProfileCredentials, ProviderContext};
                #[cfg(feature = "container")]
                pub use tinsmith_runtime::credentials::ContainerCredentials;
                #[cfg(feature = "credential-process")]
                pub use tinsmith_runtime::credentials::ProcessCredentials;
                #[cfg(feature = "imds")]
                pub use tinsmith_runtime::credentials::{ImdsCredentials, ImdsEndpointMode};
                #[cfg(feature = "sts")]
                pub use tinsmith_runtime::credentials::WebIdentityCredentials;
            }

            /// How long calls wait.
            pub mod timeout {
                pub use tinsmith_runtime::config::{TimeoutConfig, TimeoutConfigBuilder};
            }

            /// Whether and how failed attempts are made again.
            pub mod retry {
                pub use tinsmith_runtime::config::{AttemptFailure, RetryAction, RetryClassifier, RetryConfig, RetryMode};
            }
            #settings
        },
    }
}

/// The error of any operation, and the runtime's errors.
fn errors(client: &Client) -> Module {
    let names = client.errors.iter().map(|error| ident(&error.name));
    let expect = super::expect_deprecated(client.errors.iter().any(|error| error.deprecated.is_some()));
    Module {
        path: "src/error.rs".to_owned(),
        docs: "What can go wrong.".to_owned(),
        tokens: quote! {
            #expect
            pub use tinsmith_runtime::error::{BoxError, BuildError, DisplayErrorContext, ErrorMetadata};
            pub use tinsmith_runtime::error::{ProvideErrorMetadata, SdkError, Unhandled};
            pub use tinsmith_runtime::primitives::UnknownVariantError;
            pub use tinsmith_runtime::validation::{ValidationError, Violation};
            tinsmith_runtime::service_error! {
                /// What any operation can fail with; the error of each converts into it.
                pub enum Error { #(#names,)* }
            }
        },
    }
}

fn operations(client: &Client) -> Module {
    let modules = client.operations.iter().map(|operation| {
        let name = ident(&operation.method_name);
        quote!(pub mod #name;)
    });
    Module {
        path: "src/operation.rs".to_owned(),
        docs: "Operations: a module each, with input, output, error and builders.".to_owned(),
        tokens: quote! {
            pub use tinsmith_runtime::error::RequestId;
            #(#modules)*
        },
    }
}

/// Simple types, the rare ones if the model has them.
fn primitives(client: &Client) -> Module {
    let mut rare = Vec::new();
    for (ty, names) in [
        (Type::BigDecimal, &["BigDecimal", "BigNumberError"][..]),
        (Type::BigInteger, &["BigInteger", "BigNumberError"]),
        (Type::ByteStream, &["AggregatedBytes", "ByteStream", "ByteStreamError"]),
        (Type::Document, &["Document", "Number", "TryFromNumberError"]),
    ] {
        if client.uses(&ty) {
            rare.extend_from_slice(names);
        }
    }
    rare.sort_unstable();
    rare.dedup();
    let rare = import(&quote!(tinsmith_runtime::primitives), rare.into_iter());
    let rare = (!rare.is_empty()).then(|| quote!(pub #rare));
    Module {
        path: "src/primitives.rs".to_owned(),
        docs: "Simple types.".to_owned(),
        tokens: quote! {
            pub use tinsmith_runtime::primitives::{Blob, DateTime, DateTimeError, DateTimeFormat, UnknownVariantValue};
            #rare
        },
    }
}

/// `types`: a private module for each type, re-exported; builders and errors in modules of their own.
fn types(client: &Client) -> Module {
    let mut all: Vec<_> = client.types().collect();
    all.sort();
    let modules = all.iter().map(|(module, name, _)| {
        let (module, name) = (ident(module), ident(name));
        quote!(mod #module; pub use #module::#name;)
    });
    let builders = client.structures.iter().map(|structure| {
        let (module, builder) = (ident(&structure.module), ident(&structure.builder));
        quote!(pub use super::#module::#builder;)
    });
    let expect = super::expect_deprecated(client.types().any(|(_, _, old)| old));
    Module {
        path: "src/types.rs".to_owned(),
        docs: "Structures and enums of the model.".to_owned(),
        tokens: quote! {
            #expect
            pub mod error;
            #(#modules)*
            /// Builders of the structures.
            pub mod builders {
                #(#builders)*
            }
        },
    }
}
