//! A record in the compact form.

use super::layout::{MAGIC, VERSION, field, kind};
use super::value_writer::Writer;
use crate::error::FormatError;
use crate::record::{Attribute, LogRecord, Time as Moment, base_name, standard_level_name, stem};
use crate::value::{Args, Value};

/// The most bytes that a payload may have: as many as a receiver takes by default.
pub const MAX_LEN: usize = 8 << 20;
/// Appends a record in the compact form.
///
/// The message is rendered: `msg` is text, and `args`, if they were merged into it, are `None`. All other attributes are as
/// they are, the exception among them. A value of the program's own that is none of Python's types keeps the name of its type and both its texts.
///
/// ```
/// use sawlog::wire::{Limits, record_from_compact, write_compact};
/// use sawlog::{Level, make_log_record};
///
/// let record = make_log_record([("name", "a".into()), ("levelno", 30.into()), ("msg", "low".into()), ("user", "ann".into())]);
/// let mut payload = Vec::new();
/// write_compact(&record, &mut payload)?;
/// let same = record_from_compact(&payload, &Limits::default())?;
/// assert_eq!((same.level(), same.message()?, same.get("user")), (Level::WARNING, "low", Some("ann".into())));
/// assert_eq!(same.timestamp(), record.timestamp());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// The message cannot be rendered, a `Display` of the program's own fails, or the payload would exceed [`MAX_LEN`]. What was appended by then
/// is removed.
///
/// # Python
/// No counterpart; [`write_pickle`](crate::wire::write_pickle) is what Python understands.
pub fn write_compact(record: &LogRecord<'_>, out: &mut Vec<u8>) -> Result<(), FormatError> {
    let start = out.len();
    let mut writer = Writer::new(out);
    let written = writer.record(record).and_then(|()| writer.check_len());
    if written.is_err() {
        out.truncate(start);
    }
    written
}

impl Writer<'_> {
    fn record(&mut self, record: &LogRecord<'_>) -> Result<(), FormatError> {
        self.out.extend([MAGIC, VERSION]);
        self.text_field(field::NAME, record.name());
        self.integer_field(field::LEVEL, record.level().number());
        record.with_level_name(|name| {
            if standard_level_name(record.level()) != Some(name) {
                self.text_field(field::LEVEL_NAME, name);
            }
        });
        self.text_field(field::MSG, record.message()?);
        self.args(record.args())?;
        self.place(record);
        self.time(record);
        self.integer_field(field::THREAD, record.thread_id());
        record.with_thread_name(|name| self.text_field(field::THREAD_NAME, name));
        self.integer_field(field::PROCESS, record.process_id());
        record.with_process_name(|name| self.text_field(field::PROCESS_NAME, name));
        if !record.is_plain() {
            self.rare(record);
        }
        record.with_asctime(|time| self.text_field(field::ASCTIME, time));
        if record.has_odd_values() {
            for attribute in Attribute::all() {
                if let Some(value) = record.odd_value(attribute) {
                    self.attribute(attribute.name(), value)?;
                }
            }
        }
        for (name, value) in record.extras() {
            self.attribute(name, value)?;
        }
        Ok(())
    }

    fn args(&mut self, args: &Args<'_>) -> Result<(), FormatError> {
        match args {
            Args::Empty => Ok(()),
            Args::Value(value) if args.is_empty() => {
                self.out.push(field::ARGS);
                self.value(value)
            }
            _ if args.is_empty() => Ok(()),
            _ => {
                // They are in the message.
                self.out.extend([field::ARGS, kind::NONE]);
                Ok(())
            }
        }
    }

    /// Where the call stands.
    fn place(&mut self, record: &LogRecord<'_>) {
        let pathname = record.pathname();
        self.text_field(field::PATHNAME, pathname);
        let filename = record.filename();
        if filename != base_name(pathname) {
            self.text_field(field::FILENAME, filename);
        }
        if record.module() != stem(filename) {
            self.text_field(field::MODULE, record.module());
        }
        self.integer_field(field::LINENO, record.lineno());
        self.optional_field(field::FUNC_NAME, record.func_name());
        self.optional_field(field::MODULE_PATH, record.module_path());
    }

    fn time(&mut self, record: &LogRecord<'_>) {
        match record.time() {
            Moment::Clock { created, started } => {
                self.integer_field(field::CREATED, created.nanos());
                self.integer_field(field::STARTED, started.nanos());
            }
            Moment::Sent { created, msecs, relative } => {
                self.out.extend([field::SENT_TIMES, kind::TUPLE, 3]);
                [created, msecs, relative].into_iter().for_each(|time| self.float(time));
            }
        }
    }

    /// What few records have.
    fn rare(&mut self, record: &LogRecord<'_>) {
        self.optional_field(field::TASK_NAME, record.task_name());
        if let Some(info) = record.exc_info() {
            self.out.extend([field::EXC_INFO, kind::TUPLE, 3]);
            [info.type_name(), info.value(), info.text()].into_iter().for_each(|text| self.text(text));
        }
        self.optional_field(field::EXC_TEXT, record.exc_text());
        self.optional_field(field::STACK_INFO, record.stack_info());
    }

    fn attribute(&mut self, name: &str, value: &Value<'_>) -> Result<(), FormatError> {
        self.text_field(field::ATTRIBUTE, name);
        self.value(value)
    }

    fn text_field(&mut self, field: u8, text: &str) {
        self.out.push(field);
        self.text(text);
    }

    fn optional_field(&mut self, field: u8, text: Option<&str>) {
        if let Some(text) = text {
            self.text_field(field, text);
        }
    }

    fn integer_field(&mut self, field: u8, number: i64) {
        self.out.push(field);
        self.integer(number);
    }
}
