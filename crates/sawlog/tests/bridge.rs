//! What libraries log by the `log` crate, on its way through our loggers.

use std::sync::Mutex;

use log::{LevelFilter, Log, MetadataBuilder};
use sawlog::bridge::log::Bridge;
use sawlog::{Level, Manager, Value, capture, get_logger, root};

/// `log` has one logger and one maximum level: tests that use them take turns.
static TURN: Mutex<()> = Mutex::new(());

fn take_turn() -> impl Drop {
    let turn = TURN.lock().unwrap_or_else(|e| e.into_inner());
    static INIT: std::sync::Once = std::sync::Once::new();
    INIT.call_once(|| sawlog::bridge::log::init().unwrap());
    turn
}

#[test]
fn a_target_is_the_logger_of_that_name() {
    let _turn = take_turn();
    let captured = capture(&root(), 5);
    log::info!(target: "shop::web", "put {} into {}", 3, "it");
    log::warn!(target: "shop.db", "plain");
    log::trace!(target: "", "nobody's");
    log::error!("this module's");
    log::debug!("debug");
    assert_eq!(
        captured.output(),
        [
            "INFO:shop.web:put 3 into it",
            "WARNING:shop.db:plain",
            "Level 5:root:nobody's",
            "ERROR:bridge:this module's",
            "DEBUG:bridge:debug"
        ]
    );
    let records = captured.records();
    assert_eq!(records[0].pathname(), file!());
    assert!(records.iter().map(|record| record.lineno()).is_sorted());
    assert_eq!(records[0].get("module_path"), Some(Value::from("bridge")));
    assert_eq!(records[3].get("module_path"), None);
}

#[test]
fn key_values_are_attributes_and_none_is_lost() {
    let _turn = take_turn();
    let captured = capture(&get_logger("kv"), 5);
    let (user, address) = (String::from("sheila"), std::net::Ipv4Addr::LOCALHOST);
    log::info!(
        target: "kv", user, n = 3u8, big = u64::MAX, f = 0.5, yes = true, c = 'x', address:%, list:? = [1, 2],
        none = None::<i32>, name = "clash", message = 1; "m"
    );
    let record = captured.records().remove(0);
    let expected = [
        ("user", Value::from("sheila")),
        ("n", Value::from(3)),
        ("big", Value::from(u64::MAX)),
        ("f", Value::from(0.5)),
        ("yes", Value::from(true)),
        ("c", Value::from("x")),
        ("address", Value::from("127.0.0.1")),
        ("list", Value::from("[1, 2]")),
        ("none", Value::None),
        ("name_", Value::from("clash")),
        ("message_", Value::from(1)),
    ];
    for (name, value) in &expected {
        assert_eq!(record.extra(name), Some(value), "{name}");
    }
    assert_eq!(record.name(), "kv");
}

#[test]
fn the_maximum_level_follows_the_loggers() {
    let _turn = take_turn();
    let (root, talkative) = (root(), get_logger("talkative.one"));
    assert_eq!(log::max_level(), LevelFilter::Warn);
    talkative.set_level(Level::DEBUG).unwrap();
    assert_eq!(log::max_level(), LevelFilter::Debug);
    talkative.set_level(5).unwrap();
    assert_eq!(log::max_level(), LevelFilter::Trace);
    sawlog::disable(Level::INFO).unwrap();
    assert_eq!(log::max_level(), LevelFilter::Warn);
    sawlog::disable(Level::CRITICAL).unwrap();
    assert_eq!(log::max_level(), LevelFilter::Off);
    sawlog::disable(0).unwrap();
    // One below a disabled logger may still be made.
    talkative.set_disabled(true);
    assert_eq!(log::max_level(), LevelFilter::Trace);
    let captured = capture(&get_logger("talkative.one.below"), 0);
    log::trace!(target: "talkative::one::below", "heard");
    log::error!(target: "talkative::one", "not heard");
    assert_eq!(captured.output(), ["Level 5:talkative.one.below:heard"]);
    drop(captured);
    talkative.set_disabled(false);
    talkative.set_level(0).unwrap();
    assert_eq!(log::max_level(), LevelFilter::Warn);
    root.set_level(0).unwrap();
    assert_eq!(log::max_level(), LevelFilter::Trace);
    root.set_level(Level::WARNING).unwrap();
}

#[test]
fn levels_are_heeded_whenever_they_change() {
    let manager = Manager::new();
    let bridge = Bridge::new(&manager);
    let other = Bridge::new(&Manager::new());
    let enabled = |bridge: &Bridge, target: &str, level| {
        bridge.enabled(&MetadataBuilder::new().target(target).level(level).build())
    };
    assert!(!enabled(&bridge, "a::b", log::Level::Info));
    assert!(enabled(&bridge, "a::b", log::Level::Warn));
    manager.get_logger("a").set_level(Level::DEBUG).unwrap();
    assert!(enabled(&bridge, "a::b", log::Level::Debug));
    assert!(!enabled(&other, "a::b", log::Level::Debug));
    manager.get_logger("a.b").set_disabled(true);
    assert!(!enabled(&bridge, "a::b", log::Level::Error));
}

#[test]
fn targets_made_at_run_time_are_told_apart_wherever_they_lie() {
    let manager = Manager::new();
    let bridge = Bridge::new(&manager);
    let captured = capture(&manager.root(), 0);
    let mut target = String::with_capacity(8);
    for name in ["one", "two", "six"] {
        target.clear();
        target.push_str(name);
        let record = log::Record::builder().target(&target).level(log::Level::Info).args(format_args!("m")).build();
        bridge.log(&record);
    }
    assert_eq!(captured.output(), ["INFO:one:m", "INFO:two:m", "INFO:six:m"]);
}
