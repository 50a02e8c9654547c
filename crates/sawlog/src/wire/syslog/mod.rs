//! Records as syslog messages: Python's own form, RFC 5424 and RFC 3164, and how a stream keeps them apart.
//!
//! What [`SysLogHandler`](crate::SysLogHandler) sends is made here, without any I/O: a priority, a header of the chosen
//! form, and the text that the handler's formatter wrote.

mod error;
mod framing;
mod header;
mod priority;
mod rfc3164;
mod rfc5424;
mod structured_data;

pub use error::SyslogError;
pub use framing::Framing;
pub use priority::{Facility, PriorityMap, Severity, encode_priority};
pub use rfc3164::Rfc3164;
pub use rfc5424::Rfc5424;
pub use structured_data::StructuredDataId;

/// Appends a message in Python's form: the priority in angle brackets, an identification, and the text.
///
/// ```
/// use sawlog::wire::syslog::{Facility, Severity, encode_priority, write_python};
/// let mut out = String::new();
/// write_python(encode_priority(Facility::USER, Severity::Info), "shop: ", "open", &mut out);
/// assert_eq!(out, "<14>shop: open");
/// ```
///
/// # Python
/// What `SysLogHandler.emit` sends, but for the NUL at its end.
pub fn write_python(priority: u8, ident: &str, text: &str, out: &mut String) {
    header::write_priority(priority, out);
    out.push_str(ident);
    out.push_str(text);
}
