//! CPython's handler and ours, the same records by the same ways: the same bytes.

use std::io::{self, Read};
use std::net::{TcpListener, UdpSocket};
use std::os::unix::net::{UnixDatagram, UnixListener};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use sawlog::config::{Configurator, Document, Format};
use sawlog::{Level, Manager};
use serde_json::{Value as Json, json};

use crate::python::python;

/// Sockets that take what comes: the datagrams each, a stream as a whole.
struct Receivers {
    udp: UdpSocket,
    tcp: TcpListener,
    datagrams: UnixDatagram,
    stream: UnixListener,
}

type Received = Vec<Vec<u8>>;

impl Receivers {
    fn new(folder: &Path) -> Receivers {
        Receivers {
            udp: UdpSocket::bind("127.0.0.1:0").unwrap(),
            tcp: TcpListener::bind("127.0.0.1:0").unwrap(),
            datagrams: UnixDatagram::bind(folder.join("datagrams")).unwrap(),
            stream: UnixListener::bind(folder.join("stream")).unwrap(),
        }
    }

    /// What comes while `send` runs.
    fn receive(&self, send: impl FnOnce()) -> [Received; 4] {
        let pause = Some(Duration::from_millis(200));
        self.udp.set_read_timeout(pause).unwrap();
        self.datagrams.set_read_timeout(pause).unwrap();
        let sent = AtomicBool::new(false);
        thread::scope(|scope| {
            let udp = scope.spawn(|| each(&sent, |room| self.udp.recv(room)));
            let tcp = scope.spawn(|| vec![whole(self.tcp.accept().unwrap().0)]);
            let datagrams = scope.spawn(|| each(&sent, |room| self.datagrams.recv(room)));
            let stream = scope.spawn(|| vec![whole(self.stream.accept().unwrap().0)]);
            send();
            sent.store(true, Ordering::SeqCst);
            [udp, tcp, datagrams, stream].map(|thread| thread.join().unwrap())
        })
    }

    /// The configuration that Python and we are given: a handler for each way, and variants of the first.
    fn configuration(&self, folder: &Path) -> Json {
        let (udp, tcp) = (self.udp.local_addr().unwrap().port(), self.tcp.local_addr().unwrap().port());
        let handler = |address: Json, mut more: Json| {
            more["class"] = "logging.handlers.SysLogHandler".into();
            more["address"] = address;
            more
        };
        let udp = || json!(["127.0.0.1", udp]);
        json!({
            "version": 1,
            "formatters": {
                "line": {"format": "%(name)s[%(levelname)s] %(message)s"},
                "marked": {"format": "%(levelname)s: \u{feff}%(message)s"},
            },
            "handlers": {
                "plain": handler(udp(), json!({"formatter": "line"})),
                "named": handler(udp(), json!({"facility": "local0", ".": {"ident": "shop: "}})),
                "numbered": handler(udp(), json!({
                    "facility": "ext://logging.handlers.SysLogHandler.LOG_LOCAL7",
                    "socktype": "ext://socket.SOCK_DGRAM",
                    "formatter": "marked",
                    ".": {"append_nul": false, "priority_map": {"INFO": "notice", "ERROR": "crit"}},
                })),
                "tcp": handler(json!(["127.0.0.1", tcp]), json!({"socktype": "ext://socket.SOCK_STREAM", "facility": 10})),
                "datagrams": handler(json!(folder.join("datagrams")), json!({".": {"ident": "unix: ", "facility": "mail"}})),
                "stream": handler(json!(folder.join("stream")), json!({"formatter": "marked", ".": {"append_nul": false}})),
            },
            "root": {"level": 1, "handlers": ["plain", "named", "numbered", "tcp", "datagrams", "stream"]},
        })
    }
}

fn whole(mut stream: impl Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    bytes
}

/// Datagrams, until all are sent and no more come.
fn each(sent: &AtomicBool, mut receive: impl FnMut(&mut [u8]) -> io::Result<usize>) -> Received {
    let mut room = vec![0; 1 << 16];
    let mut received = Vec::new();
    loop {
        let no_more = sent.load(Ordering::SeqCst);
        match receive(&mut room) {
            Ok(length) => received.push(room[..length].to_vec()),
            Err(_) if no_more => return received,
            Err(_) => {}
        }
    }
}

/// Levels and texts; both sides log them in this order.
const RECORDS: [(i64, &str); 12] = [
    (10, "debug"),
    (20, "info"),
    (30, "warning"),
    (40, "error"),
    (50, "critical"),
    (27, "a level without a name"),
    (60, "graver than any"),
    (20, "ünïcödé \u{1F980}"),
    (20, "with a mark \u{feff}inside"),
    (20, "two\nlines"),
    (20, "a NUL\0inside"),
    (20, ""),
];

const SCRIPT: &str = r"
import json, logging, logging.config, logging.handlers, socket, sys
asked = json.load(sys.stdin)
logging.config.dictConfig(asked['config'])
for level, text in asked['records']:
    logging.getLogger('shop.basket').log(level, text)
logging.shutdown()
";

#[test]
fn the_bytes_are_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let receivers = Receivers::new(folder.path());
    let config = receivers.configuration(folder.path());
    let document = Document::parse(&config.to_string(), Format::Json).unwrap();
    let ours = receivers.receive(|| {
        let manager = Manager::new();
        let _guard = Configurator::new(&manager).configure(&document).unwrap();
        let logger = manager.get_logger("shop.basket");
        for (level, text) in RECORDS {
            sawlog::log!(logger, Level::new(level), "{text}");
        }
        for handler in manager.root().handlers() {
            assert_eq!(handler.failures(), 0, "{handler:?}");
            handler.close().unwrap();
        }
    });
    assert_eq!(ours[0].len(), 3 * RECORDS.len());
    assert_eq!(ours[2].len(), RECORDS.len());

    if python("", "").is_none() {
        return;
    }
    let asked = json!({"config": config, "records": RECORDS});
    let theirs = receivers.receive(|| drop(python(SCRIPT, &asked.to_string())));
    for (way, (ours, theirs)) in ["UDP", "TCP", "Unix datagrams", "Unix stream"].iter().zip(ours.iter().zip(&theirs)) {
        let shown = |received: &Received| -> Vec<String> {
            received.iter().map(|message| message.escape_ascii().to_string()).collect()
        };
        assert_eq!(shown(ours), shown(theirs), "{way}");
    }
}
