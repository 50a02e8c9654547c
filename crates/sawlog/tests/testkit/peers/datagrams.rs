//! A peer that takes datagrams, over UDP or at a Unix socket.

use std::io;
use std::net::UdpSocket;
use std::os::unix::net::UnixDatagram;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use sawlog::Address;
use tempfile::TempDir;

use super::{Peer, Texts, host_and_port, unix_path};

/// What is read out of a datagram.
type Read = fn(&[u8]) -> String;

pub(crate) struct Datagrams {
    address: Address,
    read: Read,
    texts: Texts,
    /// The thread that receives, and whether it is to stop.
    receiving: Mutex<Option<(JoinHandle<()>, Arc<AtomicBool>)>>,
    _folder: Option<TempDir>,
}

enum Socket {
    Udp(UdpSocket),
    Unix(UnixDatagram),
}

impl Datagrams {
    pub(crate) fn udp(read: Read) -> Datagrams {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a port");
        let port = socket.local_addr().expect("it is bound").port();
        Datagrams::start(Address::host("127.0.0.1", port), None, Socket::Udp(socket), read)
    }

    pub(crate) fn unix(read: Read) -> Datagrams {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("socket");
        let socket = UnixDatagram::bind(&path).expect("a socket");
        Datagrams::start(Address::unix(path), Some(folder), Socket::Unix(socket), read)
    }

    fn start(address: Address, folder: Option<TempDir>, socket: Socket, read: Read) -> Datagrams {
        let peer = Datagrams { address, read, texts: Texts::default(), receiving: Mutex::default(), _folder: folder };
        peer.receive(socket);
        peer
    }

    fn receive(&self, socket: Socket) {
        let stop = Arc::new(AtomicBool::new(false));
        let (stopped, texts, read) = (Arc::clone(&stop), self.texts.clone(), self.read);
        let thread = thread::spawn(move || {
            socket.set_read_timeout(Duration::from_millis(10)).expect("it is not zero");
            let mut buffer = vec![0; 1 << 16];
            loop {
                match socket.receive(&mut buffer) {
                    Ok(length) => texts.push(read(&buffer[..length])),
                    // What had arrived has been read.
                    Err(_) if stopped.load(Ordering::Relaxed) => return,
                    Err(_) => {}
                }
            }
        });
        *self.receiving.lock().expect("no panic") = Some((thread, stop));
    }
}

impl Socket {
    fn set_read_timeout(&self, timeout: Duration) -> io::Result<()> {
        match self {
            Socket::Udp(socket) => socket.set_read_timeout(Some(timeout)),
            Socket::Unix(socket) => socket.set_read_timeout(Some(timeout)),
        }
    }

    fn receive(&self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Socket::Udp(socket) => socket.recv(buffer),
            Socket::Unix(socket) => socket.recv(buffer),
        }
    }
}

impl Peer for Datagrams {
    fn address(&self) -> Address {
        self.address.clone()
    }

    fn texts(&self) -> &Texts {
        &self.texts
    }

    fn leave(&self) {
        if let Some((thread, stop)) = self.receiving.lock().expect("no panic").take() {
            stop.store(true, Ordering::Relaxed);
            thread.join().expect("it reads what is sent");
        }
        if let Address::Unix(path) = &self.address {
            let _ = std::fs::remove_file(path);
        }
    }

    fn come_back(&self) {
        self.receive(match &self.address {
            Address::Host { .. } => Socket::Udp(UdpSocket::bind(host_and_port(&self.address)).expect("its port")),
            Address::Unix(_) => Socket::Unix(UnixDatagram::bind(unix_path(&self.address)).expect("its path")),
        });
    }
}

impl Drop for Datagrams {
    fn drop(&mut self) {
        if let Ok(mut receiving) = self.receiving.lock()
            && let Some((_, stop)) = receiving.take()
        {
            stop.store(true, Ordering::Relaxed);
        }
    }
}
