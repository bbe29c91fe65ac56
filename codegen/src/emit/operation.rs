//! Operations: a file with input, output, error and builder.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::imports::Imports;
use super::literal::allow_constants;
use super::{
    Module, bindings, builder, doc, doc_lines, expect_deprecated, ident, pagination, structure, touches_deprecated,
    waiters,
};
use crate::ir::{Auth, Client, Docs, Field, Handling, Operation, Structure, Type};

/// The file of an operation.
pub(super) fn module(operation: &Operation, client: &Client) -> Module {
    let mut imports = Imports::of_operation(operation);
    let mut items = vec![
        input(operation, &mut imports),
        implementation(operation, &mut imports),
        output(operation, &mut imports),
        error(operation),
        fluent_builder(operation, &mut imports),
        waiters::builder(operation),
        builders(operation, &mut imports),
    ];
    items.extend(pagination::paginator(operation, &mut imports));
    let imports = imports.into_tokens();
    let old_error = operation.errors.iter().any(|error| error.deprecated);
    let old_page = operation.pagination.as_ref().is_some_and(|pagination| pagination.touches_deprecated);
    let old_member = touches_deprecated([&operation.input, &operation.output], client);
    let expect = expect_deprecated(old_error || old_page || old_member);
    let allow = allow_constants([&operation.output]);
    Module {
        path: format!("src/operation/{}.rs", operation.method_name.bare()),
        docs: format!("`{}`: `{} {}`.", operation.name, operation.http_method, operation.uri),
        tokens: quote!(#expect #allow #imports #(#items)*),
    }
}

/// The input with its accessors. The documentation of its members stands at the builder's setters, where it is read.
fn input(operation: &Operation, imports: &mut Imports) -> TokenStream {
    let mut input = operation.input.clone();
    let builder = format!("{}Builder", operation.prefix.as_str());
    input.docs = Docs(vec![format!("The input of [`{0}`](crate::Client::{0}).", operation.method_name.bare())]);
    for field in &mut input.fields {
        field.docs = Docs(vec![format!("See [`{builder}::{}`].", field.name.bare())]);
    }
    with_builder(&input, &quote!(), imports)
}

/// Definition, `builder()` and accessors.
fn with_builder(structure: &Structure, extra: &TokenStream, imports: &mut Imports) -> TokenStream {
    let definition = structure::definition(structure, extra, imports);
    let accessors = structure::accessors(structure, imports);
    let (name, builder) = (ident(&structure.name), ident(&structure.builder));
    quote! {
        #definition
        impl #name {
            /// A builder without any member set.
            pub fn builder() -> #builder {
                #builder::default()
            }
            #accessors
        }
    }
}

/// ```text
/// impl Operation for CancelSigningProfileInput {
///     const INFO: OperationInfo = OperationInfo::new("CancelSigningProfile", Method::DELETE, "/signing-profiles/{profileName}");
///     type Output = CancelSigningProfileOutput;
///     type Error = CancelSigningProfileError;
///     ...
/// }
/// ```
fn implementation(operation: &Operation, imports: &mut Imports) -> TokenStream {
    let input = ident(&operation.input.name);
    let (output, error) = (ident(&operation.output.name), error_name(operation));
    let (trait_name, info) = (imports.runtime("Operation"), imports.runtime("OperationInfo"));
    let (method, verb) = (imports.runtime("Method"), format_ident!("{}", operation.http_method));
    let (name, uri) = (&operation.name, &operation.uri);
    let prefix = operation.host_prefix.as_ref().map(|prefix| quote!(.with_host_prefix(#prefix)));
    let (auth, handling) = (auth(&operation.auth, imports), handling(&operation.handling, imports));
    let streaming = operation.output.stream().map(|_| quote!(.with_streaming_output()));
    let token = operation.idempotency_token.as_ref().map(|field| {
        let is_enum = operation.input.fields.iter().any(|of| of.name == *field && matches!(of.ty, Type::Enum(_)));
        let token = if is_enum { quote!(|| token().as_str().into()) } else { quote!(token) };
        let field = ident(field);
        quote! {
            fn fill_idempotency_token(&mut self, token: &mut dyn FnMut() -> String) {
                self.#field.get_or_insert_with(#token);
            }
        }
    });
    let validate = operation.input.validated.then(|| structure::validate_method(&operation.input, imports));
    let (encode, decode) = (bindings::encode(operation, imports), bindings::decode(operation, imports));
    quote! {
        impl #trait_name for #input {
            const INFO: #info = #info::new(#name, #method::#verb, #uri)#prefix #auth #handling #streaming;
            type Output = #output;
            type Error = #error;
            #token
            #validate
            #encode
            #decode
        }
    }
}

/// `.with_auth(&[AuthScheme::SigV4, AuthScheme::None])`, where it is not SigV4 alone.
fn auth(schemes: &[Auth], imports: &mut Imports) -> Option<TokenStream> {
    if schemes == [Auth::SigV4] {
        return None;
    }
    let name = imports.runtime("AuthScheme");
    let schemes = schemes.iter().map(|scheme| match scheme {
        Auth::SigV4 => quote!(#name::SigV4),
        Auth::Bearer => quote!(#name::Bearer),
        Auth::None => quote!(#name::None),
    });
    Some(quote!(.with_auth(&[#(#schemes),*])))
}

/// `.with_transforms(&[gzip, content_md5])` and the like: what is done to bodies, and to what is signed of them.
fn handling(handling: &Handling, imports: &mut Imports) -> TokenStream {
    let unsigned = handling.unsigned_payload.then(|| quote!(.with_unsigned_payload()));
    let discovered = handling.discovered_endpoint.then(|| quote!(.with_discovered_endpoint()));
    let transforms: Vec<_> = handling.transforms.iter().map(|name| imports.runtime(name)).collect();
    let transforms = (!transforms.is_empty()).then(|| quote!(.with_transforms(&[#(#transforms),*])));
    let verify = (!handling.response_checksums.is_empty()).then(|| {
        let (verify, algorithm) = (imports.runtime("verify_checksum"), imports.runtime("ChecksumAlgorithm"));
        let variants = handling.response_checksums.iter().map(ident);
        quote!(.with_verify(|response| #verify(response, &[#(#algorithm::#variants),*])))
    });
    quote!(#unsigned #discovered #transforms #verify)
}

/// The output with its accessors and builder.
fn output(operation: &Operation, imports: &mut Imports) -> TokenStream {
    let mut output = operation.output.clone();
    output.docs = Docs(vec![format!("The output of [`{0}`](crate::Client::{0}).", operation.method_name.bare())]);
    let structure = with_builder(&output, &quote!(_request_id: Option<String>,), imports);
    let builder = builder::of_structure(&output, &quote!(), &quote!(_request_id: None,), imports);
    let (name, request_id) = (ident(&output.name), imports.runtime("RequestId"));
    quote! {
        #structure
        impl #request_id for #name {
            fn request_id(&self) -> Option<&str> {
                self._request_id.as_deref()
            }
        }
        #builder
    }
}

fn error_name(operation: &Operation) -> proc_macro2::Ident {
    format_ident!("{}Error", operation.prefix.as_str())
}

/// ```text
/// operation_error! {
///     /// What [`start_signing_job`](crate::Client::start_signing_job) can fail with.
///     pub enum StartSigningJobError {
///         AccessDeniedException = is_access_denied_exception,
///     }
/// }
/// ```
fn error(operation: &Operation) -> TokenStream {
    let name = error_name(operation);
    let docs = format!("What [`{0}`](crate::Client::{0}) can fail with.", operation.method_name.bare());
    let docs = doc_lines([docs.as_str()]);
    let variants = operation.errors.iter().map(|error| {
        let (name, is_name) = (ident(&error.name), ident(&error.is_name));
        quote!(#name = #is_name,)
    });
    quote! {
        tinsmith_runtime::operation_error! {
            #docs
            pub enum #name { #(#variants)* }
        }
    }
}

/// One builder serves both to send and to build: with a client in it, it sends.
///
/// ```text
/// #[derive(Clone, Debug, Default)]
/// pub struct StartSigningJobBuilder<C> {
///     client: C,
///     input: StartSigningJobInput,
/// }
/// ```
fn fluent_builder(operation: &Operation, imports: &mut Imports) -> TokenStream {
    let name = format_ident!("{}Builder", operation.prefix.as_str());
    let input = ident(&operation.input.name);
    let docs = doc(&operation.docs);
    let setters: Vec<_> = operation.input.fields.iter().map(|field| setters(field, imports)).collect();
    let (send, build) = (send(operation, imports), build(operation, imports));
    let clone = operation.input.stream().is_none().then(|| quote!(Clone,));
    let setters = (!setters.is_empty()).then(|| quote!(impl<C> #name<C> { #(#setters)* }));
    quote! {
        #docs
        #[derive(#clone Debug, Default)]
        pub struct #name<C> {
            client: C,
            input: #input,
        }
        #setters
        #send
        #build
    }
}

fn setters(field: &Field, imports: &mut Imports) -> TokenStream {
    builder::setters(field, &quote!(input.), true, &doc(&field.docs), imports)
}

/// `new`, `send`, `customize` and `as_input` of the builder that holds a client.
fn send(operation: &Operation, imports: &mut Imports) -> TokenStream {
    let name = format_ident!("{}FluentBuilder", operation.prefix.as_str());
    let (input, output) = (ident(&operation.input.name), ident(&operation.output.name));
    let error = error_name(operation);
    let (client, sdk_error) = (imports.runtime("RuntimeClient"), imports.runtime("SdkError"));
    let customize = imports.runtime("Customize");
    quote! {
        impl #name {
            pub(crate) fn new(client: #client) -> Self {
                Self { client, input: #input::default() }
            }
            /// What has been set so far.
            pub fn as_input(&self) -> &#input {
                &self.input
            }
            /// Checks the input, signs the request and sends it. [`SdkError`] says what can go wrong.
            pub async fn send(mut self) -> Result<#output, #sdk_error<#error>> {
                self.client.send(&mut self.input).await
            }
            /// Gives this call settings of its own, or signs it for somebody else to send.
            pub fn customize(self) -> #customize<#input> {
                #customize::new(self.client, self.input)
            }
        }
    }
}

/// `build` and `send_with` of the builder that holds no client.
fn build(operation: &Operation, imports: &mut Imports) -> TokenStream {
    let name = format_ident!("{}InputBuilder", operation.prefix.as_str());
    let (input, output) = (ident(&operation.input.name), ident(&operation.output.name));
    let (error, build_error, sdk_error) =
        (error_name(operation), imports.runtime("BuildError"), imports.runtime("SdkError"));
    quote! {
        impl #name {
            /// The finished input. Never fails: sending reports what is missing, with everything else that is wrong.
            pub fn build(self) -> Result<#input, #build_error> {
                Ok(self.input)
            }
            /// Like `send` of the builder that a client gives.
            pub async fn send_with(mut self, client: &crate::Client) -> Result<#output, #sdk_error<#error>> {
                client.core.send(&mut self.input).await
            }
        }
    }
}

/// The builders under the names and the path of the official SDK.
fn builders(operation: &Operation, imports: &mut Imports) -> TokenStream {
    let client = imports.runtime("RuntimeClient");
    let generic = format_ident!("{}Builder", operation.prefix.as_str());
    let fluent = format_ident!("{}FluentBuilder", operation.prefix.as_str());
    let (input, output) = (ident(&operation.input.builder), ident(&operation.output.builder));
    let name = operation.input.name.as_str();
    let method = operation.method_name.bare();
    let fluent_docs = doc_lines([format!("What [`{method}`](crate::Client::{method}) gives.").as_str()]);
    let input_docs = doc_lines([format!("Builds [`{name}`].").as_str()]);
    quote! {
        #fluent_docs
        pub type #fluent = #generic<#client>;
        #input_docs
        pub type #input = #generic<()>;
        /// The operation's builders.
        pub mod builders {
            pub use super::{#fluent, #input, #output};
        }
    }
}
