//! Zip archives that carry their signature: Lambda's deployment packages, which have to stay archives.
//!
//! The signature is one more file in the archive, the last one, not compressed. Without it the archive is again what was
//! signed, byte for byte. Archives of the 64-bit kind, and those with something before or between their parts, are left to
//! be signed as any other bytes.

/// The file with the signature. Signer's own has another name and another content.
const NAME: &[u8] = b"META-INF/tinsmith-fake-signer.json";
/// What Signer puts there.
const SIGNERS_NAME: &[u8] = b"META-INF/aws_signer_signature_v1.0.SF";

const LOCAL: [u8; 4] = *b"PK\x03\x04";
const CENTRAL: [u8; 4] = *b"PK\x01\x02";
const END: [u8; 4] = *b"PK\x05\x06";
const LOCAL_LENGTH: usize = 30;
const CENTRAL_LENGTH: usize = 46;
const END_LENGTH: usize = 22;

/// An archive's parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Archive<'a> {
    files: &'a [u8],
    directory: &'a [u8],
    count: u16,
    comment: &'a [u8],
}

impl<'a> Archive<'a> {
    /// The parts of what is an archive.
    pub(crate) fn of(bytes: &'a [u8]) -> Option<Self> {
        // The end is found by its mark, and by a comment that reaches to the last byte.
        let first = bytes.len().saturating_sub(END_LENGTH + usize::from(u16::MAX));
        let last = bytes.len().checked_sub(END_LENGTH)?;
        let end = (first..=last).rev().find(|at| {
            let comment = bytes.len() - at - END_LENGTH;
            bytes.get(*at..).is_some_and(|end| end.starts_with(&END))
                && u16_at(bytes, at + 20) == u16::try_from(comment).ok()
        })?;
        let (size, offset) = (u32_at(bytes, end + 12)? as usize, u32_at(bytes, end + 16)? as usize);
        let count = u16_at(bytes, end + 10)?;
        let one_disk = u32_at(bytes, end + 4)? == 0 && u16_at(bytes, end + 8)? == count;
        if !one_disk || count == u16::MAX || offset.checked_add(size)? != end {
            return None;
        }
        let files = bytes.get(..offset)?;
        let directory = bytes.get(offset..end)?;
        let archive = Self { files, directory, count, comment: bytes.get(end + END_LENGTH..)? };
        (archive.names().len() == usize::from(count)).then_some(archive)
    }

    /// Whether it carries a signature, of this program's or of Signer's.
    pub(crate) fn is_signed(&self) -> bool {
        self.names().iter().any(|name| [NAME, SIGNERS_NAME].contains(name))
    }

    /// The archive with a signature in it; none where it would become one of the 64-bit kind.
    pub(crate) fn with(&self, signature: &[u8]) -> Option<Vec<u8>> {
        let mut bytes = self.files.to_vec();
        let offset = u32::try_from(bytes.len()).ok()?;
        let about = about(signature)?;
        bytes.extend(LOCAL);
        bytes.extend(&about);
        bytes.extend(NAME);
        bytes.extend(signature);
        let mut directory = self.directory.to_vec();
        directory.extend(CENTRAL);
        // Made by a program that needs nothing newer either.
        directory.extend([20, 0]);
        directory.extend(&about);
        // No comment, first disk, no attributes.
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(NAME);
        let start = bytes.len();
        bytes.extend(&directory);
        self.finish(bytes, start, self.count.checked_add(1).filter(|count| *count != u16::MAX)?)
    }

    /// What was signed, and the signature: the archive is exactly the one with the other.
    pub(crate) fn without(signed: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
        let archive = Archive::of(signed)?;
        let split = archive.directory.len().checked_sub(CENTRAL_LENGTH + NAME.len())?;
        let (directory, last) = archive.directory.split_at_checked(split)?;
        let (files, file) = archive.files.split_at_checked(u32_at(last, 42)? as usize)?;
        let signature = file.get(LOCAL_LENGTH + NAME.len()..)?;
        let start = files.len();
        let bytes = [files, directory].concat();
        let original = archive.finish(bytes, start, archive.count.checked_sub(1)?)?;
        let same = Archive::of(&original)?.with(signature)? == signed;
        same.then(|| (original, signature.to_vec()))
    }

    /// Adds the end to files and a directory that begins at `start`.
    fn finish(&self, mut bytes: Vec<u8>, start: usize, count: u16) -> Option<Vec<u8>> {
        let size = u32::try_from(bytes.len() - start).ok()?;
        bytes.extend(END);
        bytes.extend([0; 4]);
        bytes.extend(count.to_le_bytes());
        bytes.extend(count.to_le_bytes());
        bytes.extend(size.to_le_bytes());
        bytes.extend(u32::try_from(start).ok()?.to_le_bytes());
        bytes.extend(u16::try_from(self.comment.len()).ok()?.to_le_bytes());
        bytes.extend(self.comment);
        Some(bytes)
    }

    /// The names of the files in the directory, as far as it can be read.
    fn names(&self) -> Vec<&'a [u8]> {
        let mut names = Vec::new();
        let mut rest = self.directory;
        while let Some(file) = rest.strip_prefix(&CENTRAL).and_then(|_| rest.get(CENTRAL_LENGTH..)) {
            let [name, extra, comment] = [28, 30, 32].map(|at| u16_at(rest, at).map_or(0, usize::from));
            let (Some(name), Some(after)) = (file.get(..name), file.get(name + extra + comment..)) else { break };
            names.push(name);
            rest = after;
        }
        names
    }
}

/// What an archive says of the signature's file, in front of it and in the directory alike: from the version needed to the
/// length of what follows the name.
fn about(content: &[u8]) -> Option<Vec<u8>> {
    let size = u32::try_from(content.len()).ok()?.to_le_bytes();
    let mut about = vec![20, 0, 0, 0, 0, 0];
    // Midnight, 1 January 1980: the earliest that can be said.
    about.extend([0, 0, 0x21, 0]);
    about.extend(crc32(content).to_le_bytes());
    about.extend(size);
    about.extend(size);
    about.extend(u16::try_from(NAME.len()).ok()?.to_le_bytes());
    about.extend([0, 0]);
    Some(about)
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
    !bytes.iter().fold(!0, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// An archive without a file.
    pub(crate) const EMPTY: &[u8] = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

    #[test]
    fn a_signature_goes_in_and_out_again() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        let commented = [&EMPTY[..20], b"\x05\0hello"].concat();
        for original in [EMPTY, &commented] {
            let archive = Archive::of(original).unwrap();
            assert!(!archive.is_signed());
            let signed = archive.with(b"signature").unwrap();
            assert!(Archive::of(&signed).unwrap().is_signed());
            assert_eq!(Archive::without(&signed).unwrap(), (original.to_vec(), b"signature".to_vec()));
            // A file after another, of which nothing is lost.
            let twice = Archive::of(&signed).unwrap().with(b"again").unwrap();
            assert_eq!(Archive::without(&twice).unwrap(), (signed.clone(), b"again".to_vec()));
            for at in 0..signed.len() {
                let mut changed = signed.clone();
                changed[at] ^= 1;
                let same =
                    Archive::without(&changed).is_some_and(|(bytes, text)| bytes == original && text == b"signature");
                assert!(!same, "byte {at}");
            }
        }
    }

    #[test]
    fn what_is_no_archive_is_left_alone() {
        let gap = [b"x", EMPTY].concat();
        let count = [&EMPTY[..8], b"\x01\0\x01\0", &EMPTY[12..]].concat();
        for bytes in [&b""[..], b"code", &EMPTY[..21], &EMPTY[1..], &gap[..gap.len() - 1], &count] {
            assert_eq!(Archive::of(bytes), None, "{bytes:?}");
            assert_eq!(Archive::without(bytes), None);
        }
    }
}
