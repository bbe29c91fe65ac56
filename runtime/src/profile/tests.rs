use super::*;
use crate::env::MapEnv;
use crate::file_system::MapFiles;

const CONFIG: &str = "/home/u/.aws/config";
const CREDENTIALS: &str = "/home/u/.aws/credentials";

fn try_load(config: &[u8], credentials: &[u8]) -> Result<Profiles, ProfileError> {
    let env = MapEnv::from([("HOME", "/home/u")]);
    Profiles::load(&env, &MapFiles::from([(CONFIG, config), (CREDENTIALS, credentials)]), None)
}

fn config(text: &str) -> Profiles {
    try_load(text.as_bytes(), b"").unwrap()
}

fn fault(text: &str) -> String {
    try_load(text.as_bytes(), b"").unwrap_err().to_string()
}

fn names(profiles: &Profiles) -> Vec<&str> {
    profiles.profile_names().collect()
}

fn get<'a>(profiles: &'a Profiles, key: &str) -> Option<&'a str> {
    profiles.selected()?.get(key)
}

#[test]
fn a_profile_is_selected_in_code_else_in_the_environment_else_by_default() {
    let env = MapEnv::from([("AWS_PROFILE", "b")]);
    let select = |env: &dyn Env, name| {
        let profiles = Profiles::load(env, &MapFiles::default(), name).unwrap();
        (profiles.selected_name().to_owned(), profiles.is_selected_by_user())
    };
    assert_eq!(select(&env, Some("a")), ("a".to_owned(), true));
    assert_eq!(select(&env, None), ("b".to_owned(), true));
    assert_eq!(select(&MapEnv::from([("AWS_PROFILE", " ")]), None), ("default".to_owned(), false));
}

#[test]
fn keys_are_found_in_any_case_and_values_keep_theirs() {
    let profiles = config("[default]\nReGion = EU\n");
    assert_eq!(get(&profiles, "region"), Some("EU"));
    assert_eq!(get(&profiles, "REGION"), Some("EU"));
    assert_eq!(profiles.selected().unwrap().keys().collect::<Vec<_>>(), ["region"]);
}

#[test]
fn names_of_profiles_keep_their_case() {
    let profiles = config("[profile A]\nx = 1\n[profile a]\nx = 2");
    assert_eq!(names(&profiles), ["A", "a"]);
    assert_eq!(profiles.profile("A").unwrap().get("x"), Some("1"));
}

#[test]
fn kinds_of_sections_are_kept_apart_and_their_words_have_a_case() {
    let profiles = config(
        "[profile x]\na = 1\n[sso-session\tx]\na = 2\n[ services  x ]\na = 3\n[Profile y]\n[plugins]\n[other x]",
    );
    let a = |section: Option<&Section>| section.unwrap().get("a").unwrap().to_owned();
    assert_eq!([a(profiles.profile("x")), a(profiles.sso_session("x")), a(profiles.services("x"))], ["1", "2", "3"]);
    assert_eq!(names(&profiles), ["x"]);
    assert_eq!(profiles.sso_session_names().collect::<Vec<_>>(), ["x"]);
}

#[test]
fn the_credentials_file_holds_profiles_without_a_prefix_only() {
    let profiles =
        try_load(b"", b"[a]\nk = 1\n[profile b]\n[sso-session c]\n[services d]\n[profile]\n[default]").unwrap();
    assert_eq!(names(&profiles), ["a", "default", "profile"]);
    assert!(profiles.sso_session("c").is_none() && profiles.services("d").is_none());
}

#[test]
fn a_prefixed_default_hides_the_bare_one_of_its_own_file_only() {
    let profiles =
        try_load(b"[default]\na = 1\n[profile\t default ]\nb = 2\n[ default ]\nc = 3", b"[default]\nd = 4").unwrap();
    assert_eq!(profiles.selected().unwrap().keys().collect::<Vec<_>>(), ["b", "d"]);
}

#[test]
fn a_title_that_is_no_name_is_passed_over_with_its_properties() {
    let profiles = config("[]\na = 1\n[profile ]\na = 1\n[profile é]\na = 1\n[profile a b]\na = 1\n[default]\nb = 2");
    assert_eq!(names(&profiles), ["default"]);
    assert_eq!(get(&profiles, "a"), None);
}

#[test]
fn comments_need_a_blank_behind_a_value_only() {
    let profiles =
        config("[default] # one\na = 1 # x\nb = 1# x\nc = a;b ;c\nd = 1\t# x\ne = # x\nf = é # x\n#g = 1\n;h = 1");
    let values = ["a", "b", "c", "d", "e", "f", "g", "h"].map(|key| get(&profiles, key));
    let expected = [Some("1"), Some("1# x"), Some("a;b"), Some("1"), Some(""), Some("é"), None, None];
    assert_eq!(values, expected);
}

#[test]
fn an_indented_comment_is_passed_over_where_it_continues_nothing() {
    let profiles = config("  # first\n[default]\n  ; second\na =\n  # third\n  b = 1\nc = 2\n  # a part of it\n");
    assert_eq!(get(&profiles, "a"), Some("\nb = 1"));
    assert_eq!(get(&profiles, "c"), Some("2\n# a part of it"));
}

#[test]
fn sub_properties_are_found_in_any_case_and_the_last_of_a_name_holds() {
    let text = "[services s]\nsigner =\n  endpoint_url = http://a # old\n\n  \
                ENDPOINT_URL = http://b?x=1 # new\n  other =\nflat = a = b\n";
    let profiles = config(text);
    let services = profiles.services("s").unwrap();
    assert_eq!(services.sub_property("Signer", "Endpoint_Url"), Some("http://b?x=1"));
    assert_eq!(services.sub_property("signer", "other"), Some(""));
    assert_eq!(services.sub_property("signer", "none"), None);
    assert_eq!(services.sub_property("flat", "a"), None);
    assert_eq!(services.sub_property("none", "a"), None);
}

#[test]
fn line_ends_and_byte_order_marks_of_windows_are_no_part_of_the_text() {
    let profiles = config("\u{feff}[default]\r\na = 1\r\n  two\r\n\r\nb = 2\r# x\r");
    assert_eq!((get(&profiles, "a"), get(&profiles, "b")), (Some("1\ntwo"), Some("2")));
}

#[test]
fn the_place_of_a_property_is_where_its_value_comes_from() {
    let profiles = try_load(b"[default]\na = 1\na = 2\nb = 1\n", b"\n\n[default]\nb = 2\n").unwrap();
    let place = |key| profiles.selected().unwrap().place(key).unwrap().to_string();
    assert_eq!(place("A"), format!("{CONFIG}, line 3"));
    assert_eq!(place("b"), format!("{CREDENTIALS}, line 4"));
}

#[test]
fn a_fault_names_file_and_line_and_shows_nothing_of_the_line() {
    for (text, line, what) in [
        ("hush = 1", 1, "Expected a profile definition: a property needs a line such as `[default]` above it"),
        ("\n\n hush", 3, "Expected a profile definition"),
        ("[default]\nhush", 2, "Expected an '=' sign defining a property: write `name = value`"),
        ("[default]\na = 1\n[b]\n hush", 4, "Expected a property definition, found continuation"),
        ("[default]\n = hush", 2, "Expected a property definition, found continuation"),
        ("[default]\n= hush", 2, "Property did not have a name: write it before the '=' sign"),
        ("[default]\na =\n b = 1\n\n hush", 5, "Expected an '=' sign defining a sub-property"),
        ("[default]\na =\n = hush", 3, "Sub-property did not have a name: write it before the '=' sign"),
        ("[hush", 1, "Profile definition must end with ']': write `[default]` or `[profile NAME]`"),
        ("[a#hush]", 1, "Profile definition must end with ']'"),
        ("[a] hush", 1, "Profile definition must end with ']'"),
        ("[default]\na # hush = 1", 2, "Expected an '=' sign"),
    ] {
        let fault = fault(text);
        assert!(fault.starts_with(&format!("{CONFIG}, line {line}: {what}")), "{text:?}: {fault}");
        assert!(!fault.contains("hush"), "{fault}");
    }
    let error = try_load(b"", b"x").unwrap_err();
    assert_eq!((error.path(), error.line()), (Path::new(CREDENTIALS), Some(1)));
}

#[test]
fn a_file_that_is_not_utf_8_is_named_with_its_line() {
    let error = try_load(b"[default]\na = \xff\n", b"").unwrap_err();
    assert_eq!(error.to_string(), format!("{CONFIG}, line 2: the text is not UTF-8: save the file in that encoding"));
}

#[test]
fn files_that_are_not_there_hold_nothing() {
    let profiles = Profiles::load(&MapEnv::default(), &MapFiles::default(), None).unwrap();
    assert!(profiles.selected().is_none() && profiles.locations().config.is_none());
}

/// Fails as a file system would.
#[derive(Debug)]
struct Failing(io::ErrorKind);

impl FileSystem for Failing {
    fn read(&self, _: &Path) -> io::Result<Vec<u8>> {
        Err(self.0.into())
    }

    fn write(&self, _: &Path, _: &[u8]) -> io::Result<()> {
        Err(self.0.into())
    }
}

#[test]
fn a_file_that_cannot_be_read_is_an_error_unless_it_is_missing() {
    let env = MapEnv::from([("HOME", "/home/u")]);
    for missing in [io::ErrorKind::NotFound, io::ErrorKind::NotADirectory, io::ErrorKind::PermissionDenied] {
        Profiles::load(&env, &Failing(missing), None).unwrap();
    }
    for (kind, profile, words) in [
        (io::ErrorKind::PermissionDenied, Some("default"), "permission denied"),
        (io::ErrorKind::IsADirectory, None, "directory"),
    ] {
        let error = Profiles::load(&env, &Failing(kind), profile).unwrap_err().to_string();
        assert!(error.starts_with(&format!("{CONFIG}: cannot be read: ")) && error.contains(words), "{error}");
        assert!(error.ends_with("; let this user read it, or name another file in AWS_CONFIG_FILE"), "{error}");
    }
}

#[test]
fn a_named_file_is_to_be_readable() {
    for (variable, value) in
        [("AWS_CONFIG_FILE", CONFIG), ("AWS_SHARED_CREDENTIALS_FILE", CREDENTIALS), ("AWS_PROFILE", "default")]
    {
        let env = MapEnv::from([("HOME", "/home/u"), (variable, value)]);
        let error = Profiles::load(&env, &Failing(io::ErrorKind::PermissionDenied), None).unwrap_err().to_string();
        assert!(error.contains("cannot be read: permission denied"), "{error}");
    }
}

#[test]
fn debug_shows_no_values() {
    let profiles = config("[default]\naws_secret_access_key = hush\n");
    let shown = format!("{profiles:?} {:?}", profiles.selected().unwrap());
    assert!(shown.contains("aws_secret_access_key") && !shown.contains("hush"), "{shown}");
}
