//! A daemon that goes and comes back.

use std::time::{Duration, Instant};

use sawlog::{Manager, SocketKind, SysLogFormat, SysLogHandler, info};

use crate::rsyslogd::Rsyslogd;

/// The longest that a call took.
fn log_some(manager: &Manager, numbers: std::ops::Range<usize>) -> Duration {
    let logger = manager.get_logger("shop");
    let timed = numbers.map(|number| {
        let begun = Instant::now();
        info!(logger, "order {number}");
        begun.elapsed()
    });
    timed.max().unwrap_or_default()
}

#[test]
fn what_is_logged_meanwhile_arrives() {
    let Some(mut daemon) = Rsyslogd::start() else { return };
    let builder = SysLogHandler::builder().format(SysLogFormat::Rfc5424).app_name("orders");
    let builder = builder.host("127.0.0.1", daemon.tcp).socket_kind(SocketKind::Stream);
    let handler = builder.timeout(Duration::from_millis(500)).build();
    // That the daemon is away is told once.
    handler.set_error_policy(sawlog::ErrorPolicy::Ignore);
    let manager = Manager::new();
    manager.root().set_level("INFO").unwrap();
    manager.root().add_handler(&handler);

    log_some(&manager, 0..100);
    daemon.wait_for("orders", 100);
    daemon.stop();
    let longest = log_some(&manager, 100..1100);
    assert!(longest < Duration::from_secs(10), "a call took {longest:?}");
    assert_eq!(handler.failures(), 0, "nothing is lost yet");
    let waiting = handler.stats().unwrap().waiting;
    assert!(waiting >= 999, "{waiting} wait");
    daemon.resume();
    // Nothing more is logged: the handler looks for the daemon by itself.
    let messages = daemon.wait_for("orders", 1100);
    let texts: Vec<&str> = messages.iter().map(|message| message["msg"].as_str().unwrap()).collect();
    let expected: Vec<String> = (0..1100).map(|number| format!("order {number}")).collect();
    assert_eq!(texts, expected);
    assert_eq!(handler.stats().unwrap().waiting, 0);
}

#[test]
fn a_daemon_may_come_later() {
    let Some(mut daemon) = Rsyslogd::prepare() else { return };
    let builder = SysLogHandler::builder().format(SysLogFormat::Rfc5424).app_name("early");
    let handler = builder.host("127.0.0.1", daemon.tcp).socket_kind(SocketKind::Stream).build();
    handler.set_error_policy(sawlog::ErrorPolicy::Ignore);
    let manager = Manager::new();
    manager.root().set_level("INFO").unwrap();
    manager.root().add_handler(&handler);
    log_some(&manager, 0..10);
    daemon.resume();
    assert_eq!(daemon.wait_for("early", 10).len(), 10);
}

#[test]
fn a_unix_socket_made_anew_is_found_again() {
    let Some(mut daemon) = Rsyslogd::start() else { return };
    let builder = SysLogHandler::builder().format(SysLogFormat::Rfc5424).app_name("local");
    let handler = builder.unix(daemon.path("datagrams")).build();
    handler.set_error_policy(sawlog::ErrorPolicy::Ignore);
    let manager = Manager::new();
    manager.root().set_level("INFO").unwrap();
    manager.root().add_handler(&handler);
    log_some(&manager, 0..10);
    daemon.wait_for("local", 10);
    daemon.stop();
    log_some(&manager, 10..13);
    assert_eq!(handler.failures(), 3, "a datagram that nobody takes is lost, and counted");
    daemon.resume();
    log_some(&manager, 13..20);
    let messages = daemon.wait_for("local", 17);
    assert_eq!(messages[10]["msg"], "order 13");
    assert_eq!(handler.failures(), 3);
}
