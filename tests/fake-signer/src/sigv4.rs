//! Checks signatures of requests: AWS Signature Version 4.
