//! What a program writes, up to a limit.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, ReadBuf};
use tokio::process::{Child, ChildStderr, ChildStdout};
use zeroize::Zeroizing;

/// The most that is read, in bytes: credentials take some thousands, and of complaints the end is shown.
const MAX_OUTPUT: usize = 1024 * 1024;
const MAX_COMPLAINTS: usize = 64 * 1024;

/// What a program prints, and what it complains of.
pub(super) struct Pipes {
    pub(super) stdout: Pipe<ChildStdout>,
    pub(super) stderr: Pipe<ChildStderr>,
}

/// One end of a pipe, and what came out of it.
pub(super) struct Pipe<R> {
    /// Until nothing more comes.
    reader: Option<R>,
    pub(super) bytes: Zeroizing<Vec<u8>>,
    max: usize,
}

impl Pipes {
    pub(super) fn of(child: &mut Child) -> Self {
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        Self {
            stdout: Pipe { reader: stdout, bytes: Zeroizing::default(), max: MAX_OUTPUT },
            stderr: Pipe { reader: stderr, bytes: Zeroizing::default(), max: MAX_COMPLAINTS },
        }
    }

    /// Reads what there is. Ready when both pipes are closed.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let (stdout, stderr) = (self.stdout.poll(context)?, self.stderr.poll(context)?);
        if stdout.is_ready() && stderr.is_ready() { Poll::Ready(Ok(())) } else { Poll::Pending }
    }
}

impl<R: AsyncRead + Unpin> Pipe<R> {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Some(reader) = &mut self.reader else { return Poll::Ready(Ok(())) };
        let mut chunk = Zeroizing::new([0; 4096]);
        loop {
            let mut read = ReadBuf::new(chunk.as_mut_slice());
            ready!(Pin::new(&mut *reader).poll_read(context, &mut read))?;
            if read.filled().is_empty() {
                self.reader = None;
                return Poll::Ready(Ok(()));
            }
            if self.bytes.len() + read.filled().len() > self.max {
                return Poll::Ready(Err(io::Error::other(format!("it writes more than {} bytes", self.max))));
            }
            self.bytes.extend_from_slice(read.filled());
        }
    }
}
