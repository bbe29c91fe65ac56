//! What the suite in `tests/` leaves out: errors, secrets, signing anew, and the corners of the canonical form.

use std::time::{Duration, UNIX_EPOCH};

use proptest::prelude::*;

use super::*;

const TOKEN: &str = "hush-token";

fn keys(token: Option<&str>) -> Credentials {
    Credentials::from_keys("AKIDEXAMPLE", "hush-secret", token.map(str::to_owned))
}

fn params(credentials: &Credentials) -> SigningParams<'_> {
    SigningParams {
        credentials,
        region: "us-east-1",
        service: "signer",
        time: UNIX_EPOCH + Duration::from_secs(1_440_938_160),
        settings: Settings::default(),
    }
}

fn headers<const N: usize>(pairs: [(&'static str, &str); N]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("host", HeaderValue::from_static("localhost:8000"));
    for (name, value) in pairs {
        headers.append(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
    }
    headers
}

const ROOT: RequestLine<'_> = RequestLine { method: &Method::GET, path: "/", query: "" };

fn sign_root(headers: &mut HeaderMap, params: &SigningParams<'_>) -> Result<Signature, SigningError> {
    sign(&ROOT, headers, &PayloadHash::of(b""), params, &SigningKeyCache::new())
}

/// One line of the canonical request of a line.
fn canonical_line(index: usize, path: &str, query: &str, settings: &Settings) -> String {
    let line = RequestLine { method: &Method::GET, path, query };
    let canonical = CanonicalRequest::new(&line, &headers([]), &PayloadHash::of(b""), settings).unwrap();
    canonical.as_str().lines().nth(index).unwrap().to_owned()
}

fn canonical_path(path: &str, normalize_path: bool, double_encode_path: bool) -> String {
    canonical_line(1, path, "", &Settings { normalize_path, double_encode_path, ..Settings::default() })
}

fn canonical_query(query: &str) -> String {
    canonical_line(2, "/", query, &Settings::default())
}

/// The block of headers in the canonical request.
fn canonical_headers<const N: usize>(pairs: [(&'static str, &str); N]) -> String {
    let canonical =
        CanonicalRequest::new(&ROOT, &headers(pairs), &PayloadHash::UNSIGNED, &Settings::default()).unwrap();
    canonical.as_str().strip_prefix("GET\n/\n\n").unwrap().split_once("\n\n").unwrap().0.to_owned()
}

#[test]
fn a_path_is_encoded_on_top_of_its_own_encoding() {
    let arn = "/tags/arn%3Aaws%3Asigner%3A%3A1%3A%2Fsigning-profiles%2Fa_b";
    assert_eq!(
        canonical_path(arn, true, true),
        "/tags/arn%253Aaws%253Asigner%253A%253A1%253A%252Fsigning-profiles%252Fa_b"
    );
    assert_eq!(canonical_path(arn, true, false), arn);
    assert_eq!(canonical_path("/a@b", true, true), "/a%40b");
}

#[test]
fn a_path_encoded_once_has_one_spelling() {
    for spelling in ["/a@b~/ü", "/a%40b%7e/%c3%bc", "/a%40b~/%C3%BC"] {
        assert_eq!(canonical_path(spelling, false, false), "/a%40b~/%C3%BC");
    }
    assert_eq!(canonical_path("/100%", false, false), "/100%25");
}

#[test]
fn dot_segments_and_doubled_slashes_are_taken_out_if_so_wanted() {
    let normal = [
        ("", "/"),
        ("/", "/"),
        ("a", "/a"),
        ("/a//b/", "/a/b/"),
        ("/a/./b/.", "/a/b/"),
        ("/a/b/..", "/a/"),
        ("/a/b/../c", "/a/c"),
        ("/../../a", "/a"),
        ("/a/../..", "/"),
        ("/.a/..b/...", "/.a/..b/..."),
        ("/%2E%2E", "/%252E%252E"),
    ];
    for (path, expected) in normal {
        assert_eq!(canonical_path(path, true, true), expected, "{path}");
    }
    for path in ["/", "//", "/a//b/", "/a/../b/."] {
        assert_eq!(canonical_path(path, false, true), path);
    }
    assert_eq!(canonical_path("", false, true), "/");
}

#[test]
fn the_query_is_sorted_by_encoded_key_then_value() {
    assert_eq!(canonical_query("b=2&a=2&a=1"), "a=1&a=2&b=2");
    // `-` comes before `=`, but a key comes before a longer one.
    assert_eq!(canonical_query("k-1=a&k=b"), "k=b&k-1=a");
    // `%` comes before every letter.
    assert_eq!(canonical_query("a=1&%3A=2&A=3"), "%3A=2&A=3&a=1");
    assert_eq!(canonical_query("tagKeys=b&tagKeys=a"), "tagKeys=a&tagKeys=b");
}

#[test]
fn a_parameter_has_one_spelling_and_always_an_equals_sign() {
    assert_eq!(canonical_query("acl"), "acl=");
    assert_eq!(canonical_query("a=b=c"), "a=b%3Dc");
    assert_eq!(canonical_query("&a=1&&b=&"), "a=1&b=");
    assert_eq!(canonical_query("a=%7e%3a/ü"), "a=~%3A%2F%C3%BC");
    assert_eq!(canonical_query("a=1+1"), "a=1%2B1");
    assert_eq!(canonical_query("a=100%&b=%zz"), "a=100%25&b=%25zz");
    assert_eq!(canonical_query(""), "");
}

#[test]
fn header_values_are_joined_trimmed_and_their_blanks_made_single() {
    assert_eq!(canonical_headers([("x-b", "2"), ("x-a", "1"), ("x-b", "1")]), "host:localhost:8000\nx-a:1\nx-b:2,1");
    assert_eq!(canonical_headers([("x-a", " a \t b  \"c  d\"\t")]), "host:localhost:8000\nx-a:a b \"c d\"");
    assert_eq!(canonical_headers([("x-a", ""), ("x-a", "  ")]), "host:localhost:8000\nx-a:,");
    assert_eq!(canonical_headers([("x-a", "grüß")]), "host:localhost:8000\nx-a:grüß");
}

#[test]
fn headers_that_change_on_the_way_are_not_signed() {
    let canonical = canonical_headers([
        ("authorization", "a"),
        ("user-agent", "a"),
        ("x-amzn-trace-id", "a"),
        ("transfer-encoding", "chunked"),
        ("connection", "close"),
        ("expect", "100-continue"),
        ("amz-sdk-request", "attempt=1; max=3"),
    ]);
    assert_eq!(canonical, "amz-sdk-request:attempt=1; max=3\nhost:localhost:8000");
}

#[test]
fn signing_anew_leaves_nothing_of_the_earlier_signing() {
    let (temporary, lasting) = (keys(Some(TOKEN)), keys(None));
    let mut again = headers([("x-a", "1")]);
    sign_root(&mut again, &params(&temporary)).unwrap();
    assert!(again.contains_key("x-amz-security-token"));
    let later = SigningParams { time: UNIX_EPOCH + Duration::from_secs(1_500_000_000), ..params(&lasting) };
    sign_root(&mut again, &later).unwrap();
    let mut fresh = headers([("x-a", "1")]);
    sign_root(&mut fresh, &later).unwrap();
    assert_eq!(again, fresh);
    assert_eq!(fresh.get_all("authorization").iter().count(), 1);
}

#[test]
fn a_warm_key_cache_changes_nothing() {
    let (credentials, cache) = (keys(None), SigningKeyCache::new());
    let sign_at = |seconds| {
        let mut headers = headers([]);
        let params = SigningParams { time: UNIX_EPOCH + Duration::from_secs(seconds), ..params(&credentials) };
        let warm = sign(&ROOT, &mut headers, &PayloadHash::of(b""), &params, &cache).unwrap();
        assert_eq!(warm.as_str(), sign_root(&mut headers, &params).unwrap().as_str());
    };
    // Twice in a day, then the next day, then back.
    for seconds in [0, 86_399, 86_400, 5] {
        sign_at(seconds);
    }
}

#[test]
fn the_token_is_signed_unless_the_service_wants_it_otherwise() {
    let credentials = keys(Some(TOKEN));
    let mut signed = headers([]);
    let signature = sign_root(&mut signed, &params(&credentials)).unwrap();
    assert_eq!(signature.canonical_request().signed_headers(), "host;x-amz-date;x-amz-security-token");
    let settings = Settings { sign_session_token: false, ..Settings::default() };
    let mut unsigned = headers([]);
    let signature = sign_root(&mut unsigned, &SigningParams { settings, ..params(&credentials) }).unwrap();
    assert_eq!(signature.canonical_request().signed_headers(), "host;x-amz-date");
    assert_eq!(signed["x-amz-security-token"], TOKEN);
    assert_eq!(unsigned["x-amz-security-token"], TOKEN);
}

#[test]
fn the_bodys_hash_is_sent_only_where_it_is_wanted() {
    let credentials = keys(None);
    let mut plain = headers([]);
    sign_root(&mut plain, &params(&credentials)).unwrap();
    assert!(!plain.contains_key("x-amz-content-sha256"));
    let settings = Settings { content_sha256_header: true, ..Settings::default() };
    let params = SigningParams { settings, ..params(&credentials) };
    let mut hashed = headers([]);
    let signature = sign(&ROOT, &mut hashed, &PayloadHash::UNSIGNED, &params, &SigningKeyCache::new()).unwrap();
    assert_eq!(hashed["x-amz-content-sha256"], "UNSIGNED-PAYLOAD");
    let canonical = signature.canonical_request().as_str();
    assert!(canonical.contains("x-amz-content-sha256:UNSIGNED-PAYLOAD\n") && canonical.ends_with("\nUNSIGNED-PAYLOAD"));
}

#[test]
fn no_debug_text_shows_a_secret() {
    let credentials = keys(Some(TOKEN));
    let (params, mut headers) = (params(&credentials), headers([]));
    let signature = sign_root(&mut headers, &params).unwrap();
    assert!(headers["authorization"].is_sensitive() && headers["x-amz-security-token"].is_sensitive());
    let text = format!("{params:?} {headers:?} {signature:?} {:?}", signature.canonical_request());
    assert!(text.contains("AKIDEXAMPLE") && !text.contains("hush") && !text.contains("Credential="), "{text}");
}

#[test]
fn what_cannot_be_signed_is_a_typed_error() {
    let credentials = keys(None);
    let good = params(&credentials);
    assert_eq!(sign_root(&mut HeaderMap::new(), &good).unwrap_err(), SigningError::MissingHost);

    let mut latin = headers([]);
    latin.insert("x-note", HeaderValue::from_bytes(b"gr\xFC\xDF").unwrap());
    let error = sign_root(&mut latin, &good).unwrap_err();
    assert_eq!(error, SigningError::InvalidHeaderValue("x-note".to_owned()));
    assert_eq!(error.to_string(), "cannot sign header `x-note`: its value is not UTF-8");

    let ancient = SigningParams { time: UNIX_EPOCH - Duration::from_secs(70_000_000_000), ..good };
    assert_eq!(sign_root(&mut headers([]), &ancient).unwrap_err(), SigningError::TimeOutOfRange);
}

#[test]
fn credentials_that_no_header_can_carry_are_an_error_that_hides_them() {
    for credentials in [
        Credentials::from_keys("AKID\n", "hush", None),
        Credentials::from_keys("AKID", "hush", Some("hush\r\nx: y".to_owned())),
    ] {
        let error = sign_root(&mut headers([]), &params(&credentials)).unwrap_err();
        assert!(matches!(error, SigningError::InvalidCredentials(_)));
        assert!(!format!("{error} {error:?}").contains("hush"));
    }
    // The secret itself goes into no header.
    assert!(sign_root(&mut headers([]), &params(&Credentials::from_keys("AKID", "\n\u{0}ü", None))).is_ok());
}

#[test]
fn a_presigned_query_keeps_what_was_there_and_ends_in_the_signature() {
    let credentials = keys(Some("a/b"));
    let line = RequestLine { query: "x=1", ..ROOT };
    let hash = PayloadHash::of(b"");
    let expiry = Duration::from_millis(60_999);
    let (query, signature) =
        presign(&line, &headers([]), &hash, expiry, &params(&credentials), &SigningKeyCache::new()).unwrap();
    assert!(query.starts_with("x=1&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F2015"), "{query}");
    assert!(query.contains("&X-Amz-Expires=60&X-Amz-Security-Token=a%2Fb&"), "{query}");
    assert!(query.ends_with(&format!("&X-Amz-Signature={}", signature.as_str())), "{query}");
}

#[test]
fn a_presigned_request_holds_for_a_second_to_a_week() {
    let credentials = keys(None);
    let presign_for = |seconds| {
        let (hash, expiry) = (PayloadHash::of(b""), Duration::from_secs(seconds));
        presign(&ROOT, &headers([]), &hash, expiry, &params(&credentials), &SigningKeyCache::new()).map(|_| ())
    };
    assert_eq!(presign_for(0), Err(SigningError::ExpiryOutOfRange));
    assert_eq!(presign_for(1), Ok(()));
    assert_eq!(presign_for(604_800), Ok(()));
    assert_eq!(presign_for(604_801), Err(SigningError::ExpiryOutOfRange));
}

proptest! {
    #[test]
    fn the_canonical_query_of_a_canonical_query_is_itself(query in "([a-c%=&+~ü]|%[0-9a-fA-F]{2}){0,24}") {
        let once = canonical_query(&query);
        prop_assert_eq!(canonical_query(&once), once);
    }

    #[test]
    fn the_canonical_path_is_absolute_and_holds_nothing_to_normalise(path in "[a/.%]{0,16}", double: bool) {
        let canonical = canonical_path(&path, true, double);
        prop_assert!(canonical.starts_with('/') && !canonical.contains("//"));
        prop_assert!(double || canonical_path(&canonical, true, false) == canonical);
        // A dot that was encoded on the wire is text once decoded, so only the other mode can promise this.
        prop_assert!(!double || canonical.split('/').all(|segment| segment != "." && segment != ".."));
    }
}
