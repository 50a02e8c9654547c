//! SIGHUP and `--watch`: the configuration becomes another while clients log.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use rustix::process::Signal;

use crate::process::Server;
use crate::sent;

const CLIENTS: usize = 4;
const RELOADS: usize = 100;

/// A configuration of which each has another format, and every other one other arguments of the handlers that are said to change.
fn configuration(number: usize, peer: SocketAddr) -> String {
    let (bytes, errors) = if number.is_multiple_of(2) { (60_000, "strict") } else { (70_000, "backslashreplace") };
    format!(
        "version: 1
disable_existing_loggers: false
formatters:
  line: {{format: 'reload-{number} %(name)s %(message)s'}}
handlers:
  kept: {{class: logging.FileHandler, filename: kept.log, formatter: line}}
  kept_rotating: {{class: logging.handlers.RotatingFileHandler, filename: kept_rotating.log, maxBytes: 65000, backupCount: 100000, formatter: line}}
  peer: {{class: sawlog.SocketHandler, host: {host}, port: {port}, backlogRecords: 10000000, backlogBytes: 1000000000}}
  changing: {{class: logging.FileHandler, filename: changing.log, errors: {errors}, formatter: line}}
  changing_rotating: {{class: logging.handlers.RotatingFileHandler, filename: changing_rotating.log, maxBytes: {bytes}, backupCount: 100000, formatter: line}}
root: {{level: DEBUG, handlers: [kept, kept_rotating, peer, changing, changing_rotating]}}
",
        host = peer.ip(),
        port = peer.port(),
    )
}

/// Counts the frames that arrive, and the connections that bring them.
fn peer() -> (SocketAddr, Arc<AtomicUsize>, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (frames, connections) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let counts = (Arc::clone(&frames), Arc::clone(&connections));
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            counts.1.fetch_add(1, Ordering::SeqCst);
            let frames = Arc::clone(&counts.0);
            thread::spawn(move || {
                let mut header = [0; 4];
                while stream.read_exact(&mut header).is_ok() {
                    let mut payload = vec![0; u32::from_be_bytes(header) as usize];
                    stream.read_exact(&mut payload).unwrap();
                    frames.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
    });
    (address, frames, connections)
}

/// All lines of a file and its backups.
fn lines_of(folder: &Path, name: &str) -> Vec<String> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut lines = Vec::new();
    for file in files.filter(|file| file.file_name().unwrap().to_str().unwrap().starts_with(name)) {
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.is_empty() || text.ends_with('\n'), "torn: {}", file.display());
        lines.extend(text.lines().map(str::to_owned));
    }
    lines
}

#[test]
fn no_line_is_lost_or_doubled_while_four_clients_log_through_a_hundred_reloads() {
    let (peer, frames, connections) = peer();
    let server = Server::configured(&configuration(0, peer), &["--drain-timeout", "60s"]);
    let file = server.path("logging.yaml");
    let stop = Arc::new(AtomicBool::new(false));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let (mut stream, stop) = (server.connect(), Arc::clone(&stop));
            thread::spawn(move || {
                let (name, mut sent) = (format!("client.{client}"), 0);
                while !stop.load(Ordering::SeqCst) {
                    let some: Vec<u8> =
                        (sent..sent + 100).flat_map(|n| sent::record(&name, 20, &format!("number {n}"))).collect();
                    stream.write_all(&some).unwrap();
                    sent += 100;
                }
                sent
            })
        })
        .collect();
    let (mut taken, mut refused) = (0, 0);
    for number in 1..=RELOADS {
        if number % 10 == 5 {
            refused += 1;
            std::fs::write(&file, "version: 1\nroot: {level: LOUD}\n").unwrap();
            server.signal(Signal::HUP);
            server.wait_for_count("is refused, the configuration stays as it is", refused);
        } else {
            taken += 1;
            std::fs::write(&file, configuration(taken, peer)).unwrap();
            server.signal(Signal::HUP);
            server.wait_for_count("logging.yaml reloaded: 3 handlers kept, 2 made, 2 closed", taken);
        }
    }
    stop.store(true, Ordering::SeqCst);
    let sent: Vec<usize> = clients.into_iter().map(|client| client.join().unwrap()).collect();
    let total = sent.iter().sum::<usize>();
    let ended = server.stop();
    assert_eq!(
        (ended.count("received"), ended.count("written"), ended.count("dropped")),
        (total as u64, total as u64, 0)
    );

    for name in ["kept.log", "kept_rotating.log", "changing.log", "changing_rotating.log"] {
        let lines = lines_of(ended.folder.path(), name);
        let mut seen: HashMap<(&str, &str), usize> = HashMap::new();
        for line in &lines {
            let words: Vec<&str> = line.split(' ').collect();
            let [reload, client, "number", number] = words[..] else { panic!("torn: {line:?} in {name}") };
            assert!(reload.starts_with("reload-"), "{line}");
            *seen.entry((client, number)).or_default() += 1;
        }
        let doubled = seen.values().filter(|count| **count != 1).count();
        assert_eq!((lines.len(), doubled, seen.len()), (total, 0, total), "in {name}");
    }
    crate::process::wait_until("the peer to have all", || frames.load(Ordering::SeqCst) >= total);
    assert_eq!((frames.load(Ordering::SeqCst), connections.load(Ordering::SeqCst)), (total, 1));
}

#[test]
fn a_file_that_is_watched_is_taken_when_it_has_changed() {
    let level = |level| {
        format!(
            "version: 1\nhandlers: {{h: {{class: logging.FileHandler, filename: out.log, level: {level}}}}}\nroot: {{handlers: [h]}}\n"
        )
    };
    let server = Server::configured(&level("ERROR"), &["--watch"]);
    // The second line is there only once the first record has been looked at.
    server.send(&[sent::record("a", 20, "before"), sent::record("a", 40, "first")].concat());
    server.wait_for_lines(&server.path("out.log"), 1);
    std::fs::write(server.path("logging.yaml"), level("LOUD")).unwrap();
    assert!(server.wait_for_line("logging.yaml:2:").contains("LOUD"));
    // As editors do: another file in its place.
    std::fs::write(server.path("new.yaml"), level("DEBUG")).unwrap();
    std::fs::rename(server.path("new.yaml"), server.path("logging.yaml")).unwrap();
    server.wait_for_line("the file has changed: logging.yaml reloaded: 1 handler kept, 0 made, 0 closed");
    server.send(&sent::record("a", 20, "after"));
    assert_eq!(server.wait_for_lines(&server.path("out.log"), 2), "first\nafter\n");
    server.stop();
}

#[test]
fn without_a_file_a_hangup_changes_nothing() {
    let server = Server::start(&[]);
    server.signal(Signal::HUP);
    server.wait_for_line("there is no --config FILE to reload");
    server.send(&sent::record("a", 20, "still there"));
    assert!(server.wait_for_lines(&server.log_file(), 1).ends_with("a: still there\n"));
    server.stop();
}

#[test]
fn a_reload_that_fails_leaves_no_file_behind_and_empties_none() {
    let server = Server::configured(
        "version: 1\nhandlers: {h: {class: logging.FileHandler, filename: out.log}}\nroot: {level: DEBUG, handlers: [h]}\n",
        &[],
    );
    server.send(&sent::record("a", 20, "first"));
    server.wait_for_lines(&server.path("out.log"), 1);
    std::fs::write(
        server.path("logging.yaml"),
        "version: 1
handlers:
  a: {class: logging.FileHandler, filename: new.log}
  b: {class: logging.FileHandler, filename: out.log, mode: w}
  c: {class: logging.FileHandler, filename: missing/folder.log}
root: {level: DEBUG, handlers: [a, b, c]}
",
    )
    .unwrap();
    server.signal(Signal::HUP);
    server.wait_for_line("handlers.c.filename");
    assert!(!server.path("new.log").exists());
    server.send(&sent::record("a", 20, "second"));
    assert_eq!(server.wait_for_lines(&server.path("out.log"), 2), "first\nsecond\n");
    server.stop();
}

#[test]
fn a_file_that_becomes_a_pipe_holds_nothing_up() {
    let yaml = "version: 1\nhandlers: {h: {class: logging.FileHandler, filename: out.log}}\nroot: {level: DEBUG, handlers: [h]}\n";
    let server = Server::configured(yaml, &["--watch"]);
    let file = server.path("logging.yaml");
    std::fs::remove_file(&file).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&file).status().unwrap().success());
    server.signal(Signal::HUP);
    server.wait_for_line("it is no regular file any more");
    // Two looks of the one who watches.
    thread::sleep(std::time::Duration::from_millis(1500));
    server.send(&sent::record("a", 20, "still there"));
    assert_eq!(server.wait_for_lines(&server.path("out.log"), 1), "still there\n");
    server.stop();
}
