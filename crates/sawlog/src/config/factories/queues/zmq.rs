//! `sawlog.ZmqQueue`.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use super::{PreparedQueue, QueueWay};
use crate::config::error::ConfigError;
use crate::config::factories::Arguments;
use crate::config::factories::handlers::Reach;
use crate::config::factories::parameters::{Kind, Parameter, Signature};
use crate::handlers::{RecordQueue, ZmqError, ZmqQueue, ZmqQueueBuilder};
use crate::wire::{Encoding, Limits};

/// What [`zmq`] takes.
pub(super) const ZMQ: Signature = &[&[
    Parameter::required("socket", Kind::OneOf(SOCKETS), "The kind of socket: sub and pull take, pub and push send."),
    Parameter::required("address", Kind::Such(ADDRESSES), "Where it binds or connects: tcp://host:port or ipc://path."),
    Parameter::ours("bind", Kind::Truth, "Whether it binds, as pull and pub do unless told, or connects."),
    Parameter::ours("maxsize", Kind::Integer, "How many records are kept in memory: 65,536."),
    Parameter::ours("format", Kind::OneOf(&["json", "pickle", "compact"]), "How records are written on the wire."),
    Parameter::ours("topics", Kind::Truth, "Whether the logger's name is sent before a record."),
    Parameter::ours("subscriptions", Kind::Texts, "Which topics are taken, by their beginnings; all if none is given."),
    Parameter::ours("maxMessage", Kind::Count, "How many bytes of a message are taken or sent at most: 8 MiB."),
    Parameter::ours("maxPeers", Kind::Count, "How many connections there are at a time: 256."),
    Parameter::ours("linger", Kind::Seconds, "How long what is left is sent when the queue is closed: 2 seconds."),
]];

const SOCKETS: &[&str] = &["sub", "pub", "pull", "push"];
const ADDRESSES: &[&str] = &["tcp://127.0.0.1:5556", "ipc:///run/app/log.zmq"];

/// One end of a queue over ZeroMQ.
pub(super) fn zmq(args: &mut Arguments<'_>) -> Result<PreparedQueue, ConfigError> {
    let (queue, binds, way) = match args.require_text("socket")?.as_str() {
        "push" => (ZmqQueue::push(), false, QueueWay::Puts),
        "pull" => (ZmqQueue::pull(), true, QueueWay::Takes),
        "pub" => (ZmqQueue::publish(), true, QueueWay::Puts),
        "sub" => (ZmqQueue::subscribe(), false, QueueWay::Takes),
        other => {
            return Err(args.error("socket", format!("unknown kind of socket: {other:?} (push, pull, pub or sub)")));
        }
    };
    let address = args.require_text("address")?;
    let binds = args.truth("bind")?.unwrap_or(binds);
    let queue = if binds { queue.bind(&address) } else { queue.connect(&address) };
    let mut queue = queue.format(format(args)?).topics(args.truth("topics")?.unwrap_or(false));
    if let Some(size) = args.integer("maxsize")? {
        queue = queue.maxsize(usize::try_from(size).unwrap_or(0));
    }
    for topic in texts(args, "subscriptions")? {
        queue = queue.subscription(&topic);
    }
    if let Some(bytes) = count(args, "maxMessage")? {
        let mut limits = Limits::default();
        limits.frame_len = bytes;
        limits.text_len = limits.text_len.max(bytes.saturating_mul(2));
        queue = queue.limits(limits);
    }
    if let Some(connections) = count(args, "maxPeers")? {
        queue = queue.max_peers(connections);
    }
    if let Some(seconds) = args.number("linger")? {
        let linger = Duration::try_from_secs_f64(seconds);
        queue = queue.linger(linger.map_err(|_| args.error("linger", "a number of seconds, not negative"))?);
    }
    queue.clone().build().map_err(|error| args.error(key(&error), error.to_string()))?;
    let reach = reach(&address, binds);
    Ok(PreparedQueue::new(reach.clone(), reach, move || made(queue.clone())).going(way))
}

/// The argument that is wrong.
fn key(error: &ZmqError) -> &'static str {
    match error {
        ZmqError::Option { .. } => "subscriptions",
        _ => "address",
    }
}

fn made(queue: ZmqQueueBuilder) -> io::Result<Arc<dyn RecordQueue>> {
    Ok(Arc::new(queue.build().map_err(io::Error::other)?))
}

/// What is bound is named by its whole address, so that who may be sent to is not listened for; a Unix socket that is
/// bound is a file.
fn reach(address: &str, binds: bool) -> Reach {
    match address.split_once("://") {
        Some(("ipc", path)) if binds && !path.starts_with('@') => Reach::Files(vec![path.into()]),
        Some((_, peer)) if !binds => Reach::Peer(peer.to_owned()),
        _ => Reach::Peer(address.to_owned()),
    }
}

fn format(args: &mut Arguments<'_>) -> Result<Encoding, ConfigError> {
    match args.text("format")?.as_deref() {
        None | Some("json") => Ok(Encoding::Json),
        Some("pickle") => Ok(Encoding::Pickle),
        Some("compact") => Ok(Encoding::Compact),
        Some(other) => Err(args.error("format", format!("unknown format: {other:?} (json, pickle or compact)"))),
    }
}

/// A text, or several.
fn texts(args: &mut Arguments<'_>, name: &str) -> Result<Vec<String>, ConfigError> {
    let Some(place) = args.plain(name)? else { return Ok(Vec::new()) };
    if let Some(text) = place.node.as_str() {
        return Ok(vec![text.to_owned()]);
    }
    let text = |each: &crate::config::place::Place<'_>| {
        each.node.as_str().map(str::to_owned).ok_or_else(|| each.wrong_type("a text"))
    };
    place.each()?.iter().map(text).collect()
}

fn count(args: &mut Arguments<'_>, name: &str) -> Result<Option<usize>, ConfigError> {
    match args.integer(name)?.map(usize::try_from) {
        None => Ok(None),
        Some(Ok(count)) if count > 0 => Ok(Some(count)),
        Some(_) => Err(args.error(name, "a number greater than zero")),
    }
}
