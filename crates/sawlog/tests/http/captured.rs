//! Requests that CPython's handler was seen to make: the same fields make the same bytes.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sawlog::{HTTPHandler, HttpMethod, Value, make_log_record};

use crate::skipped::skip;

#[test]
fn the_same_fields_make_the_same_requests() {
    let Some(folder) = captured() else { return };
    let mut checked = 0;
    for entry in std::fs::read_dir(folder.join("other_py3.11")).unwrap() {
        let path = entry.unwrap().path();
        if !path.file_name().unwrap().to_str().unwrap().starts_with("http_") {
            continue;
        }
        check(&path);
        checked += 1;
    }
    assert!(checked >= 4, "only {checked} requests");
}

fn check(path: &Path) {
    let theirs = Request::read(&std::fs::read(path).unwrap());
    let (target, query) = match theirs.method.as_str() {
        "GET" => theirs.target.rsplit_once('?').map(|(target, query)| (target.to_owned(), query.to_owned())).unwrap(),
        _ => (theirs.target.clone(), theirs.body.clone()),
    };
    let fields: Vec<(String, Value<'static>)> = query
        .split('&')
        .map(|field| {
            let (name, value) = field.split_once('=').unwrap();
            (decoded(name), decoded(value).into())
        })
        .collect();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = listener.local_addr().unwrap().to_string();
    let receiving = std::thread::spawn(move || {
        let mut stream = listener.accept().unwrap().0;
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let mut bytes = Vec::new();
        while !Request::is_whole(&bytes) {
            let mut room = [0; 4096];
            let read = stream.read(&mut room).unwrap();
            assert!(read > 0, "the request ends early");
            bytes.extend(&room[..read]);
        }
        stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap();
        Request::read(&bytes)
    });
    let mut handler = HTTPHandler::builder(host, target).method(theirs.method.parse::<HttpMethod>().unwrap());
    handler = handler.timeout(Duration::from_secs(60)).map_log_record(move |_| fields.clone());
    if theirs.headers.contains_key("authorization") {
        handler = handler.credentials("ué", "p:w");
    }
    let handler = handler.build().unwrap();
    let is_too_long = theirs.method == "GET" && theirs.target.len() > LONGEST;
    handler.handle(&mut make_log_record([("msg", Value::from("m"))]));
    assert_eq!(handler.failures(), u64::from(is_too_long));
    if is_too_long {
        return;
    }
    let mut ours = receiving.join().unwrap();
    let host = theirs.headers["host"].clone();
    assert!(ours.headers.insert("host".to_owned(), host).is_some_and(|host| host.starts_with("127.0.0.1:")));
    assert_eq!(ours, theirs, "{}", path.display());
}

/// Bytes of an address that we take; Python takes any number, servers rarely as many as this.
const LONGEST: usize = 65_000;

#[derive(Debug, PartialEq)]
struct Request {
    method: String,
    target: String,
    /// By their names in small letters, which is how they are compared.
    headers: BTreeMap<String, String>,
    body: String,
}

impl Request {
    fn read(bytes: &[u8]) -> Request {
        let text = std::str::from_utf8(bytes).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let mut lines = head.split("\r\n");
        let first: Vec<&str> = lines.next().unwrap().split(' ').collect();
        assert_eq!((first.len(), first[2]), (3, "HTTP/1.1"));
        let headers = lines.map(|line| line.split_once(": ").unwrap());
        Request {
            method: first[0].to_owned(),
            target: first[1].to_owned(),
            headers: headers.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect(),
            body: body.to_owned(),
        }
    }

    fn is_whole(bytes: &[u8]) -> bool {
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { return false };
        let length = Request::read(bytes).headers.get("content-length").map_or(0, |length| length.parse().unwrap());
        bytes.len() == end + 4 + length
    }
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let hex = [rest.next().unwrap(), rest.next().unwrap()];
                u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap()
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).unwrap()
}

/// Where captured frames and requests are.
fn captured() -> Option<PathBuf> {
    let named = std::env::var_os("SAWLOG_FRAMES").map(PathBuf::from);
    let beside = || Some(Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3)?.join("shared/frames"));
    let folder = named.or_else(beside).filter(|folder| folder.is_dir());
    if folder.is_none() {
        skip(
            "recorded requests of CPython",
            "SAWLOG_FRAMES is not set, and there is no ../shared/frames beside the repository",
        );
    }
    folder
}
