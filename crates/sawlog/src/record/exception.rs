//! Exceptions as data: a type, a value and the text of a traceback.

use std::error::Error as StdError;
use std::fmt::Write as _;
use std::sync::Arc;

/// What went wrong, as a record carries it.
///
/// ```
/// let error = "x".parse::<i32>().unwrap_err();
/// let info = sawlog::ExceptionInfo::from_error(&error);
/// assert_eq!(info.type_name(), "core::num::error::ParseIntError");
/// assert_eq!(info.value(), "invalid digit found in string");
/// assert!(info.text().ends_with("ParseIntError: invalid digit found in string"));
/// ```
///
/// # Python
/// The triple `exc_info`, with the traceback already turned into text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExceptionInfo(Arc<Parts>);

/// Apart, so that a call without an exception carries no more than a pointer.
#[derive(Debug, PartialEq, Eq)]
struct Parts {
    type_name: String,
    value: String,
    text: String,
}

impl ExceptionInfo {
    /// An exception by its type's name, its value's text and its formatted traceback.
    pub fn new(type_name: impl Into<String>, value: impl Into<String>, text: impl Into<String>) -> ExceptionInfo {
        ExceptionInfo(Arc::new(Parts { type_name: type_name.into(), value: value.into(), text: text.into() }))
    }

    /// A Rust error with its chain of sources, the innermost first, as Python shows chained exceptions.
    pub fn from_error<E: StdError + ?Sized>(error: &E) -> ExceptionInfo {
        let type_name = readable_type_name(std::any::type_name::<E>());
        let mut chain = vec![error.to_string()];
        let mut source = error.source();
        while let Some(cause) = source {
            if chain.len() == MAX_CHAIN {
                break;
            }
            chain.push(cause.to_string());
            source = cause.source();
        }
        let value = chain[0].clone();
        let mut text = String::new();
        for (depth, cause) in chain.iter().enumerate().rev() {
            if depth > 0 {
                // A source is a `dyn Error`: its type has no name to show.
                let _ = write!(text, "Error: {cause}\n\n{CAUSE_OF_NEXT}\n\n");
            } else {
                let _ = write!(text, "{type_name}: {cause}");
            }
        }
        ExceptionInfo(Arc::new(Parts { type_name, value, text }))
    }

    pub(super) fn footprint(&self) -> usize {
        size_of::<Parts>() + self.type_name().len() + self.value().len() + self.text().len()
    }

    /// The name of the exception's type.
    pub fn type_name(&self) -> &str {
        &self.0.type_name
    }

    /// The text of the exception itself.
    pub fn value(&self) -> &str {
        &self.0.value
    }

    /// The whole text: traceback or chain of causes, without a last line feed.
    pub fn text(&self) -> &str {
        &self.0.text
    }
}

/// A chain of sources longer than this is cut; a faulty error may name itself as its source.
const MAX_CHAIN: usize = 64;

const CAUSE_OF_NEXT: &str = "The above exception was the direct cause of the following exception:";

/// `Error` for what is only known as a trait object.
fn readable_type_name(name: &str) -> String {
    if name.starts_with("dyn ") { "Error".to_owned() } else { name.to_owned() }
}

/// How `exc = …` of a macro becomes an [`ExceptionInfo`]: an error by reference, or what lends one
/// (`anyhow::Error`, `Box<dyn Error>`).
#[doc(hidden)]
pub mod into_exception {
    use super::{ExceptionInfo, StdError};

    /// The value of `exc = …`.
    pub struct Exc<'a, T: ?Sized>(pub &'a T);

    /// An error.
    pub trait FromError {
        fn exception(&self) -> ExceptionInfo;
    }

    impl<E: StdError + ?Sized> FromError for &&Exc<'_, E> {
        fn exception(&self) -> ExceptionInfo {
            ExceptionInfo::from_error(self.0)
        }
    }

    /// Something that lends an error which may cross threads.
    pub trait FromSendError {
        fn exception(&self) -> ExceptionInfo;
    }

    impl<T: AsRef<dyn StdError + Send + Sync> + ?Sized> FromSendError for &Exc<'_, T> {
        fn exception(&self) -> ExceptionInfo {
            ExceptionInfo::from_error(self.0.as_ref())
        }
    }

    /// Something that lends any error.
    pub trait FromAnyError {
        fn exception(&self) -> ExceptionInfo;
    }

    impl<T: AsRef<dyn StdError> + ?Sized> FromAnyError for Exc<'_, T> {
        fn exception(&self) -> ExceptionInfo {
            ExceptionInfo::from_error(self.0.as_ref())
        }
    }

    /// An exception that is data already.
    pub trait FromInfo {
        fn exception(&self) -> ExceptionInfo;
    }

    impl FromInfo for &&&Exc<'_, ExceptionInfo> {
        fn exception(&self) -> ExceptionInfo {
            self.0.clone()
        }
    }
}
