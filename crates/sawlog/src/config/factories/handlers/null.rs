//! `logging.NullHandler`.

use super::{Prepared, Reach};
use crate::config::error::ConfigError;
use crate::config::factories::Arguments;
use crate::handler::IntoHandler;
use crate::handlers::NullHandler;

/// `logging.NullHandler()`.
pub(in crate::config::factories) fn null(_: &mut Arguments<'_>) -> Result<Prepared, ConfigError> {
    Ok(Prepared::new(Reach::Nothing, |_| Ok(NullHandler::new().into_handler())))
}
