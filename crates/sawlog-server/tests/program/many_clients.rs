//! Clients by the thousand, most of them idle, and more of them than there are descriptors.

use std::io::Write;
use std::net::TcpStream;
use std::process::Command;
use std::time::Duration;

use crate::process::{SAWLOG, Server, wait_until};
use crate::sent;

#[test]
fn a_thousand_idle_clients_cost_a_few_kilobytes_each() {
    let server = Server::start(&[]);
    let connect = |count: usize| -> Vec<TcpStream> { (0..count).map(|_| server.connect()).collect() };
    let log_all = |clients: &mut [TcpStream], lines: usize| {
        for client in clients.iter_mut() {
            client.write_all(&sent::record("idle", 20, "hello")).unwrap();
        }
        server.wait_for_lines(&server.log_file(), lines);
    };
    let mut first = connect(50);
    log_all(&mut first, 50);
    let before = server.memory("VmRSS");
    let mut clients = connect(1000);
    log_all(&mut clients, 1050);
    let each = (server.memory("VmRSS").saturating_sub(before)) * 1024 / 1000;
    assert!(each < 8 * 1024, "{each} bytes each");

    // They are still there, and cost no time.
    let ticks = server.cpu_ticks();
    std::thread::sleep(Duration::from_millis(500));
    assert!(server.cpu_ticks() - ticks < 10);
    log_all(&mut clients, 2050);
    drop((first, clients));
    assert_eq!(server.stop().count("written"), 2050);
}

#[test]
fn a_thousand_clients_may_connect_at_once() {
    let server = Server::start(&[]);
    // The server cannot accept while it is stopped: all of them wait in the backlog.
    server.signal(rustix::process::Signal::STOP);
    let mut clients: Vec<TcpStream> = (0..1000).map(|_| server.connect()).collect();
    for client in &mut clients {
        client.write_all(&sent::record("client", 20, "hello")).unwrap();
    }
    drop(clients);
    server.signal(rustix::process::Signal::CONT);
    server.wait_for_lines(&server.log_file(), 1000);
    assert_eq!(server.stop().count("connections"), 1000);
}

#[test]
fn at_the_descriptor_limit_clients_wait_and_nothing_spins() {
    // `--max-connections` is more than the limit allows: it is the limit that counts.
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -n 64; exec \"$0\" serve --listen 127.0.0.1:0 --max-connections 1000", SAWLOG]);
    let server = Server::start_command(tempfile::tempdir().unwrap(), command);
    server.wait_for_line("the limit of open files is too low");
    let mut clients: Vec<TcpStream> = (0..200).map(|_| server.connect()).collect();
    server.wait_for_line("the most at once");
    let before = server.cpu_ticks();
    std::thread::sleep(Duration::from_secs(1));
    assert!(server.cpu_ticks() - before < 20);

    // As some leave, others get their turn: all are heard in the end.
    for client in &mut clients {
        client.write_all(&sent::record("client", 20, "hello")).unwrap();
    }
    drop(clients);
    server.wait_for_lines(&server.log_file(), 200);
    let ended = server.stop();
    assert_eq!((ended.count("written"), ended.count("connections")), (200, 200));
}

#[test]
fn each_listener_has_its_turn_with_few_places() {
    let server = Server::start(&["--listen", "unix:sawlog.sock", "--max-connections", "1"]);
    for round in 0..3 {
        server.send(&sent::record("tcp", 20, "hello"));
        let mut client = std::os::unix::net::UnixStream::connect(server.path("sawlog.sock")).unwrap();
        client.write_all(&sent::record("unix", 20, "hello")).unwrap();
        drop(client);
        server.wait_for_lines(&server.log_file(), 2 * round + 2);
    }
    // A client that stays keeps others waiting, not out.
    let mut stays = server.connect();
    stays.write_all(&sent::record("tcp", 20, "first")).unwrap();
    server.wait_for_lines(&server.log_file(), 7);
    server.send(&sent::record("tcp", 20, "second"));
    drop(stays);
    wait_until("the second", || std::fs::read_to_string(server.log_file()).unwrap().contains("second"));
}
