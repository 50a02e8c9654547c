//! Encrypted connections, to Python's `ssl`.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use sawlog::config::{Configurator, Document, Format};
use sawlog::{Address, HandlerRef, Level, Logger, Manager, SocketHandler, Tls, info};

use crate::peer::{Peer, until};

/// An authority, and a server's certificate by it.
struct Certificates {
    folder: tempfile::TempDir,
}

impl Certificates {
    fn make() -> Certificates {
        let folder = tempfile::tempdir().unwrap();
        let authority_key = KeyPair::generate().unwrap();
        let mut authority = CertificateParams::new([]).unwrap();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority_certificate = authority.self_signed(&authority_key).unwrap();
        let issuer = Issuer::new(authority, authority_key);
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(["localhost".to_owned(), "logs.example".to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &issuer).unwrap();
        let write = |name: &str, text: String| std::fs::write(folder.path().join(name), text).unwrap();
        write("ca.pem", authority_certificate.pem());
        write("server.pem", certificate.pem());
        write("server.key", key.serialize_pem());
        Certificates { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn tls(&self) -> Tls {
        Tls::trusting(self.path("ca.pem")).unwrap()
    }

    fn peer(&self, port: &str) -> Option<Peer> {
        let text = |path: &Path| path.to_str().unwrap().to_owned();
        Peer::start(&["tls", port, &text(&self.path("server.pem")), &text(&self.path("server.key"))])
    }
}

struct Sender {
    handler: HandlerRef<SocketHandler>,
    told: Arc<Mutex<Vec<String>>>,
    log: Logger,
    _manager: Manager,
}

fn sender(host: &str, port: u16, tls: Tls) -> Sender {
    let soon = Duration::from_millis(50);
    let builder = SocketHandler::builder(Address::host(host, port)).tls(tls);
    let builder = builder.resolver(|_, port| Ok(vec![std::net::SocketAddr::from(([127, 0, 0, 1], port))]));
    let handler = builder.back_off(soon, 1.0, soon).build();
    let told = Arc::new(Mutex::new(Vec::new()));
    let tell = Arc::clone(&told);
    handler.on_error(move |_, error| tell.lock().unwrap().push(error.to_string()));
    let manager = Manager::new();
    let log = manager.get_logger("shop");
    log.set_level(Level::DEBUG).unwrap();
    log.add_handler(&handler);
    Sender { handler, told, log, _manager: manager }
}

fn numbers(range: std::ops::Range<usize>) -> Vec<String> {
    range.map(|n| n.to_string()).collect()
}

#[test]
fn records_arrive_encrypted() {
    let certificates = Certificates::make();
    let Some(peer) = certificates.peer("0") else { return };
    let sender = sender("localhost", peer.port(), certificates.tls());
    let large = "x".repeat(300_000);
    for n in 0..200 {
        info!(sender.log, "{n}");
    }
    info!(sender.log, "{large}");
    sender.handler.flush().unwrap();
    assert_eq!(peer.messages(200), numbers(0..200));
    assert!(peer.messages(1)[0] == large);
    sender.handler.close().unwrap();
    let stats = sender.handler.stats();
    assert_eq!((stats.sent, stats.dropped, stats.connections), (201, 0, 1));
    assert!(sender.told.lock().unwrap().is_empty());
}

#[test]
fn a_server_that_is_started_again_gets_everything_once() {
    let certificates = Certificates::make();
    let Some(peer) = certificates.peer("0") else { return };
    let port = peer.port();
    let sender = sender("localhost", port, certificates.tls());
    (0..50).for_each(|n| info!(sender.log, "{n}"));
    assert_eq!(peer.messages(50), numbers(0..50));
    peer.kill();
    (50..100).for_each(|n| info!(sender.log, "{n}"));
    let peer = certificates.peer(&port.to_string()).unwrap();
    assert_eq!(peer.messages(50), numbers(50..100));
    until(|| sender.handler.stats().waiting == 0);
    assert_eq!((sender.handler.stats().sent, peer.rest()), (100, Vec::new()));
}

#[test]
fn a_peer_that_nobody_vouches_for_gets_nothing() {
    let certificates = Certificates::make();
    let Some(peer) = certificates.peer("0") else { return };
    let refused = |sender: &Sender, why: &str| {
        info!(sender.log, "a secret");
        until(|| !sender.told.lock().unwrap().is_empty());
        let told = sender.told.lock().unwrap().clone();
        assert!(told[0].contains(why), "{told:?}");
        assert_eq!((sender.handler.stats().waiting, sender.handler.stats().sent), (1, 0));
    };
    // By another authority, and by another name.
    refused(&sender("localhost", peer.port(), Certificates::make().tls()), "invalid peer certificate");
    refused(&sender("elsewhere.example", peer.port(), certificates.tls()), "not valid for name");
    let named = sender("elsewhere.example", peer.port(), certificates.tls().server_name("logs.example").unwrap());
    info!(named.log, "no secret");
    let came = std::iter::from_fn(|| Some(peer.next())).find(|told| told.contains_key("msg")).unwrap();
    assert_eq!(came["msg"][1], "'no secret'");
}

#[test]
fn a_peer_that_does_not_answer_the_handshake_holds_nobody_up() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let sender = sender("localhost", listener.local_addr().unwrap().port(), Certificates::make().tls());
    let began = Instant::now();
    (0..100).for_each(|n| info!(sender.log, "{n}"));
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    let told = sender.told.lock().unwrap().clone();
    assert!(told[0].contains("the TLS handshake was not answered in time"), "{told:?}");
}

#[test]
fn a_peer_that_does_not_read_gets_it_all_later() {
    let certificates = Certificates::make();
    let Some(peer) = certificates.peer("0") else { return };
    let sender = sender("localhost", peer.port(), certificates.tls());
    // More than the system's buffers hold: what was encrypted and did not go out must not be encrypted again.
    let text = "x".repeat(200_000);
    (0..200).for_each(|n| info!(sender.log, "{n} {text}"));
    let came = peer.messages(200);
    let first = |message: &String| message.split(' ').next().unwrap().to_owned();
    assert_eq!(came.iter().map(first).collect::<Vec<_>>(), numbers(0..200));
    assert!(came.iter().all(|message| message.ends_with(&text)));
}

#[test]
fn configured_by_keys() {
    let certificates = Certificates::make();
    let Some(peer) = certificates.peer("0") else { return };
    let configure = |keys: &str| {
        let (port, manager) = (peer.port(), Manager::new());
        let yaml = format!(
            "{{version: 1, handlers: {{h: {{class: sawlog.SocketHandler, host: localhost, port: {port}, {keys}}}}}, \
             root: {{level: INFO, handlers: [h]}}}}"
        );
        let document = Document::parse(&yaml, Format::Yaml).unwrap();
        Configurator::new(&manager).configure(&document).map(|guard| (guard, manager))
    };
    let ca = certificates.path("ca.pem").display().to_string();
    let (_guard, manager) = configure(&format!("tls: true, caFile: {ca}, serverName: logs.example")).unwrap();
    info!(manager.get_logger("shop"), "configured");
    assert_eq!(peer.messages(1), ["configured"]);
    for (keys, why) in [
        (format!("caFile: {ca}"), "tls: true"),
        ("tls: true, caFile: /nowhere/ca.pem".to_owned(), "/nowhere/ca.pem"),
        (format!("tls: true, caFile: {ca}, serverName: 'no name'"), "is no name of a host"),
        (format!("tls: true, caFile: {ca}, certFile: {ca}"), "keyFile"),
    ] {
        let refused = configure(&keys).unwrap_err().to_string();
        assert!(refused.contains(why), "{keys}: {refused}");
    }
}
