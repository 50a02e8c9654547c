//! Records as mail, each in one of its own or several together, and never more of it than somebody can read.
//!
//! A record is formatted on the thread that logs. A thread of the handler's own mails it; the caller waits for that, as
//! it does in Python, but no longer than the time limit, and not at all where records wait for one another.

use std::sync::Arc;

mod answer;
mod builder;
mod courier;
mod letter;
mod mail;
mod outbox;
mod schedule;
mod subject;
mod transport;
mod waiting;

pub use builder::{SMTPHandlerBuilder, SmtpTls};

use super::certificates::CertificateError;
use crate::error::EmitError;
use crate::fork;
use crate::handler::{Handler, HandlerBase};
use crate::record::LogRecord;
use outbox::Outbox;
use subject::Subject;
use waiting::Entry;

/// Mails each record, or several at a time.
///
/// Without a batch each record is a mail of its own, and the logging call waits for it: [`timeout`] at most, after which
/// the mail goes its way on the handler's thread, and further calls do not wait before a mail was taken. With a
/// batch no call waits. A limit on mails holds up what would exceed it: those records go together with the next mail
/// that the limit allows. What waits is bounded by [`capacity`] and a megabyte of text; records past that are
/// counted by [`held_back`](SMTPHandler::held_back), and the next mail tells how many they were.
///
/// Flushing mails what waits, closing does, too, and each waits for it no longer than the time limit.
///
/// ```no_run
/// use std::time::Duration;
/// use sawlog::{Level, SMTPHandler, SmtpTls};
///
/// let mail = SMTPHandler::builder("mail.example.org")
///     .from("Shop <shop@example.org>")
///     .to("ops@example.org")
///     .subject("%(levelname)s in %(name)s")
///     .tls(SmtpTls::StartTls)
///     .credentials("shop", "secret")
///     .batch(Duration::from_secs(30), 100)
///     .limit(10, Duration::from_secs(3600))
///     .level(Level::ERROR)
///     .build()?;
/// sawlog::root().add_handler(mail);
/// # Ok::<(), sawlog::SMTPError>(())
/// ```
///
/// [`timeout`]: SMTPHandlerBuilder::timeout
/// [`capacity`]: SMTPHandlerBuilder::capacity
///
/// # Python
/// `logging.handlers.SMTPHandler`, and with batch and limit what Django's `AdminEmailHandler` is asked for. A subject
/// with fields is a format here; line feeds in one are shown as escapes, where Python sends no mail. TLS is begun
/// wherever it is asked for, there only with credentials, and certificates are checked. Recipients that the server
/// refuses are reported even if others got the mail. Addresses need a domain. There is no `CRAM-MD5`.
pub struct SMTPHandler {
    subject: Subject,
    outbox: Arc<Outbox>,
}

/// Why a handler that mails cannot be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SMTPError {
    /// A text that is no address.
    #[error("cannot use the address {address:?}: {reason} (such as ops@example.org, or Ops <ops@example.org>)")]
    Address {
        /// The text.
        address: String,
        /// What is wrong with it.
        reason: String,
    },
    /// There is nobody to write to.
    #[error("there is no recipient")]
    NoRecipient,
    /// A host that is none.
    #[error("cannot use the mail server {0:?}: a host name or address, without the port")]
    Host(String),
    /// A number that must be at least 1.
    #[error("{0} must be more than nothing")]
    Nothing(&'static str),
    /// A file with certificates or a key.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The certificate or key cannot be used.
    #[error("cannot set up TLS: {0}")]
    Tls(String),
}

impl SMTPHandler {
    /// Starts one that hands its mail to this host, with all options at their defaults; see [`SMTPHandlerBuilder`].
    pub fn builder(mailhost: impl Into<String>) -> SMTPHandlerBuilder {
        SMTPHandlerBuilder::new(mailhost.into())
    }

    /// How many mails the server has taken.
    pub fn mails(&self) -> u64 {
        self.outbox.mails()
    }

    /// How many records were not mailed, because too many waited already.
    pub fn held_back(&self) -> u64 {
        self.outbox.held_back()
    }
}

impl Handler for SMTPHandler {
    fn emit(&self, record: &LogRecord<'_>, base: &HandlerBase) -> Result<(), EmitError> {
        base.with_formatted(record, |text| {
            let subject = self.subject.of(record);
            let entry = Entry { subject, text: text.clone(), record: record.to_owned_record() };
            self.outbox.put(entry, &base.weak())
        })
    }

    fn flush(&self) -> Result<(), EmitError> {
        fork::outside(|| self.outbox.flush())
    }

    fn close(&self) -> Result<(), EmitError> {
        fork::outside(|| self.outbox.close())
    }
}

impl Drop for SMTPHandler {
    fn drop(&mut self) {
        self.outbox.abandon();
    }
}
