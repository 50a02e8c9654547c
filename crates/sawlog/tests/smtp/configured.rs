//! Handlers that mail, out of configurations.

use serde_json::{Value as Json, json};

use sawlog::Manager;
use sawlog::config::{ConfigError, Configurator, Document, Format};

use crate::server::Server;

/// A tree with one handler of these keys at its root.
fn configured(handler: &Json) -> Result<Manager, ConfigError> {
    let config = json!({"version": 1, "handlers": {"mail": handler}, "root": {"level": "DEBUG", "handlers": ["mail"]}});
    let manager = Manager::new();
    let document = Document::parse(&config.to_string(), Format::Json)?;
    let guard = Configurator::new(&manager).configure(&document)?;
    drop(guard);
    Ok(manager)
}

fn keys(class: &str, port: u16) -> Json {
    json!({"class": class, "mailhost": ["127.0.0.1", port], "fromaddr": "a@example.org",
        "toaddrs": ["b@example.org", "Ops <c@example.org>"], "subject": "in %(name)s", "timeout": 30})
}

fn with(mut keys: Json, more: Json) -> Json {
    keys.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    keys
}

#[test]
fn a_configuration_of_pythons() {
    let Some(server) = Server::start(json!({"login": ["u", "p"]})) else { return };
    let keys =
        with(keys("logging.handlers.SMTPHandler", server.port), json!({"credentials": ["u", "p"], "level": "ERROR"}));
    let manager = configured(&keys).unwrap();
    let log = manager.get_logger("shop");
    sawlog::warning!(log, "not mailed");
    sawlog::error!(log, "mailed");
    let mail = server.only();
    assert_eq!((&mail["subject"], &mail["text"]), (&json!("in shop"), &json!("mailed\n")));
    assert_eq!(mail["to"], json!([["", "b@example.org"], ["Ops", "c@example.org"]]));
    assert_eq!(mail["user"], "u");
}

#[test]
fn attributes_count_that_each_mail_reads() {
    let Some(server) = Server::start(json!({"login": ["u", "p"]})) else { return };
    let set = json!({"mailhost": "127.0.0.1", "mailport": server.port, "fromaddr": "other@example.org",
        "toaddrs": ["one@example.org"], "subject": "set", "username": "u", "password": "p"});
    let keys = with(keys("logging.handlers.SMTPHandler", 9), json!({".": set, "mailhost": "nowhere.invalid"}));
    let manager = configured(&keys).unwrap();
    sawlog::error!(manager.root(), "mailed");
    let mail = server.only();
    assert_eq!((&mail["subject"], &mail["user"]), (&json!("set"), &json!("u")));
    assert_eq!(mail["to"], json!([["", "one@example.org"]]));
    for (set, told) in [
        (json!({"toaddrs": "one@example.org"}), "a list of addresses for toaddrs"),
        (json!({"mailport": "smtp"}), "a port for mailport"),
        (json!({"subject": 5}), "a text for subject"),
        (json!({"timeout": 0}), "more than 0, for timeout"),
    ] {
        let keys = with(keys.clone(), json!({".": set}));
        let error = configured(&keys).expect_err(told);
        assert!(error.to_string().contains(told), "{error}");
    }
}

#[test]
fn one_with_keys_of_ours() {
    let Some(server) = Server::start(json!({"tls": "starttls"})) else { return };
    let keys = with(
        keys("sawlog.SMTPHandler", server.port),
        json!({"tls": "starttls", "caFile": server.file("ca.pem"),
        "batchCount": 2, "batchSeconds": 3600, "maxMails": 1, "perSeconds": 3600, "capacity": 10, "verify": true}),
    );
    let manager = configured(&keys).unwrap();
    let log = manager.root();
    for number in 0..4 {
        sawlog::error!(log, "number {number}");
    }
    let mail = server.next();
    let text = mail["text"].as_str().unwrap();
    assert!(text.starts_with("number 0\nnumber 1\n"), "{text}");
    server.nothing_more();
}

#[test]
fn the_handler_of_djangos_administrators() {
    let Some(server) = Server::start(json!({})) else { return };
    let mut keys = with(
        keys("django.utils.log.AdminEmailHandler", server.port),
        json!({"include_html": true,
        "batchSeconds": 3600}),
    );
    keys.as_object_mut().unwrap().remove("subject");
    let manager = configured(&keys).unwrap();
    let log = manager.get_logger("django.request");
    sawlog::warning!(log, "Not Found: /a");
    sawlog::error!(log, "Internal Server Error: /b");
    manager.shutdown();
    let mail = server.only();
    assert_eq!(mail["subject"], "[Django] ERROR: Internal Server Error: /b (2 records)");
}

#[test]
fn what_is_wrong_is_found_before_anything_is_made() {
    let python = "logging.handlers.SMTPHandler";
    for (class, more, place, reason) in [
        (python, json!({"mailhost": "h:25"}), "mailhost", "without the port"),
        (python, json!({"mailhost": ["h", 70000]}), "mailhost", "70000 is no port"),
        (python, json!({"mailhost": ["h", 25, 1]}), "mailhost", "a host, or a list of host and port"),
        (python, json!({"fromaddr": "nobody"}), "fromaddr", "cannot use the address \"nobody\""),
        (python, json!({"toaddrs": ["x@example.org", "a\nb@example.org"]}), "toaddrs", "cannot use the address"),
        (python, json!({"toaddrs": []}), "toaddrs", "there is no recipient"),
        (python, json!({"credentials": "u:p"}), "credentials", "a list of user and password"),
        (python, json!({"secure": true}), "secure", "an empty list for STARTTLS"),
        (python, json!({"secure": ["/absent.pem"]}), "secure", "cannot read /absent.pem"),
        (python, json!({"timeout": 0}), "timeout", "0 is no time"),
        (python, json!({"batchCount": 3}), "batchCount", "takes no argument \"batchCount\""),
        ("sawlog.SMTPHandler", json!({"tls": "maybe"}), "tls", "expected implicit or starttls, found \"maybe\""),
        ("sawlog.SMTPHandler", json!({"perSeconds": 3}), "perSeconds", "it goes with maxMails"),
        ("sawlog.SMTPHandler", json!({"maxMails": 0}), "maxMails", "at least 1"),
        (
            "sawlog.SMTPHandler",
            json!({"tls": "implicit", "caFile": "/absent.pem"}),
            "caFile",
            "cannot read /absent.pem",
        ),
    ] {
        let error = configured(&with(keys(class, 25), more.clone())).expect_err(reason);
        assert_eq!(error.key_path(), format!("handlers.mail.{place}"), "{more}: {error}");
        assert!(error.to_string().contains(reason), "{more}: {error}");
    }
    for missing in ["mailhost", "fromaddr", "toaddrs", "subject"] {
        let mut keys = keys(python, 25);
        keys.as_object_mut().unwrap().remove(missing);
        let error = configured(&keys).unwrap_err().to_string();
        assert!(error.contains(&format!("the key \"{missing}\" is missing")), "{error}");
    }
}
