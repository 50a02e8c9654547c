//! Configurations in INI, as `logging.config.fileConfig` reads them.

use std::process::Command;

use rustix::process::Signal;

use crate::process::{SAWLOG, Server};
use crate::sent;

/// Written for Python.
const INI: &str = "\
[loggers]
keys = root, shop

[handlers]
keys = all, shop

[formatters]
keys = brief

[formatter_brief]
format = %(levelname)s %(name)s %(message)s

[handler_all]
class = FileHandler
args = ('all.log', 'a')
formatter = brief

[handler_shop]
class = handlers.RotatingFileHandler
args = ('shop.log', 'a', 10*1024*1024, 5)
kwargs = {'encoding': 'utf-8'}
level = WARNING
formatter = brief

[logger_root]
level = INFO
handlers = all

[logger_shop]
qualname = shop
propagate = 0
handlers = shop
";

fn server(text: &str) -> Server {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("logging.ini"), text).unwrap();
    Server::start_in(folder, &["--config", "logging.ini"])
}

#[test]
fn a_file_written_for_python_decides() {
    let server = server(INI);
    let records =
        [sent::record("shop.basket", 20, "one"), sent::record("shop", 30, "two"), sent::record("other", 20, "three")];
    server.send(&records.concat());
    let ended = server.stop();
    assert_eq!(ended.read("shop.log"), "WARNING shop two\n");
    assert_eq!(ended.read("all.log"), "INFO other three\n");
}

#[test]
fn a_reload_takes_the_file_anew() {
    let server = server(INI);
    server.send(&sent::record("other", 20, "before"));
    server.wait_for_lines(&server.path("all.log"), 1);
    std::fs::write(server.path("logging.ini"), INI.replace("%(levelname)s ", "")).unwrap();
    server.signal(Signal::HUP);
    server.wait_for_line("2 handlers kept, 0 made, 0 closed");
    server.send(&sent::record("other", 20, "after"));
    let ended = server.stop();
    assert_eq!(ended.read("all.log"), "INFO other before\nother after\n");
}

/// Exit code and output of `sawlog check` for a file of this name and text.
fn check(name: &str, text: &str) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), text).unwrap();
    let output = Command::new(SAWLOG).arg("check").arg(name).current_dir(folder.path()).output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn a_check_accepts_it_by_any_of_its_endings() {
    for name in ["logging.ini", "logging.conf", "logging.cfg"] {
        let (code, said) = check(name, INI);
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains(name), "{said}");
    }
}

#[test]
fn a_check_shows_the_place_of_what_would_be_evaluated() {
    let text = INI.replace("('all.log', 'a')", "(os.path.join('all.log'), 'a')");
    let (code, said) = check("logging.ini", &text);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("logging.ini:15:9"), "{said}");
    assert!(said.contains("the call of os.path.join would have to be evaluated"), "{said}");
    assert!(said.contains("15 | args = (os.path.join('all.log'), 'a')"), "{said}");
}
