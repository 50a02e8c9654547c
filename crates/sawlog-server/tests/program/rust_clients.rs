//! Rust programs that send with `SocketHandler`, pickles and JSON.

use std::process::Command;
use std::time::Duration;

use sawlog::value::temporal::{Date, DateTime, Time};
use sawlog::wire::Encoding;
use sawlog::{Address, HandlerRef, Level, Logger, Manager, SocketHandler, Value, error, info};

use crate::process::{SAWLOG, Server};

const CONFIG: &str = "
version: 1
formatters: {line: {format: '%(name)s %(levelname)s %(when)s %(price).2f %(items)r %(message)s'}}
handlers: {file: {class: logging.FileHandler, filename: '{folder}/out.log', formatter: line}}
root: {handlers: [file]}
";

fn client(port: u16, format: Encoding) -> (HandlerRef<SocketHandler>, Logger, Manager) {
    let builder = SocketHandler::builder(Address::host("127.0.0.1", port)).format(format);
    let soon = Duration::from_millis(50);
    let handler = builder.back_off(soon, 1.0, soon).build();
    let manager = Manager::new();
    let log = manager.get_logger("mill.stones");
    log.set_level(Level::DEBUG).unwrap();
    log.add_handler(&handler);
    (handler, log, manager)
}

#[test]
fn what_they_send_arrives_as_it_was() {
    let server = Server::configured(CONFIG, &[]);
    let when = DateTime::new(Date::new(2024, 2, 29).unwrap(), Time::new(12, 30, 0, 0).unwrap());
    let items = Value::tuple([1.into(), Value::from("two".to_owned())]);
    for format in [Encoding::Pickle, Encoding::Json] {
        let (handler, log, _manager) = client(server.address().port(), format);
        let (when, items) = (Value::from(when.clone()), items.clone());
        info!(log, when = when, price = 19.9, items = items; "put {} into it", "tea");
        handler.close().unwrap();
        let lines = if format == Encoding::Pickle { 1 } else { 2 };
        server.wait_for_lines(&server.path("out.log"), lines);
    }
    let written = server.stop().read("out.log");
    let lines: Vec<_> = written.lines().collect();
    assert_eq!(lines[0], "mill.stones INFO 2024-02-29 12:30:00 19.90 (1, 'two') put tea into it");
    assert_eq!(lines[1], "mill.stones INFO 2024-02-29 12:30:00 19.90 [1, 'two'] put tea into it");
}

#[test]
fn a_server_that_is_started_again_gets_what_was_logged_meanwhile() {
    let server = Server::start(&[]);
    let port = server.address().port();
    let (handler, log, _manager) = client(port, Encoding::Pickle);
    handler.set_error_policy(sawlog::ErrorPolicy::Ignore);
    (0..500).for_each(|n| info!(log, "sack {n}"));
    let mut written = server.wait_for_lines(&server.log_file(), 500);
    assert_eq!(server.stop().count("written"), 500);
    (500..1000).for_each(|n| info!(log, "sack {n}"));
    assert_eq!(handler.stats().waiting, 500);

    let mut command = Command::new(SAWLOG);
    command.args(["serve", "--listen", &format!("127.0.0.1:{port}")]);
    let server = Server::start_command(tempfile::tempdir().unwrap(), command);
    server.wait_for_lines(&server.log_file(), 500);
    error!(log, "sack 1000");
    written += &server.wait_for_lines(&server.log_file(), 501);
    let numbers: Vec<_> = written.lines().map(|line| line.rsplit(' ').next().unwrap().to_owned()).collect();
    assert_eq!(numbers, (0..=1000).map(|n| n.to_string()).collect::<Vec<_>>());
    handler.close().unwrap();
    assert_eq!((handler.stats().sent, handler.stats().dropped, handler.failures()), (1001, 0, 0));
    assert_eq!(server.stop().count("written"), 501);
}
