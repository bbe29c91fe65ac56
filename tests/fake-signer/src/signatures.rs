//! Signatures, and the certificate that they are made with.
