//! The handler out of configurations: its keys, and what is refused.

use sawlog::config::{Configurator, Document, Format};
use sawlog::{Guard, Manager, SysLogHandler, make_log_record};

use crate::rsyslogd::Rsyslogd;

fn configure(handler: &str) -> Result<(Manager, Guard), String> {
    let text = format!("version: 1\nhandlers: {{syslog: {handler}}}\nroot: {{level: INFO, handlers: [syslog]}}\n");
    let document = Document::parse(&text, Format::Yaml).unwrap();
    let manager = Manager::new();
    let guard = Configurator::new(&manager).configure(&document).map_err(|error| error.to_string())?;
    Ok((manager, guard))
}

#[test]
fn our_options_reach_the_daemon() {
    let Some(daemon) = Rsyslogd::start() else { return };
    let handler = format!(
        "{{class: sawlog.SysLogHandler, address: [127.0.0.1, {}], socktype: ext://socket.SOCK_STREAM, \
         facility: daemon, timeout: 2.5, format: rfc5424, appName: configured, hostname: till7, \
         structuredDataId: shop, enterpriseId: '32473.1', bom: false, backlogRecords: 10, backlogBytes: 10000, \
         dropPolicy: newest, .: {{ident: 'id: '}}}}",
        daemon.tcp
    );
    let (manager, _guard) = configure(&handler).unwrap();
    let mut record = make_log_record([("name", "a".into()), ("msg", "é".into()), ("levelno", 20.into())]);
    record.set("n", 1);
    manager.root().handlers()[0].handle(&mut record);
    let message = &daemon.wait_for("configured", 1)[0];
    let fields = ["pri", "hostname", "structured-data", "msg", "inputname"].map(|name| message[name].as_str().unwrap());
    assert_eq!(fields, ["30", "till7", r#"[shop@32473.1 n="1"]"#, "id: é", "imtcp"]);
}

#[test]
fn extras_may_be_left_out_and_lines_framed() {
    let Some(daemon) = Rsyslogd::start() else { return };
    let to = format!("class: sawlog.SysLogHandler, address: [127.0.0.1, {}], socktype: 1", daemon.tcp);
    let (manager, _guard) =
        configure(&format!("{{{to}, format: rfc5424, framing: lf, appName: lines, structuredDataId: null}}")).unwrap();
    let mut record = make_log_record([("name", "a".into()), ("msg", "two\nlines".into())]);
    record.set("n", 1);
    manager.root().handlers()[0].handle(&mut record);
    let message = &daemon.wait_for("lines", 1)[0];
    assert_eq!((&message["structured-data"], &message["msg"]), (&"-".into(), &"two#012lines".into()));
}

#[test]
fn defaults_are_those_of_python() {
    let (manager, _guard) = configure("{class: logging.handlers.SysLogHandler}").unwrap();
    let handler = manager.root().handlers()[0].clone();
    let handler = handler.downcast_ref::<SysLogHandler>().unwrap();
    assert_eq!(handler.address().to_string(), "localhost:514");
    assert_eq!(handler.stats(), None, "datagrams");
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let class = "class: logging.handlers.SysLogHandler";
    let ours = "class: sawlog.SysLogHandler";
    let cases = [
        (
            format!("{{{class}, facility: locale}}"),
            "handlers.syslog.facility",
            "no syslog facility is called \"locale\"",
        ),
        (format!("{{{class}, facility: 128}}"), "handlers.syslog.facility", "has the number 128"),
        (format!("{{{class}, facility: [1]}}"), "handlers.syslog.facility", "a name or a number"),
        (format!("{{{class}, address: [localhost]}}"), "handlers.syslog.address", "a list of host and port"),
        (format!("{{{class}, address: [localhost, 70000]}}"), "handlers.syslog.address", "from 0 to 65535"),
        (format!("{{{class}, address: [1, 514]}}"), "handlers.syslog.address", "the host is a text"),
        (format!("{{{class}, socktype: 5}}"), "handlers.syslog.socktype", "ext://socket.SOCK_STREAM"),
        (format!("{{{class}, timeout: -1}}"), "handlers.syslog.timeout", "not negative"),
        (format!("{{{class}, .: {{ident: 5}}}}"), "handlers.syslog", "a text for ident"),
        (format!("{{{class}, .: {{priority_map: {{INFO: loud}}}}}}"), "handlers.syslog", "is called \"loud\""),
        (format!("{{{class}, format: rfc5424}}"), "handlers.syslog.format", "format"),
        (format!("{{{ours}, format: rfc9999}}"), "handlers.syslog.format", "rfc9999"),
        (format!("{{{ours}, framing: cr}}"), "handlers.syslog.framing", "octet-counted, lf or nul"),
        (format!("{{{ours}, structuredDataId: 'a b'}}"), "handlers.syslog.structuredDataId", "enterprise number"),
        (format!("{{{ours}, backlogBytes: -1}}"), "handlers.syslog.backlogBytes", "greater than zero"),
        (format!("{{{ours}, dropPolicy: both}}"), "handlers.syslog.dropPolicy", "both"),
    ];
    for (handler, place, reason) in cases {
        let error = configure(&handler).map(drop).unwrap_err();
        assert!(error.contains(place) && error.contains(reason), "{handler}: {error}");
    }
}
