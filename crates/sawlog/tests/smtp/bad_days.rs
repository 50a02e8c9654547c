//! Servers that are not there, say nothing, or say no: the caller goes on in time, and the report says what happened.

use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::json;

use sawlog::{HandlerRef, SMTPHandler, SMTPHandlerBuilder, SmtpTls, Value, make_log_record};

use crate::server::{Server, eventually};
use crate::silent_names::where_names_are_silent;

/// Far longer than any limit here, and far shorter than what a handler without limits would take.
const IN_TIME: Duration = Duration::from_secs(20);

fn builder(port: u16) -> SMTPHandlerBuilder {
    SMTPHandler::builder("127.0.0.1").port(port).from("a@example.org").to("b@example.org").subject("s")
}

/// Where a handler's failures are kept: the record's message, and the error.
fn failures(handler: &HandlerRef<SMTPHandler>) -> Arc<Mutex<Vec<(String, String)>>> {
    let failures = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&failures);
    handler.on_error(move |record, error| {
        told.lock().unwrap().push((record.message().unwrap().to_owned(), error.to_string()));
    });
    failures
}

fn log(handler: &HandlerRef<SMTPHandler>, text: &str) {
    handler.handle(&mut make_log_record([("msg", Value::from(text))]));
}

/// A server by hand: what becomes of each connection.
fn serve(answer: impl Fn(TcpStream) + Send + Sync + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let answer = Arc::new(answer);
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let answer = Arc::clone(&answer);
            std::thread::spawn(move || answer(stream));
        }
    });
    port
}

#[test]
fn nobody_listens() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let handler = builder(port).timeout(Duration::from_secs(30)).build().unwrap();
    let failures = failures(&handler);
    log(&handler, "lost");
    let failures = failures.lock().unwrap();
    let [(text, error)] = &failures[..] else { panic!("{failures:?}") };
    assert_eq!(text, "lost");
    assert!(error.contains("cannot connect to the mail server") && error.contains("refused"), "{error}");
}

#[test]
fn a_server_that_accepts_and_says_nothing() {
    let port = serve(|stream| {
        std::thread::sleep(Duration::from_secs(120));
        drop(stream);
    });
    let handler = builder(port).timeout(Duration::from_millis(400)).build().unwrap();
    let failures = failures(&handler);
    let begun = Instant::now();
    for number in 0..3 {
        log(&handler, &format!("number {number}"));
    }
    assert!(begun.elapsed() < IN_TIME, "{:?}", begun.elapsed());
    eventually("each is reported", || handler.failures() == 3);
    let failures = failures.lock().unwrap();
    let texts: Vec<&str> = failures.iter().map(|(text, _)| text.as_str()).collect();
    assert_eq!(texts, ["number 0", "number 1", "number 2"]);
    assert!(failures.iter().all(|(_, error)| error.contains("cannot connect")), "{failures:?}");
    drop(failures);
    // Records that come one at a time do not wait again, as long as the server takes none.
    let mut waited = Duration::ZERO;
    for number in 3..9 {
        let begun = Instant::now();
        log(&handler, &format!("number {number}"));
        waited += begun.elapsed();
        eventually("it is reported", || handler.failures() > number);
    }
    assert!(waited < Duration::from_millis(1200), "{waited:?}");
    let begun = Instant::now();
    handler.close().unwrap();
    assert!(begun.elapsed() < IN_TIME);
}

/// A mail that nobody waits for, since the limit held it up, fails after all the time there is.
#[test]
fn a_mail_that_takes_all_its_time_is_waited_for_by_nobody_else() {
    let connections = Mutex::new(0);
    let port = serve(move |stream| {
        let first = {
            let mut connections = connections.lock().unwrap();
            *connections += 1;
            *connections == 1
        };
        if !first {
            std::thread::sleep(Duration::from_secs(120));
        }
        drop(stream);
    });
    let timeout = Duration::from_secs(5);
    let handler = builder(port).timeout(timeout).limit(1, Duration::from_secs(2)).build().unwrap();
    log(&handler, "refused at once");
    assert_eq!(handler.failures(), 1);
    log(&handler, "held up by the limit");
    eventually("it has failed, too", || handler.failures() == 2);
    let begun = Instant::now();
    log(&handler, "let go");
    assert!(begun.elapsed() < timeout.mul_f64(0.8), "{:?}", begun.elapsed());
}

#[test]
fn a_server_that_never_comes_to_an_end() {
    let port = serve(|mut stream| {
        for _ in 0..1200 {
            if stream.write_all(b"2").is_err() {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    });
    let handler = builder(port).timeout(Duration::from_millis(300)).build().unwrap();
    let failures = failures(&handler);
    let begun = Instant::now();
    log(&handler, "first");
    log(&handler, "second");
    // The caller has left by then; each mail is given up after ten times the limit.
    assert!(begun.elapsed() < IN_TIME, "{:?}", begun.elapsed());
    let error = handler.close().unwrap_err().to_string();
    assert!(error.contains("the server has not taken them within 300ms"), "{error}");
    eventually("both are reported", || failures.lock().unwrap().len() == 2);
    let failures = failures.lock().unwrap();
    assert!(failures.iter().all(|(_, error)| error.contains("has not taken the mail within 3s")), "{failures:?}");
}

#[test]
fn a_late_mail_is_sent_all_the_same() {
    // Each step takes two seconds, less than the limit; all of them take longer than the caller waits.
    let Some(server) = Server::start(json!({"delay": 2})) else { return };
    let handler = builder(server.port).timeout(Duration::from_secs(5)).build().unwrap();
    let begun = Instant::now();
    log(&handler, "first");
    assert_eq!(handler.mails(), 0);
    // The next one need not wait: the server has not answered yet.
    log(&handler, "second");
    assert!(begun.elapsed() < IN_TIME, "{:?}", begun.elapsed());
    assert_eq!((&server.next()["text"], &server.next()["text"]), (&json!("first\n"), &json!("second\n")));
    eventually("both were taken", || handler.mails() == 2);
    assert_eq!(handler.failures(), 0);
}

#[test]
fn a_server_that_is_too_slow() {
    let Some(server) = Server::start(json!({"delay": 3600})) else { return };
    let handler = builder(server.port).timeout(Duration::from_secs(2)).build().unwrap();
    let told = failures(&handler);
    log(&handler, "m");
    eventually("it is reported", || handler.failures() == 1);
    let told = told.lock().unwrap()[0].1.clone();
    assert!(told.contains("the sender was not accepted: network error"), "{told}");
}

#[test]
fn a_server_that_says_no() {
    let Some(server) = Server::start(json!({"data_reply": "552 5.3.4 the box is full"})) else { return };
    let handler = builder(server.port).timeout(Duration::from_secs(30)).build().unwrap();
    let told = failures(&handler);
    log(&handler, "m");
    let error = told.lock().unwrap()[0].1.clone();
    assert!(error.contains("the mail was not accepted: permanent error (552): 5.3.4 the box is full"), "{error}");

    let Some(server) = Server::start(json!({"tls": "starttls", "login": ["u", "p"]})) else { return };
    let tls = builder(server.port).timeout(Duration::from_secs(30)).tls(SmtpTls::StartTls);
    let handler = tls.ca_file(server.file("ca.pem")).credentials("u", "wrong").build().unwrap();
    let told = failures(&handler);
    log(&handler, "m");
    let error = told.lock().unwrap()[0].1.clone();
    assert!(error.contains("cannot log in to the mail server") && error.contains("535"), "{error}");
    assert!(!error.contains("wrong"), "a password is not told: {error}");
    server.nothing_more();
}

#[test]
fn recipients_that_are_refused_cost_the_others_nothing() {
    let Some(server) = Server::start(json!({"refuse": ["gone@example.org", "b@example.org"]})) else { return };
    let handler = builder(server.port).timeout(Duration::from_secs(30)).to("c@example.org").to("gone@example.org");
    let handler = handler.build().unwrap();
    let told = failures(&handler);
    log(&handler, "m");
    assert_eq!(server.only()["recipients"], json!(["c@example.org"]));
    let error = told.lock().unwrap()[0].1.clone();
    assert!(error.starts_with("the mail was sent, but not to b@example.org: "), "{error}");
    assert!(error.contains("; gone@example.org: ") && error.contains("no such user"), "{error}");
    assert_eq!(handler.mails(), 1);

    let none = builder(server.port).timeout(Duration::from_secs(30)).build().unwrap();
    let told = failures(&none);
    log(&none, "m");
    let error = told.lock().unwrap()[0].1.clone();
    assert!(error.starts_with("no recipient was accepted: b@example.org: "), "{error}");
    server.nothing_more();
}

#[test]
fn a_batch_that_fails_is_counted_whole() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let handler = builder(port).batch(Duration::from_secs(3600), 100).timeout(Duration::from_secs(30)).build().unwrap();
    let told = failures(&handler);
    for number in 0..5 {
        log(&handler, &format!("number {number}"));
    }
    handler.close().unwrap();
    assert_eq!(handler.failures(), 5);
    let told = told.lock().unwrap();
    let [(text, error)] = &told[..] else { panic!("{told:?}") };
    assert_eq!(text, "number 0");
    assert!(error.starts_with("cannot write 5 records: cannot connect to the mail server"), "{error}");
}

/// One that no server need be asked for.
#[test]
fn a_name_that_is_none() {
    let handler = SMTPHandler::builder("mail..example").from("a@example.org").to("b@example.org");
    let handler = handler.timeout(Duration::from_secs(2)).build().unwrap();
    let begun = Instant::now();
    log(&handler, "m");
    assert!(begun.elapsed() < IN_TIME, "{:?}", begun.elapsed());
    eventually("it is reported", || handler.failures() == 1);
}

#[test]
fn a_name_that_is_not_resolved() {
    where_names_are_silent("bad_days::a_name_that_is_not_resolved", || {
        let handler = SMTPHandler::builder("mail.example.org").from("a@example.org").to("b@example.org");
        let handler = handler.timeout(Duration::from_millis(200)).build().unwrap();
        let failures = failures(&handler);
        let begun = Instant::now();
        (0..6).for_each(|number| log(&handler, &format!("number {number}")));
        assert!(begun.elapsed() < IN_TIME, "{:?}", begun.elapsed());
        assert!(handler.close().is_err());
        eventually("each is reported", || failures.lock().unwrap().len() == 6);
        let failures = failures.lock().unwrap();
        let (slow, untried) = failures.split_at(4);
        assert!(slow.iter().all(|(_, error)| error.contains("has not taken the mail within 2s")), "{failures:?}");
        // Each hangs on a thread of its own, of which there are only so many.
        assert!(untried.iter().all(|(_, error)| error.contains("this one was not tried")), "{failures:?}");
    });
}
