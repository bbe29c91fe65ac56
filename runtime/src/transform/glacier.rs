//! What Amazon S3 Glacier wants of an upload: two hashes of the archive.

use http::header::{HeaderName, HeaderValue};
use ring::digest::{Digest, SHA256, digest};

use crate::config;
use crate::error::BoxError;
use crate::http::put_header;
use crate::request::EncodedRequest;
use crate::sigv4::{PayloadHash, X_AMZ_CONTENT_SHA256};

static X_AMZ_SHA256_TREE_HASH: HeaderName = HeaderName::from_static("x-amz-sha256-tree-hash");

/// The leaves of the tree: parts of 1 MiB.
const LEAF: usize = 1024 * 1024;

/// Sends the SHA-256 of the body, and the hash of the tree over its parts unless the caller has set it.
///
/// # Errors
///
/// When the body is a stream, of which there is no hash before it is sent.
pub fn glacier_hashes(request: &mut EncodedRequest, _: &config::Builder) -> Result<(), BoxError> {
    let body = request
        .body
        .bytes()
        .ok_or("the hashes of a stream are not known before it is sent: send a body from memory")?;
    if body.is_empty() {
        return Ok(());
    }
    if !request.headers.contains_key(&X_AMZ_SHA256_TREE_HASH) {
        let hash = PayloadHash::of_digest(&tree_hash(body));
        put_header(&mut request.headers, X_AMZ_SHA256_TREE_HASH.clone(), HeaderValue::from_str(hash.as_str())?);
    }
    let hash = PayloadHash::of(body);
    put_header(&mut request.headers, X_AMZ_CONTENT_SHA256.clone(), HeaderValue::from_str(hash.as_str())?);
    Ok(())
}

/// The hashes of the leaves, then of each two neighbours, until one is left. One without a neighbour moves up as it is.
fn tree_hash(body: &[u8]) -> Digest {
    let mut level: Vec<Digest> = body.chunks(LEAF).map(|leaf| digest(&SHA256, leaf)).collect();
    while level.len() > 1 {
        let parent = |pair: &[Digest]| match pair {
            [left, right] => digest(&SHA256, &[left.as_ref(), right.as_ref()].concat()),
            [single, ..] => *single,
            [] => digest(&SHA256, b""),
        };
        level = level.chunks(2).map(parent).collect();
    }
    level.first().copied().unwrap_or_else(|| digest(&SHA256, b""))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{settings, transformed};
    use super::*;

    fn sha256(parts: &[&[u8]]) -> Vec<u8> {
        digest(&SHA256, &parts.concat()).as_ref().to_vec()
    }

    #[test]
    fn a_tree_of_one_leaf_is_the_hash_itself() {
        let request = transformed(glacier_hashes, "hello world", &[], settings()).unwrap();
        let hash = "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9";
        assert_eq!(request.headers["x-amz-content-sha256"], hash);
        assert_eq!(request.headers["x-amz-sha256-tree-hash"], hash);
        assert!(transformed(glacier_hashes, "", &[], settings()).unwrap().headers.is_empty());
        let own = transformed(glacier_hashes, "a", &[("x-amz-sha256-tree-hash", "own")], settings()).unwrap();
        assert_eq!(own.headers["x-amz-sha256-tree-hash"], "own");
    }

    #[test]
    fn a_leaf_without_a_neighbour_moves_up() {
        let body: Vec<u8> = (0..2 * LEAF + 1).map(|index| (index / LEAF) as u8).collect();
        let [a, b, c] = [&body[..LEAF], &body[LEAF..2 * LEAF], &body[2 * LEAF..]].map(|leaf| sha256(&[leaf]));
        assert_eq!(tree_hash(&body).as_ref(), sha256(&[&sha256(&[&a, &b]), &c]));
        assert_eq!(tree_hash(&body[..2 * LEAF]).as_ref(), sha256(&[&a, &b]));
        assert_eq!(tree_hash(b"").as_ref(), sha256(&[]));
    }
}
