//! Which encoding a payload has.

/// How a payload is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Encoding {
    /// A pickle of protocol 0 to 5.
    Pickle,
    /// A JSON text.
    Json,
    /// Our own [compact](super::compact) form.
    Compact,
}

/// Which encoding a payload has, by its first byte; `None` if it can be none.
///
/// No opcode of a pickle is `{`, white space, or a byte of a UTF-8 byte order mark, and no JSON object begins
/// with anything else. The [compact](super::compact) form begins with a byte that is none of these.
///
/// ```
/// use sawlog::wire::{Encoding, sniff};
/// assert_eq!(sniff(b"}."), Some(Encoding::Pickle));
/// assert_eq!(sniff(b"{}"), Some(Encoding::Json));
/// assert_eq!(sniff(b"<13>"), None);
/// ```
pub fn sniff(payload: &[u8]) -> Option<Encoding> {
    match payload {
        [b'{' | b' ' | b'\t' | b'\r' | b'\n', ..] | [0xEF, 0xBB, 0xBF, ..] => Some(Encoding::Json),
        [first, ..] if super::compact::begins(*first) => Some(Encoding::Compact),
        [first, ..] if super::pickle::is_opcode(*first) => Some(Encoding::Pickle),
        _ => None,
    }
}
