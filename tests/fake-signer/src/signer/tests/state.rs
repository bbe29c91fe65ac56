use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::json;

use crate::clock;
use crate::signatures::verify_object;
use crate::signer::testing::{Fake, Folder, LAMBDA, START, start};
use crate::signer::{Options, Signer};

/// A service with a state file, and where that is.
fn fake(folder: Folder) -> (Fake, PathBuf) {
    let path = folder.path().join("state.json");
    let fake = Fake::with(folder, |options| options.state = Some(path.clone()));
    (fake, path)
}

/// The same after its process has ended.
fn again(fake: Fake) -> (Fake, PathBuf) {
    let Fake { folder, signer, .. } = fake;
    drop(signer);
    self::fake(folder)
}

fn open(path: &Path) -> Result<Signer, String> {
    Signer::new(Options { state: Some(path.to_owned()), ..Options::default() }).map_err(|error| error.to_string())
}

#[test]
fn what_was_acknowledged_survives_without_a_save() {
    let (fake, _) = fake(Folder::new());
    let version = fake.profile("Build", LAMBDA);
    let job = fake.job("Build", "1");
    let second = fake.job("Build", "2");
    let permission = json!({
        "profileName": "Build", "statementId": "1", "action": "signer:StartSigningJob", "principal": "210987654321",
    });
    fake.ok("AddProfilePermission", permission);
    fake.ok("RevokeSignature", json!({ "jobId": job, "reason": "leak" }));
    let revoke = json!({ "profileName": "Build", "profileVersion": version, "reason": "leak", "effectiveTime": START });
    fake.ok("RevokeSigningProfile", revoke);
    fake.profile("Other", LAMBDA);
    let token = fake.ok("ListSigningJobs", json!({ "maxResults": 1 }))["nextToken"].clone();
    let all = |fake: &Fake| {
        [
            fake.ok("GetSigningProfile", json!({ "profileName": "Build" })),
            fake.ok("ListSigningProfiles", json!({})),
            fake.ok("ListProfilePermissions", json!({ "profileName": "Build" })),
            fake.describe(&job),
            fake.ok("ListSigningJobs", json!({})),
            fake.ok("ListSigningJobs", json!({ "nextToken": token })),
            // The same token, the same job.
            fake.ok("StartSigningJob", start("Build", "2")),
        ]
    };
    let before = all(&fake);
    let signed = fs::read(fake.folder.path().join(format!("s3/out/signed/{second}.zip"))).unwrap();
    let (fake, path) = again(fake);
    assert_eq!(all(&fake), before);
    let (fake, _) = again(fake);
    assert_eq!(all(&fake), before);
    assert!(verify_object(&signed, Some(b"code"), &fake.signer.certificate_pem(), clock::system()()).is_ok());
    // The certificates, two profiles and two jobs: what was replaced is gone.
    assert_eq!(fs::read_to_string(path).unwrap().lines().count(), 5);
}

#[test]
fn a_line_that_was_cut_off_is_left_out() {
    let (fake, path) = fake(Folder::new());
    fake.profile("Build", LAMBDA);
    fake.signer.save().unwrap();
    let whole = fs::read_to_string(&path).unwrap();
    let mut fake = fake;
    // The second in the middle of a letter.
    for rest in [&b"{\"profile\":{\"na"[..], b"{\"profile\":{\"tags\":{\"k\":\"\xc3"] {
        fs::write(&path, [whole.as_bytes(), rest].concat()).unwrap();
        (fake, _) = again(fake);
        assert_eq!(fake.ok("ListSigningProfiles", json!({}))["profiles"].as_array().unwrap().len(), 1);
        assert_eq!(fs::read_to_string(&path).unwrap(), whole);
    }
    fake.profile("Other", LAMBDA);
    let (fake, _) = again(fake);
    assert_eq!(fake.ok("ListSigningProfiles", json!({}))["profiles"].as_array().unwrap().len(), 2);
}

#[test]
fn a_broken_file_is_named_and_left_alone() {
    let (fake, path) = fake(Folder::new());
    fake.profile("Build", LAMBDA);
    let Fake { folder, signer, .. } = fake;
    drop(signer);
    let good = fs::read_to_string(&path).unwrap();
    let (first, rest) = good.split_once('\n').unwrap();
    let broken = [
        (format!("{first}\nnonsense\n{rest}"), "line 2"),
        ("some notes\n".to_owned(), "line 1"),
        ("not even a line".to_owned(), "line 1"),
        (good.replace("version 1", "version 9"), "of the format `tinsmith-fake-signer state, version 9`"),
    ];
    for (text, expected) in broken {
        fs::write(&path, &text).unwrap();
        let error = open(&path).unwrap_err();
        assert!(error.contains("state.json") && error.contains(expected), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
    assert!(open(&folder.path().join("none/state.json")).unwrap_err().contains("cannot be written"));
}

#[cfg(unix)]
#[test]
fn a_file_has_one_server() {
    let (fake, path) = fake(Folder::new());
    let error = open(&path).unwrap_err();
    assert!(error.contains("is in use by another server"), "{error}");
    let link = path.with_file_name("link.json");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    assert!(open(&link).unwrap_err().contains("is in use by another server"));
    fake.profile("Build", LAMBDA);
    let (fake, _) = again(fake);
    assert_eq!(fake.ok("ListSigningProfiles", json!({}))["profiles"].as_array().unwrap().len(), 1);
    let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(path).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_job_that_was_stopped_has_failed() {
    let (fake, path) = fake(Folder::new());
    fake.profile("Build", LAMBDA);
    let job = fake.job("Build", "1");
    let Fake { folder, signer, .. } = fake;
    drop(signer);
    // The job's last line is its outcome.
    let text = fs::read_to_string(&path).unwrap();
    let lines: Vec<_> = text.lines().collect();
    fs::write(&path, lines[..lines.len() - 1].join("\n") + "\n").unwrap();
    let (fake, _) = self::fake(folder);
    let job = fake.describe(&job);
    assert_eq!(job["statusReason"], "The server was stopped while it made the signature.");
}

#[test]
fn a_job_goes_on_over_a_stop() {
    let folder = Folder::new();
    let path = folder.path().join("state.json");
    let set = |options: &mut Options| {
        options.state = Some(path.clone());
        options.job_duration = Duration::from_secs(5);
    };
    let fake = Fake::with(folder, set);
    fake.profile("Build", LAMBDA);
    let job = fake.job("Build", "1");
    let Fake { folder, signer, .. } = fake;
    drop(signer);
    let fake = Fake::with(folder, set);
    assert_eq!(fake.describe(&job)["status"], "InProgress");
    fake.advance(Duration::from_secs(5));
    assert_eq!(fake.describe(&job)["status"], "Succeeded");
}

/// 64 clients, 10,000 calls: each costs the same however many came before it.
#[test]
fn many_clients_at_once_lose_nothing() {
    let (fake, _) = fake(Folder::new());
    std::thread::scope(|scope| {
        for client in 0..64 {
            let fake = &fake;
            scope.spawn(move || calls(fake, client));
        }
    });
    let (fake, _) = again(fake);
    let (mut jobs, mut input) = (0, json!({}));
    loop {
        let page = fake.ok("ListSigningJobs", input.clone());
        jobs += page["jobs"].as_array().unwrap().len();
        let Some(token) = page.get("nextToken") else { break };
        input["nextToken"] = token.clone();
    }
    assert_eq!(jobs, 64 * 26);
    for client in 0..64 {
        let got = fake.ok("GetSigningProfile", json!({ "profileName": format!("Profile_{client}") }));
        assert_eq!(got["tags"], json!({ "n": "25" }));
    }
}

/// 157 calls.
fn calls(fake: &Fake, client: u32) {
    let name = format!("Profile_{client}");
    fake.profile(&name, LAMBDA);
    let arn = format!("arn:aws:signer:us-east-1:123456789012:/signing-profiles/{name}");
    for n in 0..26 {
        let job = fake.job(&name, &format!("{client}-{n}"));
        fake.ok("TagResource", json!({ "resourceArn": arn, "tags": { "n": n.to_string() } }));
        assert_eq!(fake.describe(&job)["status"], "Succeeded");
        assert!(!fake.ok("ListSigningJobs", json!({ "maxResults": 5 }))["jobs"].as_array().unwrap().is_empty());
        fake.ok("GetSigningProfile", json!({ "profileName": name }));
        fake.ok("RevokeSignature", json!({ "jobId": job, "reason": "test" }));
    }
}
