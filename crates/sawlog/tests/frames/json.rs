//! Records as JSON: what Python's `json` writes, what others may, and the way there and back.

use proptest::prelude::*;
use sawlog::value::{Value, surrogate};
use sawlog::wire::json::decode;
use sawlog::wire::{JsonErrorKind, Limits, WireError, record_from_json, record_from_payload, write_json};
use sawlog::{Level, make_log_record};

use super::expected::{repr_of, text_of};

fn limits() -> Limits {
    Limits::default()
}

#[test]
fn values_are_what_json_loads_gives() {
    for (text, expected) in [
        ("null", "None"),
        (" [1, -0, 2.50, 1e3, true, false] ", "[1, 0, 2.5, 1000.0, True, False]"),
        ("[NaN, Infinity, -Infinity, 1e999]", "[nan, inf, -inf, inf]"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("-9223372036854775808", "-9223372036854775808"),
        (r#"{"a": {"b": []}, "a": 2}"#, "{'a': 2}"),
        (r#""\u00e9\ud83d\ude00\"\\\/\b\f\n\r\t""#, "'\u{e9}\u{1f600}\"\\\\/\\x08\\x0c\\n\\r\\t'"),
        (r#""\udc80x\ud800""#, "'\\udc80x\\ud800'"),
        (r#""\ud800\u0041""#, "'\\ud800A'"),
        ("\u{feff}{}", "{}"),
    ] {
        let value = decode(text.as_bytes(), &limits()).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(repr_of(&value), expected, "{text}");
    }
}

#[test]
fn malformed_texts_are_refused_where_they_are_wrong() {
    for (text, offset) in [
        ("", 0),
        ("{", 1),
        ("[1,]", 3),
        ("[1 2]", 3),
        ("{\"a\" 1}", 5),
        ("{'a': 1}", 1),
        ("01", 0),
        ("1.", 0),
        ("-", 0),
        ("\"a\nb\"", 2),
        ("\"\\x\"", 1),
        ("\"\\u12\"", 1),
        ("nul", 0),
        ("{} x", 3),
        ("\"abc", 4),
    ] {
        let error = decode(text.as_bytes(), &limits()).unwrap_err();
        assert_eq!(error.offset, offset, "{text:?}: {error}");
    }
    assert_eq!(decode(b"\"\xff\"", &limits()).unwrap_err().kind, JsonErrorKind::Encoding);
}

#[test]
fn limits_hold() {
    let mut tight = limits();
    (tight.depth, tight.items, tight.int_digits, tight.memory) = (3, 10, 5, 700);
    for (text, what) in [
        ("[1,2,3,4,5,6,7,8,9,0]", "values"),
        (r#"{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9}"#, "bytes of memory"),
    ] {
        let error = decode(text.as_bytes(), &tight).unwrap_err();
        assert!(matches!(error.kind, JsonErrorKind::Limit { what: which, .. } if which == what), "{text}: {error}");
    }
    let many: Vec<String> = (0..=1000).map(|n| format!("\"k{n}\":1")).collect();
    let error = record_from_json(format!("{{{}}}", many.join(",")).as_bytes(), &limits()).unwrap_err();
    assert_eq!(error, WireError::TooManyAttributes { limit: 1000 });
}

#[test]
fn what_lies_too_deep_is_shown_as_in_a_pickle() {
    let mut tight = limits();
    (tight.depth, tight.int_digits) = (3, 20);
    for (text, expected) in [
        ("[[[[]]]]", "[[[<list nested too deep>]]]"),
        ("[[[ 1, [[2, {}], {\"a\": [3], \"b\" : -1.5 }, \"\\u00e9]\"] ]], 4]", "[[[1, <list nested too deep>]], 4]"),
        ("[[{\"a\": {\"b\": {\"c\": []}}}]]", "[[{'a': <dict nested too deep>}]]"),
        ("[123456789012345678901, -1]", "[<int of more than 20 digits>, -1]"),
        ("[-12345678901234567890]", "[-12345678901234567890]"),
    ] {
        assert_eq!(repr_of(&decode(text.as_bytes(), &tight).unwrap()), expected, "{text}");
    }
    // It must be sound all the same.
    for (text, offset) in [
        ("[[[[1,]]]]", 6),
        ("[[[[1 2]]]]", 6),
        ("[[[[,1]]]]", 4),
        ("[[[{\"a\" 1}]]]", 8),
        ("[[[{\"a\":1,}]]]", 10),
        ("[[[[}]]]", 4),
        ("[[[[[[", 6),
        ("[[[[\"a", 6),
        ("[[[[nul]]]]", 4),
    ] {
        let error = decode(text.as_bytes(), &tight).unwrap_err();
        assert_eq!(error.offset, offset, "{text}: {error}");
    }
    // Neither depth nor breadth is free.
    let deep = [b"[".repeat(300_000), b"]".repeat(300_000)].concat();
    let record = [&br#"{"msg": "kept", "deep": "#[..], &deep, b"}"].concat();
    assert_eq!(record_from_json(&record, &limits()).unwrap().message(), Ok("kept"));
    tight.items = 1000;
    assert!(matches!(decode(&deep, &tight).unwrap_err().kind, JsonErrorKind::Limit { what: "values", .. }));
}

#[test]
fn a_record_takes_its_attributes() {
    let record = record_from_payload(
        br#" {"name": "a.b", "levelno": 30, "levelname": "WARNING", "msg": "%(n)d", "args": {"n": 3}, "ip": "::1"}"#,
        &limits(),
    )
    .unwrap();
    assert_eq!((record.name(), record.level(), record.message()), ("a.b", Level::WARNING, Ok("3")));
    assert_eq!(record.get("ip"), Some("::1".into()));
    assert!(matches!(record_from_json(b"[1]", &limits()), Err(WireError::Json(_))));
    assert_eq!(record_from_json(b"", &limits()).unwrap_err(), WireError::Empty);
}

#[test]
fn attributes_are_named_as_in_dict_of_a_record() {
    let record = make_log_record([("name", Value::from("a")), ("msg", "m".into()), ("levelno", 20.into())]);
    let mut out = "kept ".to_owned();
    write_json(&record, &mut out).unwrap();
    let json: serde_json::Value = serde_json::from_str(out.strip_prefix("kept ").unwrap()).unwrap();
    let names: Vec<_> = json.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        names.join(" "),
        "name msg args levelname levelno pathname filename module exc_info exc_text stack_info lineno funcName created \
         msecs relativeCreated thread threadName processName process taskName"
    );
}

#[test]
fn a_message_that_does_not_merge_leaves_nothing() {
    let record = make_log_record([("msg", Value::from("%d")), ("args", Value::tuple(["x".into()]))]);
    let mut out = "kept".to_owned();
    assert!(write_json(&record, &mut out).is_err());
    assert_eq!(out, "kept");
}

proptest! {
    #[test]
    fn records_come_back_as_they_went(
        name in any::<String>(),
        message in any::<String>(),
        lone in 0xD800..0xE000u32,
        line in any::<i64>(),
        created in 0.0..4e9,
        extra in any::<i128>(),
    ) {
        let message = format!("{message}{}", surrogate::char_for(lone).unwrap());
        let record = make_log_record([
            ("name", Value::from(name.as_str())),
            ("msg", message.as_str().into()),
            ("lineno", line.into()),
            ("created", Value::Float(created)),
            ("big", extra.into()),
        ]);
        let mut json = String::new();
        write_json(&record, &mut json).unwrap();
        let back = record_from_payload(json.as_bytes(), &limits()).unwrap();
        prop_assert_eq!(back.name(), &name);
        prop_assert_eq!(back.message().unwrap(), &message);
        prop_assert_eq!(back.lineno(), line);
        prop_assert_eq!(back.created(), created);
        prop_assert_eq!(text_of(&back.get("big").unwrap()), extra.to_string());
    }

    #[test]
    fn agrees_with_serde_json(text in r#"[\[\]{}",:0-9eE.\-+ \\unulltrefas]{0,40}"#) {
        let ours = decode(text.as_bytes(), &limits());
        let theirs: Result<serde_json::Value, _> = serde_json::from_str(&text);
        prop_assert_eq!(ours.is_ok(), theirs.is_ok(), "{:?} {:?}", ours, theirs);
    }
}
