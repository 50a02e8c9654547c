//! Which logger, which handlers and which levels decide on a record.

use crate::process::Server;
use crate::sent;

/// Written for Python: a file for all, one for a branch of the tree that does not propagate.
const TREE: &str = r#"
version: 1
disable_existing_loggers: False
formatters:
  brief:
    format: "%(levelname)s %(name)s %(message)s"
handlers:
  all:
    class: logging.FileHandler
    filename: "{folder}/all.log"
    formatter: brief
  shop:
    class: logging.FileHandler
    filename: "{folder}/shop.log"
    formatter: brief
    level: WARNING
  audit:
    class: logging.FileHandler
    filename: "{folder}/audit.log"
    formatter: brief
loggers:
  shop:
    level: ERROR
    handlers: [shop]
  shop.audit:
    handlers: [audit]
    propagate: no
root:
  level: WARNING
  handlers: [all]
"#;

#[test]
fn a_configuration_written_for_python_decides() {
    let server = Server::configured(TREE, &[]);
    let records = [
        sent::record("shop", 20, "one"),
        sent::record("shop.basket", 30, "two"),
        sent::record("shop.audit", 20, "three"),
        sent::record("shop.audit.deep", 20, "four"),
        sent::record("other", 10, "five"),
    ];
    server.send(&records.concat());
    let ended = server.stop();
    // No logger's level counts: the sender has applied its own. Handlers' levels do.
    assert_eq!(ended.read("all.log"), "INFO shop one\nWARNING shop.basket two\nINFO other five\n");
    assert_eq!(ended.read("shop.log"), "WARNING shop.basket two\n");
    assert_eq!(ended.read("audit.log"), "INFO shop.audit three\nINFO shop.audit.deep four\n");
    assert!(!ended.folder.path().join("logs").exists(), "the defaults are for those who configure nothing");
}

#[test]
fn levels_of_loggers_count_if_asked_for() {
    let server = Server::configured(TREE, &["--apply-levels"]);
    let records = [
        sent::record("shop", 30, "below ERROR"),
        sent::record("shop.new", 30, "below ERROR by its parent"),
        sent::record("shop.new", 40, "at ERROR"),
        sent::record("other", 20, "below WARNING"),
        sent::record("other", 30, "at WARNING"),
    ];
    server.send(&records.concat());
    let ended = server.stop();
    assert_eq!(ended.read("all.log"), "WARNING shop.new at ERROR\nWARNING other at WARNING\n");
    assert_eq!((ended.count("received"), ended.count("written"), ended.count("below level")), (5, 2, 3));
}

#[test]
fn one_logger_can_take_them_all() {
    let server = Server::configured(TREE, &["--logname", "shop.audit"]);
    server.send(&[sent::record("other", 20, "one"), sent::record("shop", 20, "two")].concat());
    let ended = server.stop();
    assert_eq!(ended.read("audit.log"), "INFO other one\nINFO shop two\n", "names stay the records' own");
    assert_eq!(ended.read("all.log"), "");
}

#[test]
fn json_is_taken_in_the_same_frames() {
    let server = Server::configured(TREE, &[]);
    let json = r#"{"name": "web", "levelno": 30, "levelname": "WARNING", "msg": "%s is %d", "args": ["answer", 42], "user": "sheila"}"#;
    server.send(&[sent::frame(json.as_bytes()), sent::record("web", 20, "pickled"), sent::frame(b"[1, 2]")].concat());
    let ended = server.stop();
    assert_eq!(ended.read("all.log"), "WARNING web answer is 42\nINFO web pickled\n");
    assert_eq!(ended.count("rejected"), 1);
}

#[test]
fn records_arrive_by_every_listener() {
    let server = Server::start(&["--listen", "[::1]:0", "--listen", "unix:sawlog.sock"]);
    server.send(&sent::record("tcp", 20, "by IPv4"));
    let line = server.wait_for_line("listening at");
    let v6 = line.split([' ', ',', ';']).filter_map(|word| word.parse::<std::net::SocketAddr>().ok());
    let v6 = v6.into_iter().find(|address| address.is_ipv6()).expect("an IPv6 listener");
    let mut client = std::net::TcpStream::connect(v6).unwrap();
    std::io::Write::write_all(&mut client, &sent::record("tcp", 20, "by IPv6")).unwrap();
    let mut client = std::os::unix::net::UnixStream::connect(server.path("sawlog.sock")).unwrap();
    std::io::Write::write_all(&mut client, &sent::record("unix", 20, "by a path")).unwrap();
    let text = server.wait_for_lines(&server.log_file(), 3);
    for said in ["by IPv4", "by IPv6", "by a path"] {
        assert!(text.contains(said), "{text}");
    }
}

#[test]
fn a_wrong_configuration_is_refused_before_anything_happens() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("logging.yaml");
    std::fs::write(&file, "version: 1\nroot:\n  level: LOUD\n").unwrap();
    let output = std::process::Command::new(crate::process::SAWLOG)
        .args(["serve", "--listen", "127.0.0.1:0", "--config"])
        .arg(&file)
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("logging.yaml:3:10: root.level: "), "{said}");
}

#[test]
fn an_address_that_is_taken_is_told() {
    let server = Server::start(&[]);
    let taken = server.address().to_string();
    let output = std::process::Command::new(crate::process::SAWLOG)
        .args(["serve", "--listen", &taken])
        .current_dir(tempfile::tempdir().unwrap().path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains(&format!("cannot listen at {taken}: ")), "{said}");
    assert!(said.contains("(--listen 127.0.0.1:0 takes a free port; --listen none, "), "{said}");
}

const TWO_THAT_REFUSE: &str = r#"
version: 1
handlers:
  one: {class: logging.FileHandler, filename: "{folder}/one.log", encoding: ascii}
  two: {class: logging.FileHandler, filename: "{folder}/two.log", encoding: ascii}
root: {level: DEBUG, handlers: [one, two]}
"#;

#[test]
fn a_record_that_two_handlers_refuse_is_dropped_once() {
    let server = Server::configured(TWO_THAT_REFUSE, &[]);
    let records: Vec<_> =
        (0..10).map(|n| sent::record("a", 20, if n % 2 == 0 { "plain" } else { "caf\u{e9}" })).collect();
    server.send(&records.concat());
    let ended = server.stop();
    assert_eq!((ended.count("received"), ended.count("written"), ended.count("dropped")), (10, 5, 5));
    assert_eq!(ended.read("one.log").lines().count(), 5);
    assert_eq!(ended.read("two.log").lines().count(), 5);
}
