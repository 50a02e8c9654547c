//! `logging.handlers.SMTPHandler`.

use std::path::PathBuf;
use std::time::Duration;

use super::network::{CREDENTIALS, pair, seconds};
use super::property::{fixed, property, text};
use super::{Prepared, Reach};
use crate::config::error::ConfigError;
use crate::config::factories::Arguments;
use crate::config::factories::parameters::{Kind, Parameter, Signature};
use crate::config::node::Node;
use crate::handler::IntoHandler;
use crate::handlers::{SMTPError, SMTPHandler, SMTPHandlerBuilder, SmtpTls};
use crate::net::Address;
use crate::value::Value;
/// What [`smtp`] takes.
pub(in crate::config::factories) const SMTP: Signature = &[
    &[
        Parameter::required("mailhost", Kind::Address, "The mail server: a host, or a list of host and port."),
        Parameter::required("fromaddr", Kind::Text, "Who sends."),
        Parameter::required("toaddrs", Kind::Texts, "Who receives: an address, or a list of them."),
        Parameter::required("subject", Kind::Text, "The subject, in which fields of the record may stand."),
        CREDENTIALS,
        Parameter::optional(
            "secure",
            Kind::UpToTwo,
            "STARTTLS: an empty list, or one with the files of a key and a certificate.",
        ),
        Parameter::optional("timeout", Kind::Seconds, "How many seconds a call may wait for the server."),
    ],
    MAIL,
];

/// What [`read_ours`] takes.
pub(in crate::config::factories) const MAIL: &[Parameter] = &[
    Parameter::ours("tls", Kind::OneOf(&["implicit", "starttls"]), "How the connection is encrypted."),
    Parameter::ours("caFile", Kind::Text, "The authorities that are trusted, in place of the system's."),
    Parameter::ours("verify", Kind::Truth, "Whether the server's certificate is checked."),
    Parameter::ours("capacity", Kind::Count, "How many records are kept for mails to come."),
    Parameter::ours("batchSeconds", Kind::Seconds, "For how long records are collected for one mail."),
    Parameter::ours("batchCount", Kind::Count, "How many records are collected for one mail."),
    Parameter::ours("maxMails", Kind::Count, "How many mails are sent in the time `perSeconds`."),
    Parameter::ours("perSeconds", Kind::Seconds, "That time, in seconds; an hour."),
];

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
    set_properties(args, &mut options)?;
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

/// What the block under `.` sets, which each mail goes by.
fn set_properties(args: &Arguments<'_>, options: &mut Options) -> Result<(), ConfigError> {
    fixed(args, &[])?;
    set(&mut options.host, text(args, "mailhost")?);
    let port = |node: &Node| match node.as_scalar()? {
        Value::None | Value::Int(0) => Some(None),
        Value::Int(port) => u16::try_from(*port).ok().map(Some),
        _ => None,
    };
    set(&mut options.port, property(args, "mailport", "a port", port)?);
    set(&mut options.from, text(args, "fromaddr")?);
    // Only the constructor makes a list of one text.
    let list = |node: &Node| node.as_items()?.iter().map(|item| item.as_str().map(str::to_owned)).collect();
    set(&mut options.to, property(args, "toaddrs", "a list of addresses", list)?);
    set(&mut options.subject, text(args, "subject")?);
    let positive = |node: &Node| {
        let time = Duration::try_from_secs_f64(node.as_scalar()?.as_f64()?).ok()?;
        (!time.is_zero()).then_some(Some(time))
    };
    set(&mut options.timeout, property(args, "timeout", "a number of seconds, more than 0,", positive)?);
    let secured = property(args, "secure", SECURE, secure_of)?;
    if let Some((tls, client)) = secured {
        (options.tls, options.client) = (tls, client);
    }
    // Nobody logs in without a user.
    let login = |node: &Node| if node.is_truthy() { node.as_str().map(str::to_owned).map(Some) } else { Some(None) };
    match property(args, "username", "a text", login)? {
        None => {}
        Some(None) => options.credentials = None,
        Some(Some(user)) => {
            let password = options.credentials.take().map(|(_, password)| password);
            options.credentials = Some((user, password.unwrap_or_default()));
        }
    }
    if let (Some(password), Some((_, former))) = (text(args, "password")?, &mut options.credentials) {
        *former = password;
    }
    Ok(())
}

fn set<T>(option: &mut T, given: Option<T>) {
    if let Some(given) = given {
        *option = given;
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

const SECURE: &str = "an empty list for STARTTLS, or a list of keyfile and certfile";

/// How the connection is secured, and by which certificate and key, if by any.
type Secured = (SmtpTls, Option<(PathBuf, PathBuf)>);

fn secure(args: &mut Arguments<'_>) -> Result<Secured, ConfigError> {
    let Some(place) = args.plain("secure")? else { return Ok((SmtpTls::None, None)) };
    secure_of(&place.node).ok_or_else(|| place.wrong_type(SECURE))
}

/// Nothing, or a list: empty, a file with key and certificate, or one with the key and one with the certificate.
fn secure_of(node: &Node) -> Option<Secured> {
    if matches!(node.as_scalar(), Some(Value::None)) {
        return Some((SmtpTls::None, None));
    }
    let files: Option<Vec<PathBuf>> = node.as_items()?.iter().map(|item| item.as_str().map(PathBuf::from)).collect();
    match files?.as_slice() {
        [] => Some((SmtpTls::StartTls, None)),
        [both] => Some((SmtpTls::StartTls, Some((both.clone(), both.clone())))),
        [key, certificate] => Some((SmtpTls::StartTls, Some((certificate.clone(), key.clone())))),
        _ => None,
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
