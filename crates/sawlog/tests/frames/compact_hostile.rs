//! Payloads that claim to be compact records: refused, or harmless, within the limits.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use sawlog::format::{Formatter, JsonFormatter};
use sawlog::value::Value;
use sawlog::wire::compact::CompactErrorKind;
use sawlog::wire::{Limits, WireError, record_from_compact, record_from_payload, write_compact};
use sawlog::{LogRecord, make_log_record};

use super::expected::repr_of;

const HEAD: [u8; 2] = [0xC1, 1];

/// A payload with one added attribute, `x`, of this value.
fn attribute(value: &[u8]) -> Vec<u8> {
    [&HEAD[..], &[24, 0x81, b'x'], value].concat()
}

fn read(payload: &[u8]) -> Result<LogRecord<'_>, WireError> {
    record_from_payload(payload, &Limits::default())
}

fn refusal(payload: &[u8]) -> CompactErrorKind {
    match read(payload) {
        Err(WireError::Compact(error)) => error.kind,
        other => panic!("{other:?}"),
    }
}

/// Decodes, shows and drops.
fn survives(payload: &[u8]) {
    let mut limits = Limits::default();
    (limits.items, limits.memory, limits.text_len) = (20_000, 1 << 20, 50_000);
    let Ok(record) = record_from_payload(payload, &limits) else { return };
    let mut out = String::new();
    let _ = JsonFormatter::new().format(&record, &mut out);
    for (_, value) in record.extras() {
        repr_of(value);
    }
    // What was read is written and read again.
    let mut again = Vec::new();
    if write_compact(&record, &mut again).is_ok() {
        record_from_compact(&again, &Limits::default()).unwrap();
    }
    drop(record.into_owned());
}

fn sample() -> Vec<u8> {
    let hex: String = include_str!("../samples/compact_1.hex").split_whitespace().collect();
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

#[test]
fn times_that_lie_as_far_apart_as_can_be_are_shown() {
    let far = |created: i64, started: i64| {
        let mut payload = HEAD.to_vec();
        for (field, nanos) in [(12, created), (13, started)] {
            payload.extend([field, 0xC4]);
            payload.extend(nanos.to_le_bytes());
        }
        read(&payload).unwrap().relative_created()
    };
    assert_eq!([far(i64::MAX, i64::MIN), far(i64::MIN, i64::MAX)], [i64::MAX as f64 / 1e6, i64::MIN as f64 / 1e6]);
}

#[test]
fn a_payload_cut_anywhere_is_refused_or_ends_with_a_field() {
    let whole = sample();
    let attributes = |payload: &[u8]| read(payload).map(|record| record.extras().count());
    let all = attributes(&whole).unwrap();
    let mut ends = 0;
    for end in 0..whole.len() {
        survives(&whole[..end]);
        match attributes(&whole[..end]) {
            Ok(some) => {
                assert!(some < all);
                ends += 1;
            }
            Err(WireError::Compact(error)) => assert_eq!(error.kind, CompactErrorKind::Truncated, "{end}"),
            Err(WireError::Empty) => assert_eq!(end, 0),
            Err(other) => panic!("{other}"),
        }
    }
    assert!((30..80).contains(&ends), "{ends}");
}

#[test]
fn lengths_that_promise_too_much_cost_nothing() {
    let huge = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F];
    for kind in [0xC5, 0xC7, 0xC8, 0xC9, 0xCA, 0xCB, 0xCC, 0xCD] {
        assert_eq!(refusal(&attribute(&[&[kind], &huge[..]].concat())), CompactErrorKind::Truncated);
        // Of a field that is passed over, too.
        let unknown = [&HEAD[..], &[77, kind], &huge[..]].concat();
        assert_eq!(refusal(&unknown), CompactErrorKind::Truncated);
    }
    let endless = attribute(&[&[0xC3], &[0xFF; 11][..]].concat());
    assert_eq!(refusal(&endless), CompactErrorKind::Malformed("number"));
    // Items that are there cost what they take: a million `None`s are more than the memory.
    let nones = [&[0xC9, 0x80, 0x89, 0x7A][..], &vec![0xC0; 2_000_000]].concat();
    assert!(matches!(refusal(&attribute(&nones)), CompactErrorKind::Limit { what: "bytes of memory", .. }));
    let unknown = [&HEAD[..], &[77], &nones].concat();
    assert!(matches!(refusal(&unknown), CompactErrorKind::Limit { what: "values", .. }));
}

#[test]
fn great_depth_is_shown_as_far_as_it_is_kept() {
    for depth in [150, 199, 200, 201, 20_000] {
        let nested = [&[0xC9, 1].repeat(depth)[..], &[7]].concat();
        let payload = attribute(&nested);
        let record = read(&payload).unwrap();
        let text = repr_of(&record.get("x").unwrap());
        assert_eq!(text.contains("nested too deep"), depth > 200, "{depth}: {text}");
        survives(&payload);
        let passed_over = [&HEAD[..], &[77], &nested, &[1, 0x81, b'a']].concat();
        assert_eq!(read(&passed_over).unwrap().name(), "a");
    }
    // Each level refers to the one before it: as a whole it would be deeper than any that is kept.
    let mut tower = vec![0xC9, 0xAE, 2];
    tower.extend([0xCE, 0xC9, 1, 7]);
    for level in 0..301_u16 {
        tower.extend([0xCE, 0xC9, 1, 0xCF, (level & 0x7F) as u8 | 0x80, (level >> 7) as u8]);
    }
    let payload = attribute(&tower);
    let record = read(&payload).unwrap();
    assert!(repr_of(&record.get("x").unwrap()).contains("nested too deep"));
    survives(&payload);
}

#[test]
fn references_lead_to_what_was_read() {
    assert_eq!(refusal(&attribute(&[0xCF, 0])), CompactErrorKind::NoValue(0));
    // Not to the container that they stand in.
    assert_eq!(refusal(&attribute(&[0xCE, 0xC9, 1, 0xCF, 0])), CompactErrorKind::NoValue(0));
    assert_eq!(refusal(&attribute(&[0xCE, 7])), CompactErrorKind::Expected("a container to refer to"));
    let payload = attribute(&[0xC9, 2, 0xCE, 0xC9, 1, 7, 0xCF, 0]);
    assert_eq!(repr_of(&read(&payload).unwrap().get("x").unwrap()), "[[7], [7]]");
}

#[test]
fn keys_are_hashable_and_few_where_they_collide() {
    assert_eq!(refusal(&attribute(&[0xCB, 1, 0xC9, 0, 1])), CompactErrorKind::Unhashable("list"));
    assert_eq!(
        refusal(&attribute(&[0xCC, 1, 0xCA, 1, 0xCB, 0])),
        CompactErrorKind::Unhashable("list, dict or set in a key")
    );
    // Different frozensets of one length, which is all that their hash tells.
    let mut value = vec![0xCC, 0x90, 0x4E];
    for number in 0..10_000_i64 {
        value.extend([0xCD, 1, 0xC4]);
        value.extend(number.to_le_bytes());
    }
    let began = Instant::now();
    assert!(matches!(refusal(&attribute(&value)), CompactErrorKind::Limit { what: "comparisons of keys", .. }));
    assert!(began.elapsed() < Duration::from_secs(30));
    // A key that unfolds without end is shown.
    let mut value = vec![0xC9, 62, 0xCE, 0xCA, 1, 7];
    for level in 0..60 {
        value.extend([0xCE, 0xCA, 2, 0xCF, level, 0xCF, level]);
    }
    value.extend([0xCB, 1, 0xCF, 60, 1]);
    let payload = attribute(&value);
    let text = repr_of(&match read(&payload).unwrap().get("x").unwrap() {
        Value::List(items) => items[61].clone(),
        other => panic!("{other:?}"),
    });
    assert_eq!(text, "{<tuple of more than 1000 values>: 1}");
}

#[test]
fn attributes_and_names_are_bounded() {
    let many: Vec<u8> =
        (0..2000).flat_map(|number| [&[24, 0x84][..], format!("{number:04}").as_bytes(), &[1]].concat()).collect();
    assert!(matches!(read(&[&HEAD[..], &many].concat()), Err(WireError::TooManyAttributes { .. })));
    let long = [&HEAD[..], &[1, 0xC7, 0x81, 0x08], &[b'a'; 1025]].concat();
    assert!(matches!(read(&long), Err(WireError::NameTooLong { .. })));
    // The same one again and again is one.
    let same = [&HEAD[..], &[24, 0x81, b'x', 1].repeat(50_000)].concat();
    assert_eq!(read(&same).unwrap().extras().count(), 1);
}

#[test]
fn an_integer_of_too_many_digits_is_shown_as_one() {
    let payload = attribute(&[&[0xC5, 0x80, 0x20][..], &[1; 0x1000]].concat());
    assert_eq!(repr_of(&read(&payload).unwrap().get("x").unwrap()), "<int of more than 4300 digits>");
}

#[test]
fn wrong_kinds_are_named() {
    assert_eq!(refusal(&[&HEAD[..], &[1, 5]].concat()), CompactErrorKind::Expected("a text"));
    assert_eq!(refusal(&[&HEAD[..], &[2, 0x80]].concat()), CompactErrorKind::Expected("an integer"));
    assert_eq!(refusal(&attribute(&[0xFF])), CompactErrorKind::UnknownKind(0xFF));
    assert_eq!(refusal(&attribute(&[0x81, 0xFF])), CompactErrorKind::Encoding);
    assert_eq!(refusal(&attribute(&[0xD0, 0x81, b'x'])), CompactErrorKind::Malformed("decimal number"));
    assert_eq!(refusal(&attribute(&[0xD1, 0, 0, 0, 0])), CompactErrorKind::Malformed("date or time"));
    assert!(matches!(record_from_compact(b"{}", &Limits::default()), Err(WireError::Compact(_))));
}

#[test]
fn a_whole_record_is_bounded_when_it_is_formatted() {
    let mut limits = Limits::default();
    limits.text_len = 1000;
    let mut payload = Vec::new();
    write_compact(&make_log_record([("msg", Value::from("x".repeat(2000)))]), &mut payload).unwrap();
    let record = record_from_compact(&payload, &limits).unwrap();
    assert!(JsonFormatter::new().format(&record, &mut String::new()).is_err());
}

/// Bytes that mean something.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => (0xC0..0xD9_u8).prop_map(|kind| vec![kind]),
        3 => (0..30_u8).prop_map(|field| vec![field]),
        3 => "[a-z]{0,6}".prop_map(|text| [&[0x80 + text.len() as u8], text.as_bytes()].concat()),
        1 => any::<u8>().prop_map(|byte| vec![byte]),
        1 => prop::collection::vec(any::<u8>(), 8),
    ];
    prop::collection::vec(piece, 0..80).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn random_fields(bytes in bytes()) {
        survives(&[&HEAD[..], &bytes].concat());
    }

    #[test]
    fn random_values(bytes in bytes()) {
        survives(&attribute(&bytes));
    }

    #[test]
    fn changed_samples(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut payload = sample();
        for (at, byte) in changes {
            let at = at.index(payload.len());
            payload[at] = byte;
        }
        survives(&payload);
    }
}
