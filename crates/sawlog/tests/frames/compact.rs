//! The compact form: what goes comes back, whole; and version 1 stays what it is.

use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;
use sawlog::clock::Timestamp;
use sawlog::value::temporal::{Date, DateTime, Time, TimeDelta, Zone};
use sawlog::value::{Decimal, Dict, Opaque, Set, Uuid, Value, repr};
use sawlog::wire::{Encoding, Limits, record_from_compact, record_from_payload, sniff, write_compact, write_frame};
use sawlog::{Attribute, CallSite, ExceptionInfo, Level, LogRecord, RecordArgs, make_log_record};

use super::expected::{cases, repr_of, shared_frames};

fn compact(record: &LogRecord<'_>) -> Vec<u8> {
    let mut payload = Vec::new();
    write_compact(record, &mut payload).unwrap();
    payload
}

/// All that can be asked of a record, with the types of its values.
fn shown(record: &LogRecord<'_>) -> Vec<String> {
    let typed = |value: &Value<'_>| {
        let mut text = String::new();
        // A value that cannot be shown is the same if it cannot be shown again.
        let shown = repr::write_repr(value, &mut text).map_or_else(|error| error.to_string(), |()| text);
        let mut text = String::new();
        let plain = repr::write_str(value, &mut text).map_or_else(|error| error.to_string(), |()| text);
        format!("{} {shown} {plain}", value.type_name())
    };
    let mut all: Vec<String> = Attribute::all()
        // Rendered, the message needs no arguments.
        .filter(|attribute| !matches!(attribute, Attribute::Msg | Attribute::Args))
        .map(|attribute| match record.attribute(attribute) {
            Some(value) => format!("{}: {}", attribute.name(), typed(&value)),
            None => format!("no {}", attribute.name()),
        })
        .collect();
    all.extend(record.extras().map(|(name, value)| format!("{name}: {}", typed(value))));
    all.push(format!("{:?} {:?} {:?}", record.timestamp(), record.created_second(), record.module_path()));
    all.push(format!("{:?}", record.exc_info()));
    all
}

fn comes_back(record: &LogRecord<'_>) {
    let payload = compact(record);
    assert_eq!(sniff(&payload), Some(Encoding::Compact));
    let back = record_from_payload(&payload, &Limits::default()).unwrap();
    assert_eq!(shown(&back), shown(record));
    assert_eq!(back.args().is_empty(), true);
    assert_eq!(compact(&back), payload);
    assert_eq!(shown(&back.into_owned()), shown(record));
}

#[test]
fn what_python_sent_comes_back() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples");
    let shared = shared_frames().map(|folder| ["py3.8", "py3.11", "other_py3.11"].map(|name| folder.join(name)));
    let folders = std::iter::once(samples).chain(shared.into_iter().flatten());
    let mut seen = 0;
    for case in folders.flat_map(|folder| cases(&folder)) {
        let record = record_from_payload(&case.frame[4..], &Limits::default()).unwrap();
        if record.message().is_ok() {
            comes_back(&record);
            seen += 1;
        }
    }
    assert!(seen > 50, "{seen}");
}

fn record_of_all() -> LogRecord<'static> {
    let site =
        CallSite { pathname: "src/shop/web.rs", lineno: 42, func_name: Some(|| "pay"), module_path: Some("shop::web") };
    let mut record = LogRecord::new(RecordArgs {
        site,
        exc_info: Some(ExceptionInfo::new("shop::Refused", "no money", "shop::Refused: no money")),
        stack_info: Some("Stack (most recent call last):".into()),
        created: Timestamp::from_nanos(1_700_000_000_123_456_789),
        started: Timestamp::from_nanos(1_699_999_999_000_000_001),
        ..RecordArgs::new("shop.web", Level::ERROR, "paid")
    });
    for (name, value) in [("thread", 7), ("process", 4711)] {
        record.set(name, value);
    }
    for (name, text) in [("threadName", "MainThread"), ("processName", "worker 1"), ("taskName", "Task-1")] {
        record.set(name, text);
    }
    record.set_asctime("2023-11-14 22:13:20,123");
    record.set("user", "ann");
    record.set("n", -129);
    record
}

#[test]
fn a_record_of_the_programs_own_comes_back() {
    comes_back(&record_of_all());
    let mut record = record_of_all();
    record.set("levelname", "Notice");
    record.set("filename", "other.rs");
    record.set("module", "another");
    record.set("exc_text", "cached");
    // What their own fields cannot hold.
    record.set("lineno", "here");
    record.set("name", Value::None);
    record.set("created", "now");
    comes_back(&record);
    comes_back(&LogRecord::new(RecordArgs::new("", Level::new(-3), "")));
    let mut times = LogRecord::new(RecordArgs::new("", Level::new(17), "x"));
    times.set("created", 1.5);
    comes_back(&times);
}

#[test]
fn the_message_is_rendered() {
    let record = make_log_record([("msg", Value::from("%s of %s")), ("args", Value::tuple([1.into(), 2.into()]))]);
    let payload = compact(&record);
    let back = record_from_compact(&payload, &Limits::default()).unwrap();
    assert_eq!((back.msg().as_str(), back.message().unwrap()), (Some("1 of 2"), "1 of 2"));
    assert!(back.get("args").unwrap().is_none());
    let record = make_log_record([("msg", Value::from("%d")), ("args", Value::tuple(["x".into()]))]);
    let mut out = b"kept".to_vec();
    assert!(write_compact(&record, &mut out).is_err());
    assert_eq!(out, b"kept");
}

/// Whoever changes this makes a version 2: what was written by one sawlog is read by another.
#[test]
fn version_1_is_what_it_was() {
    let mut record = record_of_all();
    let opaque = Opaque { type_name: "a.B".into(), text: "b".into(), repr: "<b>".into() };
    let shared = Value::list([1.into()]);
    let zone = Zone::fixed(TimeDelta::new(0, 3600, 0).unwrap()).unwrap().named("CET").in_region("Europe/Berlin");
    let (date, time) = (Date::new(2024, 7, 3).unwrap(), Time::new(16, 5, 9, 250_000).unwrap());
    for (name, value) in [
        ("none", Value::None),
        ("flags", Value::tuple([true.into(), false.into()])),
        ("ints", Value::list([0.into(), 127.into(), 128.into(), (-1).into(), i64::MAX.into(), i64::MIN.into()])),
        ("big", Value::from(i128::MAX)),
        ("float", 0.5.into()),
        ("long", "x".repeat(64).into()),
        ("bytes", Value::from(&b"\0\xff"[..]).into_owned()),
        ("dict", Value::from([("k".into(), 1.into())].into_iter().collect::<Dict>())),
        ("sets", Value::tuple([false, true].map(|frozen| Value::Set(Arc::new(Set::new([1.into()], frozen)))))),
        ("twice", Value::tuple([shared.clone(), shared])),
        ("price", "19.90".parse::<Decimal>().unwrap().into()),
        ("date", date.into()),
        ("time", time.clone().into()),
        ("when", DateTime::new(date, time).with_zone(zone.clone()).into()),
        ("delta", TimeDelta::new(-1, 2, 3).unwrap().into()),
        ("zone", zone.into()),
        ("id", Uuid::from_u128(0x1234).into()),
        ("object", Value::Opaque(Arc::new(opaque))),
    ] {
        record.set(name, value);
    }
    let payload = compact(&record);
    let hex: String = payload.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, include_str!("../samples/compact_1.hex").split_whitespace().collect::<String>());
    comes_back(&record);
}

#[test]
fn what_a_later_sawlog_adds_is_passed_over() {
    let mut payload = compact(&record_of_all());
    // A dict of everything under a field that is not known.
    payload.extend([200, 0xCB, 1, 0x81, b'k', 0xC9, 3, 0xD5, 0, 0, 0, 0xC0, 0xC0, 0xCE, 0xC9, 0, 0xCF, 0]);
    payload.extend([24, 0x81, b'z', 1]);
    let back = record_from_compact(&payload, &Limits::default()).unwrap();
    assert_eq!(back.get("z"), Some(1.into()));
    drop(back);
    payload[1] = 2;
    let error = record_from_compact(&payload, &Limits::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "bad compact record: version 2 of the compact form is not known: the sender is newer than the receiver, at byte 2"
    );
}

#[test]
fn shared_parts_are_sent_once() {
    let mut value = Value::list(["x".repeat(100).into()]);
    for _ in 0..100 {
        value = Value::tuple([value.clone(), value]);
    }
    let payload = compact(&make_log_record([("all", value)]));
    assert!(payload.len() < 1000, "{}", payload.len());
    let back = record_from_compact(&payload, &Limits::default()).unwrap();
    assert!(repr_of(&back.get("all").unwrap()).len() > 1_000_000);
}

#[test]
fn what_is_too_long_is_refused_and_leaves_nothing() {
    let mut out = b"kept".to_vec();
    let record = make_log_record([("msg", Value::from("x".repeat(9 << 20)))]);
    assert!(write_compact(&record, &mut out).is_err());
    assert_eq!(out, b"kept");
    assert!(out.capacity() < 20 << 20);
}

/// It is why there is such a form.
#[test]
fn it_is_smaller_than_the_others() {
    let record = record_of_all();
    let (mut pickle, mut json) = (Vec::new(), String::new());
    sawlog::wire::write_pickle(&record, &mut pickle).unwrap();
    sawlog::wire::write_json(&record, &mut json).unwrap();
    let own = compact(&record).len();
    println!("compact {own}, JSON {}, pickle {}", json.len(), pickle.len());
    assert!(own * 3 < pickle.len() * 2 && own * 3 < json.len() * 2);
    let mut frame = Vec::new();
    write_frame(&mut frame, |payload| write_compact(&record, payload)).unwrap();
    assert_eq!(frame.len(), own + 4);
}

fn scalar() -> impl Strategy<Value = Value<'static>> {
    prop_oneof![
        Just(Value::None),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-300..300_i64).prop_map(Value::from),
        (0..64_u32, any::<i64>()).prop_map(|(shift, number)| Value::from(number >> shift)),
        any::<i128>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        prop::collection::vec(any::<u8>(), 0..90).prop_map(|bytes| Value::Bytes(bytes.into())),
        (any::<i64>(), -20..20_i8).prop_map(|(n, e)| format!("{n}E{e}").parse::<Decimal>().unwrap().into()),
        (1..9999_i16, 1..13_i8, 1..29_i8).prop_map(|(y, m, d)| Date::new(y, m, d).unwrap().into()),
        (0..24_u8, 0..60_u8, any::<bool>()).prop_map(|(h, m, f)| Time::new(h, m, 1, 2).unwrap().with_fold(f).into()),
        (-9999..9999_i64, any::<i32>()).prop_map(|(d, s)| TimeDelta::new(d, s.into(), 5).unwrap().into()),
        any::<u128>().prop_map(|number| Uuid::from_u128(number).into()),
        ".{0,5}".prop_map(|text| {
            Value::Opaque(Arc::new(Opaque { type_name: "m.C".into(), text: text.clone(), repr: format!("<{text}>") }))
        }),
    ]
}

fn value() -> impl Strategy<Value = Value<'static>> {
    scalar().prop_recursive(4, 40, 6, |inner| {
        let key = prop_oneof![any::<i64>().prop_map(Value::from), ".{0,9}".prop_map(Value::from)];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::list),
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::tuple),
            prop::collection::vec((key.clone(), inner.clone()), 0..6)
                .prop_map(|pairs| Value::from(pairs.into_iter().collect::<Dict>())),
            (prop::collection::vec(key, 0..6), any::<bool>())
                .prop_map(|(items, frozen)| Value::Set(Arc::new(Set::new(items, frozen)))),
            inner.prop_map(|value| Value::tuple([value.clone(), value])),
        ]
    })
}

proptest! {
    #[test]
    fn whatever_goes_comes_back(
        name in ".{0,80}",
        message in any::<String>(),
        level in any::<i64>(),
        nanos in any::<i64>(),
        texts in prop::collection::vec(prop::option::of(any::<String>()), 9),
        extras in prop::collection::vec((any::<String>(), value()), 0..6),
    ) {
        let started = Timestamp::from_nanos(nanos / 2);
        let args = RecordArgs::new(name, Level::new(level), message);
        let mut record = LogRecord::new(RecordArgs { created: Timestamp::from_nanos(nanos / 3), started, ..args });
        let names =
            ["levelname", "pathname", "filename", "module", "funcName", "threadName", "processName", "taskName", "stack_info"];
        for (name, text) in names.into_iter().zip(texts) {
            if let Some(text) = text {
                record.set(name, text);
            }
        }
        for (name, value) in extras {
            record.set(name, value);
        }
        comes_back(&record);
    }
}
