//! Whatever arrives: no panic, no cost beyond the limits.

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use sawlog::format::{Formatter, JsonFormatter, MessageFormatter};
use sawlog::value::{Value, repr};
use sawlog::wire::{Limits, PickleErrorKind, pickle, record_from_payload, sniff, write_json};

use super::expected::{cases, repr_of};

/// How far a value's text may pass its bound: a number, and the dots that say that something is missing.
const SLACK: usize = 64;

/// Decodes, prints and drops. What is printed stays within what a value's text may be, whatever it unfolds to, and as a
/// whole within what a record's may be.
fn survives(payload: &[u8]) {
    let mut limits = Limits::default();
    (limits.items, limits.memory) = (20_000, 1 << 20);
    (limits.message_len, limits.text_len) = (20_000, 50_000);
    let _ = sniff(payload);
    if let Ok(record) = record_from_payload(payload, &limits) {
        if let Ok(message) = record.message() {
            let given = record.msg().as_str().map_or(repr::MAX_TEXT + SLACK, str::len);
            let added = if record.args().is_empty() { 0 } else { limits.message_len };
            assert!(message.len() <= given + added, "{} of {given} and {added}", message.len());
        }
        for formatter in [&JsonFormatter::new() as &dyn Formatter, &MessageFormatter] {
            let mut out = String::new();
            if formatter.format(&record, &mut out).is_ok() {
                assert!(out.len() <= limits.text_len);
            }
        }
        for (_, value) in record.extras() {
            assert!(repr_of(value).len() <= repr::MAX_TEXT + SLACK);
        }
        let owned = record.into_owned();
        drop(owned);
    }
    if let Ok(value) = pickle::decode(payload, &limits) {
        assert!(value_count(&value, &mut 1_000_000) > 0);
    }
}

/// A record as JSON, from a payload that is a record. One that does not say when it was made says when it was decoded,
/// so the times are left out.
fn json(payload: &[u8], limits: &Limits) -> Option<String> {
    let mut record = record_from_payload(payload, limits).ok()?;
    for time in ["created", "msecs", "relativeCreated"] {
        record.set(time, 0.0);
    }
    let mut out = String::new();
    write_json(&record, &mut out).ok()?;
    Some(out)
}

/// The short way for plain records, which tight limits bar, must give what the machine gives.
fn both_ways_agree(payload: &[u8]) {
    let mut tight = Limits::default();
    tight.items = payload.len().saturating_sub(1);
    assert_eq!(json(payload, &Limits::default()), json(payload, &tight), "{payload:?}");
}

/// Walks over a value as far as a count allows; it must not nest deeper than the stack holds.
fn value_count(value: &Value<'_>, left: &mut usize) -> usize {
    if *left == 0 {
        return 1;
    }
    *left -= 1;
    1 + match value {
        Value::List(items) | Value::Tuple(items) => items.iter().map(|item| value_count(item, left)).sum(),
        Value::Dict(dict) => dict.iter().map(|(key, item)| value_count(key, left) + value_count(item, left)).sum(),
        _ => 0,
    }
}

/// Opcodes with arguments that mostly make sense, so that programs get somewhere.
fn opcode() -> impl Strategy<Value = Vec<u8>> {
    let plain = prop::sample::select(&b"(.012Nabdelt}]))ousR\x81\x85\x86\x87\x88\x89\x8f\x90\x91\x92\x93\x94"[..]);
    let globals = prop::sample::select(vec![
        "cdecimal\nDecimal\n",
        "c__builtin__\nset\n",
        "ccopy_reg\n_reconstructor\n",
        "ccollections\nOrderedDict\n",
        "ccollections\nCounter\n",
        "ccollections\ndeque\n",
        "cdatetime\ndatetime\n",
        "cexceptions\nOSError\n",
        "c_codecs\nencode\n",
        "c__builtin__\nobject\n",
        "ctypes\nSimpleNamespace\n",
        "cx\nY\n",
    ]);
    prop_oneof![
        6 => plain.prop_map(|opcode| vec![opcode]),
        2 => any::<u8>().prop_map(|number| vec![b'K', number]),
        2 => (0..8u8).prop_map(|index| vec![b'q', index]),
        2 => (0..8u8).prop_map(|index| vec![b'h', index]),
        2 => "[a-z]{0,6}".prop_map(|text| [&[0x8c, text.len() as u8], text.as_bytes()].concat()),
        2 => globals.prop_map(|global| global.as_bytes().to_vec()),
        1 => any::<f64>().prop_map(|number| [&b"G"[..], &number.to_be_bytes()].concat()),
        1 => prop::collection::vec(any::<u8>(), 0..12).prop_map(|bytes| {
            [&[0x8a, bytes.len() as u8], &bytes[..]].concat()
        }),
        1 => any::<u8>().prop_map(|byte| vec![byte]),
    ]
}

/// Directives that make much of little.
fn directive() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "%(i)d",
        "%(i)999d",
        "%(i)99999d",
        "%(s)s",
        "%(s)-5000s",
        "%(s).0s",
        "%(l)s",
        "%(l).0s",
        "%(l)r",
        "%(l)9.3a",
        "%(f)f",
        "%(f).300f",
        "%(f).9999g",
        "%(i)x",
        "%%",
        "x",
        "%(none)s",
    ])
    .prop_map(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn random_bytes(payload in prop::collection::vec(any::<u8>(), 0..300)) {
        survives(&payload);
    }

    #[test]
    fn random_programs(opcodes in prop::collection::vec(opcode(), 0..120)) {
        survives(&[&opcodes.concat()[..], b"."].concat());
    }

    #[test]
    fn random_templates(
        pieces in prop::collection::vec((directive(), 0..60usize), 0..8),
        list in prop::collection::vec("[a-z]{0,90}", 0..40),
    ) {
        let template: String = pieces.iter().map(|(directive, times)| directive.repeat(*times)).collect();
        let record = serde_json::json!({"msg": template, "args": {"i": -7, "s": "text", "l": list, "f": 2.5}});
        survives(&serde_json::to_vec(&record).unwrap());
    }

    #[test]
    fn random_programs_in_a_record(opcodes in prop::collection::vec(opcode(), 0..60)) {
        survives(&[b"}(Vextra\n", &opcodes.concat()[..], b"u."].concat());
    }
}

#[test]
fn mutated_samples() {
    let samples = cases(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples"));
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let changes = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6);
    for case in &samples {
        for _ in 0..30 {
            let changes = changes.new_tree(&mut runner).unwrap().current();
            let mut payload = case.frame[4..].to_vec();
            for (at, byte) in changes {
                let at = at.index(payload.len());
                payload[at] = byte;
            }
            survives(&payload);
            both_ways_agree(&payload);
            payload.truncate(payload.len() / 2);
            survives(&payload);
        }
    }
}

fn refusal(pickle: &[u8]) -> PickleErrorKind {
    pickle::decode(pickle, &Limits::default()).unwrap_err().kind
}

fn is_limit(kind: &PickleErrorKind, what: &str) -> bool {
    matches!(kind, PickleErrorKind::Limit { what: which, .. } if *which == what)
}

#[test]
fn steps_are_bounded() {
    let kind = refusal(&[&b"N0".repeat(600_000)[..], b"N."].concat());
    assert!(is_limit(&kind, "opcodes"), "{kind}");
}

#[test]
fn memory_is_bounded() {
    // A text of 64 KiB, a thousand times in a list.
    let text = [&b"X\x00\x00\x01\x00"[..], &vec![b'x'; 0x1_0000], b"q\x000"].concat();
    let kind = refusal(&[&text[..], b"(", &b"h\x00".repeat(1000), b"l."].concat());
    assert!(is_limit(&kind, "bytes of memory"), "{kind}");
    // A memo entry far ahead.
    let kind = refusal(b"Nr\xff\xff\xff\x7f.");
    assert!(is_limit(&kind, "memo entries"), "{kind}");
}

#[test]
fn great_depth_is_shown_as_far_as_it_is_kept() {
    for (open, close) in [(&b"]"[..], &b"a"[..]), (b"", b"\x85"), (b"}N", b"s"), (b"cx\nY\n", b"\x85R")] {
        let program = [&open.repeat(20_000)[..], b"N", &close.repeat(20_000), b"."].concat();
        let value = pickle::decode(&program, &Limits::default()).unwrap();
        let text = repr_of(&value);
        assert!(text.contains("nested too deep") || text == "<x.Y object>", "{text}");
    }
    // Objects that are rebuilt nest as containers do.
    let program = [&b"ccollections\ndeque\nq\x000".to_vec()[..], &b"h\x00(".repeat(5000), b"tR"].concat();
    let program = [&program[..], &b"\x85\x85R".repeat(4000), b"."].concat();
    let _ = pickle::decode(&program, &Limits::default());
}

#[test]
fn keys_that_all_collide_are_refused() {
    // Ten thousand different sets as keys, all of one length, which is all that their hash tells.
    let mut program = b"}(".to_vec();
    for number in 0..10_000u16 {
        program.extend([b'(', b'M', number as u8, (number >> 8) as u8, 0x91, b'N']);
    }
    program.extend(b"u.");
    let kind = refusal(&program);
    assert!(is_limit(&kind, "comparisons of keys"), "{kind}");
}

#[test]
fn an_integer_of_too_many_digits_is_shown_as_one() {
    let text = [&b"L"[..], &b"9".repeat(5000), b"L\n"].concat();
    let bytes = [&b"\x8b\x00\x10\x00\x00"[..], &[1; 0x1000]].concat();
    for number in [text, bytes] {
        let alone = [&number[..], b"."].concat();
        let value = pickle::decode(&alone, &Limits::default()).unwrap();
        assert_eq!((&*value.type_name(), &*repr_of(&value)), ("int", "<int of more than 4300 digits>"));
        // The record is there for what else it has; so is a dict that has it as a key.
        let record = [&b"}(Vmsg\nVhello\nVn\n"[..], &number, b"Vd\n}", &number, b"Nsu."].concat();
        let record = record_from_payload(&record, &Limits::default()).unwrap();
        assert_eq!(record.message().unwrap(), "hello");
        assert_eq!(repr_of(&record.get("d").unwrap()), "{<int of more than 4300 digits>: None}");
    }
    let program = [&b"L"[..], &b"9".repeat(5000), b"xL\n."].concat();
    assert!(matches!(refusal(&program), PickleErrorKind::Malformed("LONG")));
}

#[test]
fn numbers_as_keys_are_cheap() {
    // Floats with a fraction, 200,000 of them; before, each was hashed by its 800 digits.
    let mut program = b"}(".to_vec();
    for number in 0..200_000 {
        program.push(b'G');
        program.extend((f64::from(number) + 0.1).to_be_bytes());
        program.push(b'N');
    }
    program.extend(b"u.");
    let mut limits = Limits::default();
    limits.memory = 1 << 30;
    let began = std::time::Instant::now();
    let Value::Dict(dict) = pickle::decode(&program, &limits).unwrap() else { panic!() };
    assert_eq!(dict.len(), 200_000);
    assert_eq!(dict.get(&Value::from(77.1)), Some(&Value::None));
    assert!(began.elapsed() < std::time::Duration::from_secs(30), "{:?}", began.elapsed());
    // Decimals that need thousands of digits as integers are few.
    let mut program = b"cdecimal\nDecimal\nq\x000}(".to_vec();
    for number in 0..50_000 {
        program.extend(format!("h\0(V{number}E+4200\ntRN").bytes());
    }
    program.extend(b"u.");
    let refused = pickle::decode(&program, &limits).unwrap_err().kind;
    assert!(is_limit(&refused, "comparisons of keys"), "{refused}");
}

#[test]
fn attributes_are_bounded() {
    let mut program = b"}(".to_vec();
    for number in 0..2000 {
        program.extend(format!("Va{number}\nN").bytes());
    }
    program.extend(b"u.");
    assert!(record_from_payload(&program, &Limits::default()).is_err());
}
