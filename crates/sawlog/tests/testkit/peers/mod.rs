//! The other end of handlers that send: it keeps what arrives, goes away and comes back.

use std::sync::{Arc, Mutex};

use sawlog::testkit::HandlerCheck;
use sawlog::{Address, IntoHandler};

mod datagrams;
mod streams;

pub(crate) use datagrams::Datagrams;
pub(crate) use streams::{Conversation, Streams};

/// What has arrived, a text a record.
#[derive(Clone, Default)]
pub(crate) struct Texts(Arc<Mutex<Vec<String>>>);

impl Texts {
    pub(crate) fn push(&self, text: String) {
        self.0.lock().expect("no panic").push(text);
    }

    fn all(&self) -> Vec<String> {
        self.0.lock().expect("no panic").clone()
    }
}

/// Someone who is sent to at an address that stays, whether anybody listens there or not.
pub(crate) trait Peer: Send + Sync + 'static {
    fn address(&self) -> Address;
    fn texts(&self) -> &Texts;
    fn leave(&self);
    fn come_back(&self);
}

/// A check of a handler that sends to a peer; each handler has its own.
pub(crate) fn on_peer<P: Peer, H: IntoHandler>(
    start: impl Fn() -> P + Send + Sync + 'static,
    make: impl Fn(Address) -> H + Send + Sync + 'static,
) -> HandlerCheck {
    let current = Arc::new(Mutex::new(None));
    let ours = Arc::clone(&current);
    let peer = move || -> Arc<P> { ours.lock().expect("no panic").clone().expect("a handler was made") };
    let (read, gone, back) = (peer.clone(), peer.clone(), peer);
    let make = move || {
        let peer = Arc::new(start());
        let address = peer.address();
        *current.lock().expect("no panic") = Some(peer);
        make(address)
    };
    HandlerCheck::new(make, move || read().texts().all()).sink(move |_| gone().leave(), move |_| back().come_back())
}

/// The host and the port of an address that has them.
pub(crate) fn host_and_port(address: &Address) -> (String, u16) {
    match address {
        Address::Host { host, port } => (host.clone(), *port),
        Address::Unix(path) => panic!("no host: {}", path.display()),
    }
}

/// The path of an address that has one.
fn unix_path(address: &Address) -> &std::path::Path {
    match address {
        Address::Unix(path) => path,
        Address::Host { .. } => panic!("no path: {address}"),
    }
}
