//! A connection that never blocks.

use std::io::{self, Read, Write};
use std::sync::Arc;

use super::socket::Socket;
#[cfg(feature = "tls")]
use super::tls::Session;

/// A connection, plain or encrypted.
#[derive(Debug)]
pub(super) struct Stream {
    socket: Arc<Socket>,
    #[cfg(feature = "tls")]
    session: Option<Box<Session>>,
}

/// How often what the peer sends is read and thrown away before a write; more waits for the next one.
const MAX_READS: usize = 16;

impl Stream {
    pub(super) fn plain(socket: Socket) -> Stream {
        Stream {
            socket: Arc::new(socket),
            #[cfg(feature = "tls")]
            session: None,
        }
    }

    #[cfg(feature = "tls")]
    pub(super) fn encrypted(socket: Socket, session: Session) -> Stream {
        Stream { socket: Arc::new(socket), session: Some(Box::new(session)) }
    }

    /// What to wait for while nothing can be written.
    pub(super) fn socket(&self) -> Arc<Socket> {
        Arc::clone(&self.socket)
    }

    /// Writes what can be written now. `WouldBlock`: the same bytes have to be offered again.
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        #[cfg(feature = "tls")]
        if let Some(session) = &mut self.session {
            return session.write(&self.socket, bytes);
        }
        again(|| match (&*self.socket).write(bytes)? {
            0 if !bytes.is_empty() => Err(io::ErrorKind::WriteZero.into()),
            written => Ok(written),
        })
    }

    /// Whether bytes that were offered are on their way, so that others must not come before them.
    pub(super) fn is_committed(&self) -> bool {
        #[cfg(feature = "tls")]
        if let Some(session) = &self.session {
            return session.is_committed();
        }
        false
    }

    /// An error if the peer has closed the connection: what is written to it then would be lost without a word.
    ///
    /// What the peer sends is of no interest, but hides the end behind it: it is read and thrown away.
    pub(super) fn notice_close(&mut self) -> io::Result<()> {
        for _ in 0..MAX_READS {
            match again(|| self.discard()) {
                Ok(0) => {
                    return Err(io::Error::new(io::ErrorKind::ConnectionAborted, "the peer closed the connection"));
                }
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Leaves the peer in good order. What it sent has been read: else the system would tell it of an error, and it
    /// might not read what it was sent last.
    pub(super) fn finish(&mut self) {
        let _ = self.notice_close();
        #[cfg(feature = "tls")]
        if let Some(session) = &mut self.session {
            session.finish(&self.socket);
        }
    }

    fn discard(&mut self) -> io::Result<usize> {
        #[cfg(feature = "tls")]
        if let Some(session) = &mut self.session {
            return session.discard(&self.socket);
        }
        (&*self.socket).read(&mut [0; 1024])
    }
}

/// Calls `f` until no signal interrupts it.
fn again<T>(mut f: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match f() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            done => return done,
        }
    }
}
