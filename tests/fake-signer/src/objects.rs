//! A folder that stands for S3.
