//! Django's own handlers, of which its configurations speak.

use std::sync::atomic::{AtomicBool, Ordering};

use super::parameters::{Kind, Parameter, Signature};
use super::{Arguments, Prepared, Reach};
use crate::config::error::ConfigError;
use crate::error::EmitError;
use crate::handler::{Handler, HandlerBase, HandlerRef, IntoHandler};
use crate::record::LogRecord;
/// What [`admin_email`] takes.
pub(super) const ADMIN_EMAIL: Signature = &[
    &[
        Parameter::optional("include_html", Kind::Truth, "Read, and of no effect."),
        Parameter::optional("email_backend", Kind::Text, "Read, and of no effect."),
        Parameter::optional("reporter_class", Kind::Text, "Read, and of no effect."),
    ],
    #[cfg(feature = "smtp")]
    &[
        Parameter::keyword("mailhost", Kind::Address, "The mail server: a host, or a list of host and port."),
        Parameter::keyword("fromaddr", Kind::Text, "Who sends."),
        Parameter::keyword("toaddrs", Kind::Texts, "Who receives: an address, or a list of them."),
        Parameter::keyword("subject", Kind::Text, "The subject; Django's own unless it is given."),
        Parameter::keyword("credentials", Kind::Pair, "Who logs in there: a list of user and password."),
        Parameter::keyword("secure", Kind::UpToTwo, "STARTTLS: an empty list, or one with key and certificate."),
        Parameter::keyword("timeout", Kind::Seconds, "How many seconds a call may wait for the server."),
    ],
    #[cfg(feature = "smtp")]
    super::handlers::MAIL,
];

/// `django.utils.log.AdminEmailHandler(include_html=False, email_backend=None, reporter_class=None)`.
///
/// With the keys of an [`SMTPHandler`](crate::SMTPHandler) it is one, its subject Django's own unless another is given.
pub(super) fn admin_email(args: &mut Arguments<'_>) -> Result<Prepared, ConfigError> {
    args.truth("include_html")?;
    args.text("email_backend")?;
    args.text("reporter_class")?;
    let names = args.names();
    if ["mailhost", "fromaddr", "toaddrs"].iter().any(|name| names.iter().any(|given| given == name)) {
        return mails(args);
    }
    Ok(Prepared::new(Reach::Nothing, |_| {
        Ok(HandlerRef::new(AdminEmailHandler { told: AtomicBool::new(false) }).into_handler())
    }))
}

#[cfg(feature = "smtp")]
fn mails(args: &mut Arguments<'_>) -> Result<Prepared, ConfigError> {
    let subject = args.text("subject")?.unwrap_or_else(|| "[Django] %(levelname)s: %(message)s".to_owned());
    super::handlers::mail(args, &subject, true)
}

#[cfg(not(feature = "smtp"))]
fn mails(args: &mut Arguments<'_>) -> Result<Prepared, ConfigError> {
    super::handlers::smtp(args)
}

/// Stands in for the handler that mails Django's administrators: the addresses and the mail server are in Django's
/// settings, which a logging configuration does not hold. The first record that comes is reported as a failure, so
/// that nobody waits for mail; the others are let go.
struct AdminEmailHandler {
    told: AtomicBool,
}

impl Handler for AdminEmailHandler {
    fn emit(&self, _: &LogRecord<'_>, _: &HandlerBase) -> Result<(), EmitError> {
        if self.told.swap(true, Ordering::Relaxed) {
            return Ok(());
        }
        Err(EmitError::Other(
            "mail to Django's administrators is not sent from here; this and later records are let go".into(),
        ))
    }
}
