//! One client's connection, from accept to end.
//!
//! Bytes are read into a large buffer of the thread's and handled there, many frames at a time; only the unfinished
//! frame at the end is kept with the connection. A connection at rest thus holds no buffer at all.

use std::cell::Cell;
use std::fmt;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};
use std::time::Duration;

use sawlog::handler::batch_with_losses;
use sawlog::wire::FrameError;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::sync::watch;
use tokio::time::Instant;

use crate::address::Endpoint;
use crate::ingest::Ingest;
use crate::partial::{Exhausted, Partial};
use crate::server::Server;
use crate::stats::Tally;

/// Bytes that are read at once.
const CHUNK: usize = 128 * 1024;
/// While the server ends, a connection is done when it has been quiet for so long: what a client had sent has arrived.
const QUIET: Duration = Duration::from_millis(500);

/// A client's connection.
pub(crate) struct Connection<S> {
    stream: S,
    peer: Endpoint,
    partial: Partial,
    server: Arc<Server>,
    /// Bytes of the stream that lie behind what was handled.
    offset: u64,
    received: u64,
}

/// Why a connection ended.
enum Ending {
    /// The client closed it.
    Closed,
    /// Reading failed.
    Failed(io::Error),
    /// The stream cannot be cut into frames.
    Frame(FrameError),
    /// A frame did not arrive in time.
    TimedOut,
    /// Unfinished frames take too much memory.
    Exhausted,
    /// The server ends, and the client has sent nothing for a while.
    Drained,
}

impl<S: AsyncRead + Unpin> Connection<S> {
    pub(crate) fn new(stream: S, peer: Endpoint, server: Arc<Server>) -> Connection<S> {
        let partial = Partial::new(Arc::clone(&server.unfinished));
        Connection { stream, peer, partial, server, offset: 0, received: 0 }
    }

    /// Reads to the connection's end, or, once `drain` is true, to where there is nothing more to read.
    pub(crate) async fn run(mut self, mut drain: watch::Receiver<bool>) {
        if self.server.verbose {
            self.server.reporter.limited(|| format!("sawlog: {}: connected", self.peer));
        }
        let mut draining = *drain.borrow_and_update();
        let ending = loop {
            let expires = self.partial.since().map(|since| Instant::from_std(since + self.server.frame_timeout));
            let quiet = draining.then(|| Instant::now() + QUIET);
            let deadline = expires.into_iter().chain(quiet).min();
            tokio::select! {
                biased;
                turn = poll_fn(|cx| self.poll_turn(cx)) => match turn {
                    Err(ending) => break ending,
                    // The buffer was full: others first, then the rest.
                    Ok(full) => if full { tokio::task::yield_now().await },
                },
                () = until(deadline) => {
                    break if expires.is_some_and(|expires| expires <= Instant::now()) {
                        Ending::TimedOut
                    } else {
                        Ending::Drained
                    };
                }
                _ = drain.changed(), if !draining => draining = true,
            }
        };
        self.account(&ending);
    }

    /// Reads once and handles what came; whether the buffer was full.
    fn poll_turn(&mut self, cx: &mut Context<'_>) -> Poll<Result<bool, Ending>> {
        with_chunk(|chunk| {
            // A small unfinished frame goes in front of what follows it; a large one is completed where it is.
            let before = Some(self.partial.bytes().len()).filter(|len| *len <= CHUNK / 2).unwrap_or(0);
            let mut buffer = ReadBuf::new(&mut chunk[before..]);
            match Pin::new(&mut self.stream).poll_read(cx, &mut buffer) {
                Poll::Pending => {
                    self.partial.rest();
                    return Poll::Pending;
                }
                Poll::Ready(Err(error)) => return Poll::Ready(Err(Ending::Failed(error))),
                Poll::Ready(Ok(())) => {}
            }
            let (read, full) = (buffer.filled().len(), buffer.remaining() == 0);
            if read == 0 {
                return Poll::Ready(Err(Ending::Closed));
            }
            let server = Arc::clone(&self.server);
            Poll::Ready(server.turns.take(|| self.digest(&mut chunk[..before + read], before)).map(|()| full))
        })
    }

    /// Handles the frames of `bytes`, which have room for `before` bytes of the unfinished frame in front.
    fn digest(&mut self, bytes: &mut [u8], before: usize) -> Result<(), Ending> {
        if before == self.partial.bytes().len() {
            bytes[..before].copy_from_slice(self.partial.bytes());
            let taken = self.handle(bytes)?;
            return Ok(self.partial.replace(&bytes[taken..], taken > 0)?);
        }
        self.partial.append(bytes)?;
        let held = self.partial.bytes();
        if Ingest::announced(held).is_none_or(|len| len <= held.len()) {
            let held = self.partial.lend();
            let taken = self.handle(&held);
            self.partial.put_back(held);
            self.partial.advance(taken?);
        }
        Ok(())
    }

    /// Handles the whole frames of `bytes`; how many bytes they took.
    fn handle(&mut self, bytes: &[u8]) -> Result<usize, FrameError> {
        let server = &self.server;
        // Counted at once, so that a handler that never returns does not hide what arrived.
        let received = server.ingest.count(bytes);
        server.stats.frames.add(&Tally { received, ..Tally::default() });
        self.received += received;
        let mut tally = Tally::default();
        let (outcome, lost) = batch_with_losses(|| {
            server.ingest.frames(bytes, &mut tally, |at, error| {
                let (peer, offset) = (&self.peer, self.offset + at as u64);
                server.reporter.limited(|| {
                    format!("sawlog: {peer}: frame refused: {error} (the frame begins at byte {offset} of the stream)")
                });
            })
        });
        tally.lose(lost);
        server.stats.frames.add(&tally);
        let taken = outcome?;
        self.offset += taken as u64;
        Ok(taken)
    }

    /// Counts how the connection ended, and reports what should not have happened.
    fn account(&self, ending: &Ending) {
        let Server { stats, reporter, .. } = &*self.server;
        let held = self.partial.bytes().len();
        let torn = held > 0 && matches!(ending, Ending::Closed | Ending::Failed(_) | Ending::Drained);
        let counter = match ending {
            _ if torn => Some(&stats.torn),
            Ending::TimedOut => Some(&stats.timed_out),
            Ending::Exhausted => Some(&stats.too_much),
            _ => None,
        };
        if let Some(counter) = counter {
            counter.fetch_add(1, Ordering::Relaxed);
        }
        if let Ending::Frame(_) = ending {
            stats.frames.add(&Tally { received: 1, rejected: 1, ..Tally::default() });
        }
        if torn || self.server.verbose || !matches!(ending, Ending::Closed | Ending::Drained | Ending::Failed(_)) {
            reporter.limited(|| {
                let mut line = format!("sawlog: {}: {ending} after {} frames", self.peer, self.received);
                if held > 0 && !matches!(ending, Ending::Frame(_)) {
                    let announced = Ingest::announced(self.partial.bytes());
                    let of = announced.map_or_else(String::new, |len| format!(" of {len}"));
                    line.push_str(&format!(", within a frame ({held}{of} bytes of it arrived)"));
                }
                line
            });
        }
    }
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Ending::Closed => f.write_str("closed by the client"),
            Ending::Failed(error) => write!(f, "lost: {error}"),
            Ending::Frame(error) => write!(f, "closed: {error},"),
            Ending::TimedOut => f.write_str("closed: a frame did not arrive in time,"),
            Ending::Exhausted => f.write_str("closed: unfinished frames take too much memory,"),
            Ending::Drained => f.write_str("closed, the server ends,"),
        }
    }
}

impl From<FrameError> for Ending {
    fn from(error: FrameError) -> Ending {
        Ending::Frame(error)
    }
}

impl From<Exhausted> for Ending {
    fn from(_: Exhausted) -> Ending {
        Ending::Exhausted
    }
}

async fn until(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => tokio::time::sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}

thread_local! {
    static READING: Cell<Option<Box<[u8]>>> = const { Cell::new(None) };
}

/// Calls `f` with the thread's buffer.
fn with_chunk<R>(f: impl FnOnce(&mut [u8]) -> R) -> R {
    let mut chunk = READING.take().unwrap_or_else(|| vec![0; CHUNK].into_boxed_slice());
    let result = f(&mut chunk);
    READING.set(Some(chunk));
    result
}
