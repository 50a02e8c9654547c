//! Where listening is possible, and what is left when it ends.

use std::io::Write;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::Mutex;

use sawlog::config::listen;
use sawlog::config::listen::{Client, ListenError};
use sawlog::{Address, Manager};

use crate::server::{Server, answer, frame};

#[test]
fn the_port_is_free_for_the_next_when_it_has_stopped() {
    let manager = Manager::new();
    let mut port = 0;
    for _ in 0..5 {
        let listener = listen().port(port).manager(&manager).start().unwrap();
        let Address::Host { port: at, .. } = *listener.address() else { panic!("a port") };
        assert!(matches!(listen().port(at).start(), Err(ListenError::InUse(_))));
        port = at;
        listener.stop();
        listener.join();
        drop(TcpListener::bind(("127.0.0.1", port)).expect("free"));
    }
}

#[test]
fn a_request_that_has_arrived_is_still_answered() {
    let (begun, begins) = std::sync::mpsc::channel();
    let (go, may_go) = std::sync::mpsc::channel::<()>();
    let may_go = Mutex::new(may_go);
    let server = Server::with(|listen| {
        listen.verify(move |bytes| {
            begun.send(()).unwrap();
            may_go.lock().unwrap().recv().unwrap();
            Ok(bytes)
        })
    });
    let mut stream = server.connect();
    stream.write_all(&frame(br#"{"version": 1}"#)).unwrap();
    begins.recv().unwrap();
    server.listener.stop();
    go.send(()).unwrap();
    assert!(answer(&mut stream).starts_with("ok: "));
    server.listener.join();
}

#[test]
fn beyond_the_loopback_a_key_is_needed() {
    for host in ["0.0.0.0", "::"] {
        let error = listen().address(Address::host(host, 0)).start().unwrap_err();
        assert!(matches!(error, ListenError::NoKey(_)), "{error}");
    }
    // A function of the program's own is no key.
    let error = listen().address(Address::host("0.0.0.0", 0)).verify(Ok).start().unwrap_err();
    assert!(matches!(error, ListenError::NoKey(_)), "{error}");
    let key = sawlog::config::listen::SharedKey::new([7; 32]).unwrap();
    let listener = listen().address(Address::host("0.0.0.0", 0)).key(key).start().unwrap();
    listener.stop();
    listener.join();
}

#[test]
fn a_unix_socket_is_for_its_owner_and_goes_at_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("control.sock");
    let manager = Manager::new();
    let listener = listen().unix(&path).manager(&manager).start().unwrap();
    assert_eq!(path.symlink_metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert!(Client::new(Address::unix(&path)).send(br#"{"version": 1}"#).unwrap().is_ok());
    let second = listen().unix(&path).start().unwrap_err();
    assert!(matches!(second, ListenError::InUse(_)), "{second}");
    listener.stop();
    assert!(!path.exists());
    listener.join();
}

#[test]
fn a_socket_that_was_left_behind_is_replaced_and_nothing_else_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("control.sock");
    drop(UnixListener::bind(&path).unwrap());
    assert!(path.exists(), "left behind");
    let listener = listen().unix(&path).start().unwrap();
    // Somebody puts another in its place: that one stays.
    std::fs::remove_file(&path).unwrap();
    let other = UnixListener::bind(&path).unwrap();
    listener.stop();
    listener.join();
    drop(UnixStream::connect(&path).expect("it is there"));
    drop(other);

    let file = folder.path().join("file");
    std::fs::write(&file, "precious").unwrap();
    let error = listen().unix(&file).start().unwrap_err();
    assert!(matches!(error, ListenError::NoSocket(_)), "{error}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "precious");
    let error = listen().unix("\0abstract").start().unwrap_err();
    assert!(matches!(error, ListenError::Abstract), "{error}");
}

#[test]
fn a_client_says_what_fails() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = nobody.local_addr().unwrap();
    let client = Client::new(Address::host("127.0.0.1", address.port())).timeout(std::time::Duration::from_millis(200));
    let error = client.tree(false).unwrap_err().to_string();
    assert!(error.starts_with("no answer from 127.0.0.1:"), "{error}");
    drop(nobody);
    let error = client.tree(false).unwrap_err().to_string();
    assert!(error.starts_with("cannot connect to 127.0.0.1:"), "{error}");
}
