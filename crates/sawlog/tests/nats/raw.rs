//! Another client: the text protocol itself.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

pub(crate) struct Raw {
    /// What the server says of itself.
    greeting: String,
    peer: BufReader<TcpStream>,
    subscriptions: usize,
}

pub(crate) struct Message {
    pub(crate) subject: String,
    pub(crate) headers: String,
    pub(crate) payload: Vec<u8>,
}

impl Raw {
    pub(crate) fn connect(port: u16) -> Raw {
        let peer = TcpStream::connect(("127.0.0.1", port)).unwrap();
        peer.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let mut raw = Raw { greeting: String::new(), peer: BufReader::new(peer), subscriptions: 0 };
        raw.greeting = raw.line();
        raw.send(b"CONNECT {\"verbose\":false,\"headers\":true}\r\n");
        raw
    }

    /// Whether the server is one that bounds a stream by its bytes and loses nothing by that.
    pub(crate) fn counts_bytes(&self) -> bool {
        let version = self.greeting.split("\"version\":\"").nth(1).and_then(|rest| rest.split('"').next());
        let mut numbers = version.expect("it has one").split(['.', '-']).map(|number| number.parse().unwrap_or(0));
        let mut number = || numbers.next().unwrap_or(0);
        (number(), number(), number()) >= (2, 10, 6)
    }

    /// A number of a stream's state, such as `messages`.
    pub(crate) fn state_of(mut self, stream: &str, name: &str) -> u64 {
        let info = self.request(&format!("$JS.API.STREAM.INFO.{stream}"), "");
        let state = info.split("\"state\":").nth(1).unwrap_or_else(|| panic!("{stream} has no state: {info}"));
        let number = state.split(&format!("\"{name}\":")).nth(1).unwrap_or_else(|| panic!("no {name} in {info}"));
        number.split([',', '}']).next().and_then(|digits| digits.parse().ok()).expect("a number")
    }

    pub(crate) fn subscribe(&mut self, subject: &str) {
        self.subscriptions += 1;
        let line = format!("SUB {subject} {}\r\n", self.subscriptions);
        self.send(line.as_bytes());
        self.settle();
    }

    pub(crate) fn publish(&mut self, subject: &str, reply: &str, payload: &[u8]) {
        let mut bytes = format!("PUB {subject} {reply} {}\r\n", payload.len()).into_bytes();
        bytes.extend_from_slice(payload);
        bytes.extend_from_slice(b"\r\n");
        self.send(&bytes);
    }

    /// Publishes a message that has an id.
    pub(crate) fn publish_as(&mut self, id: &str, subject: &str, payload: &[u8]) {
        let headers = format!("NATS/1.0\r\nNats-Msg-Id: {id}\r\n\r\n");
        let mut bytes = format!("HPUB {subject} {} {}\r\n", headers.len(), headers.len() + payload.len()).into_bytes();
        bytes.extend_from_slice(headers.as_bytes());
        bytes.extend_from_slice(payload);
        bytes.extend_from_slice(b"\r\n");
        self.send(&bytes);
    }

    /// What is answered.
    pub(crate) fn request(&mut self, subject: &str, payload: &str) -> String {
        self.subscribe("tests.inbox");
        self.publish(subject, "tests.inbox", payload.as_bytes());
        String::from_utf8(self.message().payload).unwrap()
    }

    /// The next message.
    pub(crate) fn message(&mut self) -> Message {
        loop {
            let line = self.line();
            let words: Vec<&str> = line.split_whitespace().collect();
            match words[0] {
                "MSG" | "HMSG" => {
                    let len: usize = words[words.len() - 1].parse().unwrap();
                    let headers: usize = if words[0] == "HMSG" { words[words.len() - 2].parse().unwrap() } else { 0 };
                    let mut bytes = vec![0; len + 2];
                    self.peer.read_exact(&mut bytes).unwrap();
                    bytes.truncate(len);
                    let payload = bytes.split_off(headers);
                    let (subject, headers) = (words[1].to_owned(), String::from_utf8(bytes).unwrap());
                    return Message { subject, headers, payload };
                }
                "PING" => self.send(b"PONG\r\n"),
                "-ERR" => panic!("{line}"),
                _ => {}
            }
        }
    }

    /// Waits until the server has taken all that was sent.
    pub(crate) fn settle(&mut self) {
        self.send(b"PING\r\n");
        while !self.line().starts_with("PONG") {}
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        assert!(self.peer.read_line(&mut line).unwrap() > 0, "the server has gone");
        line
    }

    fn send(&mut self, bytes: &[u8]) {
        self.peer.get_mut().write_all(bytes).unwrap();
    }
}
