//! The calls that `peer.py` has in Python, one for one.

use std::sync::Arc;

use num_bigint::BigInt;
use sawlog::value::temporal::{Date, DateTime, Time, TimeDelta, Zone};
use sawlog::value::{Args, Decimal, Dict, Set, Uuid, Value, surrogate};
use sawlog::{CallSite, Event, HandlerRef, Level, LogRecord, Logger, Manager, make_log_record};

/// What is logged and what CPython's own handler sends for it, in order.
pub(crate) fn log_all(handler: &HandlerRef) {
    let manager = Manager::new();
    let log = manager.get_logger("shop.basket");
    log.set_level(Level::DEBUG).unwrap();
    log.add_handler(handler);
    let plain = |level, msg: Value<'_>| log.log_with(level, msg, event());

    plain(Level::INFO, "nothing to merge".into());
    merged(&log, Level::WARNING, "%s of %d", &["one".into(), 2.into()]);
    let item = Dict::from_iter([("item".into(), "tea".into())]);
    merged(&log, Level::ERROR, "%(item)s is gone", &[item.into()]);
    plain(Level::CRITICAL, "".into());
    plain(Level::DEBUG, "ünï ✓ 😀 \0 \x1b[0m\n".into());
    plain(Level::INFO, format!("lone {} and {}", lone(0xDC80), lone(0xD800)).into());
    plain(Level::INFO, 1234.into());
    plain(Level::new(35), "between two levels".into());
    plain(Level::INFO, "x".repeat(100_000).into());
    plain(Level::INFO, "100% sure".into());
    with_extras(&log, "extras", &extras());
    let shared = Value::list([1.into(), 2.into(), 3.into()]);
    let pair = Value::tuple([shared.clone(), shared.clone()]);
    with_extras(&log, "shared", &[("both", Value::list([shared.clone(), shared, pair]))]);

    handler.handle(&mut made());
    log.remove_handler(handler);
    let other = sawlog::StreamHandler::writer(std::io::sink());
    other.set_formatter(sawlog::PercentFormatter::new("%(asctime)s %(message)s").unwrap().datefmt("a date"));
    log.add_handler(other);
    log.add_handler(handler);
    plain(Level::INFO, "formatted before".into());
}

fn event<'a>() -> Event<'a> {
    Event::new(CallSite { pathname: file!(), lineno: line!(), func_name: Some(|| "log_all"), module_path: None })
}

fn merged(log: &Logger, level: Level, template: &str, args: &[Value<'_>]) {
    log.log_with(level, template, Event { args: Args::from_call(args), ..event() });
}

fn with_extras(log: &Logger, msg: &str, extra: &[(&str, Value<'_>)]) {
    log.log_with(Level::INFO, msg, Event { extra, ..event() });
}

fn power_of_two(exponent: usize) -> BigInt {
    BigInt::from(1) << exponent
}

fn lone(surrogate: u32) -> char {
    surrogate::char_for(surrogate).unwrap()
}

/// A value of each type that Python has too.
pub(crate) fn extras() -> Vec<(&'static str, Value<'static>)> {
    let all_bytes: Vec<u8> = (0..=255).collect();
    let dict = Dict::from_iter([
        ("a".into(), 1.into()),
        (2.into(), Dict::from_iter([("b".into(), Value::None)]).into()),
        (Value::tuple([3.into(), 4.into()]), Value::list([])),
    ]);
    let set = |items: Vec<Value<'static>>, frozen| Value::Set(Arc::new(Set::new(items, frozen)));
    let decimal = |text: &str| Value::from(text.parse::<Decimal>().unwrap());
    let date = |year, month, day| Date::new(year, month, day).unwrap();
    let time = |hour, minute, second, micro| Time::new(hour, minute, second, micro).unwrap();
    let brasilia = Zone::fixed(TimeDelta::new(0, -3 * 3600, 0).unwrap()).unwrap().named("BRT");
    vec![
        ("none", Value::None),
        ("yes", true.into()),
        ("no", false.into()),
        ("byte", 255.into()),
        ("short", 65535.into()),
        ("int", i32::MIN.into()),
        ("long", i64::MAX.into()),
        ("low", i64::MIN.into()),
        ("big", power_of_two(200).into()),
        ("negative", (-power_of_two(200)).into()),
        ("ratio", 0.1.into()),
        ("minus", (-0.0).into()),
        ("large", f64::INFINITY.into()),
        ("nothing", f64::NAN.into()),
        ("bytes", Value::Bytes(all_bytes.into())),
        ("empty", Value::Bytes(Vec::new().into())),
        ("tuple", Value::tuple([1.into(), Value::tuple(["two".into(), Value::list([3.0.into()])])])),
        ("unit", Value::tuple([])),
        ("list", Value::list([1.into(), Value::list([2.into(), Value::list([3.into(), Value::list([])])])])),
        ("dict", dict.into()),
        ("set", set(vec![7.into()], false)),
        ("frozen", set(vec!["x".into()], true)),
        ("void", set(vec![], false)),
        ("price", decimal("19.90")),
        ("odd", decimal("-Infinity")),
        ("day", date(2024, 2, 29).into()),
        ("hour", time(23, 59, 58, 999_999).into()),
        ("when", DateTime::new(date(2024, 2, 29), time(1, 2, 3, 4)).into()),
        ("zoned", DateTime::new(date(1, 1, 1), time(0, 0, 0, 0)).with_zone(Zone::utc()).into()),
        ("named", time(12, 0, 0, 0).with_zone(brasilia).into()),
        ("took", TimeDelta::new(-1, 5, 6).unwrap().into()),
        ("uuid", Uuid::from_u128(0x1234).into()),
        ("surrogate", lone(0xDCFF).to_string().into()),
        ("naïve", "ключ".into()),
    ]
}

/// A record that somebody has made, with attributes of types that no call gives them.
fn made() -> LogRecord<'static> {
    make_log_record([
        ("name", Value::None),
        ("msg", "%s".into()),
        ("args", Value::tuple(["merged".into()])),
        ("levelno", 20.into()),
        ("levelname", "INFO".into()),
        ("pathname", "/src/shop.rs".into()),
        ("filename", "shop.rs".into()),
        ("module", "shop".into()),
        ("exc_text", "Broken: it is\n  and it says why".into()),
        ("stack_info", "Stack (most recent call last):\n  here".into()),
        ("lineno", "twelve".into()),
        ("funcName", Value::None),
        ("created", 1_700_000_000.5.into()),
        ("msecs", 500.0.into()),
        ("relativeCreated", 1.25.into()),
        ("thread", power_of_two(63).into()),
        ("threadName", format!("T{}", lone(0xDC80)).into()),
        ("processName", Value::tuple(["a".into(), "b".into()])),
        ("process", 42.into()),
        ("taskName", "Task-1".into()),
        ("user", "ann".into()),
    ])
}
