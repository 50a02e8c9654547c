//! The classes whose handlers this build was made without: named, and refused with what would bring them.

use super::Prepared;
use crate::config::error::{ConfigError, ConfigErrorKind};
use crate::config::factories::Arguments;
use crate::config::factories::parameters::Signature;

/// What a class takes that is not there.
#[cfg(not(feature = "smtp"))]
pub(in crate::config::factories) const SMTP: Signature = &[];

/// `logging.handlers.SMTPHandler`, without the feature `smtp`.
#[cfg(not(feature = "smtp"))]
pub(in crate::config::factories) fn smtp(args: &mut Arguments<'_>) -> Result<Prepared, ConfigError> {
    Err(without(args, "smtp"))
}

/// What a class takes that is not there.
#[cfg(not(feature = "http"))]
pub(in crate::config::factories) const HTTP: Signature = &[];

/// `logging.handlers.HTTPHandler`, without the feature `http`.
#[cfg(not(feature = "http"))]
pub(in crate::config::factories) fn http(args: &mut Arguments<'_>) -> Result<Prepared, ConfigError> {
    Err(without(args, "http"))
}

pub(in crate::config::factories) fn without(args: &Arguments<'_>, feature: &str) -> ConfigError {
    let kind = ConfigErrorKind::Unavailable(args.class().to_owned());
    let hint = format!("it comes with the feature `{feature}` of the crate sawlog, which is off");
    ConfigError::new(kind).at_key(args.path()).at(args.position()).with_hint(hint)
}
