//! Many values out of one long text: what is copied for each is charged for each.
//!
//! Work is counted in bytes that were allocated, not in time.

use sawlog::wire::{Limits, PickleErrorKind, WireError, pickle, record_from_json, record_from_payload};

/// A megabyte, whatever else is allowed.
const LONG: usize = 1 << 20;
/// How many bytes may be allocated for one byte of the budget: for what grows, and for what is made of what was made.
const FACTOR: u64 = 8;

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.memory = 4 << 20;
    limits
}

/// A text, as the top of the stack and as memo entry 0, taken off again.
fn memoized(text: &str) -> Vec<u8> {
    [b"X", &(text.len() as u32).to_le_bytes()[..], text.as_bytes(), b"q\x000"].concat()
}

/// Decodes; all that was ever allocated for it stays within the budget, a small factor aside.
fn costs_little(what: &str, program: &[u8]) -> bool {
    let limits = limits();
    let mut is_ok = false;
    let cost = allocation_counter::measure(|| is_ok = pickle::decode(program, &limits).is_ok());
    let ceiling = FACTOR * limits.memory as u64;
    assert!(cost.bytes_total <= ceiling, "{what}: {} bytes allocated, at most {ceiling} may be", cost.bytes_total);
    is_ok
}

/// Every type of the table, made over and over of one argument list.
#[test]
fn no_type_copies_a_shared_text_uncharged() {
    const GLOBALS: [&str; 24] = [
        "_codecs\nencode",
        "builtins\nbytes",
        "builtins\nbytearray",
        "builtins\nset",
        "builtins\nslice",
        "builtins\nValueError",
        "decimal\nDecimal",
        "fractions\nFraction",
        "uuid\nUUID",
        "datetime\ndatetime",
        "datetime\ndate",
        "datetime\ntime",
        "datetime\ntimedelta",
        "datetime\ntimezone",
        "collections\nOrderedDict",
        "collections\nCounter",
        "collections\ndeque",
        "types\nSimpleNamespace",
        "array\narray",
        "time\nstruct_time",
        "pathlib\nPurePosixPath",
        "ipaddress\nIPv4Address",
        "ipaddress\nIPv6Network",
        "x\nY",
    ];
    for text in ["x".repeat(LONG), "1".repeat(4300), format!("{}\u{20ac}", "x".repeat(LONG))] {
        for arguments in [&b"h\x00\x85"[..], b"h\x00h\x00\x86", b"h\x00\x8c\x06latin1\x86", b"h\x00]h\x00a\x86"] {
            for global in GLOBALS {
                let start = [&memoized(&text)[..], arguments, b"q\x010c", global.as_bytes(), b"\nq\x020("].concat();
                let program = [&start[..], &b"h\x02h\x01R".repeat(1000), b"t."].concat();
                costs_little(global, &program);
            }
        }
    }
}

#[test]
fn names_of_types_are_bounded() {
    let long = "x".repeat(LONG);
    let program = [&b"cm\n"[..], long.as_bytes(), b"\nq\x000(", &b"h\x00)\x81".repeat(1000), b"t."].concat();
    assert!(!costs_little("a long name of a class", &program));
    let name = "x".repeat(1000);
    let program = [&b"cm\n"[..], name.as_bytes(), b"\nq\x000(", &b"h\x00)\x81".repeat(20_000), b"t."];
    assert!(!costs_little("a name of a class", &program.concat()));
    let program = [&b"cm\nC\nq\x000("[..], &b"h\x00)\x81".repeat(1000), b"t."].concat();
    assert!(costs_little("a short name of a class", &program));
}

#[test]
fn a_subclass_of_str_is_charged_each_time() {
    let start = [&memoized(&"x".repeat(LONG))[..], b"ccopy_reg\n_reconstructor\n(c__builtin__\nstr\nq\x01h\x01h\x00tR"];
    let program = [&start.concat()[..], b"q\x020(", &b"h\x02".repeat(1000), b"t."].concat();
    assert!(!costs_little("str", &program));
}

#[test]
fn addresses_are_checked() {
    for (class, text, is_address) in [
        ("IPv4Network", "10.0.0.0/8", true),
        ("IPv6Interface", "fe80::1%eth0/64", true),
        ("IPv6Address", "::1", true),
        ("IPv4Network", "10.0.0.0/33", false),
        ("IPv4Address", "10.0.0.0/8", false),
        ("IPv4Address", "no address", false),
    ] {
        let program = format!("cipaddress\n{class}\n(V{text}\ntR.");
        let value = pickle::decode(program.as_bytes(), &limits()).unwrap();
        assert_eq!(super::expected::text_of(&value) == text, is_address, "{class}({text})");
    }
}

#[test]
fn names_of_attributes_and_loggers_are_bounded() {
    let long = "a.".repeat(600);
    let too_long = Err(WireError::NameTooLong { limit: 1024 });
    for (name, value) in [(&*long, "x"), ("name", &*long)] {
        let program = format!("}}(V{name}\nV{value}\nu.");
        assert_eq!(record_from_payload(program.as_bytes(), &limits()).map(drop), too_long);
        let binary = [b"\x80\x02}(", &memoized(name)[..], b"h\x00", &memoized(value), b"h\x00u."].concat();
        assert!(record_from_payload(&binary, &limits()).is_err());
        let json = format!(r#"{{"{name}": "{value}"}}"#);
        assert_eq!(record_from_json(json.as_bytes(), &limits()).map(drop), too_long);
    }
    let json = format!(r#"{{"msg": "{long}"}}"#);
    assert!(record_from_json(json.as_bytes(), &limits()).is_ok());
}

#[test]
fn an_attribute_cannot_be_named_without_end() {
    let program = [&memoized(&"x".repeat(1000))[..], b"}(", &b"h\x00N".repeat(10_000), b"u."].concat();
    let refused = record_from_payload(&program, &limits()).map(drop);
    assert_eq!(refused, Err(WireError::TooMuchWork { limit: limits().memory }));
}

#[test]
fn keys_are_weighed_by_their_bytes() {
    // A tuple of sixty-four times one long text, as the key of many pairs.
    let text = memoized(&"x".repeat(LONG));
    let keys = [&text[..], b"h\x00\x85q\x010(", &b"h\x01".repeat(64), b"tq\x020}(", &b"h\x02N".repeat(1000), b"u."];
    let mut roomy = Limits::default();
    roomy.memory = 1 << 30;
    let program = keys.concat();
    let value = pickle::decode(&program, &roomy).unwrap();
    let sawlog::Value::Dict(dict) = &value else { panic!("{value:?}") };
    assert!(dict.iter().all(|(key, _)| key.type_name() == "tuple" && !matches!(key, sawlog::Value::Tuple(_))));
}

#[test]
fn keys_with_sound_hashes_are_taken_in_any_number() {
    let mut program = b"cdatetime\ndate\nq\x000}(".to_vec();
    for number in 0..10_000u16 {
        let [high, low] = number.to_be_bytes();
        program.extend([b"G", &(f64::from(number) + 0.5).to_be_bytes()[..], b"N"].concat());
        program.extend([b'M', low, high, b'N', 0x86, b'N']);
        program.extend([&b"h\x00C\x04\x07"[..], &[0xd0 + (low & 7), 1 + high % 12, 1 + low % 28], b"\x85RN"].concat());
    }
    program.extend(b"u.");
    let value = pickle::decode(&program, &Limits::default());
    assert!(value.is_ok(), "{:?}", value.err());
}

#[test]
fn zones_are_looked_up_by_names_of_zones_alone() {
    for (region, is_zone) in [("Europe/Berlin", true), ("../../etc/passwd", false), ("/etc/localtime", false)] {
        let program = format!("cbuiltins\ngetattr\n(czoneinfo\nZoneInfo\nV_unpickle\ntR(V{region}\nI01\ntR.");
        let value = pickle::decode(program.as_bytes(), &limits()).unwrap();
        assert_eq!(super::expected::text_of(&value) == region, is_zone, "{region}");
    }
}

#[test]
fn memory_is_refused_by_name() {
    let program = [&memoized(&"x".repeat(LONG))[..], b"(", &b"h\x00".repeat(100), b"t."].concat();
    let kind = pickle::decode(&program, &limits()).unwrap_err().kind;
    assert!(matches!(kind, PickleErrorKind::Limit { what: "bytes of memory", .. }), "{kind}");
}
