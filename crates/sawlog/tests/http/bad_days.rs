//! Servers that are not there or say nothing: the caller goes on in time, and the report says what happened.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::json;

use sawlog::{HTTPHandler, HTTPHandlerBuilder, HandlerRef, HttpMethod, Value, make_log_record};

use crate::server::Server;
use crate::silent_names::where_names_are_silent;

/// Far longer than any limit here, and far shorter than what a handler without limits would take.
const IN_TIME: Duration = Duration::from_secs(20);

fn post(host: &str) -> HTTPHandlerBuilder {
    HTTPHandler::builder(host, "/log").method(HttpMethod::Post)
}

fn send(handler: &HandlerRef<HTTPHandler>) -> Option<String> {
    let failure = Arc::new(Mutex::new(None));
    let told = Arc::clone(&failure);
    handler.on_error(move |_, error| *told.lock().unwrap() = Some(error.to_string()));
    handler.handle(&mut make_log_record([("msg", Value::from("m"))]));
    failure.lock().unwrap().take()
}

/// A server by hand: what becomes of each connection.
fn serve(answer: impl Fn(TcpStream) + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = listener.local_addr().unwrap().to_string();
    let answer = Arc::new(answer);
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let answer = Arc::clone(&answer);
            std::thread::spawn(move || answer(stream));
        }
    });
    host
}

#[test]
fn nobody_listens() {
    let host = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let handler = post(&host).build().unwrap();
    let failure = send(&handler).unwrap();
    assert!(failure.contains(&host) && failure.contains("refused"), "{failure}");
    // It is asked again with the next record.
    let failure = send(&handler).unwrap();
    assert!(failure.contains("refused"), "{failure}");
}

#[test]
fn a_server_that_accepts_and_says_nothing_holds_up_one_call() {
    let host = serve(|stream| {
        std::thread::sleep(Duration::from_secs(120));
        drop(stream);
    });
    let handler = post(&host).timeout(Duration::from_secs(1)).build().unwrap();
    let begun = Instant::now();
    let failure = send(&handler).unwrap();
    assert!(failure.ends_with("has not answered within 1s"), "{failure}");
    let again = send(&handler).unwrap();
    assert!(again.contains("has not answered before and is not asked again for"), "{again}");
    assert!(begun.elapsed() < IN_TIME, "{:?}", begun.elapsed());
    std::thread::sleep(Duration::from_millis(1100));
    let failure = send(&handler).unwrap();
    assert!(failure.ends_with("has not answered within 1s"), "{failure}");
    assert_eq!(handler.failures(), 3);
}

#[test]
fn a_server_that_never_comes_to_an_end() {
    let host = serve(|mut stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nX: ");
        for _ in 0..1200 {
            if stream.write_all(b"x").is_err() {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    });
    let begun = Instant::now();
    let failure = send(&post(&host).timeout(Duration::from_secs(1)).build().unwrap()).unwrap();
    assert!(failure.ends_with("has not answered within 1s"), "{failure}");
    assert!(begun.elapsed() < IN_TIME, "{:?}", begun.elapsed());
}

#[test]
fn a_server_that_hangs_up() {
    let host = serve(|mut stream| {
        let _ = stream.read(&mut [0; 64]);
    });
    let failure = send(&post(&host).build().unwrap()).unwrap();
    assert!(failure.starts_with(&format!("cannot send to http://{host}/log: ")), "{failure}");
}

#[test]
fn a_server_that_speaks_something_else() {
    let host = serve(|mut stream| {
        let _ = stream.read(&mut [0; 64]);
        let _ = stream.write_all(b"220 mail.example.org ESMTP\r\n");
    });
    assert!(send(&post(&host).build().unwrap()).is_some());
}

/// One that no server need be asked for.
#[test]
fn a_name_that_is_none() {
    let begun = Instant::now();
    let failure = send(&post("logs..example").timeout(Duration::from_secs(5)).build().unwrap()).unwrap();
    assert!(failure.contains("http://logs..example/log"), "{failure}");
    assert!(begun.elapsed() < IN_TIME, "{:?}", begun.elapsed());
}

#[test]
fn a_record_that_is_too_long_for_an_address() {
    let Some(server) = Server::start(json!({})) else { return };
    let handler = HTTPHandler::builder(&*server.host, "/log").timeout(Duration::from_secs(30));
    let handler = handler.map_log_record(|_| vec![("t".to_owned(), "x".repeat(70_000).into())]).build().unwrap();
    assert_eq!(send(&handler).unwrap(), "the record is too long for an address; it needs the method POST");
    let handler = post(&server.host).timeout(Duration::from_secs(30));
    let handler = handler.map_log_record(|_| vec![("t".to_owned(), "x".repeat(700_000).into())]).build().unwrap();
    assert_eq!(send(&handler), None);
    assert_eq!(server.next()["body"].as_str().unwrap().len(), 700_002);
}

#[test]
fn a_name_that_is_not_resolved() {
    where_names_are_silent("bad_days::a_name_that_is_not_resolved", || {
        let begun = Instant::now();
        let handler = post("logs.example.org").timeout(Duration::from_secs(1)).build().unwrap();
        let failure = send(&handler).unwrap();
        assert_eq!(failure, "http://logs.example.org/log has not answered within 1s");
        let again = send(&handler).unwrap();
        assert!(again.contains("is not asked again for"), "{again}");
        assert!(begun.elapsed() < IN_TIME, "{:?}", begun.elapsed());
    });
}
