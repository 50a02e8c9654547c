//! Records as messages to a syslog daemon: over UDP, TCP, or a Unix socket.

use std::str::FromStr;

use crate::error::EmitError;
use crate::handler::{Handler, HandlerBase, HandlerRef};
use crate::net::{Address, LinkStats};
use crate::record::LogRecord;
use crate::scratch::Scratch;
use crate::value::surrogate::{has_surrogates, push_escaped, surrogate_of};
use crate::wire::syslog::{Facility, Framing, PriorityMap, Rfc3164, Rfc5424, Severity, encode_priority, write_python};

mod builder;
mod transport;

pub use builder::SysLogHandlerBuilder;
use transport::Transport;

/// The form of the messages that a [`SysLogHandler`] sends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SysLogFormat {
    /// A priority, the identification and the text: byte for byte what Python sends.
    #[default]
    Python,
    /// RFC 5424: a header with time, host, program and logger, structured data, and the text. For daemons on the
    /// network; what listens at `/dev/log` commonly knows the other two alone.
    Rfc5424,
    /// RFC 3164: a header with time, host and program, and the text.
    Rfc3164,
}

impl FromStr for SysLogFormat {
    type Err = String;

    /// Reads `python`, `rfc5424` or `rfc3164`.
    fn from_str(name: &str) -> Result<SysLogFormat, String> {
        match name {
            "python" => Ok(SysLogFormat::Python),
            "rfc5424" => Ok(SysLogFormat::Rfc5424),
            "rfc3164" => Ok(SysLogFormat::Rfc3164),
            _ => Err(format!("unknown form of syslog messages: {name:?} (python, rfc5424 or rfc3164)")),
        }
    }
}

/// What kind of socket a [`SysLogHandler`] sends through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SocketKind {
    /// Each message is a datagram: UDP, or a Unix socket for datagrams.
    Datagram,
    /// Messages follow one another: TCP, or a Unix socket for streams.
    Stream,
}

/// Sends each record to a syslog daemon.
///
/// Over a stream, what is logged while the daemon is away waits in a bounded backlog and arrives when it is back; a
/// call takes no longer than the handler's timeout. A datagram to a daemon that is away is lost: UDP does not tell,
/// a Unix socket does.
///
/// Without a framing, Python's form on a stream has but the NUL between messages, and daemons that part them at line
/// feeds take a text of two lines for two messages, the second of which the text's author has made up. With
/// [`framing`](SysLogHandlerBuilder::framing), and in the other forms, a message stays one whatever its text holds.
///
/// ```
/// use sawlog::{SysLogFormat, SysLogHandler};
/// use std::net::UdpSocket;
///
/// let daemon = UdpSocket::bind("127.0.0.1:0")?;
/// let handler = SysLogHandler::builder().host("127.0.0.1", daemon.local_addr()?.port()).ident("shop: ").build();
/// let manager = sawlog::Manager::new();
/// manager.root().add_handler(handler);
/// manager.root().error("out of stock");
///
/// let mut message = [0; 100];
/// let length = daemon.recv(&mut message)?;
/// assert_eq!(&message[..length], b"<11>shop: out of stock\0");
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Python
/// `logging.handlers.SysLogHandler`.
// DIFFERENCE: nothing is looked up or connected before the first record, so that a daemon that is not there yet is no
// error when the handler is made; Python raises for TCP and for a host's name that is not known.
pub struct SysLogHandler {
    transport: Transport,
    form: Form,
    facility: Facility,
    priorities: PriorityMap,
    ident: String,
    append_nul: bool,
    framing: Option<Framing>,
}

enum Form {
    Python,
    Rfc5424(Rfc5424),
    Rfc3164(Rfc3164),
}

impl SysLogHandler {
    /// A handler for the daemon at an address, with all other options at their defaults.
    pub fn new(address: Address) -> HandlerRef<SysLogHandler> {
        SysLogHandler::builder().address(address).build()
    }

    /// Starts one with all its options at their defaults; see [`SysLogHandlerBuilder`].
    pub fn builder() -> SysLogHandlerBuilder {
        SysLogHandlerBuilder::default()
    }

    /// Where the daemon is.
    pub fn address(&self) -> &Address {
        self.transport.address()
    }

    /// What became of the messages so far, over a stream; `None` while they are datagrams.
    pub fn stats(&self) -> Option<LinkStats> {
        self.transport.link().map(crate::net::Link::stats)
    }

    /// The severity that a record is sent with.
    ///
    /// # Python
    /// `mapPriority`: a level whose name the map lacks is a warning. The RFCs' forms go by the level's number then.
    fn severity(&self, record: &LogRecord<'_>) -> Severity {
        record.with_level_name(|name| self.priorities.get(name)).unwrap_or_else(|| match self.form {
            Form::Python => Severity::Warning,
            Form::Rfc5424(_) | Form::Rfc3164(_) => Severity::of_level(record.level()),
        })
    }

    /// Appends the message, as it is sent in a datagram.
    fn write(&self, record: &LogRecord<'_>, text: &str, out: &mut String) -> Result<(), EmitError> {
        let priority = encode_priority(self.facility, self.severity(record));
        match &self.form {
            Form::Python => {
                write_python(priority, &self.ident, text, out);
                if self.append_nul && self.framing.is_none() {
                    out.push('\0');
                }
                return refuse_surrogates(out);
            }
            Form::Rfc5424(form) => self.with_ident(text, |text| form.write(priority, record, text, out))?,
            Form::Rfc3164(form) => self.with_ident(text, |text| form.write(priority, record, text, out))?,
        }
        if has_surrogates(out) {
            let mut raw = Scratch::take();
            std::mem::swap(&mut *raw, out);
            push_escaped(&raw, out);
        }
        Ok(())
    }

    fn with_ident<R>(&self, text: &str, f: impl FnOnce(&str) -> R) -> R {
        if self.ident.is_empty() {
            return f(text);
        }
        let mut whole = Scratch::take();
        whole.push_str(&self.ident);
        whole.push_str(text);
        f(&whole)
    }
}

impl Handler for SysLogHandler {
    fn emit(&self, record: &LogRecord<'_>, base: &HandlerBase) -> Result<(), EmitError> {
        base.with_formatted(record, |text| {
            let mut message = Scratch::take();
            self.write(record, text, &mut message)?;
            self.transport.send(&message, self.framing)
        })
    }

    fn flush(&self) -> Result<(), EmitError> {
        self.transport.link().map_or(Ok(()), crate::net::Link::flush)
    }

    fn close(&self) -> Result<(), EmitError> {
        self.transport.close()
    }
}

/// Python's form is encoded strictly.
fn refuse_surrogates(message: &str) -> Result<(), EmitError> {
    if !has_surrogates(message) {
        return Ok(());
    }
    let surrogate = message.chars().find_map(surrogate_of).unwrap_or_default();
    Err(EmitError::Encode { encoding: "utf-8".to_owned(), character: format!("\\u{surrogate:04x}") })
}
