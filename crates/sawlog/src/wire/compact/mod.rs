//! Records in a form of our own: small, quick to read and write, and with all that a record has.
//!
//! Pickles are what Python takes, and JSON what everybody takes; this is what sawlog sends to sawlog, over a queue between
//! processes or machines. Unlike those it keeps the time to the nanosecond, the exception's type and value, and the module's path.
//!
//! A payload is the byte `C1`, the version, and fields until its end:
//!
//! | field | value | absent, it is |
//! |---|---|---|
//! | 1 `name` | text | empty |
//! | 2 `levelno` | integer | 0 |
//! | 3 `levelname` | text | Python's name of the level, or `Level 17` |
//! | 4 `msg` | any: the text of the message | empty |
//! | 5 `args` | any that adds nothing to it | `()` |
//! | 6 `pathname` | text | empty |
//! | 7 `filename`, 8 `module` | text | what follows from `pathname` |
//! | 9 `lineno` | integer | 0 |
//! | 10 `funcName`, 11 the module's path, 19 `taskName` | text | `None` |
//! | 12 when it was made, 13 from when `relativeCreated` counts | integer: nanoseconds since the epoch | now |
//! | 14 `created`, `msecs`, `relativeCreated` of a sender that gave floats | tuple of floats | what 12 and 13 say |
//! | 15 `thread`, 17 `process` | integer | the receiver's |
//! | 16 `threadName`, 18 `processName` | text | the receiver's |
//! | 20 the exception: its type's name, its value, its text | tuple of texts | `None` |
//! | 21 `exc_text`, 22 `stack_info` | text | `None` |
//! | 23 `asctime` | text | not there |
//! | 24 an attribute | text, its name; and any | |
//! | others | any: passed over | |
//!
//! A value says what it is by its first byte:
//!
//! | first byte | what follows |
//! |---|---|
//! | `00`–`7F` | nothing: an integer, 0 to 127 |
//! | `80`–`BF` | a text of 0 to 63 bytes, in UTF-8 |
//! | `C0` `C1` `C2` | nothing: `None`, `False`, `True` |
//! | `C3` | an integer, *n*: zigzag, seven bits a byte, the lowest first, the highest bit of a byte telling that another follows |
//! | `C4` | an integer of eight bytes, the lowest first |
//! | `C5` | its length, an integer in two's complement, the lowest byte first |
//! | `C6` | a float of eight bytes, the lowest first |
//! | `C7` `C8` | a length, and a text or bytes |
//! | `C9` `CA` `CC` `CD` | how many, and the values of a list, tuple, set or frozenset |
//! | `CB` | how many, and so many keys and values of a dict |
//! | `CE` | a container to which others refer |
//! | `CF` | how many `CE` came before the one that is meant |
//! | `D0` | a text value, the decimal number |
//! | `D1` `D2` `D3` | 4, 6 or 10 bytes of a date, time or both, as pickles have them; of the latter two, a zone or `C0` |
//! | `D4` | three integer values: days, seconds, microseconds |
//! | `D5` | the same three, and two text values or `C0`: a zone's offset, name, and region |
//! | `D6` | sixteen bytes of a UUID, the highest first |
//! | `D7` | three text values: an object's type, `str()` and `repr()` |
//!
//! Lengths and counts are written as *n* is, without the zigzag. Lone surrogates stand in texts as [`surrogate`](crate::value::surrogate) has them.
//!
//! An ordinary record with three added attributes takes 159 bytes so, 485 as a pickle and 450 as JSON. Counted in instructions, in an
//! unoptimised build, it is written in a fifth of what a pickle takes and a seventh of what JSON does, and read in less than a third
//! and in an eighth.
//!
//! A field that a later sawlog adds is passed over by this one, and so version 1 can grow. A payload of another version, and a
//! value of an unknown kind, are refused. Everything is read within [`Limits`]; what is read borrows its texts from the payload.

mod error;
mod keys;
mod layout;
mod read;
mod record_reader;
mod value_reader;
mod value_writer;
mod write;

pub use error::{CompactError, CompactErrorKind};
pub use record_reader::record_from_compact;
pub use write::{MAX_LEN, write_compact};

#[cfg(doc)]
use super::Limits;

/// Whether a payload begins as one of this form does.
pub(super) fn begins(first: u8) -> bool {
    first == layout::MAGIC
}
