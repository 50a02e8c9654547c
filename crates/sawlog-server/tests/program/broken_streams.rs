//! Streams that arrive in pieces, end where they should not, or stop.

use std::io::{Read, Write};
use std::time::Duration;

use crate::process::{PATIENCE, Server};
use crate::sent;

#[test]
fn a_header_in_pieces_is_read_to_its_end() {
    let server = Server::start(&[]);
    let mut client = server.connect();
    client.set_nodelay(true).unwrap();
    for number in 0..10 {
        for byte in sent::record("pieces", 20, &format!("number {number}")) {
            client.write_all(&[byte]).unwrap();
        }
    }
    let text = server.wait_for_lines(&server.log_file(), 10);
    assert!(text.ends_with("pieces: number 9\n"), "{text}");
    drop(client);
    let ended = server.stop();
    assert_eq!((ended.count("received"), ended.count("torn")), (10, 0));
}

#[test]
fn frames_are_whole_wherever_the_stream_is_cut() {
    let server = Server::start(&[]);
    let large = "x".repeat(300_000);
    let frames = [sent::records("cut", 20), sent::record("cut", 20, &large), sent::records("cut", 20)].concat();
    let mut client = server.connect();
    client.set_nodelay(true).unwrap();
    for (piece, bytes) in frames.chunks(997).enumerate() {
        client.write_all(bytes).unwrap();
        if piece % 50 == 0 {
            std::thread::yield_now();
        }
    }
    drop(client);
    let text = server.wait_for_lines(&server.log_file(), 41);
    assert!(text.contains(&large));
    assert_eq!(text.matches("cut: number ").count(), 40);
    assert_eq!(server.stop().count("written"), 41);
}

#[test]
fn a_torn_frame_ends_its_connection_alone() {
    let server = Server::start(&[]);
    let mut other = server.connect();
    other.write_all(&sent::record("other", 20, "before")).unwrap();
    let whole = sent::record("torn", 20, "half of this is lost");
    server.send(&[sent::records("torn", 3), whole[..whole.len() / 2].to_vec()].concat());
    let line = server.wait_for_line("within a frame");
    assert!(line.contains("127.0.0.1:") && line.contains("after 3 frames"), "{line}");

    // It does not spin on what is no more: the CPU time of a moment is none.
    let before = server.cpu_ticks();
    std::thread::sleep(Duration::from_millis(500));
    assert!(server.cpu_ticks() - before < 10);

    other.write_all(&sent::record("other", 20, "after")).unwrap();
    server.wait_for_lines(&server.log_file(), 5);
    drop(other);
    let ended = server.stop();
    assert_eq!((ended.count("received"), ended.count("torn"), ended.count("rejected")), (5, 1, 0));
}

#[test]
fn half_a_frame_and_silence_is_not_waited_for_long() {
    let server = Server::start(&["--frame-timeout", "200ms"]);
    let idle = server.connect();
    let mut silent = server.connect();
    let whole = sent::record("silent", 20, "never said to the end");
    silent.write_all(&sent::record("silent", 20, "first")).unwrap();
    silent.write_all(&whole[..whole.len() - 1]).unwrap();
    silent.set_read_timeout(Some(PATIENCE)).unwrap();
    assert_eq!(silent.read(&mut [0; 1]).unwrap_or(0), 0, "closed by the server");
    server.wait_for_line("did not arrive in time");

    // A connection without half a frame has all the time in the world.
    let mut idle = idle;
    idle.write_all(&sent::record("idle", 20, "still here")).unwrap();
    let text = server.wait_for_lines(&server.log_file(), 2);
    assert!(text.contains("still here"), "{text}");
    drop(idle);
    assert_eq!(server.stop().count("timed out"), 1);
}

#[test]
fn unfinished_frames_take_no_more_memory_than_allowed() {
    let server = Server::start(&["--max-frame", "1M", "--max-unfinished", "2M"]);
    let mut half = (1u32 << 20).to_be_bytes().to_vec();
    half.resize(900_000, b'x');
    let mut clients: Vec<_> = (0..8).map(|_| server.connect()).collect();
    for client in &mut clients {
        // The server may close it before all is sent.
        let _ = client.write_all(&half);
    }
    server.wait_for_line("too much memory");
    server.send(&sent::record("other", 20, "still served"));
    server.wait_for_lines(&server.log_file(), 1);
    assert!(server.memory("VmRSS") < 64 * 1024);
}
