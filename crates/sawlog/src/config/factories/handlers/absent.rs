//! The classes whose handlers this build was made without: named, and refused with what would bring them.

use super::Prepared;
use crate::config::error::ConfigError;
use crate::config::factories::Arguments;
use crate::config::factories::absent::without;
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
