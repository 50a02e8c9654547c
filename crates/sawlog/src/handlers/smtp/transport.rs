//! One mail's way to the server: name, connection, TLS, login, envelope, text.

use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};

/// Where mail is handed in, and how.
#[derive(Clone)]
pub(super) struct Server {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) tls: Option<(Begin, TlsParameters)>,
    pub(super) credentials: Option<Credentials>,
    /// For each step: connecting, each answer.
    pub(super) timeout: Duration,
}

/// When TLS begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Begin {
    AtOnce,
    ByStartTls,
}

/// Why a mail was not sent, and at which step.
#[derive(Debug, thiserror::Error)]
pub(super) enum SendError {
    #[error("the name of the mail server cannot be resolved: {0}")]
    Resolve(io::Error),
    #[error("{step}: {source}")]
    Step { step: &'static str, source: lettre::transport::smtp::Error },
    #[error("no recipient was accepted: {0}")]
    Refused(Refusals),
    /// The mail was sent all the same.
    #[error("the mail was sent, but not to {0}")]
    RefusedInPart(Refusals),
    #[error("the server cannot take an address beyond ASCII")]
    NoUnicode,
    #[error("the mail cannot be written: {0}")]
    Write(lettre::error::Error),
    #[error("the mail server has not taken the mail within {0:?}")]
    TooSlow(Duration),
    #[error("the mail server has several earlier mails that it neither takes nor refuses; this one was not tried")]
    Hanging,
    #[error("no thread can be started to send the mail: {0}")]
    Thread(io::Error),
    #[error("sending the mail panicked")]
    Panicked,
    /// What became of a mail that several records went with.
    #[error("{0}")]
    Same(String),
}

/// The recipients that the server did not accept, and its reasons.
#[derive(Debug)]
pub(super) struct Refusals(Vec<(Address, lettre::transport::smtp::Error)>);

impl Server {
    /// Hands in a mail. Those recipients that the server accepts get it.
    pub(super) fn send(&self, from: &Address, to: &[Address], mail: &[u8]) -> Result<(), SendError> {
        let addresses: Vec<SocketAddr> =
            (self.host.as_str(), self.port).to_socket_addrs().map_err(SendError::Resolve)?.collect();
        let hello = ClientId::default();
        let at_once = self.tls.as_ref().filter(|(begin, _)| *begin == Begin::AtOnce).map(|(_, tls)| tls);
        let mut server = SmtpConnection::connect(&addresses[..], Some(self.timeout), &hello, at_once, None)
            .map_err(at("cannot connect to the mail server"))?;
        // DIFFERENCE: Python begins TLS only where it logs in, too, and does not look at the server's certificate.
        if let Some((Begin::ByStartTls, tls)) = &self.tls {
            server.starttls(tls, &hello).map_err(at("cannot begin TLS with the mail server"))?;
        }
        if let Some(credentials) = &self.credentials {
            server.auth(DEFAULT_MECHANISMS, credentials).map_err(at("cannot log in to the mail server"))?;
        }
        let refused = hand_in(&mut server, from, to, mail);
        // The mail's fate is known; whether the server takes leave politely is not.
        if !server.has_broken() {
            let _ = server.quit();
        }
        match refused? {
            refused if refused.is_empty() => Ok(()),
            // DIFFERENCE: Python says nothing of those who were refused, as long as one was not.
            refused => Err(SendError::RefusedInPart(Refusals(refused))),
        }
    }
}

/// The envelope and the mail; returns who was refused.
fn hand_in(
    server: &mut SmtpConnection,
    from: &Address,
    to: &[Address],
    mail: &[u8],
) -> Result<Vec<(Address, lettre::transport::smtp::Error)>, SendError> {
    let mut parameters = Vec::new();
    if !is_ascii(from) || !to.iter().all(is_ascii) {
        if !server.server_info().supports_feature(Extension::SmtpUtfEight) {
            return Err(SendError::NoUnicode);
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    server.command(Mail::new(Some(from.clone()), parameters)).map_err(at("the sender was not accepted"))?;
    let mut refused = Vec::new();
    for recipient in to {
        match server.command(Rcpt::new(recipient.clone(), Vec::new())) {
            Ok(_) => {}
            // An answer, if not the one that was hoped for; the others may have better luck.
            Err(error) if error.status().is_some() => refused.push((recipient.clone(), error)),
            Err(source) => return Err(SendError::Step { step: "the recipients were not taken", source }),
        }
    }
    if refused.len() == to.len() {
        return Err(SendError::Refused(Refusals(refused)));
    }
    server.command(Data).map_err(at("the mail was not accepted"))?;
    server.message(mail).map_err(at("the mail was not accepted"))?;
    Ok(refused)
}

fn at(step: &'static str) -> impl FnOnce(lettre::transport::smtp::Error) -> SendError {
    move |source| SendError::Step { step, source }
}

fn is_ascii(address: &Address) -> bool {
    AsRef::<str>::as_ref(address).is_ascii()
}

impl std::fmt::Display for Refusals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, (address, error)) in self.0.iter().enumerate() {
            let comma = if index > 0 { "; " } else { "" };
            write!(f, "{comma}{address}: {error}")?;
        }
        Ok(())
    }
}
