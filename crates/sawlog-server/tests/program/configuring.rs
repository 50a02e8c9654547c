//! `--config-listen`: configurations from whoever may connect, the cookbook's client among them.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use sawlog::config::Format;

use crate::process::{PATIENCE, SAWLOG, Server};
use crate::skipped::skip;
use crate::{python, sent};

fn configuration(format: &str) -> String {
    format!(
        r#"{{"version": 1,
 "disable_existing_loggers": false,
 "formatters": {{"line": {{"format": "{format} %(message)s"}}}},
 "handlers": {{"file": {{"class": "logging.FileHandler", "filename": "out.log", "formatter": "line"}}}},
 "root": {{"level": "DEBUG", "handlers": ["file"]}}}}"#
    )
}

fn ini(format: &str) -> String {
    format!(
        "[loggers]\nkeys=root\n\n[handlers]\nkeys=file\n\n[formatters]\nkeys=line\n\n\
         [logger_root]\nlevel=DEBUG\nhandlers=file\n\n\
         [handler_file]\nclass=FileHandler\nformatter=line\nargs=('out.log',)\n\n\
         [formatter_line]\nformat={format} %(message)s\n"
    )
}

/// A server that takes configurations, and where.
fn server(flags: &[&str]) -> (Server, SocketAddr) {
    let server = Server::configured(&configuration("first"), flags);
    let line = server.wait_for_line("configurations are taken at ");
    let at = line.rsplit(' ').next().unwrap().parse().unwrap();
    (server, at)
}

fn connect(at: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(at).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

fn ask(at: SocketAddr, payload: &str) -> String {
    let mut stream = connect(at);
    stream.write_all(&sent::frame(payload.as_bytes())).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// Logs until it is told to stop; prints how often.
const LOGS: &str = "
import logging, logging.handlers, os, sys, time
root = logging.getLogger()
root.addHandler(logging.handlers.SocketHandler('127.0.0.1', int(sys.argv[1])))
root.setLevel(logging.DEBUG)
count = 0
while not os.path.exists('stop'):
    root.info('client %s number %d', sys.argv[2], count)
    count += 1
    if count % 100 == 0:
        time.sleep(0.01)
root.handlers[0].close()
open('count-' + sys.argv[2], 'w').write(str(count))
";

/// What the cookbook's client does, by ourselves.
const OWN_CLIENT: &str = "
import pathlib, socket, struct, sys
payload = pathlib.Path(sys.argv[1]).read_bytes()
with socket.create_connection(('localhost', int(sys.argv[2]))) as s:
    s.sendall(struct.pack('>L', len(payload)))
    s.sendall(payload)
print('complete')
";

/// The client of the cookbook's section 4, as it stands there; `None` where the cookbook is not.
fn cookbook_client() -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cookbook.txt");
    let Ok(cookbook) = std::fs::read_to_string(&path) else {
        skip("the cookbook's client, as it stands there", &format!("there is no {}", path.display()));
        return None;
    };
    let section = cookbook.split("\n4 Configuration server example\n").nth(1).expect("section 4");
    let client = section.split("```").find(|block| block.contains("import socket, sys, struct")).expect("the client");
    Some(client.trim_start().to_owned())
}

/// Python clients log while another one sends configurations with this script; no line is lost and each has the format of
/// its time.
fn reconfigure_while_python_logs(python: &std::ffi::OsStr, script: &str, server: &Server, port: u16) {
    let folder = server.path("");
    let to = server.address().port().to_string();
    let args = |name: &str| vec![to.clone(), name.to_owned()];
    let clients: Vec<_> = ["a", "b"].map(|name| python::start(python, &folder, LOGS, &args(name))).into();
    let out = server.path("out.log");
    let has = |format: &str| {
        let begin = format!("{format} ");
        crate::process::wait_until(&begin, || {
            std::fs::read_to_string(&out).unwrap_or_default().lines().any(|line| line.starts_with(&begin))
        });
    };
    has("first");
    let mut files: Vec<(&str, String)> = vec![("logging.json", configuration("second"))];
    if Format::of_path(Path::new("logging.ini")).is_some() {
        files.push(("logging.conf", ini("third")));
    }
    for ((name, text), format) in files.iter().zip(["second", "third"]) {
        std::fs::write(folder.join(name), text).unwrap();
        let mut command = Command::new(python);
        command.arg("-c").arg(script).arg(name).arg(port.to_string()).current_dir(&folder);
        let output = command.output().unwrap();
        assert!(output.status.success() && output.stdout.ends_with(b"complete\n"), "{output:?}");
        has(format);
    }
    std::fs::write(folder.join("stop"), "").unwrap();
    for mut client in clients {
        assert!(client.wait().unwrap().success());
    }
    let counts = ["a", "b"].map(|name| std::fs::read_to_string(folder.join(format!("count-{name}"))).unwrap());
    let total: usize = counts.iter().map(|count| count.parse::<usize>().unwrap()).sum();
    let text = server.wait_for_lines(&out, total);
    assert_eq!(text.lines().count(), total);
    let torn = text.lines().find(|line| {
        let known = ["first ", "second ", "third "].iter().find_map(|format| line.strip_prefix(format));
        known.is_none_or(|rest| !rest.starts_with("client ") || !rest.contains(" number "))
    });
    assert_eq!(torn, None);
}

#[test]
fn the_cookbooks_client_reconfigures_a_server_while_it_logs() {
    let (Some(python), Some(client)) = (python::python(), cookbook_client()) else { return };
    // The port stands in it.
    assert!(client.contains("PORT = 9999\n"));
    if TcpListener::bind(("127.0.0.1", 9999)).is_err() {
        return skip("the cookbook's client, as it stands there", "port 9999 is taken");
    }
    let (server, at) = server(&["--config-listen", "127.0.0.1:9999"]);
    assert_eq!(at.port(), 9999);
    reconfigure_while_python_logs(python, &client, &server, 9999);
    server.stop();
}

#[test]
fn a_client_in_python_reconfigures_a_server_while_it_logs() {
    let Some(python) = python::python() else { return };
    let (server, at) = server(&["--config-listen", "127.0.0.1:0"]);
    reconfigure_while_python_logs(python, OWN_CLIENT, &server, at.port());
    server.stop();
}

#[test]
fn what_is_not_allowed_is_refused_and_told() {
    let (server, at) = server(&["--config-listen", "127.0.0.1:0"]);
    let answer = ask(at, &configuration("second").replace("out.log", "other.log"));
    assert!(answer.starts_with("refused: 4:23: handlers.file: this configuration may not open "), "{answer}");
    server.wait_for_line("refused: 4:23: handlers.file: this configuration may not open ");
    assert!(!server.path("other.log").exists());
    let answer = ask(at, r#"{"sawlog": "level", "logger": "no.such", "level": "DEBUG"}"#);
    assert!(answer.contains("no logger is named"), "{answer}");
    server.send(&sent::record("app", 20, "hello"));
    assert_eq!(server.wait_for_lines(&server.path("out.log"), 1), "first hello\n");
    server.stop();
}

#[test]
fn what_is_allowed_is_done() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("allowed")).unwrap();
    std::fs::write(folder.path().join("logging.json"), configuration("first")).unwrap();
    let flags = ["--config", "logging.json", "--config-listen", "127.0.0.1:0", "--config-allow", "files:allowed"];
    let server = Server::start_in(folder, &flags);
    let line = server.wait_for_line("configurations are taken at ");
    let at: SocketAddr = line.rsplit(' ').next().unwrap().parse().unwrap();
    let to = |file: &str| configuration("second").replace("out.log", file);
    for outside in ["allowed/../other.log", "other.log", "/tmp/other.log"] {
        assert!(ask(at, &to(outside)).contains("may not open"), "{outside}");
    }
    assert!(ask(at, &to("allowed/other.log")).starts_with("ok: 0 handlers kept, 1 made, 1 closed"));
    server.send(&sent::record("app", 20, "hello"));
    assert_eq!(server.wait_for_lines(&server.path("allowed/other.log"), 1), "second hello\n");
    server.stop();
}

fn key_file(folder: &Path) -> PathBuf {
    let path = folder.join("key");
    std::fs::write(&path, "0123456789abcdef0123456789abcdef\n").unwrap();
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
    path
}

#[test]
fn beyond_the_loopback_a_key_is_needed_and_does() {
    let serve = |flags: &[&str]| {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(SAWLOG);
        command.args(["serve", "--listen", "127.0.0.1:0", "--config-listen", "0.0.0.0:0"]).args(flags);
        command.current_dir(&folder).output().unwrap()
    };
    let output = serve(&[]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("configurations are taken there only with a key"), "{said}");

    let keys = tempfile::tempdir().unwrap();
    let key = key_file(keys.path());
    let key = key.to_str().unwrap();
    let (server, at) = server(&["--config-listen", "0.0.0.0:0", "--config-key", key]);
    let at = SocketAddr::from(([127, 0, 0, 1], at.port()));
    let answer = ask(at, &configuration("second"));
    assert!(answer.starts_with("refused: not verified: it is not signed"), "{answer}");
    std::fs::write(server.path("new.json"), configuration("second")).unwrap();
    let send = |flags: &[&str]| {
        let mut command = Command::new(SAWLOG);
        command.args(["send-config", "new.json", "--to", &at.to_string()]).args(flags).current_dir(server.path(""));
        command.output().unwrap()
    };
    assert_eq!(send(&[]).status.code(), Some(1));
    let output = send(&["--key", key]);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "1 handler kept, 0 made, 0 closed\n", "{output:?}");
    server.send(&sent::record("app", 20, "hello"));
    assert_eq!(server.wait_for_lines(&server.path("out.log"), 1), "second hello\n");
    server.stop();
}

#[test]
fn a_file_goes_to_pythons_own_listener_as_well() {
    let Some(python) = python::python() else { return };
    let script = "
import logging, logging.config, sys
listener = logging.config.listen(0)
listener.start()
listener.ready.wait()
listener.ready.clear()
open('port.new', 'w').write(str(listener.port))
import os
os.rename('port.new', 'port')
listener.ready.wait()
logging.config.stopListening()
listener.join()
logging.info('hello')
";
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("new.json"), configuration("python")).unwrap();
    let mut listener = python::start(python, folder.path(), script, &[]);
    let port = folder.path().join("port");
    crate::process::wait_until("the port", || port.exists());
    let port = std::fs::read_to_string(port).unwrap();
    let mut command = Command::new(SAWLOG);
    command.args(["send-config", "new.json", "--plain", "--to", &format!("localhost:{port}")]);
    let output = command.current_dir(&folder).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(listener.wait().unwrap().success());
    assert_eq!(std::fs::read_to_string(folder.path().join("out.log")).unwrap(), "python hello\n");
}

#[test]
fn harm_costs_little_and_changes_nothing() {
    const CONNECTIONS: usize = 10_000;
    let (server, at) = server(&["--config-listen", "127.0.0.1:0"]);
    let before = server.memory("VmRSS");
    // A length of 4 GiB, half a frame, garbage, silence: of each thousands, some of which stay.
    let mut stay = std::collections::VecDeque::new();
    for number in 0..CONNECTIONS {
        let mut stream = connect(at);
        let sent: &[u8] = match number % 4 {
            0 => &[0xff; 8],
            1 => b"\0\x0f\0\0{\"version\": 1",
            2 => b"\0\0\0\x08\xff\xfe garbage",
            _ => b"",
        };
        // It may have been sent away by now.
        let _ = stream.write_all(sent);
        stay.push_back(stream);
        if stay.len() > 200 {
            stay.pop_front();
        }
    }
    let taken = server.memory("VmRSS").saturating_sub(before);
    assert!(taken < 32 * 1024, "{taken} KiB");
    let line = server.wait_for_line("[");
    assert!(line.contains("more reports were left out]"), "{line}");
    server.send(&sent::record("app", 20, "hello"));
    assert_eq!(server.wait_for_lines(&server.path("out.log"), 1), "first hello\n");
    assert!(ask(at, &configuration("second")).starts_with("ok: 1 handler kept, 0 made, 0 closed"));
    let ended = server.stop();
    assert!(ended.said.lines().count() < CONNECTIONS / 4, "reports are few");
}
