//! The numbers of the form: what begins a payload, the fields of a record, the kinds of values.
//!
//! They are the format. None is ever given another meaning; what is new gets a new number.

/// The first byte: no opcode of a pickle, no beginning of a JSON text, and no byte of UTF-8 at all.
pub(super) const MAGIC: u8 = 0xC1;
/// The second byte.
pub(super) const VERSION: u8 = 1;

/// Fields of a record, each followed by one value, but for [`field::ATTRIBUTE`], which is followed by a name and a value.
pub(super) mod field {
    pub(in super::super) const NAME: u8 = 1;
    pub(in super::super) const LEVEL: u8 = 2;
    pub(in super::super) const LEVEL_NAME: u8 = 3;
    pub(in super::super) const MSG: u8 = 4;
    pub(in super::super) const ARGS: u8 = 5;
    pub(in super::super) const PATHNAME: u8 = 6;
    pub(in super::super) const FILENAME: u8 = 7;
    pub(in super::super) const MODULE: u8 = 8;
    pub(in super::super) const LINENO: u8 = 9;
    pub(in super::super) const FUNC_NAME: u8 = 10;
    pub(in super::super) const MODULE_PATH: u8 = 11;
    /// Nanoseconds since the epoch.
    pub(in super::super) const CREATED: u8 = 12;
    /// Nanoseconds since the epoch, from which `relativeCreated` counts.
    pub(in super::super) const STARTED: u8 = 13;
    /// The three times as floats, where they are a sender's.
    pub(in super::super) const SENT_TIMES: u8 = 14;
    pub(in super::super) const THREAD: u8 = 15;
    pub(in super::super) const THREAD_NAME: u8 = 16;
    pub(in super::super) const PROCESS: u8 = 17;
    pub(in super::super) const PROCESS_NAME: u8 = 18;
    pub(in super::super) const TASK_NAME: u8 = 19;
    /// Type, value and text of an exception.
    pub(in super::super) const EXC_INFO: u8 = 20;
    pub(in super::super) const EXC_TEXT: u8 = 21;
    pub(in super::super) const STACK_INFO: u8 = 22;
    pub(in super::super) const ASCTIME: u8 = 23;
    /// An attribute by name: one that was added, or a standard one with a value that its own field cannot hold.
    pub(in super::super) const ATTRIBUTE: u8 = 24;
}

/// The first byte of a value. Those below are the integers 0 to 127 and the lengths of short texts.
pub(super) mod kind {
    /// From here on a text of so many bytes, up to [`LONGEST_SHORT`].
    pub(in super::super) const SHORT_TEXT: u8 = 0x80;
    pub(in super::super) const LONGEST_SHORT: usize = 0x3F;
    pub(in super::super) const NONE: u8 = 0xC0;
    pub(in super::super) const FALSE: u8 = 0xC1;
    pub(in super::super) const TRUE: u8 = 0xC2;
    /// An integer in zigzag and groups of seven bits.
    pub(in super::super) const INT: u8 = 0xC3;
    /// An integer of eight bytes.
    pub(in super::super) const INT64: u8 = 0xC4;
    /// An integer of any size: length, and its bytes in two's complement.
    pub(in super::super) const BIG_INT: u8 = 0xC5;
    pub(in super::super) const FLOAT: u8 = 0xC6;
    pub(in super::super) const TEXT: u8 = 0xC7;
    pub(in super::super) const BYTES: u8 = 0xC8;
    pub(in super::super) const LIST: u8 = 0xC9;
    pub(in super::super) const TUPLE: u8 = 0xCA;
    pub(in super::super) const DICT: u8 = 0xCB;
    pub(in super::super) const SET: u8 = 0xCC;
    pub(in super::super) const FROZEN_SET: u8 = 0xCD;
    /// The value after it may be referred to, by how many such there were before it.
    pub(in super::super) const SHARED: u8 = 0xCE;
    pub(in super::super) const REFERENCE: u8 = 0xCF;
    pub(in super::super) const DECIMAL: u8 = 0xD0;
    pub(in super::super) const DATE: u8 = 0xD1;
    pub(in super::super) const TIME: u8 = 0xD2;
    pub(in super::super) const DATE_TIME: u8 = 0xD3;
    pub(in super::super) const TIME_DELTA: u8 = 0xD4;
    pub(in super::super) const ZONE: u8 = 0xD5;
    pub(in super::super) const UUID: u8 = 0xD6;
    /// An object of which three texts are left: the name of its type, `str()` and `repr()`.
    pub(in super::super) const OPAQUE: u8 = 0xD7;
}
