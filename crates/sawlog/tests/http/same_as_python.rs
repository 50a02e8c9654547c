//! The request that arrives, byte for byte beside the one that CPython's handler makes for the same record.

use std::time::Duration;

use serde_json::json;

use sawlog::{HTTPHandler, HTTPHandlerBuilder, HandlerRef, HttpMethod, LogRecord, Value, make_log_record};

use crate::server::Server;

/// A record that has all attributes, as a literal of Python's and as ours.
const RECORD: &str = "'name': 'shop.till', 'msg': 'héllo %s & more=1', 'args': ('wörld',), 'levelname': 'WARNING', \
    'levelno': 30, 'pathname': '/srv/shop/till.py', 'filename': 'till.py', 'module': 'till', 'exc_info': None, \
    'exc_text': 'Traceback:\\n  ~ünd~ +', 'stack_info': None, 'lineno': 26, 'funcName': '<module>', \
    'created': 1795359952.496121, 'msecs': 496.0, 'relativeCreated': 11.04593276977539, 'thread': 140067705981824, \
    'threadName': 'MainThread', 'processName': 'MainProcess', 'process': 9508, 'taskName': None";

fn record(extras: &[(&'static str, Value<'static>)]) -> LogRecord<'static> {
    let mut attributes: Vec<(&'static str, Value<'static>)> = vec![
        ("name", "shop.till".into()),
        ("msg", "héllo %s & more=1".into()),
        ("args", Value::tuple([Value::from("wörld")])),
        ("levelname", "WARNING".into()),
        ("levelno", 30.into()),
        ("pathname", "/srv/shop/till.py".into()),
        ("filename", "till.py".into()),
        ("module", "till".into()),
        ("exc_info", Value::None),
        ("exc_text", "Traceback:\n  ~ünd~ +".into()),
        ("stack_info", Value::None),
        ("lineno", 26.into()),
        ("funcName", "<module>".into()),
        ("created", 1795359952.496121.into()),
        ("msecs", 496.0.into()),
        ("relativeCreated", 11.04593276977539.into()),
        ("thread", 140067705981824i64.into()),
        ("threadName", "MainThread".into()),
        ("processName", "MainProcess".into()),
        ("process", 9508.into()),
        ("taskName", Value::None),
    ];
    attributes.extend(extras.iter().cloned());
    make_log_record(attributes)
}

fn builder(server: &Server, url: &str) -> HTTPHandlerBuilder {
    HTTPHandler::builder(&*server.host, url).timeout(Duration::from_secs(30))
}

fn send(handler: &HandlerRef<HTTPHandler>, extras: &[(&'static str, Value<'static>)]) {
    handler.handle(&mut record(extras));
    assert_eq!(handler.failures(), 0);
}

#[test]
fn each_request_is_the_one_that_pythons_handler_makes() {
    let Some(mut server) = Server::start(json!({})) else { return };
    let extras: Vec<(&'static str, Value<'static>)> = vec![
        ("user", "a b\tc\"d'e\\".into()),
        ("raw", Value::Bytes(b"\x00 \xff&~".to_vec().into())),
        ("grüße", Value::list([Value::from("x"), Value::from(1.5), Value::None, true.into()])),
        ("nested", Value::Dict(std::sync::Arc::new([(Value::from("k"), Value::tuple([]))].into_iter().collect()))),
        ("empty", "".into()),
        ("all", "!#$%&'()*+,-./:;<=>?@[]^_`{|}~☃\u{1F600}".into()),
    ];
    let same = "'user': 'a b\\tc\"d\\'e\\\\', 'raw': b'\\x00 \\xff&~', 'grüße': ['x', 1.5, None, True], \
        'nested': {'k': ()}, 'empty': '', 'all': '!#$%&\\'()*+,-./:;<=>?@[]^_`{|}~☃\u{1F600}'";
    for (url, method, name, credentials) in [
        ("/log", HttpMethod::Get, "GET", None),
        ("/log?shop=1&till=2", HttpMethod::Get, "get", Some(("user", "pass:word"))),
        ("/log", HttpMethod::Post, "POST", None),
        ("/a/b?x=1", HttpMethod::Post, "Post", Some(("ué", "p☃"))),
    ] {
        let credentials_there = credentials.map_or("None".to_owned(), |(user, word)| format!("('{user}', '{word}')"));
        let keywords = format!("{{'url': '{url}', 'method': '{name}', 'credentials': {credentials_there}}}");
        let theirs = server.by_python(&keywords, &format!("{{{RECORD}, {same}}}"));
        let mut handler = builder(&server, url).method(method);
        if let Some((user, password)) = credentials {
            handler = handler.credentials(user, password);
        }
        send(&handler.build().unwrap(), &extras);
        let ours = server.next();
        for part in ["line", "body", "headers"] {
            assert_eq!(ours[part], theirs[part], "{part} of {name} {url}");
        }
    }
    server.nothing_more();
}

#[test]
fn https() {
    let Some(mut server) = Server::start(json!({"tls": true})) else { return };
    let theirs = server.by_python("{'url': '/log', 'method': 'POST', 'secure': True}", &format!("{{{RECORD}}}"));
    let handler = || builder(&server, "/log").method(HttpMethod::Post).secure(true);
    let trusting = handler().ca_file(server.authority()).build().unwrap();
    send(&trusting, &[]);
    let ours = server.next();
    for part in ["line", "body", "headers"] {
        assert_eq!(ours[part], theirs[part], "{part}");
    }
    // Whom nobody trusts gets nothing, unless one does not want to know.
    let distrustful = handler().build().unwrap();
    distrustful.handle(&mut record(&[]));
    assert_eq!(distrustful.failures(), 1);
    server.nothing_more();
    send(&handler().verify(false).build().unwrap(), &[]);
    server.next();
}

#[test]
fn what_is_sent_may_be_chosen() {
    let Some(server) = Server::start(json!({})) else { return };
    let handler = builder(&server, "/log").map_log_record(|record| {
        let text = record.message().unwrap_or_default().to_owned();
        vec![("text".to_owned(), Value::from(text)), ("n".to_owned(), record.level().number().into())]
    });
    send(&handler.build().unwrap(), &[]);
    assert_eq!(server.next()["line"], "GET /log?text=h%C3%A9llo+w%C3%B6rld+%26+more%3D1&n=30 HTTP/1.1");
}

#[test]
fn what_is_not_text_is_shown_as_escapes() {
    let Some(server) = Server::start(json!({})) else { return };
    let surrogate = sawlog::value::surrogate::char_for(0xDC80).unwrap().to_string();
    let handler = builder(&server, "/log").map_log_record(move |_| vec![("t".to_owned(), surrogate.clone().into())]);
    send(&handler.build().unwrap(), &[]);
    assert_eq!(server.next()["line"], "GET /log?t=%5Cudc80 HTTP/1.1");
}
