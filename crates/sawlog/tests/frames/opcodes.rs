//! The pickle machine, opcode by opcode: programs by hand, with what Python makes of them.

use sawlog::value::Value;
use sawlog::wire::{Limits, PickleErrorKind, pickle};

use super::expected::{repr_of, text_of};

fn decoded(program: &[u8]) -> String {
    let limits = Limits::default();
    let value = pickle::decode(program, &limits).unwrap_or_else(|error| panic!("{program:?}: {error}"));
    repr_of(&value)
}

fn refused(program: &[u8]) -> PickleErrorKind {
    match pickle::decode(program, &Limits::default()) {
        Err(error) => error.kind,
        Ok(value) => panic!("{program:?} gives {value:?}"),
    }
}

#[test]
fn every_opcode_does_what_it_does_in_python() {
    let programs: &[(&[u8], &str)] = &[
        (b"N.", "None"),
        (b"\x88.", "True"),
        (b"\x89.", "False"),
        (b"I01\n.", "True"),
        (b"I00\n.", "False"),
        (b"I-12\n.", "-12"),
        (b"I0x10\n.", "16"),
        (b"J\xff\xff\xff\xff.", "-1"),
        (b"K\xff.", "255"),
        (b"M\x00\x01.", "256"),
        (b"L36893488147419103232L\n.", "36893488147419103232"),
        (b"L7\n.", "7"),
        (b"\x8a\x00.", "0"),
        (b"\x8a\x01\xfe.", "-2"),
        (b"\x8b\x09\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01.", "18446744073709551616"),
        (b"F1.5\n.", "1.5"),
        (b"Finf\n.", "inf"),
        (b"G\x3f\xf8\x00\x00\x00\x00\x00\x00.", "1.5"),
        (b"S'a\\x41'\n.", "'aA'"),
        (b"T\x02\x00\x00\x00ab.", "'ab'"),
        (b"U\x02ab.", "'ab'"),
        (b"U\x01\xe9.", "'\u{e9}'"),
        (b"Va\\u00e9\n.", "'a\u{e9}'"),
        (b"X\x02\x00\x00\x00\xc3\xa9.", "'\u{e9}'"),
        (b"\x8c\x02\xc3\xa9.", "'\u{e9}'"),
        (b"\x8d\x01\x00\x00\x00\x00\x00\x00\x00a.", "'a'"),
        (b"\x8c\x03\xed\xb2\x80.", "'\\udc80'"),
        (b"B\x01\x00\x00\x00\xff.", "b'\\xff'"),
        (b"C\x01\xff.", "b'\\xff'"),
        (b"\x8e\x01\x00\x00\x00\x00\x00\x00\x00\xff.", "b'\\xff'"),
        (b"\x96\x01\x00\x00\x00\x00\x00\x00\x00\xff.", "bytearray(b'\\xff')"),
        (b"].", "[]"),
        (b"]K\x01a(K\x02K\x03e.", "[1, 2, 3]"),
        (b"(K\x01K\x02l.", "[1, 2]"),
        (b").", "()"),
        (b"(K\x01K\x02t.", "(1, 2)"),
        (b"K\x01\x85.", "(1,)"),
        (b"K\x01K\x02\x86.", "(1, 2)"),
        (b"K\x01K\x02K\x03\x87.", "(1, 2, 3)"),
        (b"}.", "{}"),
        (b"}K\x01K\x02s(K\x03K\x04K\x01K\x05u.", "{1: 5, 3: 4}"),
        (b"(K\x01K\x02d.", "{1: 2}"),
        (b"\x8f(K\x01K\x01K\x02\x90.", "{1, 2}"),
        (b"(K\x01\x91.", "frozenset({1})"),
        (b"K\x01K\x020.", "1"),
        (b"K\x01(K\x02K\x031.", "1"),
        (b"K\x01(0.", "1"),
        (b"K\x012\x86.", "(1, 1)"),
        (b"K\x07p300\n0g300\n.", "7"),
        (b"K\x07q\x050h\x05.", "7"),
        (b"K\x07r\x05\x00\x01\x000j\x05\x00\x01\x00.", "7"),
        (b"K\x07\x940h\x00.", "7"),
        (b"\x80\x04\x95\x02\x00\x00\x00\x00\x00\x00\x00N.", "None"),
        (b"cdatetime\ntimedelta\n(K\x01K\x02K\x03tR.", "datetime.timedelta(days=1, seconds=2, microseconds=3)"),
        (b"\x8c\x07decimal\x8c\x07Decimal\x93\x8c\x031.5\x85R.", "Decimal('1.5')"),
        (b"(K\x01I5\niother\nThing\n.", "<other.Thing object>"),
        (b"(cother\nThing\nK\x01o.", "<other.Thing object>"),
        (b"cother\nThing\n)\x81}b.", "<other.Thing object>"),
        (b"cother\nThing\n)}\x92.", "<other.Thing object>"),
        (b"cother\nThing\n)R]b.", "<other.Thing object>"),
        (b"cother\nThing\n)R(K\x01K\x02u.", "<other.Thing object>"),
        (b"cother\nThing\n.", "<class 'other.Thing'>"),
        (b"cos\nsystem\n.", "<function os.system>"),
        (b"c__builtin__\neval\n.", "<built-in function eval>"),
        (b"c__builtin__\nlong\n.", "<class 'int'>"),
        (b"N.what follows is not read", "None"),
    ];
    for (program, expected) in programs {
        assert_eq!(decoded(program), *expected, "{program:?}");
    }
}

#[test]
fn what_reaches_outside_is_refused() {
    for program in
        [&b"P7\n."[..], b"NQ.", b"\x82\x01.", b"\x83\x01\x00.", b"\x84\x01\x00\x00\x00.", b"\x97.", b"N\x98."]
    {
        assert!(matches!(refused(program), PickleErrorKind::External(_)), "{program:?}");
    }
}

#[test]
fn malformed_programs_are_refused() {
    use PickleErrorKind as Kind;
    let programs: &[(&[u8], Kind)] = &[
        (b"", Kind::Truncated),
        (b"N", Kind::Truncated),
        (b"X\xff\xff\xff\xffab.", Kind::Truncated),
        (b"\x8d\xff\xff\xff\xff\xff\xff\xff\xffab.", Kind::Truncated),
        (b"I12", Kind::Truncated),
        (b"\x80\x05\x95\xff\xff\x00\x00\x00\x00\x00\x00N.", Kind::Truncated),
        (b"\x80\x06N.", Kind::Protocol(6)),
        (b"\xff.", Kind::UnknownOpcode(0xff)),
        (b".", Kind::Underflow("STOP")),
        (b"(.", Kind::Underflow("STOP")),
        (b"K\x01(\x85.", Kind::Underflow("TUPLE1")),
        (b"t.", Kind::NoMark("TUPLE")),
        (b"(K\x01u.", Kind::OddItems),
        (b"(K\x01K\x02u.", Kind::Underflow("SETITEMS")),
        (b"h\x00.", Kind::NoMemo(0)),
        (b"K\x01q\x05h\x04.", Kind::NoMemo(4)),
        (b"I1x\n.", Kind::Malformed("INT")),
        (b"S'a\n.", Kind::Malformed("STRING")),
        (b"V\\u12\n.", Kind::Malformed("UNICODE")),
        (b"X\x01\x00\x00\x00\xff.", Kind::Malformed("BINUNICODE")),
        (b"K\x01pabc\n.", Kind::Malformed("PUT")),
        (b"K\x01K\x02a.", Kind::WrongType { opcode: "APPEND", found: "int" }),
        (b"](K\x01K\x02u.", Kind::WrongType { opcode: "SETITEMS", found: "list" }),
        (b"K\x01)R.", Kind::WrongType { opcode: "REDUCE", found: "int" }),
        (b"ca\nb\nK\x01R.", Kind::WrongType { opcode: "REDUCE", found: "int" }),
        (b"K\x01}b.", Kind::WrongType { opcode: "BUILD", found: "int" }),
        (b"K\x01K\x02\x93.", Kind::WrongType { opcode: "STACK_GLOBAL", found: "int" }),
        (b"(]K\x01d.", Kind::Unhashable("list")),
        (b"(]\x85K\x01d.", Kind::Unhashable("tuple")),
        (b"\x8f(}\x90.", Kind::Unhashable("dict")),
    ];
    for (program, expected) in programs {
        assert_eq!(refused(program), *expected, "{program:?}");
    }
}

#[test]
fn an_error_says_where() {
    let error = pickle::decode(b"K\x01K\x02\xff.", &Limits::default()).unwrap_err();
    assert_eq!(error.offset, 4);
    assert_eq!(error.to_string(), "unknown opcode 0xff, at byte 4");
}

#[test]
fn calls_outside_the_table_stay_calls() {
    for (program, name) in [
        (&b"cposix\nsystem\n(Vtouch x\ntR."[..], "os.system"),
        (b"c_codecs\ndecode\n(Vx\nVzlib\ntR.", "_codecs.decode"),
        (b"c_codecs\nencode\n(Vx\nVrot13\ntR.", "_codecs.encode"),
        (b"cdecimal\nDecimal\n(Vnot a number\ntR.", "decimal.Decimal"),
        (b"cdatetime\ndatetime\n(Vx\ntR.", "datetime.datetime"),
        (b"c__builtin__\ngetattr\n(cos\nenviron\nVclear\ntR)R.", "os.environ.clear"),
        (b"ccopy_reg\n_reconstructor\n(K\x01K\x02tR.", "copyreg._reconstructor"),
    ] {
        let value = pickle::decode(program, &Limits::default()).unwrap();
        assert_eq!(value.type_name(), name);
        assert_eq!(text_of(&value), format!("<{name} object>"));
    }
}

#[test]
fn text_at_the_top_is_borrowed() {
    let value = pickle::decode(b"\x8c\x02ab.", &Limits::default()).unwrap();
    assert!(matches!(value, Value::Str(std::borrow::Cow::Borrowed("ab"))));
}
