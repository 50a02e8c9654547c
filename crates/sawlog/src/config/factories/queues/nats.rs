//! `sawlog.NatsQueue`, between machines.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::PreparedQueue;
use crate::config::error::ConfigError;
use crate::config::factories::Arguments;
use crate::config::factories::handlers::{Reach, TlsKeys, tls_by_host};
use crate::config::factories::parameters::{Kind, Parameter, Signature};
use crate::handlers::{NatsError, NatsQueue, NatsQueueBuilder, RecordQueue};
use crate::wire::Encoding;

/// What [`nats`] takes.
pub(super) const NATS: Signature = &[&[
    Parameter::required("servers", Kind::Texts, "The NATS servers: nats://HOST:PORT, or a list of such."),
    Parameter::optional("stream", Kind::Text, "The stream that has the records: logs."),
    Parameter::keyword("group", Kind::Text, "The group whose listeners share the records: writers."),
    Parameter::keyword("prefix", Kind::Text, "What subjects begin with: the stream's name."),
    Parameter::keyword("spool", Kind::Text, "The folder in which records wait while the servers are away."),
    Parameter::keyword("spoolBytes", Kind::Count, "How many bytes that folder has at most: 256 MiB."),
    Parameter::keyword("maxsize", Kind::Count, "How many records wait in memory: 65,536."),
    Parameter::keyword("maxBytes", Kind::Count, "How many bytes of records wait in memory: 64 MiB."),
    Parameter::keyword("ackTimeout", Kind::Seconds, "How long the servers may take for an answer: 2."),
    Parameter::keyword("ackWait", Kind::Seconds, "How long the servers wait for a listener's answer: 30."),
    Parameter::keyword("format", Kind::OneOf(&["compact", "json", "pickle"]), "How records are written on the wire."),
    Parameter::keyword("user", Kind::Text, "The name to log in by."),
    Parameter::keyword("password", Kind::Text, "The password to log in by."),
    Parameter::keyword("token", Kind::Text, "The token to log in by."),
    Parameter::keyword("credentialsFile", Kind::Text, "The file of credentials to log in by."),
    Parameter::keyword("tls", Kind::Truth, "Whether connections are encrypted."),
    Parameter::keyword("caFile", Kind::Text, "The authorities that are trusted, in place of the system's."),
    Parameter::keyword("certFile", Kind::Text, "The certificate that is presented."),
    Parameter::keyword("keyFile", Kind::Text, "The key of that certificate."),
    Parameter::keyword("replicas", Kind::Count, "How many servers keep a stream that is made: 1."),
    Parameter::keyword("streamBytes", Kind::Count, "How many bytes a stream that is made has at most: 1 GiB."),
    Parameter::keyword("streamAge", Kind::Seconds, "How old its records become: 7 days."),
    Parameter::keyword("duplicateWindow", Kind::Seconds, "How long it knows a message again: 600."),
    Parameter::keyword("keep", Kind::Truth, "Whether it keeps records that a group has handled, for others."),
]];

const SPOOL: u64 = 256 << 20;

/// `sawlog.NatsQueue(servers, stream, …)`.
pub(super) fn nats(args: &mut Arguments<'_>) -> Result<PreparedQueue, ConfigError> {
    let servers = servers(args)?;
    let mut files = Vec::new();
    let builder = with_names(args, NatsQueue::builder(servers))?;
    let mut builder = with_stream(args, builder)?;
    let spool_bytes = count(args, "spoolBytes")?;
    match args.text("spool")? {
        Some(folder) => {
            let folder = PathBuf::from(folder);
            files.extend(["lock", "released"].map(|name| folder.join(name)));
            builder = builder.spool(folder, spool_bytes.unwrap_or(SPOOL));
        }
        None if spool_bytes.is_some() => return Err(args.error("spoolBytes", "has a meaning only with spool")),
        None => {}
    }
    builder = with_credentials(args, builder, &mut files)?;
    let encrypted = tls_by_host(args)?;
    files.extend(encrypted.iter().flat_map(TlsKeys::files).map(Path::to_owned));
    // All that can be wrong is found before anything is made.
    let named = match builder.clone().build() {
        Ok(queue) => queue.servers(),
        Err(error) => return Err(args.error(key(&error), error.to_string())),
    };
    let reach = Reach::PeersAndFiles(named, files);
    Ok(PreparedQueue::new(reach.clone(), reach, move || {
        let mut builder = builder.clone();
        if let Some(keys) = &encrypted {
            builder = builder.tls(keys.load()?);
        }
        Ok(Arc::new(builder.build().map_err(std::io::Error::other)?) as Arc<dyn RecordQueue>)
    }))
}

/// The argument that is wrong.
fn key(error: &NatsError) -> &'static str {
    match error {
        NatsError::Server(_) => "servers",
        NatsError::Name { what, .. } => what,
        NatsError::Number { option, .. } => match *option {
            "max_bytes" => "maxBytes",
            "spool" => "spoolBytes",
            "ack_timeout" => "ackTimeout",
            "ack_wait" => "ackWait",
            "stream_bytes" => "streamBytes",
            "duplicate_window" => "duplicateWindow",
            option => option,
        },
    }
}

fn servers(args: &mut Arguments<'_>) -> Result<Vec<String>, ConfigError> {
    let Some(place) = args.plain("servers")? else { return Err(args.missing("servers")) };
    let texts = match (place.node.as_str(), place.node.as_items()) {
        (Some(text), _) => Some(vec![text.to_owned()]),
        (_, Some(items)) => items.iter().map(|item| item.as_str().map(str::to_owned)).collect(),
        _ => None,
    };
    texts.ok_or_else(|| place.wrong_type("the address of a server, or a list of such"))
}

fn with_names(args: &mut Arguments<'_>, mut builder: NatsQueueBuilder) -> Result<NatsQueueBuilder, ConfigError> {
    if let Some(stream) = args.text("stream")? {
        builder = builder.stream(&stream);
    }
    if let Some(group) = args.text("group")? {
        builder = builder.group(&group);
    }
    if let Some(prefix) = args.text("prefix")? {
        builder = builder.prefix(&prefix);
    }
    if let Some(records) = size(args, "maxsize")? {
        builder = builder.maxsize(records);
    }
    if let Some(bytes) = size(args, "maxBytes")? {
        builder = builder.max_bytes(bytes);
    }
    if let Some(timeout) = seconds(args, "ackTimeout")? {
        builder = builder.ack_timeout(timeout);
    }
    if let Some(wait) = seconds(args, "ackWait")? {
        builder = builder.ack_wait(wait);
    }
    Ok(match args.text("format")?.as_deref() {
        None => builder,
        Some("compact") => builder.format(Encoding::Compact),
        Some("json") => builder.format(Encoding::Json),
        Some("pickle") => builder.format(Encoding::Pickle),
        Some(other) => return Err(args.error("format", format!("unknown format: {other:?} (compact, json or pickle)"))),
    })
}

fn with_stream(args: &mut Arguments<'_>, mut builder: NatsQueueBuilder) -> Result<NatsQueueBuilder, ConfigError> {
    if let Some(replicas) = size(args, "replicas")? {
        builder = builder.replicas(replicas);
    }
    if let Some(bytes) = count(args, "streamBytes")? {
        builder = builder.stream_bytes(bytes);
    }
    if let Some(age) = seconds(args, "streamAge")? {
        builder = builder.stream_age(age);
    }
    if let Some(window) = seconds(args, "duplicateWindow")? {
        builder = builder.duplicate_window(window);
    }
    Ok(builder.keep(args.truth("keep")?.unwrap_or(false)))
}

fn with_credentials(
    args: &mut Arguments<'_>,
    builder: NatsQueueBuilder,
    files: &mut Vec<PathBuf>,
) -> Result<NatsQueueBuilder, ConfigError> {
    let (user, password) = (args.text("user")?, args.text("password")?);
    let (token, file) = (args.text("token")?, args.text("credentialsFile")?);
    Ok(match (user, password, token, file) {
        (None, None, None, None) => builder,
        (Some(user), Some(password), None, None) => builder.user(&user, &password),
        (None, None, Some(token), None) => builder.token(&token),
        (None, None, None, Some(file)) => {
            files.push(PathBuf::from(&file));
            builder.credentials_file(file)
        }
        (Some(_), None, ..) => return Err(args.error("user", "a user needs a password: set password")),
        (None, Some(_), ..) => return Err(args.error("password", "a password needs a user: set user")),
        (user, ..) => {
            let name = if user.is_some() { "user" } else { "token" };
            return Err(args.error(name, "one way to log in: user and password, token, or credentialsFile"));
        }
    })
}

fn seconds(args: &mut Arguments<'_>, name: &str) -> Result<Option<Duration>, ConfigError> {
    let Some(seconds) = args.number(name)? else { return Ok(None) };
    let time = Duration::try_from_secs_f64(seconds).ok();
    time.map(Some).ok_or_else(|| args.error(name, "a number of seconds, not negative"))
}

fn count(args: &mut Arguments<'_>, name: &str) -> Result<Option<u64>, ConfigError> {
    match args.integer(name)?.map(u64::try_from) {
        None => Ok(None),
        Some(Ok(number)) if number > 0 => Ok(Some(number)),
        Some(_) => Err(args.error(name, "a number greater than zero")),
    }
}

fn size(args: &mut Arguments<'_>, name: &str) -> Result<Option<usize>, ConfigError> {
    let number = count(args, name)?;
    Ok(number.map(|number| usize::try_from(number).unwrap_or(usize::MAX)))
}
