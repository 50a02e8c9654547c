//! TOML through the `toml` crate, with the place of each value.

use num_bigint::BigInt;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::budget::{Budget, MAX_DEPTH, too_deep};
use super::error::{ConfigError, ConfigErrorKind, Position};
use super::extents::Extents;
use super::lines::Lines;
use super::node::{Entry, Mapping, Node, NodeKind};
use crate::error::FormatError;
use crate::value::Value;
use crate::value::temporal::{Date, DateTime, Time, TimeDelta, Zone};

/// The longest integer that is read, in digits; Python's own limit.
const MAX_DIGITS: usize = 4300;

/// Reads one TOML text.
pub(super) fn parse(text: &str) -> Result<(Node, Extents), ConfigError> {
    let table = DeTable::parse(text).map_err(|error| {
        let position = error.span().map(|span| Lines::of(text).position(span.start));
        ConfigError::new(ConfigErrorKind::Syntax(error.message().to_owned())).at(position)
    })?;
    let mut reader = Reader { lines: Lines::of(text), budget: Budget::default(), extents: Extents::default() };
    let position = reader.lines.position(0);
    let mapping = reader.table(table.get_ref(), 0)?;
    Ok((Node::new(NodeKind::Mapping(mapping), position), reader.extents))
}

struct Reader<'t> {
    lines: Lines<'t>,
    budget: Budget,
    extents: Extents,
}

impl Reader<'_> {
    fn value(&mut self, value: &Spanned<DeValue<'_>>, depth: usize) -> Result<Node, ConfigError> {
        let position = self.lines.position(value.span().start);
        if depth > MAX_DEPTH {
            return Err(too_deep().at(position));
        }
        self.budget.spend(0).map_err(|error| error.at(position))?;
        let kind = match value.get_ref() {
            DeValue::String(text) => NodeKind::Scalar(text.to_string().into()),
            DeValue::Integer(number) => {
                let digits = number.as_str();
                let parsed = (digits.len() <= MAX_DIGITS)
                    .then(|| BigInt::parse_bytes(digits.replace('_', "").as_bytes(), number.radix()))
                    .flatten();
                NodeKind::Scalar(parsed.ok_or_else(|| invalid("integer", digits, position))?.into())
            }
            DeValue::Float(number) => {
                let digits = number.as_str();
                let parsed = digits.replace('_', "").parse::<f64>();
                NodeKind::Scalar(parsed.map_err(|_| invalid("float", digits, position))?.into())
            }
            DeValue::Boolean(flag) => NodeKind::Scalar((*flag).into()),
            DeValue::Datetime(time) => {
                let value = date_time(time).map_err(|error| invalid("time", &format!("{time}: {error}"), position))?;
                NodeKind::Scalar(value)
            }
            DeValue::Array(items) => {
                NodeKind::List(items.iter().map(|item| self.value(item, depth + 1)).collect::<Result<_, _>>()?)
            }
            DeValue::Table(table) => NodeKind::Mapping(self.table(table, depth)?),
        };
        if let NodeKind::Scalar(_) = kind {
            self.extents.note(position, self.lines.position(value.span().end));
        }
        Ok(Node::new(kind, position))
    }

    fn table(&mut self, table: &DeTable<'_>, depth: usize) -> Result<Mapping, ConfigError> {
        let mut mapping = Mapping::with_capacity(table.len());
        for (key, value) in table.iter() {
            let key_position = self.lines.position(key.span().start);
            self.extents.note(key_position, self.lines.position(key.span().end));
            let node = self.value(value, depth + 1)?;
            let key = Value::from(key.get_ref().to_string());
            mapping.insert(key, Entry { key_position: Some(key_position), node });
        }
        Ok(mapping)
    }
}

/// As `tomllib` has it: a `date`, a `time`, or both; what is finer than a microsecond is cut off.
fn date_time(from: &toml::value::Datetime) -> Result<Value<'static>, FormatError> {
    let date = match from.date {
        // Two digits each, and four for the year.
        Some(date) => Some(Date::new(date.year as i16, date.month as i8, date.day as i8)?),
        None => None,
    };
    let time = match from.time {
        Some(time) => {
            let microsecond = time.nanosecond.unwrap_or(0) / 1000;
            Some(Time::new(time.hour, time.minute, time.second.unwrap_or(0), microsecond)?)
        }
        None => None,
    };
    let zone = match from.offset {
        None => None,
        Some(toml::value::Offset::Z) => Some(Zone::utc()),
        Some(toml::value::Offset::Custom { minutes }) => {
            Some(Zone::fixed(TimeDelta::new(0, i64::from(minutes) * 60, 0)?)?)
        }
    };
    Ok(match (date, time, zone) {
        (Some(date), Some(time), Some(zone)) => DateTime::new(date, time).with_zone(zone).into(),
        (Some(date), Some(time), None) => DateTime::new(date, time).into(),
        (Some(date), None, _) => date.into(),
        (None, Some(time), _) => time.into(),
        (None, None, _) => Value::None,
    })
}

fn invalid(what: &str, text: &str, position: Position) -> ConfigError {
    let shown: String = text.chars().take(40).collect();
    ConfigError::new(ConfigErrorKind::Syntax(format!("invalid {what} {shown:?}"))).at(position)
}
