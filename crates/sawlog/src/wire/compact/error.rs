//! What can be wrong with a payload of the compact form.

/// A payload that was refused, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}, at byte {offset}")]
pub struct CompactError {
    /// What is wrong.
    pub kind: CompactErrorKind,
    /// The offset in the payload.
    pub offset: usize,
}

/// What is wrong with a payload of the compact form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CompactErrorKind {
    /// It does not begin with this form's first byte.
    #[error("this is no compact record")]
    Magic,
    /// A version that is not known.
    #[error("version {0} of the compact form is not known: the sender is newer than the receiver")]
    Version(u8),
    /// It ends within a value.
    #[error("the payload ends too early")]
    Truncated,
    /// A value's first byte means nothing in this version.
    #[error("unknown kind of value {0:#04x}")]
    UnknownKind(u8),
    /// Another value stands there than must.
    #[error("expected {0}")]
    Expected(&'static str),
    /// A text is not UTF-8.
    #[error("a text is not UTF-8")]
    Encoding,
    /// A value's bytes make none.
    #[error("malformed {0}")]
    Malformed(&'static str),
    /// A reference to a value that is not there.
    #[error("no value {0} to refer to")]
    NoValue(u64),
    /// A key of a dict, or an item of a set, that Python could not hash.
    #[error("unhashable type: {0}")]
    Unhashable(&'static str),
    /// More than one of the [`Limits`](crate::wire::Limits) allows.
    #[error("more {what} than the limit of {limit}")]
    Limit {
        /// What there is too much of.
        what: &'static str,
        /// The bound.
        limit: usize,
    },
}
