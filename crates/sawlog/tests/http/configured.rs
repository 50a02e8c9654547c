//! Handlers that make requests, out of configurations.

use serde_json::{Value as Json, json};

use sawlog::Manager;
use sawlog::config::{ConfigError, Configurator, Document, Format};

use crate::server::Server;

/// A tree with one handler of these keys at its root.
fn configured(handler: &Json) -> Result<Manager, ConfigError> {
    let config = json!({"version": 1, "handlers": {"web": handler}, "root": {"level": "DEBUG", "handlers": ["web"]}});
    let manager = Manager::new();
    let document = Document::parse(&config.to_string(), Format::Json)?;
    let guard = Configurator::new(&manager).configure(&document)?;
    drop(guard);
    Ok(manager)
}

fn with(class: &str, more: Json) -> Json {
    let mut keys = json!({"class": class, "host": "h", "url": "/log"});
    keys.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    keys
}

#[test]
fn a_configuration_of_pythons() {
    let Some(server) = Server::start(json!({})) else { return };
    let keys = json!({"host": server.host, "url": "/log?shop=1", "method": "post", "credentials": ["u", "p"],
        "secure": false, "context": null, "level": "ERROR"});
    let manager = configured(&with("logging.handlers.HTTPHandler", keys)).unwrap();
    let log = manager.get_logger("shop");
    sawlog::warning!(log, "not sent");
    sawlog::error!(log, user = "ann"; "sent");
    let request = server.next();
    assert_eq!(request["line"], "POST /log?shop=1 HTTP/1.1");
    assert_eq!(request["headers"]["authorization"], "Basic dTpw");
    let body = request["body"].as_str().unwrap();
    assert!(body.starts_with("name=shop&msg=sent&args=%28%29&levelname=ERROR&levelno=40&pathname="), "{body}");
    assert!(body.ends_with("&taskName=None&user=ann"), "{body}");
    server.nothing_more();
}

#[test]
fn one_with_keys_of_ours() {
    let Some(server) = Server::start(json!({"tls": true})) else { return };
    let keys = json!({"host": server.host, "secure": true, "caFile": server.authority(), "timeout": 30});
    let manager = configured(&with("sawlog.HTTPHandler", keys)).unwrap();
    sawlog::info!(manager.root(), "sent");
    assert!(server.next()["line"].as_str().unwrap().starts_with("GET /log?name=root&msg=sent&"));
}

#[test]
fn attributes_count_that_each_record_reads() {
    let Some(server) = Server::start(json!({})) else { return };
    let set = json!({"host": server.host, "url": "/other", "method": "POST", "credentials": ["u", "p"]});
    let manager = configured(&with("logging.handlers.HTTPHandler", json!({".": set}))).unwrap();
    sawlog::error!(manager.root(), "sent");
    let request = server.next();
    assert_eq!(request["line"], "POST /other HTTP/1.1");
    assert_eq!(request["headers"]["authorization"], "Basic dTpw");
    for (set, told) in [
        (json!({"host": 5}), "a text for host"),
        (json!({"url": ["/"]}), "a text for url"),
        (json!({"method": "post"}), "GET or POST for method"),
        (json!({"credentials": "u:p"}), "a list of user and password for credentials"),
    ] {
        let error = configured(&with("logging.handlers.HTTPHandler", json!({".": set}))).expect_err(told);
        assert!(error.to_string().contains(told), "{error}");
    }
}

#[test]
fn what_is_wrong_is_found_before_anything_is_made() {
    let (python, ours) = ("logging.handlers.HTTPHandler", "sawlog.HTTPHandler");
    for (class, more, place, reason) in [
        (python, json!({"method": "PUT"}), "method", "method must be GET or POST, not \"PUT\""),
        (python, json!({"host": "http://h"}), "host", "cannot use the host \"http://h\""),
        (python, json!({"host": "h:x"}), "host", "the port is no number"),
        (python, json!({"url": "http://h/log"}), "url", "a path on the host"),
        (python, json!({"url": "/a b"}), "url", "percent-encoded"),
        (python, json!({"credentials": ["u"]}), "credentials", "a list of user and password"),
        (python, json!({"context": {}}), "context", "an object of Python's"),
        (python, json!({"timeout": 3}), "timeout", "takes no argument \"timeout\""),
        (ours, json!({"timeout": -1}), "timeout", "-1 is no time"),
        (ours, json!({"caFile": "/absent.pem"}), "caFile", "only makes sense with secure: true"),
        (ours, json!({"caFile": "/absent.pem", "secure": true}), "caFile", "cannot read /absent.pem"),
    ] {
        let error = configured(&with(class, more.clone())).expect_err(reason);
        assert_eq!(error.key_path(), format!("handlers.web.{place}"), "{more}: {error}");
        assert!(error.to_string().contains(reason), "{more}: {error}");
    }
    for missing in ["host", "url"] {
        let mut keys = with(python, json!({}));
        keys.as_object_mut().unwrap().remove(missing);
        let error = configured(&keys).unwrap_err().to_string();
        assert!(error.contains(&format!("the key \"{missing}\" is missing")), "{error}");
    }
}
