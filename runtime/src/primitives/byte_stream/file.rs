//! A file as a body. Tokio reads files on threads of their own, since operating systems have no other way.

use std::fs::File;
use std::future::Future;
use std::io::{self, Read};
use std::path::PathBuf;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

/// How much is read at once, in bytes.
const PIECE: usize = 64 * 1024;

/// What is left of a file.
pub(super) struct FileBody {
    state: State,
    /// How many bytes are to come, where that is known.
    left: Option<u64>,
}

enum State {
    Idle(File),
    Reading(JoinHandle<io::Result<(File, Bytes)>>),
    Done,
}

impl FileBody {
    pub(super) async fn open(path: PathBuf) -> io::Result<Self> {
        let open = move || {
            let file = File::open(path)?;
            let metadata = file.metadata()?;
            // A pipe or device says 0.
            Ok::<_, io::Error>((file, metadata.is_file().then_some(metadata.len())))
        };
        let (file, left) = runtime()?.spawn_blocking(open).await.map_err(io::Error::other)??;
        Ok(Self { state: State::Idle(file), left })
    }

    /// Counts a piece. A file that grows meanwhile is sent up to the length that it had; one that shrinks is an error.
    fn take(&mut self, piece: Bytes) -> io::Result<Option<Bytes>> {
        match &mut self.left {
            Some(left) if piece.is_empty() && *left > 0 => {
                Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file has become shorter while it was read"))
            }
            Some(left) => {
                let length = usize::try_from(*left).unwrap_or(usize::MAX).min(piece.len());
                *left -= length as u64;
                Ok(Some(piece.slice(..length)).filter(|piece| !piece.is_empty()))
            }
            None => Ok(Some(piece).filter(|piece| !piece.is_empty())),
        }
    }
}

/// Without one, Tokio panics.
fn runtime() -> io::Result<Handle> {
    Handle::try_current().map_err(io::Error::other)
}

fn read(mut file: File) -> io::Result<(File, Bytes)> {
    let mut piece = vec![0; PIECE];
    let length = loop {
        match file.read(&mut piece) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            outcome => break outcome?,
        }
    };
    piece.truncate(length);
    Ok((file, piece.into()))
}

impl Body for FileBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        loop {
            match std::mem::replace(&mut self.state, State::Done) {
                State::Done => return Poll::Ready(None),
                State::Idle(_) if self.left == Some(0) => return Poll::Ready(None),
                State::Idle(file) => match runtime() {
                    Ok(runtime) => self.state = State::Reading(runtime.spawn_blocking(|| read(file))),
                    Err(error) => return Poll::Ready(Some(Err(error))),
                },
                State::Reading(mut reading) => {
                    let outcome = match Pin::new(&mut reading).poll(context) {
                        Poll::Ready(outcome) => outcome.map_err(io::Error::other).and_then(|outcome| outcome),
                        Poll::Pending => {
                            self.state = State::Reading(reading);
                            return Poll::Pending;
                        }
                    };
                    let piece = outcome.and_then(|(file, piece)| Ok((file, self.take(piece)?)));
                    return Poll::Ready(match piece {
                        Ok((file, Some(piece))) => {
                            self.state = State::Idle(file);
                            Some(Ok(Frame::data(piece)))
                        }
                        Ok((_, None)) => None,
                        Err(error) => Some(Err(error)),
                    });
                }
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.state, State::Done) || self.left == Some(0)
    }

    fn size_hint(&self) -> SizeHint {
        self.left.map_or_else(SizeHint::new, SizeHint::with_exact)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use crate::primitives::ByteStream;

    /// A file of so many bytes, and its path.
    fn file(name: &str, length: usize) -> (std::fs::File, std::path::PathBuf) {
        let path = std::env::temp_dir().join(format!("tinsmith-{}-{name}", std::process::id()));
        let mut file = std::fs::File::create(&path).unwrap();
        file.write_all(&vec![7; length]).unwrap();
        (file, path)
    }

    #[tokio::test]
    async fn a_file_is_read_in_pieces_and_its_length_is_known() {
        for length in [0, 1, 200_000] {
            let (_, path) = file(&length.to_string(), length);
            let stream = ByteStream::from_path(&path).await.unwrap();
            assert_eq!(stream.size_hint(), (length as u64, Some(length as u64)));
            assert!(stream.bytes().is_none());
            assert_eq!(stream.collect().await.unwrap().into_bytes(), vec![7; length]);
            std::fs::remove_file(path).unwrap();
        }
    }

    #[tokio::test]
    async fn a_file_that_changes_is_cut_or_is_an_error() {
        let (mut longer, path) = file("longer", 10);
        let stream = ByteStream::from_path(&path).await.unwrap();
        longer.write_all(b"more").unwrap();
        assert_eq!(stream.collect().await.unwrap().into_bytes().len(), 10);
        let stream = ByteStream::from_path(&path).await.unwrap();
        longer.set_len(5).unwrap();
        let error = stream.collect().await.unwrap_err();
        assert_eq!(error.to_string(), "the stream broke off: the file has become shorter while it was read");
        std::fs::remove_file(path).unwrap();
    }

    #[tokio::test]
    async fn a_file_that_is_not_there_is_an_error() {
        let error = ByteStream::from_path("/no/such/file").await.unwrap_err();
        assert!(error.to_string().starts_with("the stream broke off: "), "{error}");
    }
}
