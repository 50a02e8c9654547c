//! `logging.NullHandler`.

use super::{Prepared, Reach};
use crate::config::error::ConfigError;
use crate::config::factories::Arguments;
use crate::config::factories::parameters::{Kind, Parameter, Signature};
use crate::handler::IntoHandler;
use crate::handlers::NullHandler;

/// What [`null`] takes.
pub(in crate::config::factories) const NULL: Signature =
    &[&[Parameter::optional("level", Kind::Level, "The level below which it does not look at records.")]];

/// `logging.NullHandler(level=NOTSET)`.
pub(in crate::config::factories) fn null(args: &mut Arguments<'_>) -> Result<Prepared, ConfigError> {
    let level = args.level("level")?;
    Ok(Prepared::new(Reach::Nothing, move |_| {
        let handler = NullHandler::new().into_handler();
        if let Some(level) = level {
            // A number is a level.
            let _ = handler.set_level(level);
        }
        Ok(handler)
    }))
}
