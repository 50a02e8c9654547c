//! What comes out of slots is what went in.

use super::*;
use crate::record::{ExceptionInfo, RecordArgs};

fn through_slots(record: &LogRecord<'_>, text: &str, merged: bool, into: &mut LogRecord<'static>) -> usize {
    let flat = Flat::of(record, text.as_bytes(), merged, i64::MIN).expect("a plain record");
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
    let second = LogRecord::new(RecordArgs { site: site(&path), ..RecordArgs::new("shop.basket", Level::INFO, "é") });
    second.set_asctime("2026-11-28 12:00:00,123");
    let third = LogRecord::new(RecordArgs { extra: &extra[1..2], ..RecordArgs::new("", Level::new(5), "") });
    let (mut into, mut copy) = (LogRecord::blank(), LogRecord::blank());
    for (record, slots) in [(&first, 2), (&second, 4), (&third, 1), (&second, 4), (&first, 2)] {
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

/// Records that are lent, of whatever threads, are those that are read.
#[test]
fn what_is_lent_is_what_is_read() {
    static PLACE: CallSite<'static> =
        CallSite { pathname: "src/a/b.rs", lineno: 9, func_name: Some(|| "pay"), module_path: Some("a::b") };
    let path = "src/shöp/".repeat(40);
    let here = Arc::new(Origin::current());
    let there = Arc::new(std::thread::spawn(Origin::current).join().unwrap());
    let at = |site| RecordArgs { site, ..RecordArgs::new("shop.basket", Level::INFO, "") };
    let first = LogRecord::new(RecordArgs { static_site: Some(&PLACE), ..at(PLACE) });
    let second = LogRecord::new(at(site(&path)));
    second.set_asctime("2026-11-28 12:00:00,123");
    let third = LogRecord::new(RecordArgs::new("", Level::new(5), ""));
    let mut batch = FlatBatch::default();
    for merged in [false, true] {
        let mut expected = Vec::new();
        for (record, text, origin) in [(&first, "é", &here), (&second, "two", &there), (&third, "", &here)] {
            let flat = Flat::of(record, text.as_bytes(), merged, i64::MIN).expect("a plain record");
            let mut slots = vec![Slot::default(); flat.slots()];
            flat.write(slots.iter_mut(), &mut Vec::new());
            assert!(slots[0].is_lendable());
            batch.push(slots.iter(), origin);
            let mut into = LogRecord::blank();
            FlatReader::default().read(slots.iter(), origin, &mut into);
            expected.push(format!("{:?}", into.into_owned()));
        }
        batch.seal();
        for (n, expected) in expected.iter().enumerate() {
            assert_eq!(batch.left(), 3 - n);
            if merged && n == 1 {
                let mut into = LogRecord::blank();
                assert!(batch.read_next(&mut into));
                assert_eq!(&format!("{:?}", into.into_owned()), expected);
                continue;
            }
            let lent = batch.next().expect("a record").record();
            // It would take this thread for its own in another queue.
            assert!(!lent.is_flat());
            assert_eq!(&format!("{:?}", lent.to_owned_record()), expected);
            assert_eq!(&format!("{:?}", lent.into_owned()), expected);
        }
        assert!(batch.next().is_none());
        batch.clear_lent();
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
    let is_taken = |record: &LogRecord<'_>, text: &str| Flat::of(record, text.as_bytes(), false, 0).is_some();
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
    let key = |after| Flat::of(&record, b"m", false, after).map(|flat| flat.key());
    assert_eq!((key(4), key(7)), (Some(5), Some(7)));
}
