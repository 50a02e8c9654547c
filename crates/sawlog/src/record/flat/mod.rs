//! A plain record in memory of a fixed size, without a pointer to memory of its own: what a ring between threads is made of.
//!
//! What few records have (an exception, attributes that were set) has no place here, nor do values that are more than a
//! number or a text; such a record crosses as it is, in a box.

use std::sync::Arc;

use super::{CallSite, LogRecord, Time, identity, reuse};
use crate::clock::Timestamp;
use crate::level::Level;
use crate::value::Value;

mod read;
mod write;

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

const TEXT: usize = 256 - size_of::<Head>();
/// What takes more slots crosses in a box.
const MOST_SLOTS: usize = 4;
/// As many added attributes are looked through for one that has no place here.
const MOST_EXTRAS: usize = 64;

/// Which thread of which process logged.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    thread: i64,
    thread_name: Arc<str>,
    process: i64,
    process_name: Arc<str>,
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
            && self.clock.is_none()
            && matches!(self.time, Time::Clock { .. })
            && self.lent.len() <= MOST_EXTRAS
            && self.lent.iter().all(|(_, value)| {
                matches!(value, Value::None | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Str(_))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{ExceptionInfo, RecordArgs};

    fn through_slots(record: &LogRecord<'_>, text: &str, merged: bool, into: &mut LogRecord<'static>) -> usize {
        let flat = Flat::of(record, text, merged, i64::MIN).expect("a plain record");
        let mut slots = vec![Slot::default(); flat.slots()];
        flat.write(slots.iter_mut(), &mut Vec::new());
        FlatReader::default().read(slots.iter(), &Origin::current(), into);
        slots.len()
    }

    fn site(pathname: &str) -> CallSite<'_> {
        CallSite { pathname, lineno: 7, func_name: Some(|| "pay"), module_path: Some("shop::web") }
    }

    /// One after the other is written into the same record; each is what a copy without slots is.
    #[test]
    fn what_comes_out_is_what_a_copy_is() {
        let extra = [
            ("user", Value::from("ann")),
            ("items", Value::from(-3)),
            ("ratio", Value::from(0.25)),
            ("paid", Value::from(true)),
            ("note", Value::None),
        ];
        let path = "src/shop/".repeat(40);
        let first = LogRecord::new(RecordArgs {
            site: site("src/web.rs"),
            extra: &extra,
            ..RecordArgs::new("shop", Level::ERROR, "one")
        });
        let second =
            LogRecord::new(RecordArgs { site: site(&path), ..RecordArgs::new("shop.basket", Level::INFO, "é") });
        second.set_asctime("2026-11-28 12:00:00,123");
        let third = LogRecord::new(RecordArgs { extra: &extra[1..2], ..RecordArgs::new("", Level::new(5), "") });
        let (mut into, mut copy) = (LogRecord::blank(), LogRecord::blank());
        for (record, slots) in [(&first, 1), (&second, 3), (&third, 1), (&second, 3), (&first, 1)] {
            for merged in [false, true] {
                let text = format!("{} and more", record.message().unwrap());
                assert_eq!(through_slots(record, &text, merged, &mut into), slots);
                record.copy_into(text, merged, &mut copy);
                assert_eq!(format!("{into:?}"), format!("{copy:?}"));
                into.empty();
                copy.empty();
            }
        }
    }

    /// The place of a call that lasts as long as the program crosses as it is; one that was changed on the way does not.
    #[test]
    fn the_place_of_a_call() {
        static PLACE: CallSite<'static> =
            CallSite { pathname: "src/a/b.rs", lineno: 9, func_name: Some(|| "pay"), module_path: Some("a::b") };
        let mut into = LogRecord::blank();
        for (site, expected) in [(PLACE, "src/a/b.rs"), (site("src/other.rs"), "src/other.rs"), (PLACE, "src/a/b.rs")] {
            let args = RecordArgs { site, static_site: Some(&PLACE), ..RecordArgs::new("a", Level::INFO, "m") };
            through_slots(&LogRecord::new(args), "m", false, &mut into);
            let module = site.module_path.unwrap();
            assert_eq!((into.pathname(), into.module_path()), (expected, Some(module)));
            assert_eq!((into.lineno(), into.func_name()), (site.lineno.into(), Some("pay")));
            into.empty();
        }
    }

    #[test]
    fn what_has_no_place_is_refused() {
        let is_taken = |record: &LogRecord<'_>, text: &str| Flat::of(record, text, false, 0).is_some();
        let plain = LogRecord::new(RecordArgs::new("a", Level::INFO, "m"));
        assert!(is_taken(&plain, &"x".repeat(TEXT * MOST_SLOTS - 1)));
        assert!(!is_taken(&plain, &"x".repeat(TEXT * MOST_SLOTS)));
        let exc_info = Some(ExceptionInfo::new("E", "wrong", "E: wrong"));
        let raised = LogRecord::new(RecordArgs { exc_info, ..RecordArgs::new("a", Level::INFO, "m") });
        assert!(!is_taken(&raised, "m"));
        let extra = [("list", Value::list([Value::from(1)]))];
        let listed = LogRecord::new(RecordArgs { extra: &extra, ..RecordArgs::new("a", Level::INFO, "m") });
        assert!(!is_taken(&listed, "m"));
        let mut changed = LogRecord::new(RecordArgs::new("a", Level::INFO, "m"));
        changed.set("user", "ann");
        assert!(!is_taken(&changed, "m"));
    }

    #[test]
    fn keys_do_not_go_back() {
        let record =
            LogRecord::new(RecordArgs { created: Timestamp::from_nanos(5), ..RecordArgs::new("a", Level::INFO, "m") });
        let key = |after| Flat::of(&record, "m", false, after).map(|flat| flat.key());
        assert_eq!((key(4), key(7)), (Some(5), Some(7)));
    }
}
