//! What the server answers, and what becomes of the connection.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;

use sawlog::{HTTPHandler, HandlerRef, HttpMethod, Value, make_log_record};

use crate::server::Server;

fn post(server: &Server) -> HandlerRef<HTTPHandler> {
    let builder = HTTPHandler::builder(&*server.host, "/log").method(HttpMethod::Post);
    builder.timeout(Duration::from_secs(30)).build().unwrap()
}

fn send(handler: &HandlerRef<HTTPHandler>) -> Option<String> {
    let failure = Arc::new(Mutex::new(None));
    let told = Arc::clone(&failure);
    handler.on_error(move |_, error| *told.lock().unwrap() = Some(error.to_string()));
    handler.handle(&mut make_log_record([("msg", Value::from("m"))]));
    failure.lock().unwrap().take()
}

#[test]
fn a_refusal_is_a_failure_and_a_redirection_is_not_followed() {
    for (status, fails) in
        [(200, false), (204, false), (302, false), (400, true), (401, true), (404, true), (500, true)]
    {
        let Some(server) = Server::start(json!({"status": status, "location": "/elsewhere"})) else { return };
        let handler = post(&server);
        let failure = send(&handler);
        let said = format!("http://{}/log answered {status}, it has not taken the record", server.host);
        assert_eq!(failure, fails.then_some(said));
        server.next();
        server.nothing_more();
    }
}

#[test]
fn a_connection_is_kept_until_it_is_closed() {
    for answer in [2, 10_000, 1_000_000] {
        let Some(server) = Server::start(json!({"answer": answer})) else { return };
        let handler = post(&server);
        let connections: Vec<u64> = (0..3)
            .map(|_| {
                assert_eq!(send(&handler), None);
                server.next()["connection"].as_u64().unwrap()
            })
            .collect();
        // A long answer is not read to its end.
        let kept = connections.iter().all(|connection| *connection == connections[0]);
        assert_eq!(kept, answer < 1_000_000, "{answer}: {connections:?}");
        handler.close().unwrap();
        assert_eq!(send(&handler), None);
        assert!(!connections.contains(&server.next()["connection"].as_u64().unwrap()));
    }
}

#[test]
fn a_server_of_http_1_0_closes_it() {
    let Some(server) = Server::start(json!({"protocol": "HTTP/1.0"})) else { return };
    let handler = post(&server);
    for _ in 0..20 {
        assert_eq!(send(&handler), None);
        server.next();
    }
}

#[test]
fn threads_do_not_wait_for_one_another() {
    let Some(server) = Server::start(json!({"delay": 1})) else { return };
    let handler = post(&server);
    std::thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| handler.handle(&mut make_log_record([("msg", Value::from("m"))])));
        }
    });
    (0..16).for_each(|_| drop(server.next()));
    assert_eq!(handler.failures(), 0);
}
