//! Real Python processes with the standard library's SocketHandler, all into one file.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::process::Server;
use crate::{python, sent};

const PROCESSES: usize = 8;
const RECORDS: usize = 25_000;

const CLIENT: &str = r#"
import logging, logging.handlers, sys
port, name, records = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
logger = logging.getLogger("client." + name)
logger.setLevel(logging.DEBUG)
logger.addHandler(logging.handlers.SocketHandler("127.0.0.1", port))
for number in range(records):
    logger.info("client %s says %d and no more", name, number)
"#;

/// Runs the clients and checks that the file has all that they logged, whole and in order.
fn all_arrive(server: Server, beside: impl FnOnce(&Server)) {
    let Some(python) = python::python() else { return };
    let port = server.address().port().to_string();
    let clients: Vec<_> = (0..PROCESSES)
        .map(|name| {
            let args = [port.clone(), name.to_string(), RECORDS.to_string()];
            python::start(python, &std::env::temp_dir(), CLIENT, &args)
        })
        .collect();
    beside(&server);
    for mut client in clients {
        assert!(client.wait().unwrap().success());
    }
    let text = server.wait_for_lines(&server.log_file(), PROCESSES * RECORDS);
    let peak = server.memory("VmHWM");
    assert!(peak < 64 * 1024, "{peak} KiB at the most");

    let mut next: HashMap<&str, usize> = HashMap::new();
    let mut lines = 0;
    for line in text.lines().filter(|line| line.contains(" client.")) {
        lines += 1;
        let said = line.split_once(": client ").and_then(|(_, said)| said.strip_suffix(" and no more"));
        let (name, number) =
            said.and_then(|said| said.split_once(" says ")).unwrap_or_else(|| panic!("torn: {line:?}"));
        let expected = next.entry(name).or_default();
        assert_eq!(number.parse(), Ok(*expected), "{line}");
        *expected += 1;
    }
    assert_eq!(lines, PROCESSES * RECORDS);
    assert!(next.len() == PROCESSES && next.values().all(|count| *count == RECORDS));

    let ended = server.stop();
    assert_eq!(ended.count("dropped"), 0);
    assert!(ended.count("written") >= (PROCESSES * RECORDS) as u64);
}

#[test]
fn nothing_is_lost_torn_or_out_of_order() {
    all_arrive(Server::start(&[]), |_| {});
}

#[test]
fn a_ninth_client_that_misbehaves_costs_the_others_nothing() {
    let server = Server::start(&[]);
    let canary = server.path("PWNED");
    let command = format!("touch {}", canary.display());
    // cposix\nsystem\n(S'...'\ntR. : what Python's own unpickling would run.
    let harmful = format!("cposix\nsystem\n(S'{command}'\ntR.");
    let harmful_extra = format!("}}(S'msg'\nS'careful'\nS'extra'\n{}u.", harmful.trim_end_matches('.'));
    let refused = Arc::new(AtomicBool::new(false));
    all_arrive(server, |server| {
        for round in 0..20u8 {
            // Garbage whose first bytes are no length that is allowed.
            let mut garbage: Vec<u8> = (0..1000u32).map(|n| (n * 31 + u32::from(round)) as u8 | 0x80).collect();
            garbage.truncate(500 + usize::from(round));
            let mut client = server.connect();
            // The server closes as soon as it has seen the header; writing may then fail.
            let _ = client.write_all(&garbage);
            expect_end(&mut client);

            let mut client = server.connect();
            let _ = client.write_all(&[0xff, 0xff, 0xff, 0xff, b'}', b'.']);
            expect_end(&mut client);

            server.send(&[sent::frame(harmful.as_bytes()), sent::frame(harmful_extra.as_bytes())].concat());
        }
        server.wait_for_line("4294967295 bytes");
        refused.store(true, Ordering::Relaxed);
    });
    assert!(refused.load(Ordering::Relaxed) || python::python().is_none());
    assert!(!canary.exists(), "a pickle was executed");
}

fn expect_end(client: &mut std::net::TcpStream) {
    client.set_read_timeout(Some(crate::process::PATIENCE)).unwrap();
    let read = client.read(&mut [0; 16]);
    let reset = |error: &std::io::Error| error.kind() == std::io::ErrorKind::ConnectionReset;
    assert!(matches!(read, Ok(0)) || read.as_ref().is_err_and(reset), "{read:?}");
}
