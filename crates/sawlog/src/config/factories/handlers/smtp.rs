//! `logging.handlers.SMTPHandler`.

use std::path::PathBuf;
use std::time::Duration;

use super::network::{pair, seconds};
use super::{Prepared, Reach};
use crate::config::error::ConfigError;
use crate::config::factories::Arguments;
use crate::handler::IntoHandler;
use crate::handlers::{SMTPError, SMTPHandler, SMTPHandlerBuilder, SmtpTls};
use crate::net::Address;
use crate::value::Value;

/// `logging.handlers.SMTPHandler(mailhost, fromaddr, toaddrs, subject, credentials=None, secure=None, timeout=5.0)`; by
/// our own name also what [`ours`] reads.
pub(in crate::config::factories) fn smtp(args: &mut Arguments<'_>) -> Result<Prepared, ConfigError> {
    let ours = args.class().starts_with("sawlog.");
    let subject = args.require_text("subject")?;
    mail(args, &subject, ours)
}

/// A handler that mails, its subject known; `ours`: with the keys that Python's has not.
pub(in crate::config::factories) fn mail(
    args: &mut Arguments<'_>,
    subject: &str,
    ours: bool,
) -> Result<Prepared, ConfigError> {
    let mut options = Options { subject: subject.to_owned(), from: args.require_text("fromaddr")?, ..given(args)? };
    if ours {
        read_ours(args, &mut options)?;
    }
    // All that can be wrong is found before anything is made.
    if args.is_trusted() {
        options.builder().assemble().map_err(|error| placed(args, &options, &error))?;
    }
    let reach = match options.port {
        Some(port) => Reach::from(&Address::host(&*options.host, port)),
        None => Reach::Peer(options.host.clone()),
    };
    Ok(Prepared::new(reach, move |_| Ok(options.builder().build().map_err(std::io::Error::other)?.into_handler())))
}

#[derive(Default)]
struct Options {
    host: String,
    port: Option<u16>,
    from: String,
    to: Vec<String>,
    subject: String,
    credentials: Option<(String, String)>,
    tls: SmtpTls,
    client: Option<(PathBuf, PathBuf)>,
    ca_file: Option<PathBuf>,
    verify: Option<bool>,
    timeout: Option<Duration>,
    batch: Option<(Duration, usize)>,
    limit: Option<(usize, Duration)>,
    capacity: Option<usize>,
}

impl Options {
    fn builder(&self) -> SMTPHandlerBuilder {
        let mut builder = SMTPHandler::builder(&*self.host).from(&*self.from).subject(&*self.subject).tls(self.tls);
        builder = self.to.iter().fold(builder, |builder, recipient| builder.to(&**recipient));
        if let Some(port) = self.port {
            builder = builder.port(port);
        }
        if let Some((user, password)) = &self.credentials {
            builder = builder.credentials(&**user, &**password);
        }
        if let Some((certificate, key)) = &self.client {
            builder = builder.client_certificate(certificate, key);
        }
        if let Some(path) = &self.ca_file {
            builder = builder.ca_file(path);
        }
        if let Some(verify) = self.verify {
            builder = builder.verify(verify);
        }
        if let Some(timeout) = self.timeout {
            builder = builder.timeout(timeout);
        }
        if let Some((time, count)) = self.batch {
            builder = builder.batch(time, count);
        }
        if let Some((mails, per)) = self.limit {
            builder = builder.limit(mails, per);
        }
        if let Some(capacity) = self.capacity {
            builder = builder.capacity(capacity);
        }
        builder
    }
}

/// Python's own arguments, but sender and subject.
fn given(args: &mut Arguments<'_>) -> Result<Options, ConfigError> {
    let (host, port) = mailhost(args)?;
    let to = recipients(args)?;
    let credentials = pair(args, "credentials", "a list of user and password")?;
    let timeout = seconds(args, "timeout")?;
    let (tls, client) = secure(args)?;
    Ok(Options { host, port, to, credentials, timeout, tls, client, ..Options::default() })
}

/// `batchSeconds` and `batchCount`, `maxMails` and `perSeconds`, `capacity`, `tls` (`implicit` or `starttls`), `caFile`
/// and `verify`.
fn read_ours(args: &mut Arguments<'_>, options: &mut Options) -> Result<(), ConfigError> {
    match args.text("tls")?.as_deref() {
        None => {}
        Some("implicit") => options.tls = SmtpTls::Implicit,
        Some("starttls") => options.tls = SmtpTls::StartTls,
        Some(other) => return Err(args.error("tls", format!("expected implicit or starttls, found {other:?}"))),
    }
    options.ca_file = args.text("caFile")?.map(PathBuf::from);
    options.verify = args.truth("verify")?;
    options.capacity = count(args, "capacity")?;
    let (time, records) = (seconds(args, "batchSeconds")?, count(args, "batchCount")?);
    if time.is_some() || records.is_some() {
        let time = time.unwrap_or(Duration::from_secs(60));
        options.batch = Some((time, records.or(options.capacity).unwrap_or(1000)));
    }
    let (mails, per) = (count(args, "maxMails")?, seconds(args, "perSeconds")?);
    options.limit = match (mails, per) {
        (None, None) => None,
        (Some(mails), per) => Some((mails, per.unwrap_or(Duration::from_secs(3600)))),
        (None, Some(_)) => return Err(args.error("perSeconds", "it goes with maxMails, which is missing")),
    };
    Ok(())
}

/// A host, or a host and a port.
fn mailhost(args: &mut Arguments<'_>) -> Result<(String, Option<u16>), ConfigError> {
    const EXPECTED: &str = "a host, or a list of host and port";
    let Some(place) = args.plain("mailhost")? else {
        return args.require_text("mailhost").map(|host| (host, None));
    };
    let wrong = || place.wrong_type(EXPECTED);
    let Some(items) = place.node.as_items() else {
        return place.node.as_str().map(|host| (host.to_owned(), None)).ok_or_else(wrong);
    };
    let [host, port] = items else { return Err(wrong()) };
    let host = host.as_str().ok_or_else(wrong)?.to_owned();
    let port = match port.as_scalar() {
        // Python has the default port for whatever is false.
        Some(falsy) if !falsy.is_truthy() => None,
        Some(Value::Int(port)) => {
            let not_one = |_| args.error("mailhost", format!("{port} is no port: from 1 to 65535"));
            Some(u16::try_from(*port).map_err(not_one)?)
        }
        // DIFFERENCE: Python has a text looked up, so that the name of a service would do, too.
        Some(Value::Str(digits)) if !digits.is_empty() => Some(digits.parse().map_err(|_| wrong())?),
        _ => return Err(wrong()),
    };
    Ok((host, port))
}

/// A text, or a list of texts.
fn recipients(args: &mut Arguments<'_>) -> Result<Vec<String>, ConfigError> {
    let Some(place) = args.plain("toaddrs")? else { return args.require_text("toaddrs").map(|one| vec![one]) };
    let texts: Option<Vec<String>> = match place.node.as_items() {
        Some(items) => items.iter().map(|item| item.as_str().map(str::to_owned)).collect(),
        None => place.node.as_str().map(|one| vec![one.to_owned()]),
    };
    texts.ok_or_else(|| place.wrong_type("an address, or a list of them"))
}

/// Nothing, or a list: empty, a file with key and certificate, or one with the key and one with the certificate.
fn secure(args: &mut Arguments<'_>) -> Result<(SmtpTls, Option<(PathBuf, PathBuf)>), ConfigError> {
    const EXPECTED: &str = "an empty list for STARTTLS, or a list of keyfile and certfile";
    let Some(place) = args.plain("secure")? else { return Ok((SmtpTls::None, None)) };
    if matches!(place.node.as_scalar(), Some(Value::None)) {
        return Ok((SmtpTls::None, None));
    }
    let files = place.node.as_items().map(|items| items.iter().map(|item| item.as_str().map(PathBuf::from)));
    let files: Option<Vec<PathBuf>> = files.and_then(Iterator::collect);
    match files.as_deref() {
        Some([]) => Ok((SmtpTls::StartTls, None)),
        Some([both]) => Ok((SmtpTls::StartTls, Some((both.clone(), both.clone())))),
        Some([key, certificate]) => Ok((SmtpTls::StartTls, Some((certificate.clone(), key.clone())))),
        _ => Err(place.wrong_type(EXPECTED)),
    }
}

fn count(args: &mut Arguments<'_>, name: &str) -> Result<Option<usize>, ConfigError> {
    let Some(number) = args.integer(name)? else { return Ok(None) };
    usize::try_from(number).ok().filter(|number| *number > 0).map(Some).ok_or_else(|| args.error(name, "at least 1"))
}

/// The error at the argument that it is about.
fn placed(args: &Arguments<'_>, options: &Options, error: &SMTPError) -> ConfigError {
    let name = match error {
        SMTPError::Host(_) => "mailhost",
        SMTPError::Address { address, .. } if *address == options.from => "fromaddr",
        SMTPError::Address { .. } | SMTPError::NoRecipient => "toaddrs",
        SMTPError::Certificate(_) | SMTPError::Tls(_) if options.ca_file.is_some() => "caFile",
        SMTPError::Certificate(_) | SMTPError::Tls(_) => "secure",
        SMTPError::Nothing(_) => "timeout",
    };
    args.error(name, error.to_string())
}
