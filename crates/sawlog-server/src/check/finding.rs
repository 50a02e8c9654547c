//! One thing that was found: an error, or a warning.

use sawlog::config::{ConfigError, Position, Warning};

/// A finding, whichever of the two it is.
pub(super) struct Finding {
    pub(super) is_error: bool,
    /// The warning's name, or the kind of error.
    pub(super) code: &'static str,
    pub(super) key_path: String,
    pub(super) message: String,
    pub(super) hint: Option<String>,
    pub(super) position: Option<Position>,
    pub(super) end: Option<Position>,
}

impl From<&ConfigError> for Finding {
    fn from(error: &ConfigError) -> Finding {
        Finding {
            is_error: true,
            code: error.kind().code(),
            key_path: error.key_path().to_owned(),
            message: error.kind().to_string(),
            hint: error.hint().map(str::to_owned),
            position: error.position(),
            end: error.end(),
        }
    }
}

impl From<&Warning> for Finding {
    fn from(warning: &Warning) -> Finding {
        Finding {
            is_error: false,
            code: warning.name(),
            key_path: warning.key_path().to_owned(),
            message: warning.text().to_owned(),
            hint: warning.hint().map(str::to_owned),
            position: warning.position(),
            end: warning.end(),
        }
    }
}
