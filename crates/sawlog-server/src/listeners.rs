//! Taking clients' connections from the sockets that listen.

use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};
use tokio::runtime::Handle;
use tokio::sync::watch;

use crate::address::Endpoint;
use crate::connection::Connection;
use crate::places::Place;
use crate::server::Server;
use crate::sockets::{Accepted, Listening};

/// How long to wait after the system refused a connection for want of descriptors or memory.
const PAUSE: Duration = Duration::from_millis(200);

/// A listening socket at work.
pub(crate) struct Listener {
    socket: Listening,
    /// The same socket, as the runtime waits for it.
    queue: Queue,
    server: Arc<Server>,
    /// The runtime that serves connections.
    ingest: Handle,
    stop: watch::Receiver<bool>,
}

enum Queue {
    Tcp(TcpListener),
    Unix(UnixListener),
}

impl Listener {
    /// To be called within the runtime that will accept; `stop` ends the accepting and has connections drained.
    ///
    /// # Errors
    /// The runtime cannot wait for the socket.
    pub(crate) fn new(
        socket: Listening,
        server: Arc<Server>,
        ingest: Handle,
        stop: watch::Receiver<bool>,
    ) -> io::Result<Listener> {
        let same = socket.socket.try_clone()?;
        let queue = match &socket.at {
            Endpoint::Tcp(_) => Queue::Tcp(TcpListener::from_std(same.into())?),
            Endpoint::Unix(_) => Queue::Unix(UnixListener::from_std(same.into())?),
        };
        Ok(Listener { socket, queue, server, ingest, stop })
    }

    /// Accepts clients, as many as there are places for, until it is stopped; then those who had connected before.
    pub(crate) async fn run(self) {
        let mut stop = self.stop.clone();
        tokio::select! {
            () = self.accept() => {}
            _ = stop.wait_for(|stopped| *stopped) => {}
        }
        // Who waits may have sent everything and gone. The system itself is asked, which knows of those who came a
        // moment ago.
        loop {
            let place = self.place().await;
            match self.socket.accept() {
                Ok((accepted, peer)) => self.start(accepted, peer, place),
                Err(error) if is_clients(&error) => {}
                Err(_) => break,
            }
        }
    }

    async fn accept(&self) {
        loop {
            let place = self.place().await;
            match self.queue.next(&self.socket).await {
                Ok((accepted, peer)) => self.start(accepted, peer, place),
                Err(error) if is_clients(&error) => {}
                Err(error) => {
                    drop(place);
                    let at = &self.socket.at;
                    self.server.reporter.limited(|| format!("sawlog: {at}: cannot accept connections: {error}"));
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    async fn place(&self) -> Place {
        let at = &self.socket.at;
        let full = |most: usize| {
            self.server.reporter.limited(|| format!("sawlog: {at}: {most} connections, the most at once: others wait"));
        };
        self.server.places.next(full).await
    }

    fn start(&self, accepted: Accepted, peer: Endpoint, place: Place) {
        self.server.stats.connections.fetch_add(1, Ordering::Relaxed);
        let (taken, server, drain) = (place.take(), Arc::clone(&self.server), self.stop.clone());
        match accepted {
            Accepted::Tcp(stream) => drop(self.ingest.spawn(async move {
                if let Ok(stream) = TcpStream::from_std(stream) {
                    Connection::new(stream, peer, server).run(drain).await;
                }
                drop(taken);
            })),
            Accepted::Unix(stream) => drop(self.ingest.spawn(async move {
                if let Ok(stream) = UnixStream::from_std(stream) {
                    Connection::new(stream, peer, server).run(drain).await;
                }
                drop(taken);
            })),
        }
    }
}

impl Queue {
    /// The next client, when there is one.
    async fn next(&self, socket: &Listening) -> io::Result<(Accepted, Endpoint)> {
        match self {
            Queue::Tcp(listener) => {
                let (stream, peer) = listener.accept().await?;
                socket.prepare(stream.into_std()?.into(), Some(peer))
            }
            Queue::Unix(listener) => {
                let (stream, _) = listener.accept().await?;
                socket.prepare(stream.into_std()?.into(), None)
            }
        }
    }
}

/// Whether it was the client that broke off, not the system that has run out.
fn is_clients(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionReset | Interrupted)
}
