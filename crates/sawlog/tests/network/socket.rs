//! What a `SocketHandler` sends: pickles, JSON, frames of the program's own.

use sawlog::config::{Configurator, Document, Format};
use sawlog::value::Value;
use sawlog::value::temporal::{Date, DateTime, Time};
use sawlog::wire::{Encoding, write_frame};
use sawlog::{Address, IntoHandler, Level, Logger, Manager, PercentFormatter, SocketHandler, error, info};

use crate::cases;
use crate::peer::{Peer, Told, until};

fn logger(handler: impl IntoHandler) -> (Manager, Logger) {
    let manager = Manager::new();
    let log = manager.get_logger("shop");
    log.set_level(Level::DEBUG).unwrap();
    log.add_handler(handler);
    (manager, log)
}

/// Type and text of an attribute.
fn attribute<'t>(told: &'t Told, name: &str) -> (&'t str, &'t str) {
    let text = |at: usize| told[name][at].as_str().unwrap();
    (text(0), text(1))
}

#[test]
fn an_exception_travels_as_its_text() {
    let Some(peer) = Peer::start(&["tcp"]) else { return };
    let handler = SocketHandler::new("127.0.0.1", peer.port());
    let (_manager, log) = logger(&handler);
    let failed = "x".parse::<i32>().unwrap_err();
    error!(log, exc = &failed; "not a number");
    let formatter = PercentFormatter::new("%(message)s").unwrap();
    handler.set_formatter(formatter.format_exception(|info| format!("it is {}", info.value())));
    error!(log, exc = &failed; "not a number");
    let came = peer.next();
    assert_eq!(attribute(&came, "exc_info"), ("NoneType", "None"));
    let (kind, text) = attribute(&came, "exc_text");
    assert!(kind == "str" && text.contains("invalid digit found in string"), "{text}");
    assert_eq!(attribute(&peer.next(), "exc_text"), ("str", "'it is invalid digit found in string'"));
}

#[test]
fn values_that_are_not_ours_travel_as_their_text() {
    let Some(peer) = Peer::start(&["tcp"]) else { return };
    let (_manager, log) = logger(SocketHandler::new("127.0.0.1", peer.port()));
    let mut deep = Value::from(1);
    for _ in 0..1000 {
        deep = Value::list([deep]);
    }
    let many_digits: num_bigint::BigInt = num_bigint::BigInt::from(1) << 20_000;
    info!(log, peer:% = std::net::Ipv4Addr::LOCALHOST, shown:? = Some("x"), deep = deep; "text");
    info!(log, many = Value::from(many_digits); "digits");
    let date = Date::new(2024, 10, 27).unwrap();
    let twice = |fold| DateTime::new(date, Time::new(2, 30, 0, 0).unwrap().with_fold(fold));
    info!(log, first = Value::from(twice(false)), second = Value::from(twice(true)); "summer time ends");
    let came = peer.next();
    assert_eq!(attribute(&came, "peer"), ("str", "'127.0.0.1'"));
    assert_eq!(attribute(&came, "shown"), ("str", "'Some(\"x\")'"));
    let (kind, text) = attribute(&came, "deep");
    assert!(kind == "list" && text.contains("[[['<list nested too deep>']]]"), "{text}");
    assert_eq!(attribute(&peer.next(), "many"), ("str", "'<int of more than 4300 digits>'"));
    let came = peer.next();
    assert_eq!(attribute(&came, "first"), ("datetime", "datetime.datetime(2024, 10, 27, 2, 30)"));
    assert_eq!(attribute(&came, "second"), ("datetime", "datetime.datetime(2024, 10, 27, 2, 30, fold=1)"));
}

#[test]
fn containers_that_share_their_parts_do_not_unfold() {
    let Some(peer) = Peer::start(&["tcp"]) else { return };
    let handler = SocketHandler::new("127.0.0.1", peer.port());
    let (_manager, log) = logger(&handler);
    let mut value = Value::list([1.into()]);
    for _ in 0..20 {
        value = Value::list([value.clone(), value]);
    }
    let mut pickle = Vec::new();
    sawlog::wire::pickle::encode(&value, &mut pickle).unwrap();
    assert!(pickle.len() < 500, "{}", pickle.len());
    // As large as this it would be refused.
    let text = "x".repeat(9 << 20);
    info!(log, text = text.as_str(); "too long");
    assert_eq!(handler.failures(), 1);
    info!(log, "short");
    assert_eq!(peer.messages(1), ["short"]);
}

#[test]
fn json_on_request() {
    let Some(peer) = Peer::start(&["tcp"]) else { return };
    let handler = SocketHandler::builder(Address::host("127.0.0.1", peer.port())).format(Encoding::Json).build();
    let (_manager, log) = logger(handler);
    info!(log, user = "ann", items = 3; "put {}", "tea");
    let came = peer.next();
    assert_eq!(attribute(&came, "msg"), ("str", "'put tea'"));
    assert_eq!(attribute(&came, "user"), ("str", "'ann'"));
    assert_eq!(attribute(&came, "items"), ("int", "3"));
}

#[test]
fn frames_of_the_programs_own() {
    let Some(peer) = Peer::start(&["tcp"]) else { return };
    let make = |record: &sawlog::LogRecord<'_>, frame: &mut Vec<u8>| {
        let json = format!(r#"{{"msg": "<{}>"}}"#, record.message()?);
        write_frame(frame, |payload| payload.extend(json.as_bytes()));
        Ok(())
    };
    let handler = SocketHandler::builder(Address::host("127.0.0.1", peer.port())).make_pickle(make).build();
    let (_manager, log) = logger(handler);
    info!(log, "mine");
    assert_eq!(peer.messages(1), ["<mine>"]);
}

#[test]
fn a_record_that_cannot_be_made_is_reported_or_closes_the_connection() {
    let Some(peer) = Peer::start(&["tcp"]) else { return };
    let handler = SocketHandler::new("127.0.0.1", peer.port());
    let (_manager, log) = logger(&handler);
    info!(log, "one");
    assert_eq!(peer.messages(1), ["one"]);
    sawlog::percent!(log, Level::INFO, "%d", "not a number");
    assert_eq!((handler.failures(), handler.stats().connected), (1, true));
    handler.set_close_on_error(true);
    sawlog::percent!(log, Level::INFO, "%d", "not a number");
    assert_eq!((handler.failures(), handler.stats().connected, handler.stats().dropped), (1, false, 1));
    info!(log, "two");
    assert_eq!(peer.messages(1), ["two"]);
    assert_eq!(handler.stats().connections, 2);
}

#[test]
fn configured_as_in_python() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("socket");
    let (Some(tcp), Some(set), Some(udp), Some(unix)) = (
        Peer::start(&["tcp"]),
        Peer::start(&["tcp"]),
        Peer::start(&["udp"]),
        Peer::start(&["unix", path.to_str().unwrap()]),
    ) else {
        return;
    };
    let yaml = format!(
        "
version: 1
handlers:
  tcp:
    class: logging.handlers.SocketHandler
    host: localhost
    port: {}
    .: {{closeOnError: true, retryMax: 5}}
  set: {{class: logging.handlers.SocketHandler, host: nowhere.invalid, port: 9, .: {{address: [localhost, {}]}}}}
  udp: {{class: logging.handlers.DatagramHandler, host: localhost, port: {}, format: json}}
  unix: {{class: sawlog.SocketHandler, host: {}, port: null, format: json, backlogRecords: 10, dropPolicy: newest}}
root: {{level: INFO, handlers: [tcp, set, udp, unix]}}
",
        tcp.port(),
        set.port(),
        udp.port(),
        unix.address
    );
    let manager = Manager::new();
    let document = Document::parse(&yaml, Format::Yaml).unwrap();
    let _guard = Configurator::new(&manager).configure(&document).unwrap();
    info!(manager.get_logger("shop"), "configured");
    for peer in [tcp, set, udp, unix] {
        assert_eq!(peer.messages(1), ["configured"]);
    }
}

#[test]
fn wrong_configurations_are_told_by_their_keys() {
    for (handler, error) in [
        ("class: logging.handlers.SocketHandler, host: x", "port"),
        ("class: logging.handlers.SocketHandler, port: 9020", "host"),
        ("class: logging.handlers.SocketHandler, host: x, port: 70000", "a port is a number from 0 to 65535"),
        ("class: logging.handlers.SocketHandler, host: x, port: []", "a port, or null"),
        ("class: logging.handlers.SocketHandler, host: x, port: 1, format: xml", "pickle, json or compact"),
        ("class: logging.handlers.SocketHandler, host: x, port: 1, timeout: 3", "timeout"),
        ("class: logging.handlers.DatagramHandler, host: x, port: 1, timeout: 3", "timeout"),
        ("class: sawlog.SocketHandler, host: x, port: 1, timeout: -3", "not negative"),
        ("class: sawlog.SocketHandler, host: x, port: 1, backlogRecords: 0", "greater than zero"),
        ("class: sawlog.SocketHandler, host: x, port: 1, dropPolicy: none", "oldest or newest"),
        ("class: sawlog.SocketHandler, host: x, port: 1, .: {retryStart: soon}", "for retryStart"),
        (
            "class: logging.handlers.SocketHandler, host: x, port: 1, .: {address: x}",
            "a list of host and port for address",
        ),
    ] {
        let yaml = format!("{{version: 1, handlers: {{h: {{{handler}}}}}, root: {{handlers: [h]}}}}");
        let document = Document::parse(&yaml, Format::Yaml).unwrap();
        let refused = Configurator::new(&Manager::new()).configure(&document).unwrap_err().to_string();
        assert!(refused.contains(error), "{handler}: {refused}");
    }
}

#[test]
fn a_closed_handler_opens_again() {
    let Some(peer) = Peer::start(&["tcp"]) else { return };
    let handler = SocketHandler::new("127.0.0.1", peer.port());
    let (_manager, log) = logger(&handler);
    info!(log, "one");
    assert_eq!(peer.messages(1), ["one"]);
    handler.close().unwrap();
    handler.close().unwrap();
    assert!(!handler.stats().connected);
    info!(log, "two");
    assert_eq!(peer.messages(1), ["two"]);
    until(|| handler.stats().sent == 2);
}

#[test]
fn what_is_added_is_of_every_type() {
    // What the comparison with Python goes by would be worth little if a type were missing.
    let types: std::collections::HashSet<_> =
        cases::extras().iter().map(|(_, value)| value.type_name().into_owned()).collect();
    for name in ["NoneType", "bool", "int", "float", "str", "bytes", "list", "tuple", "dict", "set", "frozenset"] {
        assert!(types.contains(name), "{name}");
    }
}
