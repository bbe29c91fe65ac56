//! Two clients of AWS Signer, this project's and the official one, doing the same.

pub mod bench;
pub mod load;
pub mod operation;
pub mod rounds;

/// `tinsmith-signer`.
pub mod tinsmith {
    #[path = "../calls.rs"]
    pub mod calls;
    pub mod client;
    use tinsmith_signer as sdk;

    /// The bytes of the error that `send` gives.
    pub const ERROR_SIZE: usize =
        size_of::<sdk::error::SdkError<sdk::operation::start_signing_job::StartSigningJobError>>();
}

/// `aws-sdk-signer`.
pub mod official {
    #[expect(clippy::duplicate_mod, reason = "one source for both clients: what is called cannot differ")]
    #[path = "../calls.rs"]
    pub mod calls;
    pub mod client;
    use aws_sdk_signer as sdk;

    /// The bytes of the error that `send` gives.
    pub const ERROR_SIZE: usize =
        size_of::<sdk::error::SdkError<sdk::operation::start_signing_job::StartSigningJobError>>();
}
