//! A record out of its fields.

use std::borrow::Cow;

use super::super::Limits;
use super::super::attributes::MAX_NAME;
use super::super::error::WireError;
use super::error::{CompactError, CompactErrorKind as Kind};
use super::layout::{MAGIC, VERSION, field};
use super::value_reader::ValueReader;
use crate::clock::{self, Timestamp};
use crate::level::Level;
use crate::record::{Attribute, ExceptionInfo, LogRecord, RecordParts, TextLimits, Time};
use crate::value::{Args, Value};

/// The record of a compact payload, as [`write_compact`](super::write_compact) makes it.
///
/// # Errors
/// The payload is malformed, is of another version, or costs more than `limits` allow.
pub fn record_from_compact<'a>(payload: &'a [u8], limits: &Limits) -> Result<LogRecord<'a>, WireError> {
    if payload.is_empty() {
        return Err(WireError::Empty);
    }
    let mut fields = Fields::new(payload, limits);
    match fields.read() {
        Ok(()) => Ok(fields.finish()),
        Err(Refused::Wire(error)) => Err(error),
        Err(Refused::Here(kind)) => {
            Err(WireError::Compact(CompactError { kind, offset: fields.values.reader.position() }))
        }
    }
}

struct Fields<'a, 'l> {
    values: ValueReader<'a, 'l>,
    limits: &'l Limits,
    parts: RecordParts<'a>,
    created: Option<i64>,
    started: Option<i64>,
    /// What is left of the bytes that may be compared to find an attribute's place.
    work: usize,
}

/// Why a record is refused: what is wrong where the reader stands, or with the record as such.
enum Refused {
    Here(Kind),
    Wire(WireError),
}

impl From<Kind> for Refused {
    fn from(kind: Kind) -> Refused {
        Refused::Here(kind)
    }
}

impl<'a, 'l> Fields<'a, 'l> {
    fn new(payload: &'a [u8], limits: &'l Limits) -> Fields<'a, 'l> {
        let values = ValueReader::new(payload, limits);
        Fields { values, limits, parts: RecordParts::default(), created: None, started: None, work: limits.memory }
    }

    fn read(&mut self) -> Result<(), Refused> {
        if self.values.reader.byte()? != MAGIC {
            return Err(Kind::Magic.into());
        }
        match self.values.reader.byte()? {
            VERSION => {}
            version => return Err(Kind::Version(version).into()),
        }
        while !self.values.reader.is_at_end() {
            self.values.count()?;
            self.field()?;
        }
        Ok(())
    }

    fn field(&mut self) -> Result<(), Refused> {
        match self.values.reader.byte()? {
            field::NAME => {
                self.parts.name = self.text()?;
                if self.parts.name.len() > MAX_NAME {
                    return Err(Refused::Wire(WireError::NameTooLong { limit: MAX_NAME }));
                }
            }
            field::LEVEL => self.parts.level = Level::new(self.values.reader.integer()?),
            field::LEVEL_NAME => self.parts.level_name = Some(self.text()?),
            field::MSG => self.parts.msg = self.values.value()?,
            field::ARGS => self.parts.args = Args::Value(self.values.value()?),
            field::PATHNAME => self.parts.pathname = self.text()?,
            field::FILENAME => self.parts.filename = Some(self.text()?),
            field::MODULE => self.parts.module = Some(self.text()?),
            field::LINENO => self.parts.lineno = self.values.reader.integer()?,
            field::FUNC_NAME => self.parts.func_name = Some(self.text()?),
            field::MODULE_PATH => self.parts.module_path = Some(self.text()?),
            field::CREATED => self.created = Some(self.values.reader.integer()?),
            field::STARTED => self.started = Some(self.values.reader.integer()?),
            field::SENT_TIMES => {
                let reader = &mut self.values.reader;
                reader.tuple(3)?;
                let (created, msecs, relative) = (reader.float()?, reader.float()?, reader.float()?);
                self.parts.time = Some(Time::Sent { created, msecs, relative });
            }
            field::THREAD => self.parts.thread = Some(self.values.reader.integer()?),
            field::THREAD_NAME => self.parts.thread_name = Some(self.text()?),
            field::PROCESS => self.parts.process = Some(self.values.reader.integer()?),
            field::PROCESS_NAME => self.parts.process_name = Some(self.text()?),
            field::TASK_NAME => self.parts.task_name = Some(self.text()?),
            field::EXC_INFO => {
                self.values.reader.tuple(3)?;
                let [type_name, value, text] = [self.text()?, self.text()?, self.text()?];
                self.parts.exc_info = Some(ExceptionInfo::new(type_name, value, text));
            }
            field::EXC_TEXT => self.parts.exc_text = Some(self.text()?),
            field::STACK_INFO => self.parts.stack_info = Some(self.text()?),
            field::ASCTIME => self.parts.asctime = Some(self.text()?),
            field::ATTRIBUTE => self.attribute()?,
            // Of a later sawlog.
            _ => self.values.pass()?,
        }
        Ok(())
    }

    #[inline]
    fn text(&mut self) -> Result<Cow<'a, str>, Kind> {
        let text = self.values.reader.text()?;
        self.values.charge(text.len())?;
        Ok(Cow::Borrowed(text))
    }

    /// An attribute by name; of several with one name the last counts.
    fn attribute(&mut self) -> Result<(), Refused> {
        let name = self.text()?;
        if name.len() > MAX_NAME {
            return Err(Refused::Wire(WireError::NameTooLong { limit: MAX_NAME }));
        }
        let value = self.values.value()?;
        self.values.charge(size_of::<(Cow<'_, str>, Value<'_>)>())?;
        let limit = self.limits.memory;
        let work = name.len() + 4 * self.parts.added.len();
        self.work = self.work.checked_sub(work).ok_or(Refused::Wire(WireError::TooMuchWork { limit }))?;
        if let Some(attribute) = Attribute::from_name(&name) {
            let odd = &mut self.parts.odd;
            odd.retain(|(known, _)| *known != attribute);
            odd.push((attribute, value));
            return Ok(());
        }
        let (added, limit) = (&mut self.parts.added, self.limits.attributes);
        if let Some((_, slot)) = added.iter_mut().find(|(known, _)| *known == name) {
            *slot = value;
        } else if added.len() < limit {
            added.push((name, value));
        } else {
            return Err(Refused::Wire(WireError::TooManyAttributes { limit }));
        }
        Ok(())
    }

    fn finish(mut self) -> LogRecord<'a> {
        if let (None, Some(created)) = (self.parts.time, self.created) {
            let started = self.started.map_or_else(clock::started, Timestamp::from_nanos);
            self.parts.time = Some(Time::Clock { created: Timestamp::from_nanos(created), started });
        }
        let text = TextLimits { message: self.limits.message_len, record: self.limits.text_len };
        LogRecord::from_parts(self.parts, text)
    }
}
