//! Several errors of one entry, in the order in which CPython would meet them.

use crate::config::error::ConfigError;

/// What is wrong with an entry, while it is read on.
#[derive(Default)]
pub(super) struct Gather(Vec<ConfigError>);

impl Gather {
    /// The value; without one there is an error more.
    pub(super) fn keep<T>(&mut self, outcome: Result<T, impl Into<Errors>>) -> Option<T> {
        match outcome {
            Ok(value) => Some(value),
            Err(errors) => {
                self.0.extend(errors.into().0);
                None
            }
        }
    }

    /// The errors, where it is known that there are some.
    pub(super) fn into_errors(self) -> Errors {
        Errors(self.0)
    }

    /// The errors, if there are any.
    pub(super) fn finish(self) -> Result<(), Errors> {
        if self.0.is_empty() { Ok(()) } else { Err(Errors(self.0)) }
    }
}

/// At least one error.
pub(super) struct Errors(pub(super) Vec<ConfigError>);

impl From<ConfigError> for Errors {
    fn from(error: ConfigError) -> Errors {
        Errors(vec![error])
    }
}
