//! Messages by RFC 5424.

use std::fmt::Write as _;

use jiff::tz::TimeZone;

use super::header::{is_printable, write_name, write_priority};
use super::structured_data::{self, StructuredDataId};
use crate::error::FormatError;
use crate::record::LogRecord;
use crate::scratch::Scratch;
use crate::value::integer::write_i64;
use crate::value::repr;

/// The added attribute that a message's kind is taken from.
const MSGID: &str = "msgid";
const MAX_KIND: usize = 32;
const BOM: char = '\u{feff}';

/// What messages by RFC 5424 say of their sender.
///
/// A message's kind (MSGID) is the record's added attribute `msgid`, or else the logger's name; its structured data
/// are the other added attributes. Characters that a field may not hold become `_`, and what is too long is cut.
///
/// ```
/// use sawlog::make_log_record;
/// use sawlog::wire::syslog::{Facility, Rfc5424, Severity, encode_priority};
///
/// let form = Rfc5424 { hostname: "till7".into(), app_name: "shop".into(), ..Rfc5424::default() };
/// let record = make_log_record([
///     ("name", "shop.basket".into()),
///     ("created", 1_700_000_000.25.into()),
///     ("process", 42.into()),
///     ("user", "ann [\"a\"]".into()),
/// ]);
/// let mut out = String::new();
/// form.write(encode_priority(Facility::USER, Severity::Info), &record, "3 caf\u{e9}s", &mut out)?;
/// let (header, message) = out.split_once(" [").unwrap();
/// assert!(header.starts_with("<14>1 2023-11-") && header.ends_with(" till7 shop 42 shop.basket"));
/// assert_eq!(message, "extra@32473 user=\"ann [\\\"a\\\"\\]\"] \u{feff}3 caf\u{e9}s");
/// # Ok::<(), sawlog::FormatError>(())
/// ```
///
/// # Python
/// There is no counterpart; the cookbook leaves all of it to a formatter.
#[derive(Clone, Debug)]
pub struct Rfc5424 {
    /// The machine's name.
    pub hostname: Box<str>,
    /// The program's name.
    pub app_name: Box<str>,
    /// What added attributes are grouped under; `None` leaves them out.
    pub structured_data_id: Option<StructuredDataId>,
    /// Whether a text that goes beyond ASCII gets a byte order mark, if it has none.
    pub bom: bool,
}

impl Default for Rfc5424 {
    /// Nameless, with structured data and byte order marks.
    fn default() -> Rfc5424 {
        let structured_data_id = Some(StructuredDataId::default());
        Rfc5424 { hostname: "".into(), app_name: "".into(), structured_data_id, bom: true }
    }
}

impl Rfc5424 {
    /// Appends a message: header, structured data, and the text that a formatter has made of the record.
    ///
    /// The text's byte order mark stays where the formatter put it, if all before it is ASCII, as in a format
    /// `"%(levelname)s \ufeff%(message)s"`. A text that goes beyond ASCII without one begins with a mark.
    ///
    /// # Errors
    /// A `Display` among the added attributes fails.
    pub fn write(&self, priority: u8, record: &LogRecord<'_>, text: &str, out: &mut String) -> Result<(), FormatError> {
        write_priority(priority, out);
        out.push_str("1 ");
        write_time(record, out);
        out.push(' ');
        write_name(&self.hostname, 255, is_printable, out);
        out.push(' ');
        write_name(&self.app_name, 48, is_printable, out);
        out.push(' ');
        write_i64(record.process_id(), out);
        out.push(' ');
        self.write_kind(record, out)?;
        out.push(' ');
        structured_data::write(record, self.structured_data_id.as_ref(), MSGID, out)?;
        if text.is_empty() {
            return Ok(());
        }
        out.push(' ');
        let first = text.chars().find(|c| !c.is_ascii());
        if self.bom && first.is_some_and(|first| first != BOM) {
            out.push(BOM);
        }
        out.push_str(text);
        Ok(())
    }

    fn write_kind(&self, record: &LogRecord<'_>, out: &mut String) -> Result<(), FormatError> {
        match record.extra(MSGID) {
            None => write_name(record.name(), MAX_KIND, is_printable, out),
            Some(kind) => {
                let mut text = Scratch::take();
                repr::write_str(kind, &mut text)?;
                write_name(&text, MAX_KIND, is_printable, out);
            }
        }
        Ok(())
    }
}

/// The time in microseconds with its offset; `-` where the calendar has no such time.
fn write_time(record: &LogRecord<'_>, out: &mut String) {
    // A time that was sent as a float is some nanoseconds off.
    let micros = record.timestamp().nanos().saturating_add(500).div_euclid(1000);
    let zone = record.clock().map_or_else(TimeZone::system, |clock| clock.time_zone());
    let Ok(time) = jiff::Timestamp::from_microsecond(micros) else { return out.push('-') };
    let mut offset = zone.to_offset(time);
    // The form has no seconds in an offset; zones had them long ago.
    if offset.seconds() % 60 != 0 {
        offset = jiff::tz::Offset::UTC;
    }
    let local = offset.to_datetime(time);
    if !(0..=9999).contains(&local.year()) {
        return out.push('-');
    }
    let sign = if offset.seconds() < 0 { '-' } else { '+' };
    let minutes = offset.seconds().unsigned_abs() / 60;
    let _ = write!(
        out,
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}{sign}{:02}:{:02}",
        local.year(),
        local.month(),
        local.day(),
        local.hour(),
        local.minute(),
        local.second(),
        local.subsec_nanosecond() / 1000,
        minutes / 60,
        minutes % 60,
    );
}
