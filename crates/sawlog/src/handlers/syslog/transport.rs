//! How a message gets to the daemon: as a datagram, or in a frame on a stream.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::EmitError;
use crate::net::{Address, Datagrams, Link, is_too_large};
use crate::scratch::Scratch;
use crate::wire::syslog::Framing;

/// The way to the daemon.
pub(super) enum Transport {
    Datagrams(Datagrams),
    Stream(Link),
    /// A Unix socket whose kind the daemon decides: datagrams, unless it turns out to be for streams.
    Either {
        datagrams: Datagrams,
        stream: Link,
        is_stream: AtomicBool,
    },
}

impl Transport {
    pub(super) fn address(&self) -> &Address {
        match self {
            Transport::Datagrams(datagrams) | Transport::Either { datagrams, .. } => datagrams.address(),
            Transport::Stream(link) => link.address(),
        }
    }

    /// The link, if messages go over a stream.
    pub(super) fn link(&self) -> Option<&Link> {
        match self {
            Transport::Datagrams(_) => None,
            Transport::Stream(link) => Some(link),
            Transport::Either { stream, is_stream, .. } => is_stream.load(Ordering::Relaxed).then_some(stream),
        }
    }

    /// Sends a message: as it is in a datagram, in its frame on a stream.
    pub(super) fn send(&self, message: &str, framing: Option<Framing>) -> Result<(), EmitError> {
        match self {
            Transport::Datagrams(datagrams) => {
                datagrams.send(message.as_bytes()).map_err(|error| refused(datagrams.address(), message.len(), &error))
            }
            Transport::Stream(link) => send_framed(link, message, framing),
            Transport::Either { datagrams, stream, is_stream } => {
                if !is_stream.load(Ordering::Relaxed) {
                    match datagrams.send(message.as_bytes()) {
                        Err(error) if is_for_streams(&error) => is_stream.store(true, Ordering::Relaxed),
                        sent => return sent.map_err(|error| refused(datagrams.address(), message.len(), &error)),
                    }
                }
                send_framed(stream, message, framing)
            }
        }
    }

    /// Closes what is open; the next message opens it again.
    pub(super) fn close(&self) -> Result<(), EmitError> {
        if let Transport::Datagrams(datagrams) | Transport::Either { datagrams, .. } = self {
            datagrams.close();
        }
        self.link().map_or(Ok(()), Link::close)
    }
}

fn send_framed(link: &Link, message: &str, framing: Option<Framing>) -> Result<(), EmitError> {
    let Some(framing) = framing else { return link.send(message.as_bytes()) };
    let mut frame = Scratch::take();
    framing.write(message, &mut frame);
    link.send(frame.as_bytes())
}

/// Whether a Unix socket is one for streams.
fn is_for_streams(error: &io::Error) -> bool {
    error.raw_os_error() == Some(libc::EPROTOTYPE)
}

fn refused(address: &Address, length: usize, error: &io::Error) -> EmitError {
    let what = if is_too_large(error) {
        format!("a message of {length} bytes is too large for a datagram to {address}; a stream would take it")
    } else {
        format!("{address}: {error}")
    };
    EmitError::Io(io::Error::new(error.kind(), what))
}
