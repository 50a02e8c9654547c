//! The options of a handler that mails.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, CertificateStore, Identity, TlsParameters, TlsParametersBuilder};

use super::courier::Courier;
use super::mail::Correspondents;
use super::outbox::Outbox;
use super::schedule::{Batch, Limit, Schedule};
use super::subject::Subject;
use super::transport::{Begin, Server};
use super::{SMTPError, SMTPHandler};
use crate::format::Formatter;
use crate::handler::HandlerRef;
use crate::handlers::certificates;
use crate::level::Level;
use crate::record::LogRecord;

/// How the way to the mail server is encrypted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SmtpTls {
    /// Not at all.
    #[default]
    None,
    /// From the server's consent to `STARTTLS` on; a server that does not offer it is given no mail.
    StartTls,
    /// From the first byte on.
    Implicit,
}

/// The options of an [`SMTPHandler`].
///
/// | option | default |
/// |---|---|
/// | `port` | 25; 465 where TLS begins at once |
/// | `from`, `to` | none: they must be given |
/// | `subject` | empty |
/// | `credentials` | none |
/// | `tls` | none |
/// | `ca_file` | the certificates that the system trusts |
/// | `client_certificate` | none |
/// | `verify` | yes |
/// | `timeout` | 5 seconds for each step, and for a caller in all; a whole mail may take ten times that |
/// | `batch` | none: each record is a mail |
/// | `limit` | none |
/// | `capacity` | 1000 records |
/// | `level` | `NOTSET` |
/// | `formatter` | the message and its traceback |
#[must_use]
pub struct SMTPHandlerBuilder {
    host: String,
    port: Option<u16>,
    from: String,
    to: Vec<String>,
    subject: Subject,
    credentials: Option<Credentials>,
    tls: SmtpTls,
    ca_file: Option<PathBuf>,
    client: Option<(PathBuf, PathBuf)>,
    verify: bool,
    timeout: Duration,
    batch: Option<Batch>,
    limit: Option<Limit>,
    capacity: usize,
    level: Level,
    formatter: Option<Arc<dyn Formatter>>,
}

impl SMTPHandlerBuilder {
    pub(super) fn new(host: String) -> SMTPHandlerBuilder {
        SMTPHandlerBuilder {
            host,
            port: None,
            from: String::new(),
            to: Vec::new(),
            subject: Subject::Text(String::new()),
            credentials: None,
            tls: SmtpTls::None,
            ca_file: None,
            client: None,
            verify: true,
            timeout: Duration::from_secs(5),
            batch: None,
            limit: None,
            capacity: 1000,
            level: Level::NOTSET,
            formatter: None,
        }
    }

    /// Connects to this port.
    pub fn port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }

    /// Writes as this sender: `shop@example.org`, or `Shop <shop@example.org>`.
    pub fn from(mut self, sender: impl Into<String>) -> Self {
        self.from = sender.into();
        self
    }

    /// Writes to this recipient, too; a text with commas names several.
    pub fn to(mut self, recipient: impl Into<String>) -> Self {
        self.to.push(recipient.into());
        self
    }

    /// Heads mails by this text, or by a `%`-format of the record if it has fields: `%(levelname)s in %(name)s`. A mail
    /// of several records has the subject of the first of the gravest, and their number behind it.
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = Subject::new(subject.into());
        self
    }

    /// Heads mails by what this function says of the record.
    ///
    /// # Python
    /// `getSubject`, overridden.
    pub fn subject_fn(mut self, subject: impl Fn(&LogRecord<'_>) -> String + Send + Sync + 'static) -> Self {
        self.subject = Subject::Function(Box::new(subject));
        self
    }

    /// Logs in to the server as this user. Without TLS the password can be read on the way.
    pub fn credentials(mut self, user: impl Into<String>, password: impl Into<String>) -> Self {
        self.credentials = Some(Credentials::new(user.into(), password.into()));
        self
    }

    /// Encrypts the way to the server.
    pub fn tls(mut self, tls: SmtpTls) -> Self {
        self.tls = tls;
        self
    }

    /// Trusts the certificates in this PEM file, and no others.
    pub fn ca_file(mut self, path: impl AsRef<Path>) -> Self {
        self.ca_file = Some(path.as_ref().to_owned());
        self
    }

    /// Shows the server this certificate, whose key is in the second file; both as PEM, and both may be in one file.
    pub fn client_certificate(mut self, certificate: impl AsRef<Path>, key: impl AsRef<Path>) -> Self {
        self.client = Some((certificate.as_ref().to_owned(), key.as_ref().to_owned()));
        self
    }

    /// Whether the server's certificate must be good. Without this anybody on the way can read mail and password.
    pub fn verify(mut self, verify: bool) -> Self {
        self.verify = verify;
        self
    }

    /// Waits so long for the server at each step; a logging call, a flush and a close wait no longer in all.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Puts several records into one mail: it is sent when the first has waited for `time`, or `count` of them wait.
    pub fn batch(mut self, time: Duration, count: usize) -> Self {
        self.batch = Some(Batch { time, count });
        self
    }

    /// Sends no more than so many mails in any span of this length.
    pub fn limit(mut self, mails: usize, per: Duration) -> Self {
        self.limit = Some(Limit { mails, per });
        self
    }

    /// Lets so many records wait to be mailed.
    pub fn capacity(mut self, records: usize) -> Self {
        self.capacity = records;
        self
    }

    /// Takes no records below this level.
    pub fn level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// Formats with this.
    pub fn formatter(mut self, formatter: impl Formatter + 'static) -> Self {
        self.formatter = Some(Arc::new(formatter));
        self
    }

    /// The handler. Nothing is connected to yet.
    ///
    /// # Errors
    /// An address, host or number that cannot be used, or a file with certificates or a key that cannot be.
    pub fn build(mut self) -> Result<HandlerRef<SMTPHandler>, SMTPError> {
        let (level, formatter) = (self.level, self.formatter.take());
        let handler = HandlerRef::new(self.assemble()?);
        handler.prepare(level, formatter);
        Ok(handler)
    }

    /// The handler, without its base: nothing can be seen of it yet.
    pub(crate) fn assemble(self) -> Result<SMTPHandler, SMTPError> {
        for (given, what) in [
            (!self.timeout.is_zero(), "the time limit"),
            (self.capacity > 0, "the number of records that may wait"),
            (self.batch.is_none_or(|batch| batch.count > 0), "the number of records in a mail"),
            (self.limit.is_none_or(|limit| limit.mails > 0), "the number of mails"),
            (self.limit.is_none_or(|limit| !limit.per.is_zero()), "the span of the limit on mails"),
        ] {
            if !given {
                return Err(SMTPError::Nothing(what));
            }
        }
        let is_address = self.host.parse::<std::net::IpAddr>().is_ok();
        if self.host.is_empty() || (!is_address && self.host.contains([':', '/', ' ', '@'])) {
            return Err(SMTPError::Host(self.host));
        }
        let correspondents = Correspondents::parse(&self.from, &self.to)?;
        let tls = match self.tls {
            SmtpTls::None => None,
            SmtpTls::StartTls => Some((Begin::ByStartTls, self.tls_parameters()?)),
            SmtpTls::Implicit => Some((Begin::AtOnce, self.tls_parameters()?)),
        };
        let port = self.port.unwrap_or(if self.tls == SmtpTls::Implicit { 465 } else { 25 });
        let server = Server { host: self.host, port, tls, credentials: self.credentials, timeout: self.timeout };
        let schedule = Schedule::new(self.batch, self.limit);
        let outbox = Arc::new(Outbox::new(Courier::new(server, correspondents), schedule, self.capacity));
        Ok(SMTPHandler { subject: self.subject, outbox })
    }

    fn tls_parameters(&self) -> Result<TlsParameters, SMTPError> {
        let tls = |error: lettre::transport::smtp::Error| SMTPError::Tls(error.to_string());
        let mut parameters = TlsParametersBuilder::new(self.host.clone());
        if let Some(path) = &self.ca_file {
            parameters = parameters.certificate_store(CertificateStore::None);
            for certificate in certificates::certificates(path)? {
                let certificate = Certificate::from_der(certificate.to_vec()).map_err(tls)?;
                parameters = parameters.add_root_certificate(certificate);
            }
        }
        if let Some((certificate, key)) = &self.client {
            let chain = certificates::certificates(certificate)?;
            // The library takes the certificate as it stands, in DER, and only the key in PEM.
            let first = chain.first().map(|first| first.to_vec()).unwrap_or_default();
            let identity = Identity::from_pem(&first, &certificates::read(key)?).map_err(tls)?;
            parameters = parameters.identify_with(identity);
        }
        parameters.dangerous_accept_invalid_certs(!self.verify).build().map_err(tls)
    }
}
