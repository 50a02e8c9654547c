//! What the constructors of handlers that send over the network have in common: `host` and `port`, and how records
//! are sent.

use std::time::Duration;

use super::property::property;
use crate::config::error::ConfigError;
use crate::config::factories::Arguments;
use crate::config::factories::parameters::{Kind, Parameter};
use crate::config::node::Node;
use crate::config::place::wrong_type;
use crate::net::Address;
use crate::value::Value;
use crate::wire::Encoding;
pub(super) const HOST: Parameter =
    Parameter::required("host", Kind::Host, "The host that records are sent to, or the path of a Unix socket.");
pub(super) const PORT: Parameter =
    Parameter::required("port", Kind::Port, "The port; null if host is the path of a Unix socket.");
pub(super) const FORMAT: Parameter =
    Parameter::keyword("format", Kind::OneOf(&["pickle", "json", "compact"]), "How records are written on the wire.");
pub(super) const TIMEOUT: Parameter =
    Parameter::ours("timeout", Kind::Seconds, "How many seconds a call may wait for the other end.");
pub(super) const BACKLOG: &[Parameter] = &[
    Parameter::ours("backlogRecords", Kind::Count, "How many records are kept while the other end is away."),
    Parameter::ours("backlogBytes", Kind::Count, "How many bytes are kept while the other end is away."),
    Parameter::ours(
        "dropPolicy",
        Kind::OneOf(&["oldest", "newest"]),
        "Which records are dropped when too many are kept.",
    ),
];

/// What `host` and `port` say: without a port, `host` is the path of a Unix socket. `null` is what a host that is null
/// means.
pub(super) fn address(args: &mut Arguments<'_>, null: Option<&str>) -> Result<Address, ConfigError> {
    let is_null = args.plain("host")?.is_some_and(|place| matches!(place.node.as_scalar(), Some(Value::None)));
    // Python has no default for it: that there is none has to be said.
    let Some(place) = args.plain("port")? else { return Err(args.missing("port")) };
    let is_path = matches!(place.node.as_scalar(), Some(Value::None));
    let host = match null {
        Some(meant) if is_null && !is_path => meant.to_owned(),
        _ => args.require_text("host")?,
    };
    let port = match place.node.as_scalar() {
        Some(Value::None) => return Ok(Address::unix(host)),
        Some(Value::Int(number)) => u16::try_from(*number).ok(),
        // DIFFERENCE: Python has a text looked up, so that the name of a service would do, too.
        Some(Value::Str(digits)) => digits.parse().ok(),
        _ => return Err(place.wrong_type("a port, or null if host is the path of a Unix socket")),
    };
    match port {
        Some(port) => Ok(Address::host(host, port)),
        None => Err(args.error("port", "a port is a number from 0 to 65535")),
    }
}

/// What the block under `.` sets as `address`, of the kind that the handler has.
pub(super) fn address_property(args: &Arguments<'_>, given: &Address) -> Result<Option<Address>, ConfigError> {
    let is_path = matches!(given, Address::Unix(_));
    let expected = if is_path { "the path of a Unix socket" } else { "a list of host and port" };
    property(args, "address", expected, |node| match node.as_items() {
        Some([host, port]) if !is_path => {
            let port = u16::try_from(port.as_scalar()?.as_i64()?).ok()?;
            Some(Address::host(host.as_str()?, port))
        }
        None if is_path => Some(Address::unix(node.as_str()?)),
        _ => None,
    })
}

/// What `format` says: `pickle`, `json` or `compact`.
pub(super) fn format(args: &mut Arguments<'_>) -> Result<Encoding, ConfigError> {
    match args.text("format")?.as_deref() {
        None | Some("pickle") => Ok(Encoding::Pickle),
        Some("json") => Ok(Encoding::Json),
        Some("compact") => Ok(Encoding::Compact),
        Some(other) => Err(args.error("format", format!("unknown format: {other:?} (pickle, json or compact)"))),
    }
}

/// A length of time in seconds.
pub(super) fn seconds(args: &mut Arguments<'_>, name: &str) -> Result<Option<Duration>, ConfigError> {
    let Some(seconds) = args.number(name)? else { return Ok(None) };
    duration(seconds).map(Some).ok_or_else(|| args.error(name, "a number of seconds, not negative"))
}

/// A count that is at least one.
pub(super) fn count(args: &mut Arguments<'_>, name: &str) -> Result<Option<usize>, ConfigError> {
    let Some(number) = args.integer(name)? else { return Ok(None) };
    match usize::try_from(number) {
        Ok(number) if number > 0 => Ok(Some(number)),
        _ => Err(args.error(name, "a number greater than zero")),
    }
}

/// A number that the block under `.` sets.
pub(super) fn number_property(args: &Arguments<'_>, name: &str) -> Result<Option<f64>, ConfigError> {
    let Some(node) = args.property_node(name) else { return Ok(None) };
    match node.as_scalar().and_then(Value::as_f64) {
        Some(number) if duration(number).is_some() => Ok(Some(number)),
        _ => Err(refused(args, node, name)),
    }
}

/// Whether what the block under `.` sets is true.
pub(super) fn truth_property(args: &Arguments<'_>, name: &str) -> Option<bool> {
    args.property_node(name).map(Node::is_truthy)
}

fn refused(args: &Arguments<'_>, node: &Node, name: &str) -> ConfigError {
    args.property_error(name, wrong_type(node, &format!("a number, not negative, for {name}")))
}

fn duration(seconds: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(seconds).ok()
}
