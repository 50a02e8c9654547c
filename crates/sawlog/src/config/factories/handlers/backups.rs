//! What the constructors of rotating handlers have in common: `backupCount`, and how backups are named, made and kept.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Reach;
use super::property::property;
use crate::config::error::ConfigError;
use crate::config::factories::Arguments;
use crate::config::factories::parameters::{Kind, Parameter};
use crate::config::node::Node;
use crate::handlers::{NameTemplate, NameTemplateError, Namer, Packing, PackingError, UpkeepOptions};
use crate::value::Value;
/// How many backups there are.
pub(super) const BACKUP_COUNT: Parameter = Parameter::optional(
    "backupCount",
    Kind::Integer,
    "How many former files are kept; 0: a rotation keeps none, or all.",
);

/// What [`Backups::read`] takes.
pub(super) const BACKUPS: &[Parameter] = &[
    Parameter::keyword("namer", Kind::Text, "What backups are called, such as {}.gz."),
    Parameter::keyword("rotator", Kind::OneOf(&["gzip", "zstd", "zlib"]), "How backups are compressed."),
    Parameter::keyword("maxAge", Kind::Age, "How old backups may become: seconds, or a text such as 30 days."),
    Parameter::keyword("maxTotalBytes", Kind::Number, "How large all backups may be together."),
    Parameter::keyword("multiProcess", Kind::Truth, "Whether several processes write to the file and rotate it."),
];

/// How backups are named and made, if that is said.
#[derive(Clone, Default)]
pub(super) struct Backups {
    pub(super) namer: Option<NameTemplate>,
    /// What packs while the caller waits.
    pub(super) rotator: Option<Packing>,
    pub(super) upkeep: UpkeepOptions,
}

impl Backups {
    // DIFFERENCE: Python's handlers take no such keywords.
    pub(super) fn read(args: &mut Arguments<'_>) -> Result<Backups, ConfigError> {
        let namer = args.text("namer")?;
        let namer = namer.map(|text| text.parse()).transpose();
        let rotator = args.text("rotator")?;
        let rotator = rotator.map(|text| text.parse()).transpose();
        let rotator = rotator.map_err(|error: PackingError| args.error("rotator", error.to_string()))?;
        // That of the cookbook has done when the record is written; the others pack off the caller's thread.
        let (rotator, packing) = if rotator == Some(Packing::Zlib) { (rotator, None) } else { (None, rotator) };
        let mut upkeep = UpkeepOptions { packing, ..UpkeepOptions::default() };
        upkeep.retention.age = max_age(args)?;
        upkeep.retention.total_bytes = max_bytes(args, "maxTotalBytes")?;
        upkeep.multi_process = args.truth("multiProcess")?.unwrap_or(false);
        let namer = namer.map_err(|error: NameTemplateError| args.error("namer", error.to_string()))?;
        Ok(Backups { namer, rotator, upkeep })
    }

    /// The file, and a backup of it whose default name ends with a dot and this.
    pub(super) fn reach(&self, path: &Path, end: &str) -> Reach {
        let mut backup = path.as_os_str().to_owned();
        backup.push(format!(".{end}"));
        let backup = match &self.namer {
            Some(namer) => namer.name(Path::new(&backup)),
            None => PathBuf::from(backup),
        };
        Reach::Files(vec![path.to_owned(), backup])
    }
}

/// A size, if one is given; none where Python would have it below 1.
pub(super) fn max_bytes(args: &mut Arguments<'_>, name: &str) -> Result<Option<u64>, ConfigError> {
    let Some(place) = args.plain(name)? else { return Ok(None) };
    bytes(&place.node).map(Some).ok_or_else(|| place.wrong_type("a number of bytes"))
}

/// A size; none where Python would have it below 1.
pub(super) fn bytes(node: &Node) -> Option<u64> {
    match node.as_scalar()? {
        // A length that is not below a fraction is not below the next integer.
        Value::Float(number) => Some(number.ceil() as u64),
        _ => integer(node).map(|number| number.max(0) as u64),
    }
}

/// `maxAge`: seconds, or a number with a unit, such as `30 days` or `12h`.
fn max_age(args: &mut Arguments<'_>) -> Result<Option<Duration>, ConfigError> {
    let Some(place) = args.plain("maxAge")? else { return Ok(None) };
    let age = match place.node.as_scalar() {
        Some(Value::None) => return Ok(None),
        Some(Value::Str(text)) => duration(text),
        Some(number) => number.as_f64().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()),
        None => None,
    };
    age.map(Some).ok_or_else(|| place.wrong_type("an age: seconds, or a text such as 30 days, 12h or 45 minutes"))
}

fn duration(text: &str) -> Option<Duration> {
    let text = text.trim();
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let seconds = match unit.trim() {
        "" | "s" | "second" | "seconds" => 1,
        "m" | "min" | "minute" | "minutes" => 60,
        "h" | "hour" | "hours" => 60 * 60,
        "d" | "day" | "days" => 24 * 60 * 60,
        "w" | "week" | "weeks" => 7 * 24 * 60 * 60,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(seconds).map(Duration::from_secs)
}

/// `backupCount`: as keyword argument, or as the attribute that the block under `.` sets.
// DIFFERENCE: Python takes anything and fails with each attempt to rotate.
pub(super) fn backup_count(args: &mut Arguments<'_>) -> Result<u32, ConfigError> {
    let given = match args.plain("backupCount")? {
        None => 0,
        Some(place) => integer(&place.node).ok_or_else(|| place.wrong_type("a number of files"))?,
    };
    let set = property(args, "backupCount", "a number of files", integer)?;
    Ok(u32::try_from(set.unwrap_or(given).max(0)).unwrap_or(u32::MAX))
}

/// An integer; one past 64 bits is as good as the last of them.
pub(super) fn integer(node: &Node) -> Option<i64> {
    match node.as_scalar()? {
        Value::BigInt(number) if number.sign() == num_bigint::Sign::Minus => Some(i64::MIN),
        Value::BigInt(_) => Some(i64::MAX),
        other => other.as_i64(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_read() {
        for (text, seconds) in
            [("90", 90), ("45 minutes", 2_700), ("12h", 43_200), (" 30 days ", 2_592_000), ("2w", 1_209_600)]
        {
            assert_eq!(duration(text), Some(Duration::from_secs(seconds)), "{text}");
        }
        for text in ["", "days", "-1", "1.5h", "3 months", "99999999999999999999", "9999999999999999999w", "1 d x"] {
            assert_eq!(duration(text), None, "{text}");
        }
    }
}
