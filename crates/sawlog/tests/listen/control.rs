//! Control requests: levels, trees, configurations in other languages.

use std::path::Path;
use std::time::Duration;

use sawlog::config::Policy;
use sawlog::config::listen::Client;
use sawlog::{Level, NameFilter, PercentFormatter};

use crate::server::{Server, wait_until};

fn client(server: &Server) -> Client {
    Client::new(server.listener.address().clone())
}

#[test]
fn a_level_is_set_for_good_or_for_a_time() {
    let server = Server::start();
    let (client, shop) = (client(&server), server.manager.get_logger("shop"));
    let reply = client.set_level("shop", "ERROR", None).unwrap();
    assert_eq!((reply.is_ok(), reply.message()), (true, "shop is set to ERROR, it was INFO"));
    assert_eq!(shop.level(), Level::ERROR);
    let reply = client.set_level("shop", "10", Some(Duration::from_millis(50))).unwrap();
    assert_eq!(reply.message(), "shop is set to DEBUG for 50ms, it was ERROR");
    wait_until("the level of before", || shop.level() == Level::ERROR);
}

#[test]
fn strangers_make_no_loggers() {
    let server = Server::start();
    let said = server.refuses(r#"{"sawlog": "level", "logger": "shap", "level": "DEBUG"}"#);
    assert_eq!(said, r#"logger: no logger is named "shap" (did you mean "shop"?)"#);
    assert!(server.manager.existing_logger("shap").is_none());
    let server = Server::with(|listen| listen.policy(Policy::everything()));
    assert!(client(&server).set_level("new", "DEBUG", None).unwrap().is_ok());
    assert_eq!(server.manager.get_logger("new").level(), Level::DEBUG);
}

#[test]
fn requests_are_checked() {
    let server = Server::start();
    for (request, said) in [
        (r#"{"sawlog": "reboot"}"#, "1:12: sawlog: expected \"level\", \"tree\" or \"config\""),
        (r#"{"sawlog": "level", "logger": "shop"}"#, "1:1: the key \"level\" is missing"),
        (r#"{"sawlog": "level", "logger": "shop", "level": "LOUD"}"#, "1:48: level: unknown level: \"LOUD\""),
        (r#"{"sawlog": "level", "logger": 3, "level": 10}"#, "1:31: logger: expected a text, found the number 3"),
        (r#"{"sawlog": "level", "logger": "shop", "level": 10, "for": -1}"#, "1:59: for: expected a number of seconds"),
        (r#"{"sawlog": "level", "logger": "shop", "level": 10, "for": 1e999}"#, "1:59: for: "),
        (r#"{"sawlog": "level", "logger": "shop", "level": 10, "fore": 9}"#, "did you mean \"for\"?"),
        (r#"{"sawlog": "tree", "format": "xml"}"#, "1:30: format: expected \"text\" or \"json\""),
        (r#"{"sawlog": "config", "text": "{}"}"#, "the key \"format\" is missing"),
        (r#"{"sawlog": "config", "text": "{}", "format": "toml"}"#, "1:"),
    ] {
        let answer = server.refuses(request);
        assert!(answer.contains(said), "{request}: {answer}");
    }
}

#[test]
fn a_configuration_has_the_name_of_its_file_in_its_errors() {
    let server = Server::start();
    let yaml = "version: 1\nroot: {level: LOUD}\nloggers: {a: {level: QUIET}}\n";
    let reply = client(&server).send_config(yaml, Path::new("etc/logging.yaml")).unwrap();
    let all = format!("{}\n{}", reply.message(), reply.rest());
    assert!(!reply.is_ok() && reply.message().contains("[and 1 more]"), "{all}");
    assert!(all.contains("etc/logging.yaml:2:15: root.level: "), "{all}");
    assert!(all.contains("etc/logging.yaml:3:22: loggers.a.level: "), "{all}");
    server.is_unchanged();
    let reply = client(&server).send_config("version = 1\nroot.level = 'DEBUG'\n", Path::new("logging.toml")).unwrap();
    assert!(reply.is_ok(), "{reply:?}");
    assert_eq!(server.manager.root().level(), Level::DEBUG);
}

#[test]
fn the_tree_is_told_as_text() {
    let server = Server::start();
    let manager = &server.manager;
    let pay = manager.get_logger("shop.pay");
    pay.set_propagate(false);
    pay.add_filter(NameFilter::new("shop.pay"));
    manager.get_logger("shop-2").set_disabled(true);
    manager.set_level_for("shop.db", "DEBUG", Duration::from_secs(600)).unwrap();
    let handler = manager.root().handlers()[0].clone();
    handler.set_formatter(PercentFormatter::new("%(message)s").unwrap());
    handler.set_level("ERROR").unwrap();
    handler.add_filter_fn(|_| true);
    let reply = client(&server).tree(false).unwrap();
    assert_eq!(
        reply.rest(),
        "root  ERROR\n  \
           handler NullHandler 'null'  ERROR\n    \
             formatter \"%(message)s\"\n    \
             filter FilterFn\n\
         shop  INFO\n  \
           shop.db  DEBUG for 600s more, then NOTSET\n  \
           shop.pay  NOTSET (effective INFO), does not propagate\n    \
             filter NameFilter \"shop.pay\"\n\
         shop-2  NOTSET (effective ERROR), disabled\n"
    );
    assert_eq!(reply.message(), format!("tree, {} bytes follow", reply.rest().len()));
}

#[test]
fn the_tree_is_told_as_json_with_counts() {
    let server = Server::start();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.log");
    let socket = sawlog::SocketHandler::unix(folder.path().join("nobody.sock"));
    let shop = server.manager.get_logger("shop");
    shop.add_handler(sawlog::FileHandler::new(&path).unwrap());
    shop.add_handler(&socket);
    shop.warning("nobody is there");
    let reply = client(&server).tree(true).unwrap();
    let tree: serde_json::Value = serde_json::from_str(reply.rest()).unwrap();
    let logger = &tree["loggers"][1];
    assert_eq!((&logger["name"], &logger["level"]), (&"shop".into(), &"INFO".into()));
    assert_eq!(logger["handlers"][0]["destination"], path.to_str().unwrap());
    assert_eq!(logger["handlers"][0]["failures"], 0);
    assert_eq!(logger["handlers"][1]["waiting"], socket.stats().waiting);
    assert_eq!(logger["handlers"][1]["dropped"], 0);
    assert_eq!(tree["loggers"][0]["handlers"][0]["name"], "null");
}
