//! Many threads with one handler: every message is there once, whole, and in its thread's order.

use std::thread;

use sawlog::{Manager, SocketKind, SysLogFormat, SysLogHandler, info};

use crate::rsyslogd::Rsyslogd;

const THREADS: usize = 8;
const MESSAGES: usize = 500;

#[test]
fn eight_threads_share_a_connection() {
    let Some(daemon) = Rsyslogd::start() else { return };
    let handler = SysLogHandler::builder()
        .host("127.0.0.1", daemon.tcp)
        .socket_kind(SocketKind::Stream)
        .format(SysLogFormat::Rfc5424)
        .app_name("threads")
        .build();
    let manager = Manager::new();
    manager.root().set_level("INFO").unwrap();
    manager.root().add_handler(&handler);
    thread::scope(|scope| {
        for number in 0..THREADS {
            let logger = manager.get_logger(&format!("thread{number}"));
            scope.spawn(move || (0..MESSAGES).for_each(|message| info!(logger, "message\n{message}")));
        }
    });
    handler.flush().unwrap();
    let messages = daemon.wait_for("threads", THREADS * MESSAGES);
    assert_eq!(messages.len(), THREADS * MESSAGES);
    for number in 0..THREADS {
        let logger = format!("thread{number}");
        let texts = messages.iter().filter(|m| m["msgid"] == logger.as_str()).map(|m| m["msg"].as_str().unwrap());
        assert!(texts.eq((0..MESSAGES).map(|message| format!("message\n{message}"))), "{logger}");
    }
    assert_eq!((handler.failures(), handler.stats().unwrap().connections), (0, 1));
}
