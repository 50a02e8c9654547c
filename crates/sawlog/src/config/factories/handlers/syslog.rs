//! `logging.handlers.SysLogHandler`.

use std::fmt::Display;
use std::str::FromStr;

use super::peer::{BACKLOG, count, seconds};
use super::property::fixed;
use super::tls::{TLS, tls};
use super::{Prepared, Reach};
use crate::config::error::ConfigError;
use crate::config::factories::Arguments;
use crate::config::factories::parameters::{Kind, Parameter, Signature};
use crate::config::node::Node;
use crate::config::place::wrong_type;
use crate::handler::IntoHandler;
use crate::handlers::{SocketKind, SysLogHandler, SysLogHandlerBuilder};
use crate::net::{Address, BacklogLimits};
use crate::value::Value;
use crate::wire::syslog::{Facility, PriorityMap, StructuredDataId, SyslogError};
/// What [`syslog`] takes.
pub(in crate::config::factories) const SYSLOG: Signature = &[
    &[
        Parameter::optional("address", Kind::Address, "A list of host and port, or the path of a Unix socket."),
        Parameter::optional("facility", Kind::Facility, "Who logs, to syslog: a name such as user or local0."),
        Parameter::optional("socktype", Kind::Integer, "ext://socket.SOCK_DGRAM or ext://socket.SOCK_STREAM."),
        Parameter::keyword("timeout", Kind::Seconds, "How many seconds a call may wait for the other end."),
        Parameter::ours("format", Kind::OneOf(&["python", "rfc5424", "rfc3164"]), "What a message looks like."),
        Parameter::ours("framing", Kind::OneOf(&["octet-counted", "lf", "nul"]), "How messages are told apart."),
        Parameter::ours("appName", Kind::Text, "The program's name in messages."),
        Parameter::ours("hostname", Kind::Text, "The machine's name in messages."),
        Parameter::ours("structuredDataId", Kind::Text, "The element that extra attributes stand in; null: none."),
        Parameter::ours(
            "enterpriseId",
            Kind::NumberOrText,
            "The enterprise's number that completes the element's name.",
        ),
        Parameter::ours("bom", Kind::Truth, "Whether a byte order mark says that the text is UTF-8."),
    ],
    BACKLOG,
    TLS,
];

/// `logging.handlers.SysLogHandler(address=('localhost', 514), facility=LOG_USER, socktype=None, timeout=None)`, its
/// attributes `ident`, `append_nul`, `facility` and `priority_map` under `.`; by our own name also `format`, `framing`,
/// `appName`, `hostname`, `structuredDataId`, `enterpriseId`, `bom`, `backlogRecords`, `backlogBytes` and `dropPolicy`,
/// and for encryption `tls: true`, `caFile`, `serverName`, `certFile` and `keyFile`.
pub(in crate::config::factories) fn syslog(args: &mut Arguments<'_>) -> Result<Prepared, ConfigError> {
    let mut builder = SysLogHandler::builder();
    let address = address(args)?;
    let reach = address.as_ref().map_or_else(|| Reach::Peer("localhost:514".to_owned()), Reach::from);
    if let Some(address) = address {
        builder = builder.address(address);
    }
    if let Some(facility) = args.value("facility")? {
        builder = builder.facility(facility_of(&facility).map_err(|why| args.error("facility", why))?);
    }
    let kind = socket_kind(args)?;
    if let Some(kind) = kind {
        builder = builder.socket_kind(kind);
    }
    if let Some(timeout) = seconds(args, "timeout")? {
        builder = builder.timeout(timeout);
    }
    let mut encrypted = None;
    if args.class().starts_with("sawlog.") {
        builder = with_ours(args, builder)?;
        encrypted = tls(args)?;
        if encrypted.is_some() && kind == Some(SocketKind::Datagram) {
            return Err(args.error("tls", "datagrams are not encrypted: leave out socktype, or make it SOCK_STREAM"));
        }
    }
    #[cfg(not(feature = "tls"))]
    drop(encrypted);
    let builder = with_properties(args, builder)?;
    fixed(args, &["address", "socktype", "socket", "unixsocket", "facility_names", "priority_names"])?;
    Ok(Prepared::new(reach, move |_| {
        let builder = builder.clone();
        #[cfg(feature = "tls")]
        let builder = match &encrypted {
            Some(keys) => builder.tls(keys.load()?),
            None => builder,
        };
        Ok(builder.build().into_handler())
    }))
}

fn with_ours(args: &mut Arguments<'_>, mut builder: SysLogHandlerBuilder) -> Result<SysLogHandlerBuilder, ConfigError> {
    if let Some(format) = parsed(args, "format")? {
        builder = builder.format(format);
    }
    if let Some(framing) = parsed(args, "framing")? {
        builder = builder.framing(framing);
    }
    if let Some(name) = args.text("appName")? {
        builder = builder.app_name(name);
    }
    if let Some(hostname) = args.text("hostname")? {
        builder = builder.hostname(hostname);
    }
    if let Some(id) = structured_data_id(args)? {
        builder = builder.structured_data_id(id);
    }
    if let Some(bom) = args.truth("bom")? {
        builder = builder.bom(bom);
    }
    if let Some(policy) = parsed(args, "dropPolicy")? {
        builder = builder.drop_policy(policy);
    }
    let limits = BacklogLimits::default();
    let records = count(args, "backlogRecords")?.unwrap_or(limits.frames);
    let bytes = count(args, "backlogBytes")?.unwrap_or(limits.bytes);
    Ok(builder.backlog(records, bytes))
}

/// A pair of host and port, or a path.
fn address(args: &mut Arguments<'_>) -> Result<Option<Address>, ConfigError> {
    const EXPECTED: &str = "a path, or a list of host and port";
    let Some(place) = args.plain("address")? else { return Ok(None) };
    if let Some(path) = place.node.as_str() {
        return Ok(Some(Address::unix(path)));
    }
    let Some([host, port]) = place.node.as_items() else { return Err(place.wrong_type(EXPECTED)) };
    let host = match host.as_scalar() {
        Some(Value::None) => "localhost",
        host => match host.and_then(Value::as_str) {
            Some(host) => host,
            None => return Err(args.error("address", "the host is a text")),
        },
    };
    let number = match port.as_scalar() {
        Some(Value::Int(number)) => Some(*number),
        // DIFFERENCE: Python has a text looked up, so that the name of a service would do, too.
        Some(Value::Str(digits)) => digits.parse().ok(),
        _ => None,
    };
    match number.and_then(|number| u16::try_from(number).ok()) {
        Some(number) => Ok(Some(Address::host(host, number))),
        None => Err(args.error("address", "the port is a number from 0 to 65535")),
    }
}

/// A facility by its name or number.
fn facility_of(value: &Value<'_>) -> Result<Facility, String> {
    let found = match (value.as_str(), value.as_i64()) {
        (Some(name), _) => name.parse(),
        (_, Some(number)) => Facility::try_from(number),
        _ => return Err(format!("a facility is a name or a number, not a value of type {}", value.type_name())),
    };
    found.map_err(|why| why.to_string())
}

/// Python's `SocketKind`, which is an integer to a configuration.
fn socket_kind(args: &mut Arguments<'_>) -> Result<Option<SocketKind>, ConfigError> {
    match args.integer("socktype")? {
        None => Ok(None),
        Some(1) => Ok(Some(SocketKind::Stream)),
        Some(2) => Ok(Some(SocketKind::Datagram)),
        Some(_) => Err(args.error("socktype", "either ext://socket.SOCK_DGRAM or ext://socket.SOCK_STREAM")),
    }
}

/// `structuredDataId`, completed by `enterpriseId` if it has no number of its own; `null` leaves extras out.
fn structured_data_id(args: &mut Arguments<'_>) -> Result<Option<Option<StructuredDataId>>, ConfigError> {
    let number = match args.value("enterpriseId")? {
        None | Some(Value::None) => None,
        Some(Value::Str(text)) => Some(text.into_owned()),
        Some(value) => match value.as_i64() {
            Some(number) => Some(number.to_string()),
            None => {
                return Err(
                    args.error("enterpriseId", "an enterprise's number, such as 32473; one with a dot in quotes")
                );
            }
        },
    };
    let name = match args.value("structuredDataId")? {
        Some(Value::None) => return Ok(Some(None)),
        None if number.is_none() => return Ok(None),
        None => "extra".to_owned(),
        Some(value) => match value.as_str() {
            Some(name) => name.to_owned(),
            None => return Err(args.error("structuredDataId", "a text such as shop@32473, or null")),
        },
    };
    let id = match number {
        Some(number) if !name.contains('@') => format!("{name}@{number}"),
        _ => name,
    };
    id.parse().map(|id| Some(Some(id))).map_err(|why: SyslogError| args.error("structuredDataId", why.to_string()))
}

/// The attributes that a `.` block sets.
fn with_properties(
    args: &Arguments<'_>,
    mut builder: SysLogHandlerBuilder,
) -> Result<SysLogHandlerBuilder, ConfigError> {
    let wrong = |node: &Node, expected| args.error_of(".", wrong_type(node, expected)).at(node.position);
    if let Some(node) = args.property_node("ident") {
        builder = builder.ident(node.as_str().ok_or_else(|| wrong(node, "a text for ident"))?);
    }
    if let Some(node) = args.property_node("append_nul") {
        builder = builder.append_nul(node.is_truthy());
    }
    if let Some(node) = args.property_node("facility") {
        let facility = facility_of(&node.to_value()).map_err(|why| args.error(".", why).at(node.position))?;
        builder = builder.facility(facility);
    }
    if let Some(node) = args.property_node("priority_map") {
        let pairs = node.as_mapping().ok_or_else(|| wrong(node, "a mapping of levels to severities"))?;
        let mut map = PriorityMap::empty();
        for (level, entry) in pairs {
            let (Some(level), Some(severity)) = (level.as_str(), entry.node.as_str()) else {
                return Err(wrong(&entry.node, "the name of a severity under the name of a level"));
            };
            let severity = severity.parse().map_err(|why: SyslogError| args.error(".", why.to_string()))?;
            map.insert(level, severity);
        }
        builder = builder.priority_map(map);
    }
    Ok(builder)
}

fn parsed<T: FromStr<Err: Display>>(args: &mut Arguments<'_>, name: &str) -> Result<Option<T>, ConfigError> {
    let text = args.text(name)?;
    text.map(|text| text.parse().map_err(|why: T::Err| args.error(name, why.to_string()))).transpose()
}
