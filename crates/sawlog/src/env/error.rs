//! What can be wrong with what the environment says.

use crate::basic_config::BasicConfigError;
use crate::config::ConfigError;

/// Why [`FromEnv::init`](crate::FromEnv::init) refused; nothing was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FromEnvError {
    /// The configuration file cannot be read, or is refused.
    #[error("{variable}: {source}")]
    Config {
        /// The variable, or `default_config`.
        variable: String,
        /// What is wrong, and where.
        source: ConfigError,
    },
    /// A directive that is none.
    #[error("{variable}: {directive:?}: {reason} ({hint})")]
    Directive {
        /// The variable, or `default_level`.
        variable: String,
        /// The directive.
        directive: String,
        /// What is wrong with it.
        reason: String,
        /// What would be right.
        hint: String,
    },
    /// The variable holds no text.
    #[error("what the environment variable {variable} holds is not valid UTF-8")]
    NotUnicode {
        /// The variable.
        variable: String,
    },
    /// What is done without a configuration file cannot be done.
    #[error(transparent)]
    Basic(#[from] BasicConfigError),
}
