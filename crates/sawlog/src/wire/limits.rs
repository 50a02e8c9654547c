//! What one payload may cost.

/// Bounds on one frame and on what is made of it.
///
/// | field | default | bounds |
/// |---|---|---|
/// | `frame_len` | 8 MiB | bytes of one payload, as its header announces them |
/// | `items` | 1,000,000 | opcodes of a pickle, values of a JSON text |
/// | `memory` | 32 MiB | bytes held for the decoded values, roughly |
/// | `attributes` | 1000 | attributes of a record beyond those that every record has |
/// | `depth` | 200 | containers within containers; deeper ones become inert |
/// | `int_digits` | 4300 | decimal digits of an integer; a longer one becomes inert |
/// | `message_len` | 4 MiB | bytes that arguments add to the message; a message without arguments is as long as it is |
/// | `text_len` | 16 MiB | bytes of the whole record when it is formatted; twice `frame_len` or more, for what a frame holds |
///
/// The last two bound what handlers make of a record after it was decoded. A record that goes beyond them is an error of the
/// handler's: reported, counted, and not written.
///
/// ```
/// let mut limits = sawlog::wire::Limits::default();
/// limits.frame_len = 64 * 1024;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of one payload.
    pub frame_len: usize,
    /// Steps taken to decode one payload.
    pub items: usize,
    /// Bytes held for the values of one payload.
    pub memory: usize,
    /// Attributes beyond those that every record has.
    pub attributes: usize,
    /// Levels of nesting that are kept, at most [`Limits::MAX_DEPTH`].
    pub depth: usize,
    /// Digits of an integer that is kept; Python itself refuses to print more than 4300.
    pub int_digits: usize,
    /// Bytes that arguments add to the message.
    pub message_len: usize,
    /// Bytes of the record, formatted.
    pub text_len: usize,
}

impl Limits {
    /// The most that `depth` can be set to: values are dropped and printed by recursion.
    pub const MAX_DEPTH: usize = 500;

    pub(super) fn nesting(&self) -> usize {
        self.depth.min(Limits::MAX_DEPTH)
    }
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            frame_len: 8 << 20,
            items: 1_000_000,
            memory: 32 << 20,
            attributes: 1000,
            depth: 200,
            int_digits: 4300,
            message_len: 4 << 20,
            text_len: 16 << 20,
        }
    }
}
