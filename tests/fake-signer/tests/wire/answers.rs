//! What requests are answered.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tinsmith_codegen::model::{LoadOptions, Model};
use tinsmith_fake_signer::FakeSigner;

use crate::{PROFILE, send};

#[tokio::test]
async fn every_operation_is_found() {
    let json = include_str!("../../../../model/signer-2017-08-25.json");
    let (model, _) = Model::load(json, &LoadOptions::default()).unwrap();
    let fake = FakeSigner::builder().start().await.unwrap();
    let mut sent = Vec::new();
    for operation in model.operations() {
        let test = operation.traits.http_request_tests().into_iter().next().unwrap();
        let line = format!("{} {}?{}", test.method, test.uri, test.query_params.join("&"));
        let response = send(&fake, &line, test.body.as_deref().unwrap_or_default()).await;
        // There is nothing yet for most of them to work on.
        assert!([200, 400, 404].contains(&response.status), "{line}: {response:?}");
        assert!(![Some("UnknownOperationException"), Some("SerializationException")].contains(&response.error()));
        sent.push(operation.id.name().to_owned());
    }
    let found: Vec<String> = fake.requests().into_iter().filter_map(|record| record.operation).collect();
    assert_eq!((found.len(), found), (19, sent));
}

#[tokio::test]
async fn answers_have_the_headers_of_aws() {
    let fake = FakeSigner::builder().start().await.unwrap();
    let responses = [send(&fake, "PUT /signing-profiles/a_b", PROFILE).await, send(&fake, "GET /nothing", "").await];
    let ids: BTreeSet<&String> = responses.iter().map(|response| &response.headers["x-amzn-requestid"]).collect();
    assert_eq!(ids.len(), 2);
    for response in &responses {
        assert_eq!(response.headers["content-type"], "application/json");
        assert!(response.headers["date"].ends_with(" GMT"));
    }
    let arn = "arn:aws:signer:us-east-1:123456789012:/signing-profiles/a_b";
    let profile: Value = serde_json::from_str(&responses[0].body).unwrap();
    assert_eq!((responses[0].status, &profile["arn"]), (200, &json!(arn)));
    let records = fake.requests();
    assert_eq!(records[0].request_id, responses[0].headers["x-amzn-requestid"]);
    assert!(records[0].to_string().starts_with("PUT /signing-profiles/a_b PutSigningProfile 200 ("), "{}", records[0]);
    assert!(records[1].to_string().starts_with("GET /nothing 404 UnknownOperationException ("), "{}", records[1]);
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_by_name() {
    let fake = FakeSigner::builder().start().await.unwrap();
    let too_long = "x".repeat(2 * 1024 * 1024);
    let unknown = "UnknownOperationException";
    let serialization = "SerializationException";
    for (line, body, status, error, text) in [
        ("GET /", "", 404, unknown, "No operation has the path /."),
        ("GET /signing-profiles/", "", 404, unknown, "/signing-profiles/"),
        ("GET /signing-profiles//permissions", "", 404, unknown, "permissions"),
        ("PATCH /signing-jobs", "", 405, unknown, "there is one for GET, POST."),
        ("OPTIONS *", "", 404, unknown, "*"),
        ("GET /signing-profiles/%ff", "", 400, serialization, "`%ff` in the path"),
        ("GET /signing-jobs?status=%zz", "", 400, serialization, "`status` in the query"),
        (
            "GET /signing-jobs?maxResults=many",
            "",
            400,
            serialization,
            "'/maxResults' must be a whole number of 32 bits",
        ),
        ("GET /signing-jobs?isRevoked=1", "", 400, serialization, "'/isRevoked' must be a boolean"),
        (
            "GET /signing-jobs?signatureExpiresBefore=1",
            "",
            400,
            serialization,
            "'/signatureExpiresBefore' must be a time",
        ),
        ("POST /signing-jobs", "{", 400, serialization, "is no JSON"),
        ("POST /signing-jobs", "[]", 400, serialization, "must be a JSON object"),
        (
            "POST /signing-jobs",
            r#"{"source":{"s3":{"key":1}}}"#,
            400,
            serialization,
            "'/source/s3/key' must be a string",
        ),
        ("POST /signing-jobs", r#"{"source":[]}"#, 400, serialization, "'/source' must be an object"),
        (
            "POST /signing-jobs/with-payload",
            r#"{"payload":"%"}"#,
            400,
            serialization,
            "'/payload' must be a string of base64",
        ),
        ("POST /tags/a", r#"{"tags":{"a":null}}"#, 400, serialization, "'/tags/a' must be something other than null"),
        ("PUT /signing-profiles/ab", &too_long, 413, "RequestEntityTooLargeException", "longer than 1048576 bytes"),
    ] {
        let response = send(&fake, line, body).await;
        let told = (response.status, response.error());
        assert_eq!(told, (status, Some(error)), "{line}: {}", response.body);
        assert!(response.message().contains(text), "{line}: {}", response.message());
    }
}

#[tokio::test]
async fn everything_that_the_model_forbids_is_told_at_once() {
    let fake = FakeSigner::builder().start().await.unwrap();
    let body =
        r#"{"signingMaterial":{},"signatureValidityPeriod":{"type":"WEEKS"},"tags":{"aws:a":"b","":"c"},"new":1}"#;
    let response = send(&fake, "PUT /signing-profiles/a", body).await;
    assert_eq!((response.status, response.error()), (400, Some("ValidationException")));
    let message = response.message();
    let (count, violations) = message.split_once(". ").unwrap();
    assert_eq!(count, "8 validation errors detected", "{message}");
    let failed = "failed to satisfy constraint: Member must";
    let pattern = "satisfy regular expression pattern: ^(?!aws:)[a-zA-Z+-=._:/]+$";
    assert_eq!(
        violations.split("; ").collect::<Vec<_>>(),
        [
            &format!("Value with length 1 at '/profileName' {failed} have length between 2 and 64, inclusive"),
            &format!("Value at '/profileName' {failed} satisfy regular expression pattern: ^[a-zA-Z0-9_]{{2,}}"),
            &format!("Value at '/platformId' {failed} not be null"),
            &format!("Value at '/signatureValidityPeriod/type' {failed} satisfy enum value set: [DAYS, MONTHS, YEARS]"),
            &format!("Value at '/signingMaterial/certificateArn' {failed} not be null"),
            &format!("Value at '/tags' {failed} {pattern}"),
            &format!("Value with length 0 at '/tags' {failed} have length between 1 and 128, inclusive"),
            &format!("Value at '/tags' {failed} {pattern}"),
        ]
    );
    // Lengths in bytes, ranges, list members, characters beyond the first plane.
    let long = "QUJD".repeat(1366);
    for (line, body, text) in [
        ("POST /signing-jobs/with-payload", format!(r#"{{"payload":"{long}"}}"#), "length 4098 at '/payload'"),
        (
            "GET /signing-jobs?maxResults=26",
            String::new(),
            "'/maxResults' failed to satisfy constraint: Member must be between 1",
        ),
        ("DELETE /tags/a?tagKeys=a&tagKeys=", String::new(), "length 0 at '/tagKeys/1'"),
        ("DELETE /tags/a", String::new(), "'/tagKeys' failed to satisfy constraint: Member must not be null"),
        ("PUT /signing-profiles/%F0%9F%98%80", PROFILE.to_owned(), "length 1 at '/profileName'"),
    ] {
        let response = send(&fake, line, &body).await;
        assert_eq!((response.status, response.error()), (400, Some("ValidationException")), "{line}");
        assert!(response.message().contains(text), "{line}: {}", response.message());
    }
}

#[tokio::test]
async fn labels_are_decoded_and_content_types_are_not_asked_for() {
    let fake = FakeSigner::builder().start().await.unwrap();
    assert_eq!(send(&fake, "PUT /signing-profiles/a%5fb", PROFILE).await.status, 200);
    let tags = "/tags/arn%3Aaws%3Asigner%3Aus-east-1%3A123456789012%3A%2Fsigning-profiles%2Fa_b";
    assert_eq!(send(&fake, &format!("POST {tags}"), r#"{"tags":{"k":"v"}}"#).await.body, "{}");
    assert_eq!(send(&fake, &format!("GET {tags}"), "").await.body, r#"{"tags":{"k":"v"}}"#);
    // Nothing is answered where the model has no output.
    let response = send(&fake, "DELETE /signing-profiles/a_b", "").await;
    assert_eq!((response.status, response.body.as_str()), (200, ""));
}
