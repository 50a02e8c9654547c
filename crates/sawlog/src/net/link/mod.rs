//! A stream of frames to one peer that comes and goes.
//!
//! A frame is written at once if the peer is there and takes it. Else it waits in a bounded backlog, which is sent
//! first when the peer is back: by a thread that lives as long as something waits, so that callers neither wait for
//! a peer that is away nor have to log for it to be looked for.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

#[cfg(feature = "tls")]
use super::Tls;
use super::{Address, BackOffTimes, BacklogLimits, Resolver};
use crate::error::EmitError;
use crate::fork::{self, PerProcess};
use crate::patience;

mod courier;
mod delivery;
mod state;

#[cfg(test)]
mod tests;

use delivery::Shared;

/// How a [`Link`] goes about it.
#[derive(Clone, Debug)]
pub(crate) struct LinkOptions {
    /// How long one call may take, with name resolution, connecting and waiting for the peer to take something.
    pub(crate) timeout: Duration,
    pub(crate) back_off: BackOffTimes,
    pub(crate) backlog: BacklogLimits,
    pub(crate) resolver: Resolver,
    /// Encrypts the connection.
    #[cfg(feature = "tls")]
    pub(crate) tls: Option<Tls>,
}

impl Default for LinkOptions {
    /// A second, as Python waits for a connection.
    fn default() -> LinkOptions {
        LinkOptions {
            timeout: Duration::from_secs(1),
            back_off: BackOffTimes::default(),
            backlog: BacklogLimits::default(),
            resolver: Resolver::default(),
            #[cfg(feature = "tls")]
            tls: None,
        }
    }
}

/// What became of the frames of a connection so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LinkStats {
    /// Whether there is a connection, as far as is known.
    pub connected: bool,
    /// How many connections were made.
    pub connections: u64,
    /// How many records were handed to the system whole. What it had not delivered when a connection broke is lost.
    pub sent: u64,
    /// How many records wait for the peer.
    pub waiting: usize,
    /// How many bytes they take.
    pub waiting_bytes: usize,
    /// How many records were given up: the backlog was full, or the handler was closed before the peer was back.
    pub dropped: u64,
}

/// A way to one peer, for frames that must arrive whole and in order.
///
/// Frames may be sent by several threads at once. One of them connects or waits for the peer while the others leave
/// theirs with it. No lock is held meanwhile.
///
/// A forked child has a connection and a backlog of its own: what waits in its parent's is for the parent to send.
#[derive(Debug)]
pub(crate) struct Link {
    address: Address,
    options: LinkOptions,
    shared: PerProcess<Arc<Shared>>,
}

impl Link {
    /// Nothing is connected before the first frame.
    pub(crate) fn new(address: Address, options: LinkOptions) -> Link {
        Link { address, options, shared: PerProcess::new() }
    }

    pub(crate) fn address(&self) -> &Address {
        &self.address
    }

    /// Sends a frame, or leaves it in the backlog. Takes no longer than the limit.
    ///
    /// # Errors
    /// Told once for each time that the peer is away: it cannot be reached, and frames wait for it. Told at times while
    /// it lasts: so many frames were dropped.
    pub(crate) fn send(&self, frame: &[u8]) -> Result<(), EmitError> {
        self.shared().send(frame)
    }

    /// Sends what waits, and looks for the peer whatever the back-off says.
    ///
    /// # Errors
    /// Some of it still waits when the limit ends; or frames were dropped since that was told last.
    pub(crate) fn flush(&self) -> Result<(), EmitError> {
        fork::outside(|| self.shared().flush(self.deadline()))
    }

    /// Sends what waits if the peer is there, gives up the rest and closes the connection. The next frame opens another.
    ///
    /// # Errors
    /// Frames were given up, or dropped before.
    pub(crate) fn close(&self) -> Result<(), EmitError> {
        fork::outside(|| self.shared().close(self.deadline()))
    }

    /// Counts a frame that could not be made as dropped, and closes the connection; does nothing if there is none.
    ///
    /// What waits is kept; the next frame opens another connection.
    pub(crate) fn give_up_one(&self) -> bool {
        self.shared().give_up_one()
    }

    pub(crate) fn stats(&self) -> LinkStats {
        self.shared().stats()
    }

    fn deadline(&self) -> Instant {
        Instant::now() + patience::at_most(self.options.timeout)
    }

    #[inline]
    fn shared(&self) -> &Arc<Shared> {
        self.shared.get_or(|former| {
            if let Some(former) = former {
                former.let_go();
            }
            Arc::new(Shared::new(self.address.clone(), self.options.clone()))
        })
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        if let Some(shared) = self.shared.known() {
            shared.end();
        }
    }
}

/// The error that nothing was taken within the limit.
fn takes_nothing() -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, "the peer takes nothing")
}
