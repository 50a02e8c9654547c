//! The end of a server: nothing that was sent is lost, and nothing holds it up.

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::process::{SAWLOG, Server};
use crate::sent;

#[test]
fn what_was_sent_before_sigterm_is_written() {
    let server = Server::start(&[]);
    // Several connections, closed at once; the last may well wait to be accepted.
    for client in 0..4 {
        server.send(&sent::records(&format!("client{client}"), 5_000));
    }
    let ended = server.stop();
    assert_eq!(ended.read("logs/sawlog.log").lines().count(), 20_000);
    assert_eq!((ended.count("received"), ended.count("written"), ended.count("connections")), (20_000, 20_000, 4));
}

#[test]
fn ctrl_c_ends_it_as_well() {
    let server = Server::start(&[]);
    let mut client = server.connect();
    client.write_all(&sent::records("client", 100)).unwrap();
    server.signal(Signal::INT);
    let ended = server.wait();
    assert_eq!(ended.status.code(), Some(0));
    assert_eq!(ended.count("written"), 100, "{}", ended.said);
    drop(client);
}

#[test]
fn a_client_that_goes_on_sending_is_cut_off() {
    let server = Server::start(&["--drain-timeout", "1s"]);
    let mut client = server.connect();
    let sender = std::thread::spawn(move || {
        let records = sent::records("endless", 100);
        while client.write_all(&records).is_ok() {}
    });
    server.wait_for_lines(&server.log_file(), 100);
    let ended = server.stop();
    assert_eq!(ended.count("cut off"), 1, "{}", ended.said);
    let text = ended.read("logs/sawlog.log");
    assert!(text.ends_with('\n') && text.lines().count() as u64 >= ended.count("written"));
    sender.join().unwrap();
}

#[test]
fn a_stuck_handler_holds_up_neither_signals_nor_the_end() {
    // A pipe that nobody reads is full after 64 KiB.
    let (reader, writer) = std::io::pipe().unwrap();
    let server = Server::start_with_stdout(writer, &["--drain-timeout", "1s"]);
    let mut clients: Vec<_> = (0..8).map(|_| server.connect()).collect();
    for client in &mut clients {
        client.write_all(&sent::records("stuck", 2_000)).unwrap();
    }
    let began = Instant::now();
    server.signal(Signal::TERM);
    let ended = server.wait();
    assert_eq!(ended.status.code(), Some(0), "{}", ended.said);
    assert!(ended.said.contains("a handler is stuck"), "{}", ended.said);
    assert!(ended.count("received") > 0 && ended.count("unfinished") > 0, "{}", ended.said);
    assert!(began.elapsed() < Duration::from_secs(30));
    drop(reader);
}

#[test]
fn a_stuck_handler_does_not_keep_clients_out() {
    let (reader, writer) = std::io::pipe().unwrap();
    let server = Server::start_with_stdout(writer, &["--verbose"]);
    let mut stuck: Vec<_> = (0..8).map(|_| server.connect()).collect();
    for client in &mut stuck {
        client.write_all(&sent::records("stuck", 1_000)).unwrap();
    }
    let late = server.connect();
    server.wait_for_line(&format!("{}: connected", late.local_addr().unwrap()));
    // Once somebody reads again, everything arrives.
    let reading = std::thread::spawn(move || std::io::copy(&mut { reader }, &mut std::io::sink()));
    drop(stuck);
    server.wait_for_lines(&server.log_file(), 8_000);
    assert_eq!(server.stop().count("written"), 8_000);
    reading.join().unwrap().unwrap();
}

#[test]
fn a_broken_stdout_costs_the_file_nothing() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let server = Server::start_with_stdout(writer, &[]);
    server.send(&sent::records("client", 500));
    server.wait_for_lines(&server.log_file(), 500);
    let ended = server.stop();
    assert_eq!((ended.count("received"), ended.count("dropped")), (500, 500));
}

#[test]
fn a_closed_stderr_is_no_reason_to_fail() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("sawlog.sock");
    let mut child = Command::new(SAWLOG)
        .args(["serve", "--listen", "unix:sawlog.sock"])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stderr.take());
    let mut client = None;
    crate::process::wait_until("the socket", || {
        client = std::os::unix::net::UnixStream::connect(&socket).ok();
        client.is_some()
    });
    let mut client = client.unwrap();
    client
        .write_all(&[sent::records("client", 10), sent::frame(b"garbage"), sent::records("client", 10)].concat())
        .unwrap();
    drop(client);
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, Signal::TERM).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let text = std::fs::read_to_string(folder.path().join("logs/sawlog.log")).unwrap();
    assert_eq!(text.lines().count(), 20);
    assert!(!socket.exists(), "the socket is removed");
}
