//! Libraries that log by the `log` crate while they carry a record to its server: the handler does not send what they say.
//!
//! In a process of its own, since the `log` crate has one logger for all of it.
#![cfg(all(feature = "http", feature = "smtp"))]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::json;

use sawlog::bridge::log::Bridge;
use sawlog::{HTTPHandler, HandlerRef, Level, Manager, SMTPHandler, SmtpTls};

mod python;
mod skipped;

#[path = "smtp/server.rs"]
#[allow(dead_code)]
mod mail_server;
#[path = "http/server.rs"]
#[allow(dead_code)]
mod web_server;

const PATIENCE: Duration = Duration::from_secs(30);

#[test]
fn no_handler_sends_what_its_own_sending_logs() {
    let manager = Manager::new();
    manager.root().set_level(Level::new(1)).unwrap();
    Bridge::new(&manager).install().unwrap();

    if let Some(server) = mail_server::Server::start(json!({"tls": "starttls"})) {
        let mail = SMTPHandler::builder("127.0.0.1").port(server.port).from("a@example.org").to("b@example.org");
        let mail = mail.tls(SmtpTls::StartTls).ca_file(server.file("ca.pem")).timeout(PATIENCE).build().unwrap();
        let said = logs_one(&manager, mail.erase());
        assert_eq!(server.only()["text"], "the one record\n");
        assert_eq!((mail.mails(), mail.failures()), (1, said), "what libraries say is dropped and counted");
    }
    if let Some(server) = web_server::Server::start(json!({"tls": true})) {
        let web = HTTPHandler::builder(&*server.host, "/").secure(true).ca_file(server.authority()).timeout(PATIENCE);
        let web = web.map_log_record(|record| vec![("m".to_owned(), record.message().unwrap().to_owned().into())]);
        let web = web.build().unwrap();
        let said = logs_one(&manager, web.erase());
        assert_eq!(server.next()["line"], "GET /?m=the+one+record HTTP/1.1");
        server.nothing_more();
        assert_eq!(web.failures(), said, "what libraries say is dropped and counted");
    }
}

/// Logs one record to the handler; how many others came to it meanwhile.
fn logs_one(manager: &Manager, handler: HandlerRef) -> u64 {
    let seen = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&seen);
    handler.add_filter_fn(move |_| counter.fetch_add(1, Ordering::Relaxed) < u64::MAX);
    manager.root().add_handler(&handler);
    sawlog::error!(manager.root(), "the one record");
    handler.flush().unwrap();
    manager.root().remove_handler(&handler);
    let said = seen.load(Ordering::Relaxed) - 1;
    assert!(said > 0, "the libraries log, or this proves nothing");
    said
}
