//! What a configuration that comes from outside may not do; the one in force stays.

use std::os::unix::fs::symlink;

use sawlog::config::Policy;
use serde_json::json;

use crate::server::Server;

fn with_handler(handler: &serde_json::Value) -> String {
    json!({"version": 1, "handlers": {"h": handler}, "root": {"level": "DEBUG", "handlers": ["h"]}}).to_string()
}

fn file(name: &str) -> String {
    with_handler(&json!({"class": "logging.FileHandler", "filename": name}))
}

#[test]
fn no_file_is_opened_outside_the_folders_that_are_allowed() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::create_dir_all(at("allowed/below")).unwrap();
    symlink(folder.path(), at("allowed/link")).unwrap();
    symlink(at("outside.log"), at("allowed/file_link")).unwrap();
    let server = Server::with(|listen| listen.policy(Policy::default().files_in(at("allowed"))));
    for outside in
        [at("outside.log"), at("allowed/../outside.log"), at("allowed/link/outside.log"), at("allowed/file_link")]
    {
        let said = server.refuses(file(&outside));
        assert!(said.contains("handlers.h: this configuration may not open"), "{said}");
        assert!(!std::fs::exists(at("outside.log")).unwrap(), "by {outside}");
    }
    assert!(server.ask(file(&at("allowed/below/in.log"))).starts_with("ok: "));
    assert!(std::fs::exists(at("allowed/below/in.log")).unwrap());
}

#[test]
fn nothing_is_made_that_reaches_out_or_is_not_known() {
    let server = Server::start();
    for (handler, said) in [
        (
            json!({"class": "logging.handlers.SocketHandler", "host": "192.0.2.1", "port": 1}),
            "may not send to 192.0.2.1:1",
        ),
        (json!({"class": "logging.handlers.DatagramHandler", "host": "192.0.2.1", "port": 1}), "may not send to"),
        (json!({"class": "logging.handlers.SysLogHandler"}), "may not send to"),
        (json!({"class": "os.system", "command": "true"}), "cannot resolve \"os.system\""),
        (json!({"()": "subprocess.Popen", "args": "true"}), "cannot resolve \"subprocess.Popen\""),
        (json!({"()": "ext://os.system", "command": "true"}), "os.system"),
    ] {
        let answer = server.refuses(with_handler(&handler));
        assert!(answer.contains(said), "{handler}: {answer}");
    }
    let answer = server.refuses("[loggers]\nkeys=root\n[handlers]\nkeys=h\n[formatters]\nkeys=\n[logger_root]\nhandlers=h\n[handler_h]\nclass=StreamHandler\nargs=(eval('1'),)\n");
    assert!(!answer.is_empty());
}

#[test]
fn a_handler_that_lives_may_be_wired_and_set_anew() {
    let server = Server::start();
    let before = server.manager.root().handlers();
    let text = json!({
        "version": 1,
        "handlers": {"null": {"class": "logging.NullHandler", "level": "ERROR"}},
        "loggers": {"shop": {"handlers": ["null"], "propagate": false}},
        "root": {"level": "DEBUG", "handlers": ["null"]},
    });
    assert_eq!(server.ask(text.to_string()), "ok: 1 handler kept, 0 made, 0 closed\n");
    let after = server.manager.get_logger("shop").handlers();
    assert!(after[0].ptr_eq(&before[0]) && after[0].level() == sawlog::Level::ERROR);
}
