//! A plain record in memory of a fixed size, without a pointer to memory of its own: what a ring between threads is made of.
//!
//! What few records have (an exception, attributes that were set) has no place here, nor do values that are more than a
//! number or a text; such a record crosses as it is, in a box.

use std::sync::Arc;

use super::{AscTime, CallSite, LogRecord, Time, identity, reuse};
use crate::clock::Timestamp;
use crate::level::Level;
use crate::value::Value;

mod batch;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub(crate) use batch::FlatBatch;
pub(crate) use read::FlatReader;
pub(crate) use write::Flat;

/// A part of a record; most records need one.
#[derive(Clone, Copy)]
#[repr(align(64))]
pub(crate) struct Slot {
    head: Head,
    text: [u8; TEXT],
}

/// What of a record is no text; of its first slot.
#[derive(Clone, Copy)]
struct Head {
    key: i64,
    created: Timestamp,
    started: Timestamp,
    level: Level,
    /// The place of the call, if it lasts as long as the program.
    site: Option<&'static CallSite<'static>>,
    /// Else what of it is no text.
    func_name: Option<fn() -> &'static str>,
    lineno: u32,
    message: u32,
    name: u16,
    pathname: u16,
    /// One more than its length; 0 for none.
    module_path: u16,
    /// Likewise.
    asctime: u16,
    extras: u16,
    /// How many slots the record has; 0 if it lies beside the ring.
    slots: u8,
    merged: bool,
}

const TEXT: usize = 192 - size_of::<Head>();
/// What takes more slots crosses in a box.
const MOST_SLOTS: usize = 6;
/// As many added attributes are looked through for one that has no place here.
const MOST_EXTRAS: usize = 64;

/// Which thread of which process logged.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    pub(super) thread: i64,
    pub(super) thread_name: Arc<str>,
    pub(super) process: i64,
    pub(super) process_name: Arc<str>,
    /// How often the process had been named.
    naming: u32,
}

impl Origin {
    /// The present thread.
    pub(crate) fn current() -> Origin {
        // Before the name: one that is set meanwhile is taken with the next record.
        let naming = identity::naming();
        let (thread, thread_name) = identity::current_thread();
        let (process, process_name) = (identity::current_process(), identity::process_name());
        Origin { thread, thread_name, process, process_name, naming }
    }

    /// Whether the process has not been named since.
    #[inline]
    pub(crate) fn is_named_still(&self) -> bool {
        self.naming == identity::naming()
    }

    /// Whether both are the same thread.
    pub(crate) fn is_thread_of(&self, other: &Origin) -> bool {
        self.thread == other.thread
    }
}

impl Slot {
    const EMPTY: Slot = Slot {
        head: Head {
            key: 0,
            created: Timestamp::from_nanos(0),
            started: Timestamp::from_nanos(0),
            level: Level::NOTSET,
            site: None,
            func_name: None,
            lineno: 0,
            message: 0,
            name: 0,
            pathname: 0,
            module_path: 0,
            asctime: 0,
            extras: 0,
            slots: 0,
            merged: false,
        },
        text: [0; TEXT],
    };

    /// Says that what comes next lies beside the ring.
    pub(crate) fn aside(key: i64) -> Slot {
        Slot { head: Head { key, ..Slot::EMPTY.head }, ..Slot::EMPTY }
    }

    /// Whether the record may be taken with others, and be lent from where they are.
    #[inline]
    pub(crate) fn is_lendable(&self) -> bool {
        self.head.slots > 0 && self.head.extras == 0
    }

    /// By what records of several threads are ordered.
    #[inline]
    pub(crate) fn key(&self) -> i64 {
        self.head.key
    }

    /// How many slots the record has; none if it lies beside the ring.
    #[inline]
    pub(crate) fn count(&self) -> Option<usize> {
        (self.head.slots > 0).then_some(self.head.slots.into())
    }
}

impl Default for Slot {
    #[inline]
    fn default() -> Slot {
        Slot::EMPTY
    }
}

impl LogRecord<'_> {
    /// Whether the record may be written into slots, if its texts are not too long.
    #[inline]
    pub(crate) fn is_flat(&self) -> bool {
        self.rare.is_none()
            && self.origin.is_none()
            && self.clock.is_none()
            && matches!(self.time, Time::Clock { .. })
            && self.lent.len() <= MOST_EXTRAS
            && self.lent.iter().all(|(_, value)| {
                matches!(value, Value::None | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Str(_))
            })
    }
}
