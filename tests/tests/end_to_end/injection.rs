//! Every string of the path and the query of every operation, with texts that want to be more than that.

use std::collections::BTreeSet;
use std::fs;
use std::pin::Pin;

use serde_json::Value;
use tinsmith_signer::Client;

use crate::server::{Answer, Server};
use crate::{assert_request, settings};

const TEXTS: [&str; 13] = [
    "a\r\nx-admin: 1",
    "\r\n\r\nGET /signing-jobs HTTP/1.1\r\n\r\n",
    "a\0b",
    "a/../../b",
    "/",
    "?a=b",
    "a&b=c#d",
    "%2e%2e%2f",
    "\\..\\",
    "@evil.example:1/",
    "é \u{202e}\u{feff}",
    "a+b c;d,e\"f'",
    "{profileName}",
];

/// What URL parsing would take out of a path.
const DOTS: [&str; 3] = ["", ".", ".."];

type Sent = Pin<Box<dyn Future<Output = Result<(), String>>>>;

/// A call with one text as each string of its path and query.
type Call = fn(Client, String) -> Sent;

macro_rules! calls {
    ($($operation:literal: |$client:ident, $text:ident| $call:expr;)*) => {
        [$(($operation, |$client: Client, $text: String| -> Sent {
            Box::pin(async move { $call.send().await.map(drop).map_err(|error| error.to_string()) })
        })),*]
    };
}

const CALLS: [(&str, Call); 17] = calls! {
    "AddProfilePermission": |client, text| client.add_profile_permission().profile_name(text);
    "CancelSigningProfile": |client, text| client.cancel_signing_profile().profile_name(text);
    "DescribeSigningJob": |client, text| client.describe_signing_job().job_id(text);
    "GetRevocationStatus": |client, text| client.get_revocation_status()
        .platform_id(&text).profile_version_arn(&text).job_arn(&text).certificate_hashes(&text);
    "GetSigningPlatform": |client, text| client.get_signing_platform().platform_id(text);
    "GetSigningProfile": |client, text| client.get_signing_profile().profile_name(&text).profile_owner(&text);
    "ListProfilePermissions": |client, text| client.list_profile_permissions().profile_name(&text).next_token(&text);
    "ListSigningJobs": |client, text| client.list_signing_jobs()
        .status(text.as_str().into()).platform_id(&text).requested_by(&text).next_token(&text).job_invoker(&text);
    "ListSigningPlatforms": |client, text| client.list_signing_platforms()
        .category(&text).partner(&text).target(&text).next_token(&text);
    "ListSigningProfiles": |client, text| client.list_signing_profiles()
        .next_token(&text).platform_id(&text).statuses(text.as_str().into());
    "ListTagsForResource": |client, text| client.list_tags_for_resource().resource_arn(text);
    "PutSigningProfile": |client, text| client.put_signing_profile().profile_name(text);
    "RemoveProfilePermission": |client, text| client.remove_profile_permission()
        .profile_name(&text).statement_id(&text).revision_id(&text);
    "RevokeSignature": |client, text| client.revoke_signature().job_id(text);
    "RevokeSigningProfile": |client, text| client.revoke_signing_profile().profile_name(text);
    "TagResource": |client, text| client.tag_resource().resource_arn(text);
    "UntagResource": |client, text| client.untag_resource().resource_arn(&text).tag_keys(&text);
};

#[tokio::test]
async fn no_string_becomes_more_than_its_part_of_the_request() {
    let bindings = bindings();
    let covered: BTreeSet<&str> = CALLS.iter().map(|(operation, _)| *operation).collect();
    assert_eq!(covered, bindings.iter().map(|binding| &*binding.operation).collect());
    for (operation, call) in CALLS {
        let binding = bindings.iter().find(|binding| binding.operation == operation).unwrap();
        let server = Server::start([Answer::empty()]).await;
        let client = Client::from_conf(settings().validate_input(false).endpoint_url(server.url()).build());
        for text in TEXTS {
            call(client.clone(), text.to_owned()).await.unwrap();
            let request = server.requests().pop().unwrap();
            assert_request(&server, &request, &binding.line(text), &["content-length", "content-type"]);
        }
        for text in DOTS {
            let sent = call(client.clone(), text.to_owned()).await;
            if binding.uri.contains('{') {
                let error = sent.unwrap_err();
                assert!(error.starts_with(&format!("{operation} was not sent: Value at '/")), "{error}");
            } else {
                sent.unwrap();
                let request = server.requests().pop().unwrap();
                assert_request(&server, &request, &binding.line(text), &["content-length", "content-type"]);
            }
        }
        let expected = TEXTS.len() + if binding.uri.contains('{') { 0 } else { DOTS.len() };
        assert_eq!(server.requests().len(), expected, "{operation}");
    }
}

/// Where the model puts strings of an operation.
struct Binding {
    operation: String,
    method: String,
    uri: String,
    /// The names of parameters of the query that are strings, or lists of them.
    query: Vec<String>,
}

impl Binding {
    /// The request line in which each string is this text.
    fn line(&self, text: &str) -> String {
        let encoded = encode(text);
        let mut path = String::new();
        for part in self.uri.split('{') {
            let (_, rest) = part.split_once('}').unwrap_or(("", part));
            path.push_str(if path.is_empty() { "" } else { &encoded });
            path.push_str(rest);
        }
        let pairs: Vec<String> = self.query.iter().map(|name| format!("{name}={encoded}")).collect();
        let separator = if pairs.is_empty() { "" } else { "?" };
        format!("{} {path}{separator}{}", self.method, pairs.join("&"))
    }
}

/// RFC 3986, 2.1, of all but unreserved characters.
fn encode(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}

/// All operations that have strings in path or query, read from the model without the generator's help.
fn bindings() -> Vec<Binding> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../model/signer-2017-08-25.json");
    let model: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let shapes = &model["shapes"];
    let is_string = |target: &Value| {
        let element = &shapes[target.as_str().unwrap()]["member"]["target"];
        let target = element.as_str().or(target.as_str()).unwrap();
        target == "smithy.api#String" || matches!(shapes[target]["type"].as_str(), Some("string" | "enum"))
    };
    let mut bindings = Vec::new();
    for (id, shape) in shapes.as_object().unwrap().iter().filter(|(_, shape)| shape["type"] == "operation") {
        let members = shapes[shape["input"]["target"].as_str().unwrap()]["members"].as_object().unwrap().values();
        let strings: Vec<&Value> = members.filter(|member| is_string(&member["target"])).collect();
        let bound = |name: &str| strings.iter().filter_map(|member| member["traits"].get(name)).collect::<Vec<_>>();
        assert!(bound("smithy.api#httpHeader").is_empty() && bound("smithy.api#httpPrefixHeaders").is_empty(), "{id}");
        let query: Vec<String> =
            bound("smithy.api#httpQuery").into_iter().map(|name| name.as_str().unwrap().to_owned()).collect();
        let http = &shape["traits"]["smithy.api#http"];
        let text = |name: &str| http[name].as_str().unwrap().to_owned();
        assert_eq!(text("uri").matches('{').count(), bound("smithy.api#httpLabel").len(), "{id}");
        if !query.is_empty() || text("uri").contains('{') {
            let operation = id.split_once('#').unwrap().1.to_owned();
            bindings.push(Binding { operation, method: text("method"), uri: text("uri"), query });
        }
    }
    bindings
}
