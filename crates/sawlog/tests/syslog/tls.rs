//! Encrypted connections, against rsyslogd with GnuTLS.

use std::sync::{Arc, Mutex};

use sawlog::config::{Configurator, Document, Format};
use sawlog::{Manager, SysLogFormat, SysLogHandler, Tls, make_log_record};

use crate::rsyslogd::Rsyslogd;

fn record(text: &str) -> sawlog::LogRecord<'static> {
    make_log_record([("name", "n".into()), ("msg", text.to_owned().into())])
}

#[test]
fn what_is_encrypted_arrives() {
    let Some(mut daemon) = Rsyslogd::start_encrypted() else { return };
    let tls = Tls::trusting(daemon.path("certificate.pem")).unwrap();
    let builder = SysLogHandler::builder().host("localhost", daemon.tcp).tls(tls);
    let handler = builder.format(SysLogFormat::Rfc5424).app_name("secret").build();
    handler.set_error_policy(sawlog::ErrorPolicy::Ignore);
    let large = "für alle Fälle ".repeat(10_000);
    for text in ["one\ntwo", &large, "three"] {
        handler.erase().handle(&mut record(text));
    }
    let texts = |count| -> Vec<String> {
        let messages = daemon.wait_for("secret", count);
        messages
            .iter()
            .map(|message| message["msg"].as_str().unwrap().trim_start_matches('\u{feff}').to_owned())
            .collect()
    };
    assert!(texts(3) == ["one\ntwo", &large, "three"]);
    // It comes back as a plain one does.
    daemon.stop();
    handler.erase().handle(&mut record("meanwhile"));
    handler.erase().handle(&mut record("later"));
    daemon.resume();
    let messages = daemon.wait_for("secret", 5);
    assert_eq!((&messages[3]["msg"], &messages[4]["msg"]), (&"meanwhile".into(), &"later".into()));
    assert_eq!(handler.failures(), 0);
}

#[test]
fn a_configuration_says_it() {
    let Some(daemon) = Rsyslogd::start_encrypted() else { return };
    let configure = |more: &str| {
        let text = format!(
            "version: 1\nhandlers:\n  syslog: {{class: sawlog.SysLogHandler, address: [127.0.0.1, {}], format: rfc5424, \
             appName: configured, tls: true, caFile: {}, {more}}}\nroot: {{level: INFO, handlers: [syslog]}}\n",
            daemon.tcp,
            daemon.path("certificate.pem").display()
        );
        let document = Document::parse(&text, Format::Yaml).unwrap();
        let manager = Manager::new();
        let configured = Configurator::new(&manager).configure(&document);
        configured.map(|guard| (manager, guard)).map_err(|error| error.to_string())
    };
    let (manager, _guard) = configure("serverName: localhost").unwrap();
    manager.root().handlers()[0].handle(&mut record("by its other name"));
    assert_eq!(daemon.wait_for("configured", 1)[0]["msg"], "by its other name");
    let refused = configure("socktype: ext://socket.SOCK_DGRAM").map(drop).unwrap_err();
    assert!(refused.contains("handlers.syslog.tls") && refused.contains("SOCK_STREAM"), "{refused}");
}

#[test]
fn a_stranger_is_told_nothing() {
    let Some(daemon) = Rsyslogd::start_encrypted() else { return };
    // The system does not know the certificate, and the name is not the one in it.
    let trusting = || Tls::trusting(daemon.path("certificate.pem")).unwrap();
    let wrong_name = trusting().server_name("elsewhere.example").unwrap();
    for tls in [Tls::system().ok(), Some(wrong_name)].into_iter().flatten() {
        let builder = SysLogHandler::builder().host("localhost", daemon.tcp).tls(tls);
        let handler = builder.format(SysLogFormat::Rfc5424).app_name("stranger").build();
        let errors = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&errors);
        handler.on_error(move |_, error| told.lock().unwrap().push(error.to_string()));
        handler.erase().handle(&mut record("secret"));
        assert!(errors.lock().unwrap()[0].contains("certificate"), "{errors:?}");
    }
    assert!(daemon.wait_for("stranger", 0).is_empty());
}
