//! What can be wrong with bytes from the wire.

use super::compact::CompactError;

/// A stream that can no longer be cut into frames; its connection must be closed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FrameError {
    /// A header announces more than a frame may hold; most likely the sender speaks another protocol.
    #[error("a frame of {announced} bytes is announced, at most {limit} are taken{}", guess(*.announced))]
    TooLong {
        /// The length in the header.
        announced: u32,
        /// The bound.
        limit: usize,
    },
}

/// What a length that is none probably is.
fn guess(announced: u32) -> &'static str {
    match &announced.to_be_bytes() {
        b"GET " | b"POST" | b"PUT " | b"HEAD" | b"OPTI" => " (this looks like an HTTP request)",
        [0x16, 0x03, ..] => " (this looks like a TLS handshake)",
        b"SSH-" => " (this looks like SSH)",
        _ => "",
    }
}

/// A payload that is no record.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum WireError {
    /// The payload is empty.
    #[error("the frame is empty")]
    Empty,
    /// The payload begins neither as a pickle nor as a JSON object nor as a compact record.
    #[error("the frame is neither a pickle nor a JSON object (it begins with byte {first:#04x})")]
    Unknown {
        /// The first byte.
        first: u8,
    },
    /// The pickle cannot be decoded.
    #[error("bad pickle: {0}")]
    Pickle(#[from] PickleError),
    /// The JSON text cannot be decoded.
    #[error("bad JSON: {0}")]
    Json(#[from] JsonError),
    /// The compact record cannot be decoded.
    #[error("bad compact record: {0}")]
    Compact(#[from] CompactError),
    /// The payload is sound but holds no mapping of attributes.
    #[error("the frame holds a value of type {found}, a record is a dict of attributes")]
    NotARecord {
        /// The type of what it holds.
        found: String,
    },
    /// The record has more attributes than [`Limits::attributes`](super::Limits) allows.
    #[error("the record has more than {limit} added attributes")]
    TooManyAttributes {
        /// The bound.
        limit: usize,
    },
    /// The name of an attribute or of the logger is longer than any that is meant.
    #[error("a name of the record has more than {limit} bytes")]
    NameTooLong {
        /// The bound.
        limit: usize,
    },
    /// The record names its attributes so often that sorting them out costs more than
    /// [`Limits::memory`](super::Limits) allows.
    #[error("the record's attributes take more than {limit} bytes of comparisons")]
    TooMuchWork {
        /// The bound.
        limit: usize,
    },
}

/// A pickle that was refused, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}, at byte {offset}")]
pub struct PickleError {
    /// What is wrong.
    pub kind: PickleErrorKind,
    /// The offset of the opcode that was refused, or the pickle's length where its values were.
    pub offset: usize,
}

/// What is wrong with a pickle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PickleErrorKind {
    /// It ends before its STOP, or within an opcode's argument.
    #[error("the pickle ends too early")]
    Truncated,
    /// No opcode of protocols 0 to 5.
    #[error("unknown opcode {0:#04x}")]
    UnknownOpcode(u8),
    /// An opcode that refers to something outside of the pickle.
    #[error("{0} refers to something outside of the pickle")]
    External(&'static str),
    /// A protocol after 5.
    #[error("pickle protocol {0} is not known")]
    Protocol(u8),
    /// An opcode found too few values before it.
    #[error("{0} finds too few values on the stack")]
    Underflow(&'static str),
    /// An opcode found no mark.
    #[error("{0} finds no mark on the stack")]
    NoMark(&'static str),
    /// A reference to a memo entry that was never set.
    #[error("no memo entry {0}")]
    NoMemo(u64),
    /// An opcode was applied to a value that it does not fit.
    #[error("{opcode} does not apply to a value of type {found}")]
    WrongType {
        /// The opcode.
        opcode: &'static str,
        /// The type it found.
        found: &'static str,
    },
    /// Keys and values do not pair up.
    #[error("an odd number of keys and values")]
    OddItems,
    /// The argument of an opcode cannot be read.
    #[error("malformed argument of {0}")]
    Malformed(&'static str),
    /// A key of a dict, or an item of a set, that Python could not hash.
    #[error("unhashable type: {0}")]
    Unhashable(&'static str),
    /// More than one of the [`Limits`](super::Limits) allows.
    #[error("more {what} than the limit of {limit}")]
    Limit {
        /// What there is too much of.
        what: &'static str,
        /// The bound.
        limit: usize,
    },
}

/// A JSON text that was refused, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}, at byte {offset}")]
pub struct JsonError {
    /// What is wrong.
    pub kind: JsonErrorKind,
    /// The offset in the payload.
    pub offset: usize,
}

/// What is wrong with a JSON text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JsonErrorKind {
    /// Bytes that are no UTF-8.
    #[error("not UTF-8")]
    Encoding,
    /// The text ends within a value.
    #[error("the text ends too early")]
    Truncated,
    /// Another thing stands there than must.
    #[error("expected {0}")]
    Expected(&'static str),
    /// Something follows the value.
    #[error("something follows the object")]
    Trailing,
    /// More than one of the [`Limits`](super::Limits) allows.
    #[error("more {what} than the limit of {limit}")]
    Limit {
        /// What there is too much of.
        what: &'static str,
        /// The bound.
        limit: usize,
    },
}
