//! Messages by RFC 3164, the form that syslog had before.

use jiff::tz::TimeZone;

use super::header::{is_printable, write_name, write_priority};
use crate::error::FormatError;
use crate::record::LogRecord;
use crate::strftime::{BrokenDownTime, Strftime};
use crate::value::integer::write_i64;

/// What messages by RFC 3164 say of their sender: `<14>Jul  3 16:05:09 till7 shop[42]: text`.
///
/// # Python
/// There is no counterpart.
#[derive(Clone, Debug)]
pub struct Rfc3164 {
    hostname: Option<Box<str>>,
    tag: Box<str>,
    time: Strftime,
}

impl Rfc3164 {
    /// The form for a machine's name and a program's.
    ///
    /// A Unix socket's messages have no machine's name: the daemon knows whose they are.
    pub fn new(hostname: Option<&str>, app_name: &str) -> Rfc3164 {
        Rfc3164 { hostname: hostname.map(Into::into), tag: app_name.into(), time: Strftime::new("%b %e %H:%M:%S") }
    }

    /// Appends a message with the text that a formatter has made of the record.
    ///
    /// # Errors
    /// A time that the calendar does not have.
    pub fn write(&self, priority: u8, record: &LogRecord<'_>, text: &str, out: &mut String) -> Result<(), FormatError> {
        write_priority(priority, out);
        let zone = record.clock().map_or_else(TimeZone::system, |clock| clock.time_zone());
        self.time.write(&BrokenDownTime::at(record.created_second(), &zone)?, out)?;
        out.push(' ');
        if let Some(hostname) = &self.hostname {
            write_name(hostname, 255, is_printable, out);
            out.push(' ');
        }
        write_name(&self.tag, 32, is_in_tag, out);
        out.push('[');
        write_i64(record.process_id(), out);
        out.push_str("]: ");
        out.push_str(text);
        Ok(())
    }
}

/// A tag ends where its number or the text begins.
fn is_in_tag(c: char) -> bool {
    is_printable(c) && !matches!(c, '[' | ']' | ':')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::make_log_record;

    #[test]
    fn days_are_padded_and_tags_are_cut() {
        let record = make_log_record([("created", 1_720_022_709.0.into()), ("process", 42.into())]);
        let mut out = String::new();
        Rfc3164::new(None, "my shop: the first [of many], in Hamburg").write(14, &record, "open", &mut out).unwrap();
        let (time, rest) = out.split_at("<14>Jul  3 16:05:09 ".len());
        assert!(time.starts_with("<14>Jul  ") && time.ends_with(' '), "{time:?}");
        assert_eq!(rest, "my_shop__the_first__of_many_,_in[42]: open");
    }
}
