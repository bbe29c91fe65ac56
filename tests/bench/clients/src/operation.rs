//! What is called, and what a service answers.

use std::fmt::Write;

/// What every answer says in `x-amzn-requestid`.
pub const REQUEST_ID: &str = "b2a0c9f4-0d6f-4a8e-9b6c-2f1f7d0c8e55";

/// An operation that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// A small structure each way.
    StartSigningJob,
    /// A blob of 4 KB.
    SignPayload,
    /// A map of 50 tags, with constraints on keys and values.
    PutSigningProfile,
    /// A large structure back.
    DescribeSigningJob,
    /// A page of 25 jobs back.
    ListSigningJobs,
}

impl Operation {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::StartSigningJob,
        Self::SignPayload,
        Self::PutSigningProfile,
        Self::DescribeSigningJob,
        Self::ListSigningJobs,
    ];

    /// Its name in the model.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::StartSigningJob => "StartSigningJob",
            Self::SignPayload => "SignPayload",
            Self::PutSigningProfile => "PutSigningProfile",
            Self::DescribeSigningJob => "DescribeSigningJob",
            Self::ListSigningJobs => "ListSigningJobs",
        }
    }

    /// The operation of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operation| operation.name() == name)
    }

    /// The body of a response.
    #[must_use]
    pub fn answer(self) -> String {
        match self {
            Self::StartSigningJob => {
                r#"{"jobId":"3f1c2c5e-8a54-4b5e-9f53-0d3f4a1e7b11","jobOwner":"123456789012"}"#.to_owned()
            }
            Self::SignPayload => format!(
                r#"{{"jobId":"3f1c2c5e-8a54-4b5e-9f53-0d3f4a1e7b11","jobOwner":"123456789012","metadata":{{"format":"jws"}},"signature":"{}"}}"#,
                "c2ln".repeat(128)
            ),
            Self::PutSigningProfile => {
                r#"{"arn":"arn:aws:signer:eu-west-1:123456789012:/signing-profiles/release","profileVersion":"Ab12Cd34Ef","profileVersionArn":"arn:aws:signer:eu-west-1:123456789012:/signing-profiles/release/Ab12Cd34Ef"}"#.to_owned()
            }
            Self::DescribeSigningJob => DESCRIBED.to_owned(),
            Self::ListSigningJobs => page(25),
        }
    }
}

const DESCRIBED: &str = r#"{"completedAt":1700000060,"createdAt":1700000000,"jobId":"3f1c2c5e-8a54-4b5e-9f53-0d3f4a1e7b11","jobInvoker":"123456789012","jobOwner":"123456789012","overrides":{"signingConfiguration":{"encryptionAlgorithm":"ECDSA","hashAlgorithm":"SHA256"},"signingImageFormat":"JSONEmbedded"},"platformDisplayName":"AWS Lambda","platformId":"AWSLambda-SHA384-ECDSA","profileName":"release","profileVersion":"Ab12Cd34Ef","requestedBy":"arn:aws:iam::123456789012:user/build","signatureExpiresAt":2054700000,"signedObject":{"s3":{"bucketName":"signed","key":"signed/app.zip"}},"signingMaterial":{"certificateArn":"arn:aws:acm:eu-west-1:123456789012:certificate/1"},"signingParameters":{"channel":"stable"},"source":{"s3":{"bucketName":"unsigned","key":"app.zip","version":"jGm.9nDJ5ZfxDH7Wc8f1cQ"}},"status":"Succeeded","statusReason":"Signing succeeded"}"#;

fn page(jobs: u32) -> String {
    let mut page = r#"{"jobs":["#.to_owned();
    for job in 0..jobs {
        let comma = if job == 0 { "" } else { "," };
        let _ = write!(
            page,
            r#"{comma}{{"createdAt":{},"isRevoked":false,"jobId":"3f1c2c5e-8a54-4b5e-9f53-0d3f4a1e7b{job:02}","jobInvoker":"123456789012","jobOwner":"123456789012","platformDisplayName":"AWS Lambda","platformId":"AWSLambda-SHA384-ECDSA","profileName":"release","profileVersion":"Ab12Cd34Ef","signatureExpiresAt":2054700000,"signedObject":{{"s3":{{"bucketName":"signed","key":"signed/app-{job}.zip"}}}},"signingMaterial":{{"certificateArn":"arn:aws:acm:eu-west-1:123456789012:certificate/1"}},"source":{{"s3":{{"bucketName":"unsigned","key":"app-{job}.zip","version":"jGm.9nDJ5ZfxDH7Wc8f1cQ"}}}},"status":"Succeeded"}}"#,
            1_700_000_000 + job
        );
    }
    page.push_str(r#"],"nextToken":"eyJtYXJrZXIiOiAyNX0="}"#);
    page
}
