//! One JSON object a line.

use super::Formatter;
use super::field::{Source, View};
use super::time::{TimeText, Zone};
use crate::error::FormatError;
use crate::record::{Attribute, LogRecord};
use crate::value::json::{write_json, write_json_str};
use crate::value::room::Room;
use crate::value::{Dict, Value};

/// A member of the object that [`JsonFormatter`] writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JsonField {
    /// When, as RFC 3339 with milliseconds and offset.
    Timestamp,
    /// The level's name.
    Level,
    /// The logger's name.
    Logger,
    /// The message.
    Message,
    /// The exception's text; left out where there is none.
    Exception,
    /// The stack; left out where there is none.
    Stack,
    /// Every added attribute, each a member of its own; one whose name is taken gets `extra.` before it.
    Extras,
    /// An attribute by its name, standard or added; left out where a record does not have it.
    Attribute(String),
}

impl JsonField {
    /// The name of the member unless it is renamed.
    fn name(&self) -> &str {
        match self {
            JsonField::Timestamp => "timestamp",
            JsonField::Level => "level",
            JsonField::Logger => "logger",
            JsonField::Message => "message",
            JsonField::Exception => "exception",
            JsonField::Stack => "stack",
            JsonField::Extras => "",
            JsonField::Attribute(name) => name,
        }
    }
}

/// Writes a record as one JSON object on one line.
///
/// By default its members are `timestamp`, `level`, `logger`, `message`, the added attributes, `exception` and `stack`.
/// What JSON cannot hold is text: floats that are not finite, decimals, bytes, values that only print themselves.
/// Text is one line whatever it holds: control characters are escaped, and so are lone surrogates.
///
/// ```
/// use sawlog::format::{Formatter, JsonFormatter};
/// use sawlog::{Value, make_log_record};
/// let record = make_log_record([
///     ("name", Value::from("shop")),
///     ("levelname", "INFO".into()),
///     ("created", 0.25.into()),
///     ("msecs", 250.0.into()),
///     ("msg", "sold\n".into()),
///     ("price", 1.5.into()),
/// ]);
/// let mut out = String::new();
/// JsonFormatter::new().utc().rename("timestamp", "time").format(&record, &mut out)?;
/// assert_eq!(
///     out,
///     r#"{"time":"1970-01-01T00:00:00.250Z","level":"INFO","logger":"shop","message":"sold\n","price":1.5}"#
/// );
/// # Ok::<(), sawlog::FormatError>(())
/// ```
///
/// # Python
/// No counterpart in `logging`.
#[derive(Debug)]
pub struct JsonFormatter {
    members: Vec<Member>,
    time: TimeText,
    zone: Zone,
    no_defaults: Dict,
}

#[derive(Debug)]
struct Member {
    name: String,
    field: JsonField,
    source: Option<Source>,
}

impl Member {
    fn new(name: String, field: JsonField) -> Member {
        let source = match &field {
            JsonField::Level => Some(Source::Attribute(Attribute::LevelName)),
            JsonField::Logger => Some(Source::Attribute(Attribute::Name)),
            JsonField::Message => Some(Source::Attribute(Attribute::Message)),
            JsonField::Attribute(name) => Some(Source::of(name)),
            _ => None,
        };
        Member { name, field, source }
    }
}

impl Default for JsonFormatter {
    fn default() -> Self {
        JsonFormatter::new()
    }
}

impl JsonFormatter {
    /// The default members, in local time.
    pub fn new() -> JsonFormatter {
        JsonFormatter::with_fields([
            JsonField::Timestamp,
            JsonField::Level,
            JsonField::Logger,
            JsonField::Message,
            JsonField::Extras,
            JsonField::Exception,
            JsonField::Stack,
        ])
    }

    /// These members, in this order.
    pub fn with_fields(fields: impl IntoIterator<Item = JsonField>) -> JsonFormatter {
        let member = |field: JsonField| Member::new(field.name().to_owned(), field);
        let members = fields.into_iter().map(member).collect();
        let time = TimeText::rfc3339(Zone::Local);
        JsonFormatter { members, time, zone: Zone::Local, no_defaults: Dict::new() }
    }

    /// Adds a member.
    #[must_use]
    pub fn field(mut self, name: &str, field: JsonField) -> Self {
        self.members.push(Member::new(name.to_owned(), field));
        self
    }

    /// Gives a member another name.
    #[must_use]
    pub fn rename(mut self, old: &str, new: &str) -> Self {
        for member in self.members.iter_mut().filter(|member| member.name == old) {
            member.name = new.to_owned();
        }
        self
    }

    /// Leaves a member out; `extras` for the added attributes.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.members.retain(|member| match member.field {
            JsonField::Extras => name != "extras",
            _ => member.name != name,
        });
        self
    }

    /// Tells the time in UTC.
    #[must_use]
    pub fn utc(self) -> Self {
        self.zone(Zone::Utc)
    }

    /// Tells the time in this zone.
    #[must_use]
    pub fn time_zone(self, zone: jiff::tz::TimeZone) -> Self {
        self.zone(Zone::Given(zone))
    }

    /// Writes the time by this pattern of C's `strftime`.
    #[must_use]
    pub fn datefmt(mut self, pattern: &str) -> Self {
        self.time = TimeText::by_date(pattern, self.zone.clone());
        self
    }

    fn zone(mut self, zone: Zone) -> Self {
        self.time = self.time.in_zone(zone.clone());
        self.zone = zone;
        self
    }

    fn write_member(&self, member: &Member, view: &View<'_, '_>, object: &mut Object<'_>) -> Result<(), FormatError> {
        let record = view.record;
        match (&member.field, &member.source) {
            (JsonField::Timestamp, _) => object.text(&member.name, view.time()?)?,
            (JsonField::Exception, _) => {
                let text = record.exc_text_or_init(|info| info.text().to_owned());
                if let Some(text) = text.filter(|text| !text.is_empty()) {
                    object.text(&member.name, text)?;
                }
            }
            (JsonField::Stack, _) => {
                if let Some(text) = record.stack_info().filter(|text| !text.is_empty()) {
                    object.text(&member.name, text)?;
                }
            }
            (JsonField::Extras, _) => {
                for (name, value) in record.extras() {
                    let taken = self.members.iter().any(|member| member.name == name);
                    if taken {
                        object.value(&format!("extra.{name}"), value)?;
                    } else {
                        object.value(name, value)?;
                    }
                }
            }
            (_, Some(source)) => {
                let written = view.with(source, |value| object.value(&member.name, value));
                match written {
                    Err(FormatError::Key(_)) => {}
                    other => return other,
                }
            }
            (_, None) => {}
        }
        Ok(())
    }
}

impl Formatter for JsonFormatter {
    fn format(&self, record: &LogRecord<'_>, out: &mut String) -> Result<(), FormatError> {
        let view = View::new(record, record.message()?, &self.time, true, &self.no_defaults);
        let room = record.room(out.len());
        let mut object = Object { out, room, first: true };
        for member in &self.members {
            self.write_member(member, &view, &mut object)?;
        }
        object.close()
    }
}

/// An object that is being written.
struct Object<'o> {
    out: &'o mut String,
    room: Room,
    first: bool,
}

impl Object<'_> {
    fn text(&mut self, name: &str, text: &str) -> Result<(), FormatError> {
        self.begin(name)?;
        write_json_str(text, self.room, self.out)
    }

    fn value(&mut self, name: &str, value: &Value<'_>) -> Result<(), FormatError> {
        self.begin(name)?;
        write_json(value, self.room, self.out)
    }

    /// Begins a member, whose value is then appended.
    fn begin(&mut self, name: &str) -> Result<(), FormatError> {
        self.out.push(if self.first { '{' } else { ',' });
        self.first = false;
        write_json_str(name, self.room, self.out)?;
        self.out.push(':');
        Ok(())
    }

    fn close(self) -> Result<(), FormatError> {
        self.out.push_str(if self.first { "{}" } else { "}" });
        self.room.check(self.out)
    }
}
