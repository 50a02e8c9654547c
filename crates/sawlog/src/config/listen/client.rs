//! The other end: what sends configurations and control requests.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::json;

use super::answer::MAX_REST;
use super::reply::Reply;
#[cfg(feature = "signed")]
use super::signed::SharedKey;
use super::stream::Stream;
use crate::net::{Address, connect_unix};

/// The longest answer that is read.
const LONGEST: u64 = MAX_REST as u64 + (1 << 20);
/// How often a socket is tried whose queue is full.
const RETRY: Duration = Duration::from_millis(20);

/// Sends requests to a program that [listens](super::listen), a connection for each.
///
/// ```no_run
/// use std::time::Duration;
/// use sawlog::Address;
/// use sawlog::config::listen::Client;
///
/// let client = Client::new(Address::unix("/run/shop/control.sock"));
/// println!("{}", client.set_level("shop.db", "DEBUG", Some(Duration::from_secs(600)))?.message());
/// println!("{}", client.tree(false)?.rest());
/// # Ok::<(), sawlog::config::listen::ClientError>(())
/// ```
///
/// # Python
/// The script of the Logging Cookbook that sends a file to a configuration server.
#[derive(Clone, Debug)]
pub struct Client {
    address: Address,
    #[cfg(feature = "signed")]
    key: Option<SharedKey>,
    timeout: Duration,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// Nobody listens there, or not for us.
    #[error("cannot connect to {0}: {1}")]
    Connect(Address, io::Error),
    /// The request could not be sent.
    #[error("cannot send to {0}: {1}")]
    Send(Address, io::Error),
    /// The request was sent, and what became of it is not known.
    #[error("no answer from {0}: {1}")]
    Receive(Address, io::Error),
    /// What came is no answer.
    #[error("{0} does not answer as a listener of sawlog does")]
    Answer(Address),
    /// A request longer than a frame can be.
    #[error("a request of {0} bytes does not fit a frame")]
    TooLong(usize),
}

impl Client {
    /// For the listener at this address, with 30 s for each request.
    pub fn new(address: Address) -> Client {
        Client {
            address,
            #[cfg(feature = "signed")]
            key: None,
            timeout: Duration::from_secs(30),
        }
    }

    /// Signs each request.
    #[cfg(feature = "signed")]
    #[must_use]
    pub fn key(mut self, key: SharedKey) -> Client {
        self.key = Some(key);
        self
    }

    /// How long a request may take, with its answer.
    #[must_use]
    pub fn timeout(mut self, time: Duration) -> Client {
        self.timeout = time;
        self
    }

    /// Sends the bytes of a frame: JSON or INI.
    ///
    /// # Errors
    /// There is no answer. One that refuses is no error.
    pub fn send(&self, bytes: &[u8]) -> Result<Reply, ClientError> {
        #[cfg(feature = "signed")]
        let signed = self.key.as_ref().map(|key| key.sign(bytes));
        #[cfg(feature = "signed")]
        let bytes = signed.as_deref().unwrap_or(bytes);
        let deadline = Instant::now() + self.timeout;
        let len = u32::try_from(bytes.len()).map_err(|_| ClientError::TooLong(bytes.len()))?;
        let at = || self.address.clone();
        let stream = self.connect(deadline).map_err(|error| ClientError::Connect(at(), error))?;
        let sent = write(&stream, &[&len.to_be_bytes(), bytes].concat(), deadline);
        // Whoever refuses a frame answers without having read all of it.
        match (sent, read(&stream, deadline)) {
            (_, Ok(answer)) if !answer.is_empty() => {
                let text = String::from_utf8(answer).map_err(|_| ClientError::Answer(at()))?;
                Reply::from_text(&text).filter(is_whole).ok_or_else(|| ClientError::Answer(at()))
            }
            (Err(error), _) => Err(ClientError::Send(at(), error)),
            (_, Err(error)) => Err(ClientError::Receive(at(), error)),
            (_, Ok(_)) => Err(ClientError::Receive(at(), ErrorKind::UnexpectedEof.into())),
        }
    }

    /// Sends a configuration in any language, with the name that errors are to call its file.
    ///
    /// # Errors
    /// As [`send`](Client::send).
    pub fn send_config(&self, text: &str, file: &Path) -> Result<Reply, ClientError> {
        self.control(&json!({"sawlog": "config", "text": text, "file": file.to_string_lossy()}))
    }

    /// Asks for a logger's level to be set, for a time or for good.
    ///
    /// # Errors
    /// As [`send`](Client::send).
    pub fn set_level(&self, logger: &str, level: &str, time: Option<Duration>) -> Result<Reply, ClientError> {
        // A number is one, whatever it is called.
        let level = level.parse::<i64>().map_or_else(|_| json!(level), |number| json!(number));
        let mut request = json!({"sawlog": "level", "logger": logger, "level": level});
        if let Some(time) = time {
            request["for"] = json!(time.as_secs_f64());
        }
        self.control(&request)
    }

    /// Asks for the tree of loggers, as text or as JSON; it is the answer's [`rest`](Reply::rest).
    ///
    /// # Errors
    /// As [`send`](Client::send).
    pub fn tree(&self, json: bool) -> Result<Reply, ClientError> {
        self.control(&json!({"sawlog": "tree", "format": if json { "json" } else { "text" }}))
    }

    fn control(&self, request: &serde_json::Value) -> Result<Reply, ClientError> {
        self.send(request.to_string().as_bytes())
    }

    fn connect(&self, deadline: Instant) -> io::Result<Stream> {
        match &self.address {
            Address::Host { host, port } => {
                let mut failed = io::Error::new(ErrorKind::NotFound, "the name means no address");
                for at in (host.as_str(), *port).to_socket_addrs()? {
                    match TcpStream::connect_timeout(&at, left(deadline)?) {
                        Ok(stream) => return Ok(Stream::Tcp(stream)),
                        Err(error) => failed = error,
                    }
                }
                Err(failed)
            }
            Address::Unix(path) => loop {
                match connect_unix(path) {
                    Ok(stream) => {
                        stream.set_nonblocking(false)?;
                        return Ok(Stream::Unix(stream));
                    }
                    // Its queue is full.
                    Err(error) if error.kind() == ErrorKind::WouldBlock => {
                        std::thread::sleep(RETRY.min(left(deadline)?))
                    }
                    Err(error) => return Err(error),
                }
            },
        }
    }
}

/// Whether all has come that the first line announces.
fn is_whole(reply: &Reply) -> bool {
    let announced = reply.message().strip_prefix("tree, ").and_then(|rest| rest.strip_suffix(" bytes follow"));
    announced.is_none_or(|bytes| bytes.parse() == Ok(reply.rest().len()))
}

fn left(deadline: Instant) -> io::Result<Duration> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() { Err(ErrorKind::TimedOut.into()) } else { Ok(left) }
}

fn write(mut stream: &Stream, mut bytes: &[u8], deadline: Instant) -> io::Result<()> {
    while !bytes.is_empty() {
        stream.set_timeout(left(deadline)?)?;
        match stream.write(bytes) {
            Ok(count) => bytes = &bytes[count..],
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Err(ErrorKind::TimedOut.into()),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// What comes until the connection ends.
fn read(mut stream: &Stream, deadline: Instant) -> io::Result<Vec<u8>> {
    let (mut answer, mut room) = (Vec::new(), vec![0; 64 << 10]);
    loop {
        stream.set_timeout(left(deadline)?)?;
        match stream.read(&mut room) {
            Ok(0) => return Ok(answer),
            Ok(count) => answer.extend_from_slice(&room[..count]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Err(ErrorKind::TimedOut.into()),
            // Cut off behind a whole line, it is an answer all the same.
            Err(_) if answer.ends_with(b"\n") => return Ok(answer),
            Err(error) => return Err(error),
        }
        if answer.len() as u64 > LONGEST {
            return Err(io::Error::new(ErrorKind::InvalidData, "the answer is too long"));
        }
    }
}
