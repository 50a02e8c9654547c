//! What reaches the console of whoever starts the server with nothing configured.

use std::io::Read;

use crate::process::Server;
use crate::sent;

#[test]
fn control_characters_are_escaped() {
    let (mut reader, writer) = std::io::pipe().unwrap();
    let server = Server::start_with_stdout(writer, &[]);
    server.send(&sent::record("evil\x1b]0;title\x07", 20, "red \x1b[31m and \u{202e}reversed\r\x08 \u{9b}2J"));
    server.send(&sent::record("good", 20, "grüße, 世界"));
    server.wait_for_lines(&server.log_file(), 2);
    server.stop();
    let mut shown = String::new();
    reader.read_to_string(&mut shown).unwrap();
    assert!(shown.contains("grüße, 世界"), "{shown:?}");
    assert!(shown.contains("red ") && shown.contains("reversed"), "{shown:?}");
    let obeyed = |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
    assert!(!shown.contains(obeyed), "{shown:?}");
}

#[test]
fn what_has_no_utf8_is_escaped_and_not_lost() {
    let server = Server::start(&[]);
    // A lone surrogate, as Python's pickles may have them, in a JSON text.
    server.send(&sent::frame(br#"{"name": "odd", "levelno": 20, "levelname": "INFO", "msg": "file \udc80 found"}"#));
    let text = server.wait_for_lines(&server.log_file(), 1);
    assert!(text.contains(r"file \udc80 found"), "{text}");
    assert_eq!(server.stop().count("written"), 1);
}

#[test]
fn the_banner_shows_what_to_paste() {
    let Some(python) = crate::python::python() else { return };
    let server = Server::start(&[]);
    let port = server.address().port();
    let line = server.wait_for_line("SocketHandler(");
    assert!(line.contains(&format!("\"127.0.0.1\", {port}")), "{line}");
    let pasted =
        ["import logging", "SocketHandler(", "setLevel("].map(|part| server.wait_for_line(part).trim().to_owned());
    let program = format!("{}\nlogging.getLogger('pasted').debug('it works')", pasted.join("\n"));
    let mut client = crate::python::start(python, &std::env::temp_dir(), &program, &[]);
    assert!(client.wait().unwrap().success());
    let text = server.wait_for_lines(&server.log_file(), 1);
    assert!(text.ends_with("pasted: it works\n"), "{text}");
}
