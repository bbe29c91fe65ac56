#!/usr/bin/env python3
"""Every operation of AWS Signer through boto3, the official SDK for Python, against the fake Signer.

usage: every_operation.py PATH_OF_tinsmith-fake-signer

Starts the server with credentials, so that every signature of boto3 is verified, and stops it as Ctrl-C does.
"""

import hashlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta, timezone

import boto3
from botocore.config import Config

KEY_ID, SECRET = "AKIDEXAMPLE", "an-example-of-a-secret-key"
LAMBDA, NOTATION = "AWSLambda-SHA384-ECDSA", "Notation-OCI-SHA384-ECDSA"
OPERATIONS = 19


def start(binary, objects):
    """The server and where it is."""
    flags = ["--port", "0", "--region", "eu-west-1", "--objects", str(objects), "--access-key-id", KEY_ID, "--secret-access-key", SECRET]
    server = subprocess.Popen([binary, *flags], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    for line in server.stdout:
        words = [word for word in line.replace("=", " ").split() if word.startswith("http://127.0.0.1:")]
        if words:
            return server, words[0].rstrip(".,")
    raise SystemExit(f"the server said nothing of where it is and ended with {server.wait()}")


def client(url, **settings):
    return boto3.client(
        "signer",
        endpoint_url=url,
        region_name="eu-west-1",
        aws_access_key_id=settings.pop("key_id", KEY_ID),
        aws_secret_access_key=settings.pop("secret", SECRET),
        # The prefix of GetRevocationStatus would make a host that does not exist of 127.0.0.1.
        config=Config(inject_host_prefix=False, retries={"total_max_attempts": 1}, **settings),
    )


def code_of(call, **arguments):
    """The code of the error that a call fails with."""
    try:
        call(**arguments)
    except Exception as error:  # noqa: BLE001: boto3 makes its classes of errors at run time.
        return getattr(error, "response", {}).get("Error", {}).get("Code") or type(error).__name__
    raise AssertionError("the call succeeded")


def profiles(signer):
    ids = [platform["platformId"] for page in signer.get_paginator("list_signing_platforms").paginate()
           for platform in page["platforms"]]
    assert LAMBDA in ids and NOTATION in ids, ids
    assert signer.get_signing_platform(platformId=LAMBDA)["revocationSupported"]
    put = signer.put_signing_profile(profileName="profile", platformId=LAMBDA, tags={"team": "release"})
    signer.put_signing_profile(profileName="notation", platformId=NOTATION)
    arn = put["arn"]
    signer.tag_resource(resourceArn=arn, tags={"stage": "test"})
    signer.untag_resource(resourceArn=arn, tagKeys=["team"])
    assert signer.list_tags_for_resource(resourceArn=arn)["tags"] == {"stage": "test"}
    assert signer.get_signing_profile(profileName="profile")["profileVersion"] == put["profileVersion"]
    listed = [profile["profileName"] for page in signer.get_paginator("list_signing_profiles").paginate(
        PaginationConfig={"PageSize": 1}) for profile in page["profiles"]]
    assert sorted(listed) == ["notation", "profile"], listed
    assert code_of(signer.get_signing_profile, profileName="missing") == "ResourceNotFoundException"
    return put


def permissions(signer):
    statement = {"profileName": "profile", "action": "signer:StartSigningJob", "principal": "111122223333"}
    revision = signer.add_profile_permission(statementId="first", **statement)["revisionId"]
    conflict = code_of(signer.add_profile_permission, statementId="second", revisionId="another", **statement)
    assert conflict == "ConflictException", conflict
    assert len(signer.list_profile_permissions(profileName="profile")["permissions"]) == 1
    signer.remove_profile_permission(profileName="profile", statementId="first", revisionId=revision)
    assert not signer.list_profile_permissions(profileName="profile").get("permissions")


def jobs(signer, objects):
    for bucket in ["source", "signed"]:
        (objects / bucket).mkdir()
    (objects / "source" / "app.zip").write_bytes(b"an application")
    job = signer.start_signing_job(
        source={"s3": {"bucketName": "source", "key": "app.zip", "version": "null"}},
        destination={"s3": {"bucketName": "signed", "prefix": "out/"}},
        profileName="profile",
    )["jobId"]
    signer.get_waiter("successful_signing_job").wait(jobId=job, WaiterConfig={"Delay": 1, "MaxAttempts": 30})
    described = signer.describe_signing_job(jobId=job)
    assert (objects / "signed" / described["signedObject"]["s3"]["key"]).stat().st_size > 0
    pages = signer.get_paginator("list_signing_jobs").paginate(status="Succeeded", platformId=LAMBDA)
    assert [listed["jobId"] for page in pages for listed in page["jobs"]] == [job]
    return job


def payload(signer):
    digest = "sha256:" + hashlib.sha256(b"an image").hexdigest()
    artifact = {"mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": digest, "size": 8}
    signed = signer.sign_payload(
        profileName="notation",
        payload=json.dumps({"targetArtifact": artifact}).encode(),
        payloadFormat="application/vnd.cncf.notary.payload.v1+json",
    )
    assert json.loads(signed["signature"])["signature"], signed


def revocation(signer, put, job):
    arn = put["arn"].replace("/signing-profiles/profile", f"/signing-jobs/{job}")
    now = datetime.now(timezone.utc)

    def revoked():
        return signer.get_revocation_status(
            signatureTimestamp=datetime.now(timezone.utc),
            platformId=LAMBDA,
            profileVersionArn=put["profileVersionArn"],
            jobArn=arn,
            certificateHashes=["0" * 96],
        ).get("revokedEntities", [])

    assert revoked() == []
    signer.revoke_signature(jobId=job, reason="bad")
    assert revoked() == [arn]
    signer.revoke_signing_profile(
        profileName="profile", profileVersion=put["profileVersion"], reason="worse", effectiveTime=now - timedelta(hours=1))
    assert sorted(revoked()) == sorted([arn, put["profileVersionArn"]])
    signer.cancel_signing_profile(profileName="notation")
    assert signer.get_signing_profile(profileName="notation")["status"] == "Canceled"


def main():
    with tempfile.TemporaryDirectory() as folder:
        objects = pathlib.Path(folder)
        server, url = start(sys.argv[1], objects)
        try:
            signer, called = client(url), set()
            signer.meta.events.register("after-call.signer", lambda model, parsed, **_: called.add(model.name)
                                        if parsed["ResponseMetadata"]["HTTPStatusCode"] < 300 else None)
            put = profiles(signer)
            permissions(signer)
            job = jobs(signer, objects)
            payload(signer)
            revocation(signer, put, job)
            forged = code_of(client(url, secret="another").list_signing_jobs)
            assert forged in ("InvalidSignatureException", "SignatureDoesNotMatch"), forged
        finally:
            server.send_signal(signal.SIGINT)
            status = server.wait(timeout=30)
        assert status == 0, f"the server ended with {status}"
        assert len(called) == OPERATIONS, sorted(called)
        print(f"boto3 {boto3.__version__}: {len(called)} operations work on the fake Signer")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
    main()
