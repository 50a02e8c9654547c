//! The options of a syslog handler.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use super::transport::Transport;
use super::{Form, SocketKind, SysLogFormat, SysLogHandler};
use crate::format::Formatter;
use crate::handler::HandlerRef;
use crate::handlers::program::{host_name, program_name};
use crate::level::Level;
use crate::net::{Address, BacklogLimits, Datagrams, DropPolicy, Link, LinkOptions, Resolver};
use crate::wire::syslog::{Facility, Framing, PriorityMap, Rfc3164, Rfc5424, Severity, StructuredDataId};

/// The options of a [`SysLogHandler`].
///
/// | option | default |
/// |---|---|
/// | `address`, `host`, `unix` | localhost, port 514 |
/// | `facility` | `user` |
/// | `socket_kind` | datagrams; for a Unix socket those, unless the socket there is one for streams |
/// | `timeout` | 1 s: the longest that a call takes |
/// | `format` | Python's |
/// | `ident` | nothing before the text |
/// | `append_nul` | yes: Python's form ends with a NUL, unless there is a framing |
/// | `framing` | on a stream, octets counted for RFC 5424, line feeds for RFC 3164, none for Python's form |
/// | `priority` | Python's five levels |
/// | `hostname` | the machine's, in the RFCs' forms |
/// | `app_name` | the program's, in the RFCs' forms |
/// | `structured_data_id` | `extra@32473`, in RFC 5424's form |
/// | `bom` | yes: a text beyond ASCII begins with a byte order mark, in RFC 5424's form |
/// | `backlog` | 100,000 records, 16 MiB together |
/// | `drop_policy` | the oldest |
/// | `tls`, with the feature `tls` | none |
/// | `level` | `NOTSET` |
/// | `formatter` | the message and its traceback |
#[derive(Clone)]
#[must_use]
pub struct SysLogHandlerBuilder {
    address: Address,
    kind: Option<SocketKind>,
    timeout: Duration,
    format: SysLogFormat,
    facility: Facility,
    priorities: PriorityMap,
    ident: String,
    append_nul: bool,
    framing: Option<Framing>,
    hostname: Option<String>,
    app_name: Option<String>,
    structured_data_id: Option<StructuredDataId>,
    bom: bool,
    backlog: BacklogLimits,
    #[cfg(feature = "tls")]
    tls: Option<crate::net::Tls>,
    level: Level,
    formatter: Option<Arc<dyn Formatter>>,
}

impl Default for SysLogHandlerBuilder {
    fn default() -> Self {
        SysLogHandlerBuilder {
            address: Address::host("localhost", PORT),
            kind: None,
            timeout: LinkOptions::default().timeout,
            format: SysLogFormat::default(),
            facility: Facility::default(),
            priorities: PriorityMap::default(),
            ident: String::new(),
            append_nul: true,
            framing: None,
            hostname: None,
            app_name: None,
            structured_data_id: Some(StructuredDataId::default()),
            bom: true,
            backlog: BacklogLimits::default(),
            #[cfg(feature = "tls")]
            tls: None,
            level: Level::NOTSET,
            formatter: None,
        }
    }
}

/// The port of syslog, `SYSLOG_UDP_PORT` in Python.
const PORT: u16 = 514;

impl SysLogHandlerBuilder {
    /// Sends to this address.
    pub fn address(mut self, address: Address) -> Self {
        self.address = address;
        self
    }

    /// Sends to a host, by name or number, and a port.
    pub fn host(self, host: impl Into<String>, port: u16) -> Self {
        self.address(Address::host(host, port))
    }

    /// Sends to a Unix socket, such as `/dev/log`.
    pub fn unix(self, path: impl Into<PathBuf>) -> Self {
        self.address(Address::unix(path))
    }

    /// Sends through a socket of this kind.
    pub fn socket_kind(mut self, kind: SocketKind) -> Self {
        self.kind = Some(kind);
        self
    }

    /// Lets no call take longer than this.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sends messages of this form.
    pub fn format(mut self, format: SysLogFormat) -> Self {
        self.format = format;
        self
    }

    /// Sends as this facility.
    pub fn facility(mut self, facility: Facility) -> Self {
        self.facility = facility;
        self
    }

    /// Puts this before each text, such as `"shop: "`.
    pub fn ident(mut self, ident: impl Into<String>) -> Self {
        self.ident = ident.into();
        self
    }

    /// Whether a message in Python's form, without a framing, ends with a NUL.
    pub fn append_nul(mut self, append_nul: bool) -> Self {
        self.append_nul = append_nul;
        self
    }

    /// Keeps messages on a stream apart like this.
    pub fn framing(mut self, framing: Framing) -> Self {
        self.framing = Some(framing);
        self
    }

    /// Sends records whose level has this name with this severity.
    pub fn priority(mut self, level_name: impl Into<String>, severity: Severity) -> Self {
        self.priorities.insert(level_name, severity);
        self
    }

    /// Sends records with the severities that this map has for their levels' names.
    pub fn priority_map(mut self, map: PriorityMap) -> Self {
        self.priorities = map;
        self
    }

    /// Calls the machine this.
    pub fn hostname(mut self, hostname: impl Into<String>) -> Self {
        self.hostname = Some(hostname.into());
        self
    }

    /// Calls the program this.
    pub fn app_name(mut self, app_name: impl Into<String>) -> Self {
        self.app_name = Some(app_name.into());
        self
    }

    /// Groups added attributes under this; `None` leaves out those that are no group of their own.
    pub fn structured_data_id(mut self, id: Option<StructuredDataId>) -> Self {
        self.structured_data_id = id;
        self
    }

    /// Whether a text that goes beyond ASCII gets a byte order mark, if it has none.
    pub fn bom(mut self, bom: bool) -> Self {
        self.bom = bom;
        self
    }

    /// Keeps at most so many records, of so many bytes together, while the other end of a stream is away.
    pub fn backlog(mut self, records: usize, bytes: usize) -> Self {
        (self.backlog.frames, self.backlog.bytes) = (records, bytes);
        self
    }

    /// Has this give way when the backlog is full.
    pub fn drop_policy(mut self, policy: DropPolicy) -> Self {
        self.backlog.policy = policy;
        self
    }

    /// Sends through a stream, and encrypts it.
    #[cfg(feature = "tls")]
    pub fn tls(mut self, tls: crate::net::Tls) -> Self {
        self.tls = Some(tls);
        self.socket_kind(SocketKind::Stream)
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

    /// The handler; nothing is connected before the first record.
    pub fn build(mut self) -> HandlerRef<SysLogHandler> {
        let formatter = self.formatter.take();
        let handler = HandlerRef::new(SysLogHandler {
            form: self.form(),
            framing: self.framing.or(match self.format {
                SysLogFormat::Python => None,
                SysLogFormat::Rfc5424 => Some(Framing::OctetCounted),
                SysLogFormat::Rfc3164 => Some(Framing::LineFeed),
            }),
            transport: self.transport(),
            facility: self.facility,
            priorities: self.priorities,
            ident: self.ident,
            append_nul: self.append_nul,
        });
        handler.prepare(self.level, formatter);
        handler
    }

    fn form(&self) -> Form {
        if self.format == SysLogFormat::Python {
            return Form::Python;
        }
        let hostname = self.hostname.clone().unwrap_or_else(host_name);
        let app_name = self.app_name.clone().unwrap_or_else(program_name);
        if self.format == SysLogFormat::Rfc5424 {
            return Form::Rfc5424(Rfc5424 {
                hostname: hostname.into(),
                app_name: app_name.into(),
                structured_data_id: self.structured_data_id.clone(),
                bom: self.bom,
            });
        }
        let is_local = matches!(self.address, Address::Unix(_)) && self.hostname.is_none();
        Form::Rfc3164(Rfc3164::new((!is_local).then_some(&*hostname), &app_name))
    }

    fn transport(&self) -> Transport {
        let datagrams = || Datagrams::new(self.address.clone(), self.timeout, Resolver::default());
        let stream = || {
            let options = LinkOptions {
                timeout: self.timeout,
                backlog: self.backlog,
                #[cfg(feature = "tls")]
                tls: self.tls.clone(),
                ..LinkOptions::default()
            };
            Link::new(self.address.clone(), options)
        };
        match (self.kind, &self.address) {
            (Some(SocketKind::Stream), _) => Transport::Stream(stream()),
            (None, Address::Unix(_)) => {
                Transport::Either { datagrams: datagrams(), stream: stream(), is_stream: AtomicBool::new(false) }
            }
            _ => Transport::Datagrams(datagrams()),
        }
    }
}
