//! Frames made to do harm, sent over a real socket: each meets what is expected of it, and the server lives.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::path::{Path, PathBuf};

use crate::process::{PATIENCE, Server};
use crate::sent;
use crate::skipped::skip;

/// Hostile frames as a collection beside the repository has them, with what is expected.
struct Collection {
    folder: PathBuf,
    canary: PathBuf,
    cases: Vec<(String, String)>,
}

impl Collection {
    fn find() -> Option<Collection> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?.parent()?;
        let folder = root.ancestors().skip(1).take(2).map(|parent| parent.join("shared/frames/hostile"));
        let Some(folder) = folder.into_iter().find(|path| path.is_dir()) else {
            skip("hostile frames", "there is no ../shared/frames beside the repository");
            return None;
        };
        let index = std::fs::read_to_string(folder.join("index.json")).unwrap();
        let index: serde_json::Value = serde_json::from_str(&index).unwrap();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let cases = index["cases"].as_array().unwrap();
        let cases = cases.iter().map(|case| (text(&case["case"]), text(&case["expect"]))).collect();
        Some(Collection { folder, canary: PathBuf::from(text(&index["canary"])), cases })
    }
}

#[test]
fn each_meets_its_expectation() {
    let Some(collection) = Collection::find() else { return };
    let server = Server::start(&["--frame-timeout", "60s"]);
    let (mut rejected, mut perhaps, mut written, mut torn) = (0, 0, 0, 0);
    for (case, expect) in &collection.cases {
        let Ok(frame) = std::fs::read(collection.folder.join(format!("{case}.frame"))) else { continue };
        let mut client = server.connect();
        client.write_all(&frame).unwrap();
        if expect == "close" {
            if case == "frame_truncated" {
                client.shutdown(Shutdown::Write).unwrap();
                torn += 1;
            } else {
                rejected += 1;
            }
            assert!(is_closed(&mut client), "{case}: must be closed");
            continue;
        }
        // Whatever becomes of the frame, the connection goes on.
        client.write_all(&sent::record("sentinel", 20, &format!("after {case}."))).unwrap();
        let arrived =
            || std::fs::read_to_string(server.log_file()).unwrap_or_default().contains(&format!("after {case}.\n"));
        crate::process::wait_until(&format!("the record after {case}"), arrived);
        written += 1;
        match expect.as_str() {
            "inert" => written += 1,
            "reject" => rejected += 1,
            _ => perhaps += 1,
        }
    }
    assert!(written > 20, "there are cases");
    assert!(server.memory("VmHWM") < 64 * 1024);
    let ended = server.stop();
    let (refused, handled) = (ended.count("rejected"), ended.count("written") + ended.count("dropped"));
    assert!((rejected..=rejected + perhaps).contains(&refused), "{refused} of {rejected} to {}", rejected + perhaps);
    assert_eq!(refused + handled, rejected + perhaps + written);
    assert_eq!(ended.count("torn"), torn);
    assert!(!collection.canary.exists() && !ended.folder.path().join("PWNED").exists(), "something was executed");
    assert!(ended.said.contains("frame refused: "), "{}", ended.said);
}

#[test]
fn reports_name_the_peer_and_the_place_and_are_few() {
    let server = Server::start(&[]);
    let mut client = server.connect();
    let good = sent::record("client", 20, "good");
    client.write_all(&good).unwrap();
    for _ in 0..1000 {
        client.write_all(&sent::frame(b"\x80\x04\xff.")).unwrap();
    }
    client.write_all(&good).unwrap();
    server.wait_for_lines(&server.log_file(), 2);
    let peer = client.local_addr().unwrap();
    let line = server.wait_for_line("frame refused");
    assert!(line.starts_with(&format!("sawlog: {peer}: ")), "{line}");
    assert!(line.contains("0xff") && line.contains(&format!("byte {} of the stream", good.len())), "{line}");
    drop(client);
    let ended = server.stop();
    assert_eq!((ended.count("rejected"), ended.count("written")), (1000, 2));
    let reports = ended.said.lines().filter(|line| line.contains("frame refused")).count();
    assert!((1..=200).contains(&reports), "{reports} reports");
    assert!(ended.said.contains("more reports were left out"), "{}", ended.said);
}

#[test]
fn a_report_does_not_play_with_the_terminal() {
    let server = Server::start(&[]);
    // The pickle of a list subclass named by its sender; its name is in the report.
    server.send(&sent::frame(b"cevil\x1b[31m\nname\x07\n."));
    let line = server.wait_for_line("frame refused");
    assert!(!line.contains('\x1b') && !line.contains('\x07'), "{line:?}");
}

#[test]
fn small_frames_that_would_make_gigabytes_cost_themselves_alone() {
    let server = Server::start(&[]);
    let mut client = server.connect();
    let json = |msg: String, args: &str| sent::frame(format!(r#"{{"msg": "{msg}", "args": {args}}}"#).as_bytes());
    let text = "x".repeat(900_000);
    for bomb in [
        json("%(a)1000000d".repeat(200), r#"{"a": 1}"#),
        json("%(a)1000000d".repeat(1000), r#"{"a": 1}"#),
        json("%(a)s".repeat(100_000), &format!(r#"{{"a": "{text}"}}"#)),
    ] {
        client.write_all(&bomb).unwrap();
        client.write_all(&sent::record("client", 20, "after it")).unwrap();
    }
    server.wait_for_lines(&server.log_file(), 3);
    assert!(server.memory("VmHWM") < 100 * 1024, "{} KB", server.memory("VmHWM"));
    let line = server.wait_for_line("would add more than");
    assert!(line.len() < 1000, "{line}");
    drop(client);
    let ended = server.stop();
    assert_eq!((ended.count("received"), ended.count("rejected")), (6, 0), "{}", ended.said);
    // Console and file fail alike.
    assert_eq!(ended.count("dropped"), 3, "{}", ended.said);
}

#[test]
fn limits_can_be_set() {
    let server = Server::start(&["--max-frame", "1000", "--max-items", "50", "--max-depth", "10"]);
    let mut client = server.connect();
    client.write_all(&sent::frame(&[b"](".as_slice(), &b"K\x01".repeat(100), b"e."].concat())).unwrap();
    client.write_all(&sent::record("client", 20, "fits")).unwrap();
    client.write_all(&sent::record("client", 20, &"x".repeat(1000))).unwrap();
    assert!(is_closed(&mut client));
    let ended = server.stop();
    assert_eq!((ended.count("rejected"), ended.count("written")), (2, 1), "{}", ended.said);
    assert!(ended.said.contains("at most 1000 are taken"), "{}", ended.said);

    let server = Server::start(&["--max-message", "1K", "--max-text", "2K"]);
    for frame in [
        sent::frame(br#"{"msg": "%(a)1100d", "args": {"a": 1}}"#),
        sent::frame(br#"{"msg": "%(a)900d", "args": {"a": 1}}"#),
        sent::record("client", 20, &"x".repeat(3000)),
        sent::record("client", 20, &"x".repeat(1500)),
    ] {
        server.send(&frame);
    }
    server.wait_for_line("add more than 1024 bytes");
    server.wait_for_line("exceed 2048 bytes");
    server.wait_for_lines(&server.log_file(), 2);
    assert_eq!(server.stop().count("dropped"), 2);
}

fn is_closed(client: &mut TcpStream) -> bool {
    client.set_read_timeout(Some(PATIENCE)).unwrap();
    match client.read(&mut [0; 1]) {
        Ok(read) => read == 0,
        Err(error) => error.kind() == std::io::ErrorKind::ConnectionReset,
    }
}
