//! What the constructors of rotating handlers have in common: `backupCount`, `namer` and `rotator`.

use crate::config::error::ConfigError;
use crate::config::factories::Arguments;
use crate::config::node::Node;
use crate::config::place::wrong_type;
use crate::handlers::{NameTemplate, NameTemplateError, Packing, PackingError};
use crate::value::Value;

/// How backups are named and made, if that is said.
#[derive(Clone, Default)]
pub(super) struct Backups {
    pub(super) namer: Option<NameTemplate>,
    pub(super) rotator: Option<Packing>,
}

impl Backups {
    // DIFFERENCE: Python's handlers take no such keywords.
    pub(super) fn read(args: &mut Arguments<'_>) -> Result<Backups, ConfigError> {
        let namer = args.text("namer")?;
        let namer = namer.map(|text| text.parse()).transpose();
        let rotator = args.text("rotator")?;
        let rotator = rotator.map(|text| text.parse()).transpose();
        Ok(Backups {
            namer: namer.map_err(|error: NameTemplateError| args.error("namer", error.to_string()))?,
            rotator: rotator.map_err(|error: PackingError| args.error("rotator", error.to_string()))?,
        })
    }
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

/// What the block under `.` sets as an attribute that the handler reads.
pub(super) fn property<T>(
    args: &Arguments<'_>,
    name: &str,
    expected: &str,
    read: impl FnOnce(&Node) -> Option<T>,
) -> Result<Option<T>, ConfigError> {
    let Some((_, node)) = args.properties().iter().find(|(known, _)| known == name) else { return Ok(None) };
    let wrong = || args.error_of(".", wrong_type(node, &format!("{expected} for {name}"))).at(node.position);
    read(node).map(Some).ok_or_else(wrong)
}

/// An integer; one past 64 bits is as good as the last of them.
pub(super) fn integer(node: &Node) -> Option<i64> {
    match node.as_scalar()? {
        Value::BigInt(number) if number.sign() == num_bigint::Sign::Minus => Some(i64::MIN),
        Value::BigInt(_) => Some(i64::MAX),
        other => other.as_i64(),
    }
}
