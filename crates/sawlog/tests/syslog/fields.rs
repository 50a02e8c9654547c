//! What rsyslogd reads out of our messages, field by field.

use sawlog::wire::syslog::{Facility, Severity};
use sawlog::{
    HandlerRef, Level, Manager, PercentFormatter, SocketKind, SysLogFormat, SysLogHandler, SysLogHandlerBuilder, Value,
    add_level_name, make_log_record,
};
use serde_json::{Value as Json, json};

use crate::rsyslogd::Rsyslogd;

/// A record of a known time, process and line, with extras that need escaping.
fn record() -> sawlog::LogRecord<'static> {
    make_log_record([
        ("name", "shop.basket".into()),
        ("levelno", 40.into()),
        ("levelname", "ERROR".into()),
        ("msg", "naïve café: %d €".into()),
        ("args", Value::tuple([3.into()])),
        ("created", 1_700_000_000.250_001.into()),
        ("process", 4242.into()),
        ("user", r#"ann "the ] \ slash""#.into()),
        ("order id", 17.into()),
        ("größe=", "XL".into()),
        ("a_name_that_is_longer_than_thirty_two_characters", Value::None),
    ])
}

const STRUCTURED: &str = concat!(
    r#"[extra@32473 user="ann \"the \] \\ slash\"" order_id="17" gr__e_="XL" "#,
    r#"a_name_that_is_longer_than_thirt="None"]"#
);

fn rfc5424(app_name: &str) -> SysLogHandlerBuilder {
    SysLogHandler::builder()
        .format(SysLogFormat::Rfc5424)
        .facility(Facility::LOCAL3)
        .hostname("till7.example")
        .app_name(app_name)
}

type Way = Box<dyn Fn(SysLogHandlerBuilder) -> SysLogHandlerBuilder>;

/// The ways to a daemon; each with the input that takes it.
fn ways(daemon: &Rsyslogd) -> Vec<(&'static str, Way)> {
    let (udp, tcp) = (daemon.udp, daemon.tcp);
    let (datagrams, stream) = (daemon.path("datagrams"), daemon.path("stream"));
    vec![
        ("imudp", Box::new(move |builder| builder.host("127.0.0.1", udp))),
        ("imtcp", Box::new(move |builder| builder.host("127.0.0.1", tcp).socket_kind(SocketKind::Stream))),
        ("imuxsock", Box::new(move |builder| builder.unix(&datagrams))),
        // Found out to be a stream.
        ("imptcp", Box::new(move |builder| builder.unix(&stream))),
    ]
}

/// The moment of a time in RFC 3339, in microseconds.
fn micros(time: &Json) -> i64 {
    let time: jiff::Timestamp = time.as_str().unwrap().parse().unwrap();
    time.as_microsecond()
}

#[test]
fn rfc5424_arrives_with_every_field() {
    let Some(daemon) = Rsyslogd::start() else { return };
    for (input, to) in ways(&daemon) {
        let app_name = format!("shop-{input}");
        let handler = to(rfc5424(&app_name)).build();
        handler.set_formatter(PercentFormatter::new("%(levelname)s \u{feff}%(message)s").unwrap());
        handler.erase().handle(&mut record());
        let messages = daemon.wait_for(&app_name, 1);
        let message = &messages[0];
        let expected = json!({
            "inputname": input,
            "pri": "155",
            "syslogfacility": "19",
            "syslogseverity": "3",
            "protocol-version": "1",
            "hostname": "till7.example",
            "app-name": app_name,
            "procid": "4242",
            "msgid": "shop.basket",
            "structured-data": STRUCTURED,
            "msg": "ERROR \u{feff}naïve café: 3 €",
        });
        for (field, value) in expected.as_object().unwrap() {
            assert_eq!(&message[field], value, "{field} by {input}");
        }
        assert_eq!(micros(&message["timereported"]), 1_700_000_000_250_001, "by {input}");
        assert_eq!(messages.len(), 1);
        assert_eq!(handler.failures(), 0);
    }
}

#[test]
fn rfc3164_arrives_with_every_field() {
    let Some(daemon) = Rsyslogd::start() else { return };
    for (input, to) in ways(&daemon) {
        let app_name = format!("old-{input}");
        let builder = SysLogHandler::builder().format(SysLogFormat::Rfc3164).facility(Facility::MAIL);
        let handler = to(builder.hostname("till7").app_name(&app_name)).build();
        handler.erase().handle(&mut record());
        let messages = daemon.wait_for(&app_name, 1);
        let message = &messages[0];
        let expected = json!({
            "inputname": input,
            "pri": "19",
            "syslogfacility": "2",
            "syslogseverity": "3",
            "protocol-version": "0",
            "hostname": "till7",
            "syslogtag": format!("{app_name}[4242]:"),
            "procid": "4242",
            "msg": " naïve café: 3 €",
        });
        for (field, value) in expected.as_object().unwrap() {
            assert_eq!(&message[field], value, "{field} by {input}");
        }
        // The form has no year, zone or fraction: the month's day and the time are those of this machine's zone.
        let local = jiff::Timestamp::from_second(1_700_000_000).unwrap().to_zoned(jiff::tz::TimeZone::system());
        let said = message["timereported"].as_str().unwrap();
        assert_eq!(said[4..19], local.strftime("-%m-%dT%H:%M:%S").to_string(), "by {input}");
        assert_eq!(messages.len(), 1);
    }
}

#[test]
fn a_local_socket_needs_no_hostname() {
    let Some(daemon) = Rsyslogd::start() else { return };
    let builder = SysLogHandler::builder().format(SysLogFormat::Rfc3164).app_name("local");
    builder.unix(daemon.path("datagrams")).build().erase().handle(&mut record());
    let message = &daemon.wait_for("local", 1)[0];
    let expected = "<11>Nov 1"; // The 14th or, far in the east, the 15th.
    let raw = message["rawmsg"].as_str().unwrap();
    assert!(raw.starts_with(expected) && raw.ends_with(" local[4242]: naïve café: 3 €"), "{raw}");
    assert_eq!(raw.split(' ').nth(3), Some("local[4242]:"));
    assert_eq!(message["msg"], " naïve café: 3 €");
}

#[test]
fn a_mark_stands_where_it_belongs() {
    let Some(daemon) = Rsyslogd::start() else { return };
    let to = |name: &str| rfc5424(name).host("127.0.0.1", daemon.udp);
    let cases: [(&str, HandlerRef<SysLogHandler>, &str, &str); 6] = [
        ("ascii", to("ascii").build(), "plain", "plain"),
        ("beyond", to("beyond").build(), "über", "\u{feff}über"),
        ("within", to("within").build(), "part one \u{feff}über", "part one \u{feff}über"),
        ("late", to("late").build(), "é \u{feff}é", "\u{feff}é \u{feff}é"),
        ("only", to("only").build(), "ascii \u{feff}ascii", "ascii \u{feff}ascii"),
        ("never", to("never").bom(false).build(), "über", "über"),
    ];
    for (name, handler, text, expected) in cases {
        handler.erase().handle(&mut make_log_record([("name", "a".into()), ("msg", text.into())]));
        assert_eq!(daemon.wait_for(name, 1)[0]["msg"], expected, "{name}");
    }
}

#[test]
fn kinds_groups_and_levels() {
    let Some(daemon) = Rsyslogd::start() else { return };
    add_level_name(25, "NOTICE");
    add_level_name(35, "AUDIT");
    let handler = rfc5424("kinds").host("127.0.0.1", daemon.udp).priority("AUDIT", Severity::Alert).build();
    let manager = Manager::new();
    let logger = manager.get_logger("a logger with spaces, and a very long name");
    logger.set_level(1).unwrap();
    logger.add_handler(&handler);
    for level in [5, 10, 20, 25, 30, 35, 40, 50, 60] {
        sawlog::log!(logger, Level::new(level), "m");
    }
    let mut record = make_log_record([("name", "n".into()), ("msg", "m".into())]);
    record.set("msgid", "TCPIN");
    record.set("n", 1);
    record.set("origin", sawlog::value::Dict::from_iter([(Value::from("ip"), Value::from("192.0.2.1"))]));
    record.set("shop@32473", sawlog::value::Dict::from_iter([(Value::from("eventID"), Value::from(1011))]));
    handler.erase().handle(&mut record);

    let messages = daemon.wait_for("kinds", 10);
    let severities: Vec<&str> = messages[..9].iter().map(|m| m["syslogseverity"].as_str().unwrap()).collect();
    assert_eq!(severities, ["7", "7", "6", "5", "4", "1", "3", "2", "2"]);
    assert_eq!(messages[0]["msgid"], "a_logger_with_spaces,_and_a_very");
    assert_eq!(messages[0]["structured-data"], "-");
    assert_eq!(messages[0]["procid"], std::process::id().to_string());
    assert_eq!(messages[9]["msgid"], "TCPIN");
    let groups = r#"[extra@32473 n="1"][origin ip="192.0.2.1"][shop@32473 eventID="1011"]"#;
    assert_eq!(messages[9]["structured-data"], groups);
}

#[test]
fn names_are_found_out() {
    let Some(daemon) = Rsyslogd::start() else { return };
    let handler = SysLogHandler::builder().host("127.0.0.1", daemon.udp).format(SysLogFormat::Rfc5424).build();
    handler.erase().handle(&mut record());
    let this = std::env::current_exe().unwrap();
    let app_name: String = this.file_name().unwrap().to_string_lossy().chars().take(48).collect();
    let message = &daemon.wait_for_any(1)[0];
    assert_eq!(message["app-name"], app_name);
    let hostname = std::process::Command::new("hostname").output().unwrap().stdout;
    assert_eq!(message["hostname"], String::from_utf8(hostname).unwrap().trim());
}
