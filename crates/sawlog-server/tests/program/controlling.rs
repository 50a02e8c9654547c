//! The control socket, and the commands that use it.

use std::io::{Read, Write};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Output};

use rustix::process::Signal;
use tempfile::TempDir;

use crate::process::{RUNTIME, SAWLOG, Server, wait_until};
use crate::sent;

const CONFIGURATION: &str = "
version: 1
formatters: {line: {format: '%(levelname)s %(message)s'}}
handlers: {file: {class: logging.FileHandler, filename: out.log, formatter: line}}
loggers: {app.db: {level: WARNING}}
root: {level: INFO, handlers: [file]}
";

fn server(flags: &[&str]) -> Server {
    Server::configured(CONFIGURATION, &[&["--apply-levels"], flags].concat())
}

/// Runs a command for this server, as its user.
fn command(server: &Server, args: &[&str]) -> Output {
    let port = server.address().port().to_string();
    let mut command = Command::new(SAWLOG);
    command.args(args).args(["--port", &port]).env(RUNTIME, server.path("")).current_dir(server.path(""));
    command.output().unwrap()
}

/// What a command said that succeeded.
fn said(output: &Output) -> String {
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// What a command complained of.
fn complaint(output: &Output) -> String {
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{output:?}");
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn socket(server: &Server) -> std::path::PathBuf {
    server.path(&format!("sawlog/control-{}.sock", server.address().port()))
}

#[test]
fn a_level_is_set_and_goes_back() {
    let server = server(&[]);
    server.wait_for_line("the control socket is ");
    // The second line is there only once the first record has been looked at.
    server.send(&[sent::record("app.db", 20, "before"), sent::record("app.db", 30, "first")].concat());
    assert_eq!(server.wait_for_lines(&server.path("out.log"), 1), "WARNING first\n");
    assert_eq!(said(&command(&server, &["level", "app.db", "DEBUG"])), "app.db is set to DEBUG, it was WARNING\n");
    server.send(&sent::record("app.db", 20, "between"));
    assert_eq!(server.wait_for_lines(&server.path("out.log"), 2), "WARNING first\nINFO between\n");
    let output = command(&server, &["level", "app.db", "ERROR", "--for", "50ms"]);
    assert_eq!(said(&output), "app.db is set to ERROR for 50ms, it was DEBUG\n");
    wait_until("the level of before", || said(&command(&server, &["tree"])).contains("app.db  DEBUG\n"));
    server.wait_for_line("level from unix:");
    server.stop();
}

#[test]
fn where_levels_do_not_count_the_answer_says_so() {
    let server = Server::configured(CONFIGURATION, &[]);
    server.wait_for_line("the control socket is ");
    let told = "app.db is set to DEBUG, it was WARNING; levels of loggers count for records from the network only with --apply-levels\n";
    assert_eq!(said(&command(&server, &["level", "app.db", "DEBUG"])), told);
    server.stop();
    let help = said(&Command::new(SAWLOG).args(["level", "--help"]).output().unwrap());
    assert!(help.contains("only if the server runs with --apply-levels"), "{help}");
}

#[test]
fn the_operator_may_set_the_level_of_any_logger() {
    let server = server(&[]);
    server.wait_for_line("the control socket is ");
    assert_eq!(said(&command(&server, &["level", "new.one", "40"])), "new.one is set to ERROR, it was NOTSET\n");
    let complaint = complaint(&command(&server, &["level", "app.db", "LOUD"]));
    assert!(complaint.starts_with("sawlog: refused: ") && complaint.contains("unknown level: \"LOUD\""), "{complaint}");
    server.stop();
}

#[test]
fn the_tree_is_shown() {
    let server = server(&[]);
    server.wait_for_line("the control socket is ");
    let file = server.path("out.log");
    let expected = format!(
        "root  INFO\n  handler FileHandler 'file'  NOTSET  {}\n    formatter \"%(levelname)s %(message)s\"\napp.db  WARNING\n",
        std::fs::canonicalize(&file).unwrap().display()
    );
    assert_eq!(said(&command(&server, &["tree"])), expected);
    let json: serde_json::Value =
        serde_json::from_str(&said(&command(&server, &["tree", "--format", "json"]))).unwrap();
    assert_eq!(json["loggers"][1]["effective_level"], "WARNING");
    server.stop();
}

#[test]
fn a_configuration_is_sent_and_its_errors_name_the_file() {
    let server = server(&[]);
    server.wait_for_line("the control socket is ");
    std::fs::write(server.path("wrong.yaml"), CONFIGURATION.replace("INFO", "LOUD")).unwrap();
    let complaint = complaint(&command(&server, &["send-config", "wrong.yaml"]));
    assert!(complaint.starts_with("sawlog: refused: wrong.yaml:6:15: root.level: "), "{complaint}");
    server.wait_for_line("refused: wrong.yaml:6:15: root.level: ");
    // The operator may do what the server's own file may: here, open a file.
    std::fs::write(server.path("new.yaml"), CONFIGURATION.replace("out.log", "new.log")).unwrap();
    assert_eq!(said(&command(&server, &["send-config", "new.yaml"])), "0 handlers kept, 1 made, 1 closed\n");
    server.send(&sent::record("app", 20, "hello"));
    assert_eq!(server.wait_for_lines(&server.path("new.log"), 1), "INFO hello\n");
    server.stop();
}

#[test]
fn the_socket_is_the_users_alone_and_goes_with_the_server() {
    let first = server(&[]);
    let second = server(&[]);
    for server in [&first, &second] {
        server.wait_for_line("the control socket is ");
        let mode = |path: &Path| path.symlink_metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&server.path("sawlog")), mode(&socket(server))), (0o700, 0o600));
    }
    let path = socket(&first);
    let ended = first.stop();
    assert!(ended.folder.path().join("sawlog").exists() && !path.exists());
    assert!(said(&command(&second, &["tree"])).starts_with("root"));
    second.stop();
}

#[test]
fn a_server_that_was_killed_stands_in_nobodys_way() {
    let first = server(&[]);
    first.wait_for_line("the control socket is ");
    let port = first.address().port();
    first.signal(Signal::KILL);
    let ended = first.wait();
    let path = ended.folder.path().join(format!("sawlog/control-{port}.sock"));
    assert!(path.exists(), "left behind");
    let complaint = complaint(&Command::new(SAWLOG).args(["tree", "--control"]).arg(&path).output().unwrap());
    assert!(complaint.starts_with("sawlog: cannot connect to /"), "{complaint}");
    assert_eq!(complaint.matches("os error").count(), 1, "{complaint}");
    let mut again = Command::new(SAWLOG);
    again.args(["serve", "--listen", "127.0.0.1:0", "--control"]).arg(&path);
    let again = Server::start_command(ended.folder, again);
    again.wait_for_line("the control socket is ");
    said(&Command::new(SAWLOG).args(["tree", "--control"]).arg(&path).output().unwrap());
    again.stop();
}

/// A server that could not have its usual socket, for this reason.
fn without_socket(prepare: impl FnOnce(&Path), why: &str) {
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    let server = Server::start_in(folder, &[]);
    let line = server.wait_for_line("there is no control socket: ");
    assert!(line.contains(why), "{line}");
    // It is a server all the same.
    server.send(&sent::record("app", 30, "hello"));
    server.wait_for_lines(&server.log_file(), 1);
    let complaint = complaint(&command(&server, &["tree"]));
    assert!(complaint.contains("no server of this user") || complaint.contains(why), "{complaint}");
    server.stop();
}

#[test]
fn a_folder_that_others_can_change_is_not_used() {
    without_socket(
        |folder| {
            std::fs::create_dir(folder.join("sawlog")).unwrap();
            std::fs::set_permissions(folder.join("sawlog"), PermissionsExt::from_mode(0o755)).unwrap();
        },
        "is open to others",
    );
    let elsewhere = tempfile::tempdir().unwrap();
    without_socket(|folder| symlink(elsewhere.path(), folder.join("sawlog")).unwrap(), "is no folder");
}

#[test]
fn nothing_is_sent_to_a_socket_in_a_folder_of_others() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("sawlog")).unwrap();
    let _trap = std::os::unix::net::UnixListener::bind(folder.path().join("sawlog/control-9020.sock")).unwrap();
    std::fs::set_permissions(folder.path().join("sawlog"), PermissionsExt::from_mode(0o777)).unwrap();
    let output = Command::new(SAWLOG).arg("tree").env(RUNTIME, folder.path()).output().unwrap();
    assert!(complaint(&output).contains("is open to others"), "{output:?}");
}

#[test]
fn a_socket_that_was_asked_for_must_be_had() {
    let folder = TempDir::new().unwrap();
    let mut command = Command::new(SAWLOG);
    command.args(["serve", "--listen", "127.0.0.1:0", "--control", "missing/control.sock"]).current_dir(&folder);
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("sawlog: --control: cannot listen at missing/control.sock"), "{said}");
}

#[test]
fn no_socket_is_made_where_none_is_wanted() {
    let server = server(&["--no-control"]);
    server.send(&sent::record("app", 30, "hello"));
    server.wait_for_lines(&server.path("out.log"), 1);
    assert!(!server.path("sawlog").exists());
    assert!(!server.stop().said.contains("control socket"));
}

/// What a command says to which a server, or what claims to be one, answers this.
fn answered(answer: &'static str, args: &[&str]) -> Output {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("control.sock");
    let listener = std::os::unix::net::UnixListener::bind(&path).unwrap();
    let liar = std::thread::spawn(move || {
        let mut stream = listener.accept().unwrap().0;
        let mut header = [0; 4];
        stream.read_exact(&mut header).unwrap();
        let mut frame = vec![0; u32::from_be_bytes(header) as usize];
        stream.read_exact(&mut frame).unwrap();
        stream.write_all(answer.as_bytes()).unwrap();
    });
    let output = Command::new(SAWLOG).args(args).arg("--control").arg(&path).output().unwrap();
    liar.join().unwrap();
    output
}

#[test]
fn what_a_server_says_commands_no_terminal() {
    let done = answered("ok: \x1b]0;mine\x07 \u{202E}txt\n", &["level", "app", "DEBUG"]);
    assert_eq!(said(&done), "\\u{1b}]0;mine\\u{7} \\u{202e}txt\n");
    let tree = "ok: tree, 15 bytes follow\nroot\x1b[2J\n\u{9b}31m\n";
    assert_eq!(said(&answered(tree, &["tree"])), "root\\u{1b}[2J\n\\u{9b}31m\n");
    let json = "ok: tree, 14 bytes follow\n\"a\u{202E}\u{9b}\x7f\"\nxyz\n";
    assert_eq!(said(&answered(json, &["tree", "--format", "json"])), "\"a\\u202e\\u009b\\u007f\"\nxyz\n");
    let refused = complaint(&answered("refused: \x1b[1m\nmore\x1b[0m\u{2066}\n", &["level", "app", "DEBUG"]));
    assert_eq!(refused, "sawlog: refused: \\u{1b}[1m\nsawlog:   more\\u{1b}[0m\\u{2066}\n");
}

#[test]
fn the_summary_counts_what_replaced_queues_took() {
    let writing = |file: &str, more: &str| {
        format!(
            "{{version: 1, handlers: {{file: {{class: logging.FileHandler, filename: {file}.log{more}}}}}, root: {{level: INFO, handlers: [file]}}}}"
        )
    };
    let server = Server::configured(&writing("first", ", async: true"), &[]);
    server.wait_for_line("the control socket is ");
    let log = |file: &str, records: usize| {
        server.send(&sent::record("a", 20, "text").repeat(records));
        server.wait_for_lines(&server.path(&format!("{file}.log")), records);
    };
    log("first", 3);
    std::fs::write(server.path("new.yaml"), writing("second", ", async: true")).unwrap();
    assert_eq!(said(&command(&server, &["send-config", "new.yaml"])), "0 handlers kept, 1 made, 1 closed\n");
    log("second", 2);
    std::fs::write(server.path("logging.yaml"), writing("third", "")).unwrap();
    server.signal(Signal::HUP);
    server.wait_for_line("logging.yaml reloaded: 0 handlers kept, 1 made, 1 closed");
    log("third", 1);
    let said = server.stop().said;
    assert!(said.contains("\nsawlog: queue 'file': 5 taken, 0 dropped, 0 left\nsawlog: received 6, "), "{said}");
}
