//! What is said of a class that this build was made without.

use super::Arguments;
use crate::config::error::{ConfigError, ConfigErrorKind};

/// Names the feature that would bring the class.
pub(super) fn without(args: &Arguments<'_>, feature: &str) -> ConfigError {
    let kind = ConfigErrorKind::Unavailable(args.class().to_owned());
    let hint = format!("it comes with the feature `{feature}` of the crate sawlog, which is off");
    ConfigError::new(kind).at_key(args.path()).at(args.position()).with_hint(hint)
}
