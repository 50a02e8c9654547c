//! The library's own errors, one enum a room; those of configuration live in `config::error`.

use std::error::Error as StdError;
use std::io;
use std::path::PathBuf;

/// What a type is called in reports: `Filtered` for `shop::Filtered<shop::Sink>`.
pub(crate) fn short_type_name<T: ?Sized>() -> &'static str {
    let name = std::any::type_name::<T>();
    name.split('<').next().and_then(|path| path.rsplit("::").next()).unwrap_or(name)
}

/// A level that is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LevelError {
    /// The text is neither the name of a level nor an integer.
    #[error("unknown level: {0:?} (a name such as \"INFO\", or an integer)")]
    Unknown(String),
    /// The system gives no thread that would have the level come back after its time.
    #[error("the level cannot be set for a time: {0}")]
    NoTimer(String),
}

/// A format string that cannot be used, or a value that does not fit its place in one.
///
/// # Python
/// The variants carry the name of the exception that Python raises in the same place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FormatError {
    /// `TypeError`: too few or too many arguments, or a conversion that the value does not have.
    #[error("{0}")]
    Type(String),
    /// `ValueError`: the format itself is malformed.
    #[error("{0}")]
    Value(String),
    /// `KeyError`: a name that the mapping or the record does not have.
    #[error("no such key or attribute: {0:?}")]
    Key(String),
    /// `IndexError`: a position past the end of the arguments or of a sequence.
    #[error("{0}")]
    Index(String),
    /// `AttributeError`: an attribute that the value does not have.
    #[error("{0}")]
    Attribute(String),
    /// `OverflowError`: a number that the conversion cannot take.
    #[error("{0}")]
    Overflow(String),
    /// A width or a precision that asks for more than one value may be.
    #[error("the formatted text would exceed {limit} bytes")]
    TooLong {
        /// The bound, in bytes.
        limit: usize,
    },
    /// The arguments would blow the message up. For records from the wire the bound is
    /// [`Limits::message_len`](crate::wire::Limits::message_len).
    #[error("the arguments would add more than {limit} bytes to the message")]
    MessageTooLong {
        /// The bound, in bytes.
        limit: usize,
    },
    /// A record from the wire would be longer, formatted, than
    /// [`Limits::text_len`](crate::wire::Limits::text_len).
    #[error("the formatted record would exceed {limit} bytes")]
    RecordTooLong {
        /// The bound, in bytes.
        limit: usize,
    },
    /// A `Display` of the program's own returned an error or panicked.
    #[error("{0}")]
    Display(String),
}

/// Why a record could not be made as asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// `KeyError`: an added attribute has the name of one that every record has.
    #[error("{0:?} cannot be an extra attribute: every record has an attribute of that name")]
    ExtraOverwrites(String),
}

/// Why a handler could not emit a record.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EmitError {
    /// The record could not be formatted.
    #[error("cannot format: {0}")]
    Format(#[from] FormatError),
    /// The sink refused the bytes.
    #[error("cannot write: {0}")]
    Io(#[from] io::Error),
    /// The sink refused what had been kept of several records, to be written together.
    #[error("cannot write {records} records: {source}")]
    Kept {
        /// How many records.
        records: u64,
        /// Why.
        source: io::Error,
    },
    /// The file could not be put aside for a new one. No record is lost by that.
    #[error("cannot rotate {}: {source}; records go on to the file that is there", path.display())]
    Rollover {
        /// The file that is written to.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The peer is away; what is logged waits for it.
    #[error("cannot reach {peer}: {source}; records wait for it")]
    Unreachable {
        /// Where it should be.
        peer: String,
        /// Why it cannot be reached.
        source: io::Error,
    },
    /// Records were given up: their peer was away for longer than there was room for them.
    #[error("{records} records for {peer} were dropped{}", because(.source))]
    Dropped {
        /// How many records.
        records: u64,
        /// Where they should have gone.
        peer: String,
        /// Why the peer cannot be reached, if that was just tried.
        source: Option<io::Error>,
    },
    /// The text cannot be written in the handler's encoding.
    #[error("cannot encode '{character}' as {encoding}")]
    Encode {
        /// The encoding's name.
        encoding: String,
        /// The first character that it lacks; a lone surrogate as its escape.
        character: String,
    },
    /// The handler's own sink logged to it while it was written to.
    #[error("a sink may not log into itself")]
    Nested,
    /// A handler, filter or formatter panicked.
    #[error("panicked: {0}")]
    Panic(String),
    /// Anything else, by a handler of the program's own.
    #[error("{0}")]
    Other(#[from] Box<dyn StdError + Send + Sync>),
}

impl EmitError {
    /// How many records failed.
    pub(crate) fn records(&self) -> u64 {
        match self {
            EmitError::Kept { records, .. } | EmitError::Dropped { records, .. } => *records,
            EmitError::Rollover { .. } | EmitError::Unreachable { .. } => 0,
            _ => 1,
        }
    }

    /// The error for a panic that was caught.
    pub(crate) fn from_panic(panic: &(dyn std::any::Any + Send)) -> EmitError {
        let text = panic.downcast_ref::<&str>().copied().map(str::to_owned);
        EmitError::Panic(
            text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned()),
        )
    }
}

fn because(source: &Option<io::Error>) -> String {
    source.as_ref().map(|source| format!(": {source}")).unwrap_or_default()
}
