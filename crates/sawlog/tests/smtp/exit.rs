//! A process that ends mails what waits, in its own local time.

use std::process::Command;
use std::time::Duration;

use serde_json::json;

use sawlog::{SMTPHandler, Value, make_log_record};

use crate::server::Server;

/// The server's port, in the process that ends.
const PORT: &str = "SAWLOG_TEST_MAIL_PORT";

#[test]
fn what_waits_is_mailed_when_the_process_ends() {
    if let Ok(port) = std::env::var(PORT) {
        let handler = SMTPHandler::builder("127.0.0.1").port(port.parse().unwrap()).from("a@example.org");
        let handler =
            handler.to("b@example.org").batch(Duration::from_secs(3600), 100).timeout(Duration::from_secs(30));
        let handler = handler.build().unwrap();
        for text in ["one", "two"] {
            handler.handle(&mut make_log_record([("msg", Value::from(text))]));
        }
        // Nobody flushes, closes or drops it.
        return std::mem::forget(handler);
    }
    let Some(server) = Server::start(json!({})) else { return };
    for (zone, offset) in [("Asia/Kolkata", "+0530"), ("America/St_Johns", "-0330"), ("UTC", "+0000")] {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "exit::what_waits_is_mailed_when_the_process_ends"]);
        let ended = command.env(PORT, server.port.to_string()).env("TZ", zone).output().unwrap();
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
        let mail = server.only();
        assert_eq!(mail["text"], "one\ntwo\n");
        let summer = if zone == "America/St_Johns" { "-0230" } else { offset };
        assert!([offset, summer].contains(&mail["offset"].as_str().unwrap()), "{zone}: {}", mail["offset"]);
    }
}
