//! Several records in one mail, and no more mails than somebody can read.

use std::time::{Duration, Instant};

use serde_json::json;

use sawlog::{HandlerRef, SMTPHandler, SMTPHandlerBuilder, Value, make_log_record};

use crate::server::{Server, eventually};

const HOUR: Duration = Duration::from_secs(3600);

fn builder(server: &Server) -> SMTPHandlerBuilder {
    let builder = SMTPHandler::builder("127.0.0.1").port(server.port).timeout(Duration::from_secs(30));
    builder.from("a@example.org").to("b@example.org").subject("%(levelname)s: %(message)s")
}

fn log(handler: &HandlerRef<SMTPHandler>, level: (&str, i64), text: &str) {
    let attributes = [("msg", text.into()), ("levelname", level.0.into()), ("levelno", Value::Int(level.1))];
    handler.handle(&mut make_log_record(attributes));
}

const INFO: (&str, i64) = ("INFO", 20);
const ERROR: (&str, i64) = ("ERROR", 40);

#[test]
fn a_batch_goes_when_it_is_full() {
    let Some(server) = Server::start(json!({})) else { return };
    let handler = builder(&server).batch(HOUR, 3).build().unwrap();
    let begun = Instant::now();
    for number in 0..5 {
        log(&handler, if number == 1 { ERROR } else { INFO }, &format!("number {number}"));
    }
    assert!(begun.elapsed() < Duration::from_secs(10), "nobody waits for a batch");
    let mail = server.next();
    assert_eq!(mail["subject"], "ERROR: number 1 (3 records)");
    assert_eq!(mail["text"], "number 0\nnumber 1\nnumber 2\n");
    server.nothing_more();
    // What is left goes when somebody flushes.
    handler.flush().unwrap();
    assert_eq!(handler.mails(), 2);
    let mail = server.only();
    assert_eq!(
        (&mail["subject"], &mail["text"]),
        (&json!("INFO: number 3 (2 records)"), &json!("number 3\nnumber 4\n"))
    );
}

#[test]
fn a_batch_goes_in_time() {
    let Some(server) = Server::start(json!({})) else { return };
    let handler = builder(&server).batch(Duration::from_millis(500), 100).build().unwrap();
    log(&handler, INFO, "one");
    log(&handler, INFO, "two");
    assert_eq!(server.next()["text"], "one\ntwo\n");
    log(&handler, INFO, "three");
    let mail = server.only();
    assert_eq!((&mail["subject"], &mail["text"]), (&json!("INFO: three"), &json!("three\n")));
}

#[test]
fn closing_mails_what_waits_and_opens_again() {
    let Some(server) = Server::start(json!({})) else { return };
    let handler = builder(&server).batch(HOUR, 100).build().unwrap();
    log(&handler, INFO, "one");
    log(&handler, INFO, "two");
    handler.close().unwrap();
    assert_eq!(server.only()["text"], "one\ntwo\n");
    handler.close().unwrap();
    log(&handler, INFO, "three");
    handler.close().unwrap();
    assert_eq!(server.only()["text"], "three\n");
    // One that nobody closes mails all the same.
    log(&handler, INFO, "four");
    drop(handler);
    assert_eq!(server.only()["text"], "four\n");
}

#[test]
fn an_error_loop_floods_no_inbox() {
    let Some(server) = Server::start(json!({})) else { return };
    let handler = builder(&server).limit(3, HOUR).capacity(100).build().unwrap();
    for number in 0..1000 {
        log(&handler, ERROR, &format!("number {number}"));
    }
    eventually("three mails", || handler.mails() == 3);
    handler.flush().unwrap();
    let texts: Vec<String> = (0..3).map(|_| server.next()["text"].as_str().unwrap().to_owned()).collect();
    assert_eq!(texts, ["number 0\n", "number 1\n", "number 2\n"]);
    server.nothing_more();
    assert_eq!(handler.held_back(), 897, "those that found no room among the hundred");
    assert_eq!(handler.failures(), 0);
    // They are lost with the end, and that is said.
    let lost = handler.close().unwrap_err().to_string();
    assert_eq!(lost, "cannot write 997 records: no more than 3 mails in 3600s are sent");
    server.nothing_more();
}

#[test]
fn the_next_mail_tells_what_was_held_back() {
    let Some(server) = Server::start(json!({})) else { return };
    let handler = builder(&server).limit(1, Duration::from_secs(4)).capacity(3).build().unwrap();
    log(&handler, ERROR, "first");
    assert_eq!(server.next()["text"], "first\n");
    for number in 0..8 {
        log(&handler, INFO, &format!("number {number}"));
    }
    assert_eq!(handler.held_back(), 5);
    let mail = server.next();
    assert_eq!(mail["subject"], "INFO: number 0 (3 records, 5 more held back)");
    let told = "number 0\nnumber 1\nnumber 2\n\n5 more records were held back and will not be mailed.\n";
    assert_eq!(mail["text"], told);
    // Once is enough.
    log(&handler, ERROR, "last");
    let mail = server.only();
    assert_eq!((&mail["subject"], &mail["text"]), (&json!("ERROR: last"), &json!("last\n")));
}

#[test]
fn eight_threads_lose_nothing() {
    let Some(server) = Server::start(json!({})) else { return };
    let handler = builder(&server).batch(HOUR, 200).build().unwrap();
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let handler = &handler;
            scope.spawn(move || (0..50).for_each(|number| log(handler, INFO, &format!("{thread} {number}"))));
        }
    });
    handler.close().unwrap();
    let mut lines = Vec::new();
    while lines.len() < 400 {
        let mail = server.next();
        lines.extend(mail["text"].as_str().unwrap().lines().map(str::to_owned));
    }
    server.nothing_more();
    for thread in 0..8 {
        let own: Vec<&String> = lines.iter().filter(|line| line.starts_with(&format!("{thread} "))).collect();
        assert_eq!(
            own,
            (0..50).map(|number| format!("{thread} {number}")).collect::<Vec<_>>().iter().collect::<Vec<_>>()
        );
    }
}
