//! An endpoint that is connected to, as often as it has to be. Names are looked up and connections made on a thread of the
//! attempt's, so that a host that does not answer holds nobody up.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use super::door::tune;
use super::endpoint::Endpoint;
use super::waker::Waker;
use crate::net::back_off::{BackOff, BackOffTimes};
use crate::net::connect::Connector;
use crate::net::resolve::Resolver;
use crate::net::socket::Socket;

/// The way to a peer.
#[derive(Debug)]
pub(super) struct Journey {
    pub(super) endpoint: Endpoint,
    connector: Arc<Connector>,
    back_off: BackOff,
    attempt: Option<Receiver<io::Result<Arc<Socket>>>>,
    /// Whether there is a connection.
    arrived: bool,
    /// Whether it was told that there is none.
    told: bool,
}

/// How long an attempt takes at most.
const PATIENCE: Duration = Duration::from_secs(10);

impl Journey {
    pub(super) fn new(endpoint: Endpoint, times: BackOffTimes) -> Journey {
        let connector = Connector::new(
            endpoint.address().clone(),
            Resolver::default(),
            #[cfg(feature = "tls")]
            None,
        );
        let (connector, back_off) = (Arc::new(connector), BackOff::new(times));
        Journey { endpoint, connector, back_off, attempt: None, arrived: false, told: false }
    }

    /// How long it is until there is something to do, if there will be before an attempt ends.
    pub(super) fn wait(&self, now: Instant) -> Option<Duration> {
        (!self.arrived && self.attempt.is_none()).then(|| self.back_off.wait(now))
    }

    /// Sets out, or sees how far it is: a connection, or what is to be told.
    pub(super) fn tend(&mut self, now: Instant, waker: &Waker) -> Option<Result<Arc<Socket>, String>> {
        if self.arrived {
            return None;
        }
        let Some(attempt) = &self.attempt else {
            if self.back_off.wait(now).is_zero() {
                return self.set_out(waker).err().and_then(|error| self.failed(now, &error)).map(Err);
            }
            return None;
        };
        let outcome = match attempt.try_recv() {
            Err(TryRecvError::Empty) => return None,
            Err(TryRecvError::Disconnected) => Err(io::Error::other("the attempt failed")),
            Ok(outcome) => outcome,
        };
        self.attempt = None;
        match outcome {
            Ok(socket) => {
                self.arrived = true;
                Some(Ok(socket))
            }
            Err(error) => self.failed(now, &error).map(Err),
        }
    }

    /// Both sides know each other.
    pub(super) fn is_open(&mut self) {
        self.back_off.succeeded();
        self.told = false;
    }

    /// The connection is gone.
    pub(super) fn lost(&mut self, now: Instant) {
        self.arrived = false;
        self.back_off.failed(now);
    }

    fn failed(&mut self, now: Instant, error: &io::Error) -> Option<String> {
        self.back_off.failed(now);
        let told = std::mem::replace(&mut self.told, true);
        (!told).then(|| format!("{} is away, it is tried again: {error}", self.endpoint))
    }

    fn set_out(&mut self, waker: &Waker) -> io::Result<()> {
        let (arrival, attempt) = sync_channel(1);
        let (connector, waker) = (Arc::clone(&self.connector), waker.clone());
        thread::Builder::new().name("sawlog-zmq-connect".to_owned()).spawn(move || {
            let outcome = connector.connect(Instant::now() + PATIENCE).map(|stream| stream.socket());
            let outcome = outcome.and_then(|socket| {
                if let Socket::Tcp(tcp) = &*socket {
                    // Where nobody listens, the system may connect a port to itself, and nobody could listen there then.
                    if tcp.local_addr()? == tcp.peer_addr()? {
                        return Err(io::ErrorKind::ConnectionRefused.into());
                    }
                    tune(tcp)?;
                }
                Ok(socket)
            });
            // Nobody may be waiting any more.
            let _ = arrival.send(outcome);
            waker.wake();
        })?;
        self.attempt = Some(attempt);
        Ok(())
    }
}
