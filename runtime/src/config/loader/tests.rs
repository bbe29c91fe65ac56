use super::*;
use crate::credentials::Credentials;
use crate::env::MapEnv;
use crate::file_system::MapFiles;

const CONFIG: &str = "/home/u/.aws/config";

fn loader(variables: &[(&str, &str)], config: &str) -> Loader {
    let home = [("HOME", "/home/u")];
    let env = MapEnv::from_iter(home.iter().chain(variables).copied());
    Config::loader().env(env).file_system(MapFiles::from([(CONFIG, config)]))
}

/// The settings of variables and of the default profile.
async fn settings(variables: &[(&str, &str)], profile: &str) -> Builder {
    loader(variables, &format!("[default]\n{profile}")).try_load().await.unwrap().to_builder()
}

async fn error(loader: Loader) -> String {
    loader.try_load().await.unwrap_err().to_string()
}

#[tokio::test]
async fn a_variable_wins_over_the_profile_and_code_over_both() {
    let profile = "region = us-east-1\nmax_attempts = 7\nuse_fips_endpoint = true\n";
    let of_profile = settings(&[("AWS_REGION", " "), ("AWS_MAX_ATTEMPTS", "")], profile).await;
    assert_eq!(of_profile.region, Some(Region::new("us-east-1")));
    assert_eq!((of_profile.retry.max_attempts(), of_profile.use_fips), (7, true));
    let variables = [("AWS_REGION", "eu-west-1"), ("AWS_MAX_ATTEMPTS", "2"), ("AWS_USE_FIPS_ENDPOINT", "False")];
    let of_env = settings(&variables, profile).await;
    assert_eq!(of_env.region, Some(Region::new("eu-west-1")));
    assert_eq!((of_env.retry.max_attempts(), of_env.use_fips), (2, false));
    let in_code = of_env.region(Region::new("ap-south-1")).retry_config(RetryConfig::disabled()).build().to_builder();
    assert_eq!(in_code.region, Some(Region::new("ap-south-1")));
    assert_eq!(in_code.retry.max_attempts(), 1);
}

#[tokio::test]
async fn every_setting_is_read_from_either() {
    let profile = "region = r\nuse_fips_endpoint = TRUE\nuse_dualstack_endpoint = true\naccount_id_endpoint_mode = Required\n\
                   max_attempts = 9\nretry_mode = Adaptive\nsdk_ua_app_id = my app\ndisable_request_compression = true\n\
                   request_min_compression_size_bytes = 10485760\n";
    let variables = [
        ("AWS_DEFAULT_REGION", "r"),
        ("AWS_USE_FIPS_ENDPOINT", " true "),
        ("AWS_USE_DUALSTACK_ENDPOINT", "true"),
        ("AWS_ACCOUNT_ID_ENDPOINT_MODE", "required"),
        ("AWS_MAX_ATTEMPTS", " 9"),
        ("AWS_RETRY_MODE", "adaptive"),
        ("AWS_SDK_UA_APP_ID", "my app"),
        ("AWS_DISABLE_REQUEST_COMPRESSION", "True"),
        ("AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES", "10485760"),
    ];
    for settings in [settings(&[], profile).await, settings(&variables, "").await] {
        assert_eq!(settings.region, Some(Region::new("r")));
        assert!(settings.use_fips && settings.use_dual_stack && settings.disable_compression);
        assert_eq!(settings.account_id_endpoint_mode, AccountIdEndpointMode::Required);
        assert_eq!((settings.retry.mode(), settings.retry.max_attempts()), (RetryMode::Adaptive, 9));
        assert_eq!(settings.app_name, Some(AppName::new("my-app").unwrap()));
        assert_eq!(settings.min_compression_size, 10_485_760);
    }
}

#[tokio::test]
async fn without_settings_the_defaults_hold() {
    let (loaded, default) = (settings(&[], "").await, Builder::default());
    assert_eq!((loaded.region, loaded.retry, loaded.app_name), (None, default.retry, None));
    assert_eq!((loaded.use_fips, loaded.use_dual_stack, loaded.disable_compression), (false, false, false));
    assert_eq!(loaded.min_compression_size, default.min_compression_size);
    let region = settings(&[("AWS_REGION", "a"), ("AWS_DEFAULT_REGION", "b")], "").await.region;
    assert_eq!(region, Some(Region::new("a")));
    assert_eq!(settings(&[("AWS_RETRY_MODE", "legacy")], "").await.retry, default.retry);
}

#[tokio::test]
async fn endpoints_count_in_their_order() {
    let config = "[default]\nservices = s\nendpoint_url = http://profile\n[services s]\nsigner_data =\n  endpoint_url = http://section\n\
                  empty =\n  endpoint_url =\n";
    let variables = [("AWS_ENDPOINT_URL", " http://all "), ("AWS_ENDPOINT_URL_SIGNER_DATA", "http://one")];
    let url = async |variables: &[(&str, &str)], sdk_id: &str| {
        let settings = loader(variables, config).try_load().await.unwrap().to_builder();
        settings.endpoint_url_for(sdk_id).unwrap_or_default()
    };
    assert_eq!(url(&variables, "Signer Data").await, "http://one");
    assert_eq!(url(&variables, "signer").await, "http://all");
    assert_eq!(url(&[], "Signer-Data").await, "http://section");
    assert_eq!(url(&[], "signer").await, "http://profile");
    assert_eq!(url(&[], "Empty").await, "http://profile");
    let in_code = loader(&variables, config).load().await.to_builder().endpoint_url("http://code");
    assert_eq!(in_code.endpoint_url_for("Signer Data").as_deref(), Some("http://code"));
}

#[tokio::test]
async fn configured_endpoints_can_be_ignored() {
    let url = async |variables: &[(&str, &str)], profile: &str| {
        settings(variables, &format!("endpoint_url = http://p\n{profile}")).await.endpoint_url_for("signer")
    };
    const IGNORE: &str = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS";
    let all = ("AWS_ENDPOINT_URL", "http://a");
    assert_eq!(url(&[all, (IGNORE, "True ")], "").await, None);
    assert_eq!(url(&[all], "ignore_configured_endpoint_urls = true").await, None);
    assert_eq!(url(&[(IGNORE, "false")], "ignore_configured_endpoint_urls = true").await.as_deref(), Some("http://p"));
}

#[tokio::test]
async fn a_profile_named_in_code_wins_over_the_variable() {
    let config = "[profile a]\nregion = a\n[profile b]\nregion = b";
    let region = async |loader: Loader| loader.try_load().await.unwrap().region().unwrap().to_string();
    assert_eq!(region(loader(&[("AWS_PROFILE", "a")], config)).await, "a");
    assert_eq!(region(loader(&[("AWS_PROFILE", "a")], config).profile_name("b")).await, "b");
}

#[tokio::test]
async fn a_setting_that_cannot_be_read_is_named_with_its_place_and_what_is_allowed() {
    let cases = [
        ("AWS_MAX_ATTEMPTS", "max_attempts", "0", "a whole number from 1 on"),
        ("AWS_MAX_ATTEMPTS", "max_attempts", "-1", "a whole number from 1 on"),
        ("AWS_RETRY_MODE", "retry_mode", "fast", "standard or adaptive"),
        ("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint", "yes", "true or false"),
        ("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint", "1", "true or false"),
        ("AWS_ACCOUNT_ID_ENDPOINT_MODE", "account_id_endpoint_mode", "no", "preferred, disabled or required"),
        (
            "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES",
            "request_min_compression_size_bytes",
            "10485761",
            "a whole number up to 10485760",
        ),
        ("AWS_DISABLE_REQUEST_COMPRESSION", "disable_request_compression", "x", "true or false"),
        ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls", "x", "true or false"),
    ];
    for (variable, key, value, allowed) in cases {
        let of_env = error(loader(&[(variable, value)], "")).await;
        assert_eq!(of_env, format!("{variable} is {value:?}: set it to {allowed}"));
        let of_profile = error(loader(&[], &format!("[default]\n{key} = {value}"))).await;
        assert_eq!(of_profile, format!("{key} ({CONFIG}, line 2) is {value:?}: set it to {allowed}"));
    }
}

#[tokio::test]
async fn all_problems_are_told_at_once_in_one_line() {
    let error =
        error(loader(&[("AWS_MAX_ATTEMPTS", "a\nb"), ("AWS_PROFILE", "x"), ("AWS_RETRY_MODE", "z")], "[default]"))
            .await;
    let expected = [
        r#"AWS_MAX_ATTEMPTS is "a\nb": set it to a whole number from 1 on"#,
        r#"AWS_RETRY_MODE is "z": set it to standard or adaptive"#,
        r#"AWS_PROFILE selects the profile "x", which is not in /home/u/.aws/config or /home/u/.aws/credentials, which hold default"#,
    ];
    assert_eq!(error, expected.join("; "));
}

#[tokio::test]
async fn a_malformed_file_is_named_with_its_line() {
    let error = error(loader(&[], "[default]\n\nregion")).await;
    assert!(error.starts_with("/home/u/.aws/config, line 3: Expected an '=' sign"), "{error}");
}

#[tokio::test]
async fn a_section_that_services_names_must_exist() {
    let error = error(loader(&[], "[default]\nservices = local\n")).await;
    let expected =
        "services (/home/u/.aws/config, line 2) names \"local\": add a section [services local] to the config file";
    assert_eq!(error, expected);
}

#[tokio::test]
async fn a_selected_profile_must_exist_and_those_that_do_are_named() {
    let many: String = (10..35).map(|number| format!("[profile p{number}]\n")).collect();
    let text = error(loader(&[], &many).profile_name("P10")).await;
    assert!(text.starts_with("`profile_name(..)` selects the profile \"P10\", which is not in "), "{text}");
    assert!(text.contains("which hold p10, p11, p12, ") && text.ends_with(", p28, p29 and 5 more"), "{text}");
    let text = error(loader(&[("AWS_PROFILE", "x")], "")).await;
    assert!(text.ends_with("/home/u/.aws/credentials, which hold no profiles"), "{text}");
    let nowhere = Config::loader().env(MapEnv::from([("AWS_PROFILE", "x")])).file_system(MapFiles::default());
    let expected = "AWS_PROFILE selects the profile \"x\", which is not in the profile files, since no home directory is known \
                    (set HOME)";
    assert_eq!(error(nowhere).await, expected);
}

#[tokio::test]
async fn load_keeps_the_error_and_what_can_be_used() {
    let config = loader(&[("AWS_MAX_ATTEMPTS", "x"), ("AWS_REGION", "eu-west-1")], "").load().await;
    assert_eq!(config.region(), Some(&Region::new("eu-west-1")));
    let error = config.to_builder().error.unwrap();
    assert_eq!(error.to_string(), "AWS_MAX_ATTEMPTS is \"x\": set it to a whole number from 1 on");
}

#[tokio::test]
async fn a_setting_in_code_takes_the_place_of_one_that_cannot_be_read() {
    let variables = [
        ("AWS_MAX_ATTEMPTS", "x"),
        ("AWS_RETRY_MODE", "x"),
        ("AWS_USE_FIPS_ENDPOINT", "x"),
        ("AWS_USE_DUALSTACK_ENDPOINT", "x"),
        ("AWS_ACCOUNT_ID_ENDPOINT_MODE", "x"),
        ("AWS_DISABLE_REQUEST_COMPRESSION", "x"),
        ("AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES", "x"),
        ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "x"),
    ];
    let builder = loader(&variables, "[default]\nservices = gone\n").load().await.to_builder();
    let left = |builder: &Builder| builder.error.as_ref().map(ToString::to_string).unwrap_or_default();
    let builder = builder.use_fips(false).use_dual_stack(None).retry_config(RetryConfig::standard());
    let expected = "AWS_DISABLE_REQUEST_COMPRESSION is";
    let text = left(&builder);
    assert!(text.contains(expected) && !text.contains("FIPS") && !text.contains("RETRY"), "{text}");
    let builder = builder.disable_request_compression(true).request_min_compression_size_bytes(1);
    let builder = builder.account_id_endpoint_mode(AccountIdEndpointMode::Disabled);
    assert!(left(&builder).starts_with("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is"), "{}", left(&builder));
    assert_eq!(left(&builder.endpoint_url("http://code")), "");
}

#[tokio::test]
async fn what_is_wrong_with_profiles_is_no_setting_in_code() {
    let config = loader(&[("AWS_PROFILE", "gone")], "[default]\n").load().await;
    let builder = config.to_builder().retry_config(RetryConfig::standard()).use_fips(false).endpoint_url("http://code");
    assert!(builder.error.unwrap().to_string().contains("selects the profile"));
    // The way out.
    let named = loader(&[("AWS_PROFILE", "gone")], "[default]\n").profile_name("default").load().await;
    assert!(named.to_builder().error.is_none());
}

#[tokio::test]
async fn no_endpoint_in_code_means_that_of_the_service() {
    let mut builder = loader(&[("AWS_ENDPOINT_URL", "http://env")], "").load().await.to_builder();
    assert_eq!(builder.endpoint_url_for("signer").as_deref(), Some("http://env"));
    builder.set_endpoint_url(Some("http://code".to_owned()));
    assert_eq!(builder.endpoint_url_for("signer").as_deref(), Some("http://code"));
    builder.set_endpoint_url(None);
    assert_eq!(builder.endpoint_url_for("signer"), None);
}

#[tokio::test]
async fn credentials_in_code_take_the_place_of_the_default_chain() {
    let config = loader(&[], "").load().await;
    assert!(config.to_builder().credentials.is_some() && config.to_builder().default_chain.is_some());
    let in_code = config.to_builder().credentials_provider(Credentials::from_keys("id", "key", None)).build();
    assert!(in_code.to_builder().default_chain.is_none());
}

#[tokio::test]
async fn debug_shows_no_values_of_environment_and_files() {
    let loader = loader(&[("AWS_SECRET_ACCESS_KEY", "hush")], "[default]\naws_secret_access_key = hush\n");
    let shown = format!("{loader:?} {:?}", loader.clone().load().await);
    assert!(shown.contains("AWS_SECRET_ACCESS_KEY") && !shown.contains("hush"), "{shown}");
}
