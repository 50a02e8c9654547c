//! Encrypted connections: whom they trust, and the session around a socket.

use std::fmt;
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore};

use super::pem_file;
use super::ready::{wait_readable, wait_writable};
use super::socket::Socket;

/// Whom an encrypted connection trusts, and as whom it presents itself.
///
/// ```no_run
/// use sawlog::{Address, SocketHandler, Tls};
/// let tls = Tls::trusting("/etc/ssl/our-ca.pem")?.server_name("logs.example.com")?;
/// let handler = SocketHandler::builder(Address::host("10.0.0.5", 9020)).tls(tls).build();
/// # let _ = handler;
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Python
/// `ssl.create_default_context(cafile=…)`, and the `server_hostname` of its `wrap_socket`.
#[derive(Clone)]
pub struct Tls {
    roots: Arc<RootCertStore>,
    config: Arc<ClientConfig>,
    server_name: Option<ServerName<'static>>,
}

impl Tls {
    /// Trusts the certificate authorities that the system trusts.
    ///
    /// # Errors
    /// The system has none that can be read.
    pub fn system() -> io::Result<Tls> {
        let found = rustls_native_certs::load_native_certs();
        let mut roots = RootCertStore::empty();
        let (added, _) = roots.add_parsable_certificates(found.certs);
        if added == 0 {
            let why = found.errors.first().map(|error| format!(": {error}")).unwrap_or_default();
            return Err(invalid(format!("the system has no certificate authorities{why}; name a file of them")));
        }
        Tls::new(roots)
    }

    /// Trusts the certificates in a PEM file, and no others.
    ///
    /// # Errors
    /// The file cannot be read, or holds no certificate.
    pub fn trusting(ca_file: impl AsRef<Path>) -> io::Result<Tls> {
        let mut roots = RootCertStore::empty();
        for certificate in certificates(ca_file.as_ref())? {
            roots.add(certificate).map_err(|error| in_file(ca_file.as_ref(), error))?;
        }
        Tls::new(roots)
    }

    /// Expects the peer to be of this name; the host's own unless said otherwise.
    ///
    /// # Errors
    /// It is no name of a host.
    pub fn server_name(mut self, name: &str) -> io::Result<Tls> {
        self.server_name = Some(host_name(name)?);
        Ok(self)
    }

    /// Presents the certificate of a PEM file, others that lead to its authority after it, with the key of another.
    ///
    /// # Errors
    /// A file cannot be read or holds nothing of the kind, or they do not fit.
    pub fn certificate(self, certificate_file: impl AsRef<Path>, key_file: impl AsRef<Path>) -> io::Result<Tls> {
        let (chain, key_file) = (certificates(certificate_file.as_ref())?, key_file.as_ref());
        let pem = pem_file::read(key_file).map_err(|error| in_file(key_file, error))?;
        let key = PrivateKeyDer::from_pem_slice(&pem).map_err(|error| in_file(key_file, error))?;
        let config = builder(&self.roots)?.with_client_auth_cert(chain, key);
        let config = config.map_err(|error| in_file(certificate_file.as_ref(), error))?;
        Ok(Tls { config: Arc::new(config), ..self })
    }

    /// The settings themselves, for a crate that opens sessions by itself.
    #[cfg(feature = "nats")]
    pub(crate) fn client_config(&self) -> ClientConfig {
        (*self.config).clone()
    }

    fn new(roots: RootCertStore) -> io::Result<Tls> {
        let roots = Arc::new(roots);
        let config = Arc::new(builder(&roots)?.with_no_client_auth());
        Ok(Tls { roots, config, server_name: None })
    }

    /// Agrees on a session with the peer before the deadline.
    pub(super) fn open(&self, host: Option<&str>, socket: &Socket, deadline: Instant) -> io::Result<Session> {
        let name = match (&self.server_name, host) {
            (Some(name), _) => name.clone(),
            (None, Some(host)) => host_name(host)?,
            (None, None) => return Err(invalid("a Unix socket has no name that TLS could check; give a server name")),
        };
        let connection = ClientConnection::new(Arc::clone(&self.config), name).map_err(invalid)?;
        let mut session = Session { connection, accepted: 0 };
        session.shake_hands(socket, deadline)?;
        Ok(session)
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").field("server_name", &self.server_name).finish_non_exhaustive()
    }
}

/// The most that is encrypted at a time.
const PIECE: usize = 32 * 1024;

/// An encrypted connection's state.
#[derive(Debug)]
pub(super) struct Session {
    connection: ClientConnection,
    /// Bytes that were encrypted and are not all written yet.
    accepted: usize,
}

impl Session {
    /// Writes what can be written now. `WouldBlock`: what was encrypted is not all on its way, and the same bytes have
    /// to be offered again.
    pub(super) fn write(&mut self, socket: &Socket, bytes: &[u8]) -> io::Result<usize> {
        if self.accepted == 0 {
            self.accepted = self.connection.writer().write(&bytes[..bytes.len().min(PIECE)])?;
        }
        self.write_out(socket)?;
        Ok(std::mem::take(&mut self.accepted))
    }

    pub(super) fn is_committed(&self) -> bool {
        self.accepted > 0
    }

    /// Reads once, and throws away what the peer sent; 0 if it has closed the connection.
    pub(super) fn discard(&mut self, socket: &Socket) -> io::Result<usize> {
        let read = self.connection.read_tls(&mut &*socket)?;
        if read > 0 {
            self.connection.process_new_packets().map_err(invalid)?;
            let mut room = [0; 1024];
            loop {
                match self.connection.reader().read(&mut room) {
                    Ok(0) => return Ok(0),
                    Ok(_) => {}
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(read)
    }

    /// Tells the peer that nothing will follow.
    pub(super) fn finish(&mut self, socket: &Socket) {
        self.connection.send_close_notify();
        let _ = self.write_out(socket);
    }

    fn write_out(&mut self, mut socket: &Socket) -> io::Result<()> {
        while self.connection.wants_write() {
            match self.connection.write_tls(&mut socket) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn shake_hands(&mut self, socket: &Socket, deadline: Instant) -> io::Result<()> {
        loop {
            let is_ready = match self.write_out(socket) {
                Ok(()) if !self.connection.is_handshaking() => return Ok(()),
                Ok(()) => match self.connection.read_tls(&mut &*socket) {
                    Ok(0) => return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the peer ended the handshake")),
                    Ok(_) => {
                        let processed = self.connection.process_new_packets();
                        if let Err(error) = processed {
                            // Has the peer know why.
                            let _ = self.write_out(socket);
                            return Err(invalid(error));
                        }
                        true
                    }
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => true,
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => wait_readable(socket, deadline)?,
                    Err(error) => return Err(error),
                },
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => wait_writable(socket, deadline)?,
                Err(error) => return Err(error),
            };
            if !is_ready {
                return Err(io::Error::new(io::ErrorKind::TimedOut, "the TLS handshake was not answered in time"));
            }
        }
    }
}

fn builder(
    roots: &Arc<RootCertStore>,
) -> io::Result<rustls::ConfigBuilder<ClientConfig, rustls::client::WantsClientCert>> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    Ok(builder.map_err(invalid)?.with_root_certificates(Arc::clone(roots)))
}

fn certificates(file: &Path) -> io::Result<Vec<CertificateDer<'static>>> {
    let pem = pem_file::read(file).map_err(|error| in_file(file, error))?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
    let found = found.map_err(|error| in_file(file, error))?;
    if found.is_empty() { Err(in_file(file, "no certificate in PEM")) } else { Ok(found) }
}

fn host_name(name: &str) -> io::Result<ServerName<'static>> {
    ServerName::try_from(name.to_owned()).map_err(|_| invalid(format!("{name:?} is no name of a host")))
}

fn in_file(file: &Path, error: impl fmt::Display) -> io::Error {
    invalid(format!("{}: {error}", file.display()))
}

fn invalid(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}
