//! A peer that is connected to, over TCP or at a Unix socket.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use sawlog::Address;
use tempfile::TempDir;

use super::{Peer, Texts, host_and_port, unix_path};

/// Reads one connection to its end, and answers where that is asked for.
type Talk = fn(Conversation, &Texts) -> io::Result<()>;

pub(crate) struct Streams {
    address: Address,
    talk: Talk,
    texts: Texts,
    accepting: Mutex<Option<Accepting>>,
    _folder: Option<TempDir>,
}

/// The thread that accepts, which returns all connections, and whether it is to stop.
type Accepting = (JoinHandle<Vec<Conversation>>, Arc<AtomicBool>);

/// One connection.
pub(crate) enum Conversation {
    Tcp(TcpStream),
    Unix(UnixStream),
}

enum Listener {
    Tcp(TcpListener),
    Unix(UnixListener),
}

impl Streams {
    pub(crate) fn tcp(talk: Talk) -> Streams {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("it is bound").port();
        Streams::start(Address::host("127.0.0.1", port), None, Listener::Tcp(listener), talk)
    }

    pub(crate) fn unix(talk: Talk) -> Streams {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("socket");
        let listener = UnixListener::bind(&path).expect("a socket");
        Streams::start(Address::unix(path), Some(folder), Listener::Unix(listener), talk)
    }

    fn start(address: Address, folder: Option<TempDir>, listener: Listener, talk: Talk) -> Streams {
        let peer = Streams { address, talk, texts: Texts::default(), accepting: Mutex::default(), _folder: folder };
        peer.accept(listener);
        peer
    }

    fn accept(&self, listener: Listener) {
        let stop = Arc::new(AtomicBool::new(false));
        let (stopped, texts, talk) = (Arc::clone(&stop), self.texts.clone(), self.talk);
        listener.set_nonblocking().expect("a socket can");
        let thread = thread::spawn(move || {
            let mut all = Vec::new();
            while !stopped.load(Ordering::Relaxed) {
                let Ok(conversation) = listener.accept() else {
                    thread::sleep(Duration::from_millis(2));
                    continue;
                };
                all.push(conversation.try_clone().expect("few are open"));
                let texts = texts.clone();
                // Who hangs up in the middle has sent nothing.
                thread::spawn(move || drop(talk(conversation, &texts)));
            }
            all
        });
        *self.accepting.lock().expect("no panic") = Some((thread, stop));
    }
}

impl Peer for Streams {
    fn address(&self) -> Address {
        self.address.clone()
    }

    fn texts(&self) -> &Texts {
        &self.texts
    }

    fn leave(&self) {
        if let Some((thread, stop)) = self.accepting.lock().expect("no panic").take() {
            stop.store(true, Ordering::Relaxed);
            for conversation in thread.join().expect("it accepts who comes") {
                conversation.end();
            }
        }
        if let Address::Unix(path) = &self.address {
            let _ = std::fs::remove_file(path);
        }
    }

    fn come_back(&self) {
        self.accept(match &self.address {
            Address::Host { .. } => Listener::Tcp(TcpListener::bind(host_and_port(&self.address)).expect("its port")),
            Address::Unix(_) => Listener::Unix(UnixListener::bind(unix_path(&self.address)).expect("its path")),
        });
    }
}

impl Drop for Streams {
    fn drop(&mut self) {
        self.leave();
    }
}

impl Listener {
    fn set_nonblocking(&self) -> io::Result<()> {
        match self {
            Listener::Tcp(listener) => listener.set_nonblocking(true),
            Listener::Unix(listener) => listener.set_nonblocking(true),
        }
    }

    fn accept(&self) -> io::Result<Conversation> {
        let conversation = match self {
            Listener::Tcp(listener) => Conversation::Tcp(listener.accept()?.0),
            Listener::Unix(listener) => Conversation::Unix(listener.accept()?.0),
        };
        match &conversation {
            Conversation::Tcp(stream) => stream.set_nonblocking(false)?,
            Conversation::Unix(stream) => stream.set_nonblocking(false)?,
        }
        Ok(conversation)
    }
}

impl Conversation {
    pub(crate) fn try_clone(&self) -> io::Result<Conversation> {
        Ok(match self {
            Conversation::Tcp(stream) => Conversation::Tcp(stream.try_clone()?),
            Conversation::Unix(stream) => Conversation::Unix(stream.try_clone()?),
        })
    }

    fn end(&self) {
        // The other side may have ended it.
        let _ = match self {
            Conversation::Tcp(stream) => stream.shutdown(Shutdown::Both),
            Conversation::Unix(stream) => stream.shutdown(Shutdown::Both),
        };
    }
}

impl Read for Conversation {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Conversation::Tcp(stream) => stream.read(buffer),
            Conversation::Unix(stream) => stream.read(buffer),
        }
    }
}

impl Write for Conversation {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Conversation::Tcp(stream) => stream.write(bytes),
            Conversation::Unix(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
