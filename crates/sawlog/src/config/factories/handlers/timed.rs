//! `logging.handlers.TimedRotatingFileHandler`.

use super::backups::{BACKUP_COUNT, BACKUPS, Backups, backup_count, max_bytes};
use super::file::{DELAY, ENCODING, ERRORS, FILENAME, TextSettings, absolute, encoding, reopened};
use super::property::{fixed, property, truth};
use super::{Opens, Prepared, terminator};
use crate::config::error::ConfigError;
use crate::config::factories::Arguments;
use crate::config::factories::parameters::{Kind, Parameter, Signature};
use crate::config::node::Node;
use crate::config::place::Place;
use crate::handler::IntoHandler;
use crate::handlers::{OpenMode, RolloverWhen, RolloverWhenError, TimedRotatingFileHandler};
use crate::value::Value;
use crate::value::temporal::Time;
/// What [`timed`] takes.
pub(in crate::config::factories) const TIMED: Signature = &[
    &[
        FILENAME,
        Parameter::optional(
            "when",
            WHEN,
            "When the file is rotated: at a multiple of a unit, at midnight, on a weekday.",
        ),
        Parameter::optional("interval", Kind::Number, "How many times of `when` lie between two rotations."),
        BACKUP_COUNT,
        ENCODING,
        DELAY,
        Parameter::optional("utc", Kind::Truth, "Whether days begin and end in UTC rather than in local time."),
        Parameter::optional("atTime", Kind::TimeOfDay, "The time of the day at which the file is rotated."),
        ERRORS,
    ],
    BACKUPS,
    &[Parameter::ours("maxBytes", Kind::Number, "The size at which the file is rotated, too.")],
];

pub(super) const WHEN: Kind = Kind::Such(&["S", "M", "H", "D", "midnight", "W0", "W1", "W2", "W3", "W4", "W5", "W6"]);

/// `TimedRotatingFileHandler(filename, when='h', interval=1, backupCount=0, encoding=None, delay=False, utc=False,
/// atTime=None, errors=None)`; also `namer`, a name such as `{}.gz`, `rotator`: `gzip`, `zstd` or `zlib`, `maxAge`,
/// `maxTotalBytes` and `multiProcess`. By our own name also `maxBytes`, and `atTime` may be a text such as `12:30`.
pub(in crate::config::factories) fn timed(args: &mut Arguments<'_>) -> Result<Prepared, ConfigError> {
    let filename = args.require_text("filename")?;
    let when = when(args)?;
    let interval = match args.plain("interval")? {
        None => 1.0,
        Some(place) => number(&place).ok_or_else(|| place.wrong_type("a number"))?,
    };
    let ours = args.class().starts_with("sawlog.");
    let max_bytes = if ours { max_bytes(args, "maxBytes")?.unwrap_or(0) } else { 0 };
    let backup_count = backup_count(args)?;
    let (encoding, errors) = encoding(args)?;
    let delay = args.truth("delay")?.unwrap_or(false);
    let given = TextSettings { mode: OpenMode::Append, encoding, errors };
    let later = reopened(args, given)?;
    fixed(args, &["baseFilename", "stream", "when", "dayOfWeek", "extMatch"])?;
    let TextSettings { mode, encoding, errors } = if delay { later } else { given };
    let delay_again = truth(args, "delay").unwrap_or(delay);
    let set = ScheduleProperties::read(args, when)?;
    let utc = args.truth("utc")?.unwrap_or(false);
    let at_time = at_time(args, when)?;
    let backups = Backups::read(args)?;
    let terminator = terminator(args)?;
    let suffix = property(args, "suffix", "a pattern of strftime's", |node| node.as_str().map(str::to_owned))?;
    let path = absolute(args, &filename)?;
    let opens = Opens {
        path: path.clone(),
        mode: OpenMode::Append,
        open: |handler| {
            handler.downcast_ref::<TimedRotatingFileHandler>().map_or(Ok(()), TimedRotatingFileHandler::open)
        },
    };
    let reach = backups.reach(&path, suffix.as_deref().unwrap_or("1"));
    let build = move |making: &super::Making| {
        let mut builder = TimedRotatingFileHandler::builder(&path).encoding(encoding).errors(errors).delay(delay_again);
        builder = builder.mode(mode);
        builder = builder
            .upkeep(backups.upkeep)
            .max_bytes(max_bytes)
            .when(when)
            .interval_of(interval)
            .utc(utc)
            .backup_count(backup_count);
        if let Some(time) = &at_time {
            builder = builder.at_time(time.clone());
        }
        if let Some(pattern) = &suffix {
            builder = builder.suffix(pattern);
        }
        if let Some(namer) = &backups.namer {
            builder = builder.namer(namer.clone());
        }
        if let Some(rotator) = backups.rotator {
            builder = builder.rotator(rotator);
        }
        if let Some(terminator) = &terminator {
            builder = builder.terminator(terminator);
        }
        if let Some(clock) = &making.clock {
            builder = builder.clock(clock.clone());
        }
        let handler = builder.build_unopened()?;
        if !delay {
            handler.open_next_with(later.mode, later.encoding, later.errors);
        }
        set.put_on(&handler);
        Ok(handler.into_handler())
    };
    Ok(Prepared { opens: (!delay).then_some(opens), ..Prepared::new(reach, build) })
}

fn when(args: &mut Arguments<'_>) -> Result<RolloverWhen, ConfigError> {
    let Some(place) = args.plain("when")? else { return Ok(RolloverWhen::default()) };
    let when = place.node.as_str().ok_or_else(|| place.wrong_type("a time to rotate at, such as midnight"))?;
    when.parse().map_err(|error: RolloverWhenError| args.error("when", error.to_string()))
}

fn number(place: &Place<'_>) -> Option<f64> {
    place.node.as_scalar()?.as_f64()
}

/// What the block under `.` changes of the schedule, once the file is due as the arguments have it.
struct ScheduleProperties {
    /// In seconds.
    interval: Option<f64>,
    utc: Option<bool>,
    at_time: Option<Option<Time>>,
    rollover_at: Option<f64>,
}

impl ScheduleProperties {
    fn read(args: &Arguments<'_>, when: RolloverWhen) -> Result<ScheduleProperties, ConfigError> {
        let seconds = |node: &Node| node.as_scalar()?.as_f64();
        let at_time = property(args, "atTime", "a time of day", |node| match node.as_scalar() {
            Some(Value::None) => Some(None),
            Some(value) if when.ends_days() => time_of(value).map(Some),
            // Nobody looks at it.
            _ if when.ends_days() => None,
            _ => Some(None),
        })?;
        Ok(ScheduleProperties {
            interval: property(args, "interval", "a number of seconds", seconds)?,
            utc: truth(args, "utc"),
            at_time,
            rollover_at: property(args, "rolloverAt", "a number of seconds", seconds)?,
        })
    }

    fn put_on(&self, handler: &TimedRotatingFileHandler) {
        handler.set_schedule(self.interval, self.utc, self.at_time.clone());
        if let Some(second) = self.rollover_at {
            handler.set_rollover_at(second);
        }
    }
}

/// What has an hour, a minute and a second, as Python asks for them.
fn time_of(value: &Value<'_>) -> Option<Time> {
    let Value::Foreign(value) = value else { return None };
    let value = value.get()?;
    let part = |name| u8::try_from(value.attribute(name)?.as_i64()?).ok();
    Time::new(part("hour")?, part("minute")?, part("second")?, 0).ok()
}

/// The argument `atTime`.
fn at_time(args: &mut Arguments<'_>, when: RolloverWhen) -> Result<Option<Time>, ConfigError> {
    let ours = args.class().starts_with("sawlog.");
    let Some(place) = args.plain("atTime")? else { return Ok(None) };
    let time = match place.node.as_scalar() {
        Some(Value::None) => return Ok(None),
        Some(Value::Str(text)) if ours => parse_time(text),
        Some(value) => time_of(value),
        None => None,
    };
    match time {
        Some(time) => Ok(Some(time)),
        // Nobody looks at it.
        None if !when.ends_days() => Ok(None),
        None => {
            let hint = "TOML has such values; by the class sawlog.TimedRotatingFileHandler a text will do: \"12:30\"";
            Err(place.wrong_type("a time of day").with_hint(hint))
        }
    }
}

/// `12:30` or `12:30:15`.
fn parse_time(text: &str) -> Option<Time> {
    let mut parts = text.split(':').map(|part| {
        let digits = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| part.parse::<u8>().ok()).flatten()
    });
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    if parts.next().is_some() { None } else { Time::new(hour, minute, second, 0).ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read() {
        assert_eq!(parse_time("12:30"), Time::new(12, 30, 0, 0).ok());
        assert_eq!(parse_time("23:59:07"), Time::new(23, 59, 7, 0).ok());
        for text in ["", "12", "24:00", "12:60", "1:30", "12:30:15:0", "12:30:", "12:3é"] {
            assert_eq!(parse_time(text), None, "{text}");
        }
    }
}
