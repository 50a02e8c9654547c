//! Texts that hold line feeds and NULs: one message stays one.

use sawlog::wire::syslog::Framing;
use sawlog::{SocketKind, SysLogFormat, SysLogHandler, SysLogHandlerBuilder, make_log_record};

use crate::rsyslogd::Rsyslogd;

const TEXT: &str = "first\n<8>Jul  3 16:05:09 h forged: second\0<8>Jul  3 16:05:09 h forged: third\n";

fn log(builder: SysLogHandlerBuilder) {
    let handler = builder.build();
    handler.erase().handle(&mut make_log_record([("name", "a".into()), ("msg", TEXT.into())]));
    handler.erase().handle(&mut make_log_record([("name", "a".into()), ("msg", "next".into())]));
    assert_eq!(handler.failures(), 0);
    handler.close().unwrap();
}

#[test]
fn octets_counted_carry_anything() {
    let Some(daemon) = Rsyslogd::start() else { return };
    let builder = || SysLogHandler::builder().format(SysLogFormat::Rfc5424).app_name("counted");
    log(builder().host("127.0.0.1", daemon.tcp).socket_kind(SocketKind::Stream));
    log(builder().unix(daemon.path("stream")));
    let messages = daemon.wait_for("counted", 4);
    // The daemon itself shows a NUL like this, and drops the last line feed.
    let expected = TEXT.trim_end().replace('\0', "#000");
    let texts: Vec<&str> = messages.iter().map(|message| message["msg"].as_str().unwrap()).collect();
    assert_eq!(texts, [&expected, "next", &expected, "next"]);
}

#[test]
fn what_would_end_a_frame_is_escaped() {
    let Some(daemon) = Rsyslogd::start() else { return };
    let to = |builder: SysLogHandlerBuilder| builder.host("127.0.0.1", daemon.tcp).socket_kind(SocketKind::Stream);
    let python = || to(SysLogHandler::builder().ident("Jul  3 16:05:09 h python: "));
    log(to(SysLogHandler::builder().format(SysLogFormat::Rfc3164).hostname("h").app_name("old")));
    log(python().framing(Framing::LineFeed));
    log(python().framing(Framing::OctetCounted));
    let escaped = format!(" {}", TEXT.replace('\n', "#012").replace('\0', "#000"));
    let old = daemon.wait_for("old", 2);
    assert_eq!([&old[0]["msg"], &old[1]["msg"]], [&escaped, " next"]);
    let python = daemon.wait_for("python", 4);
    let counted = format!(" {}", TEXT.trim_end().replace('\0', "#000"));
    let texts: Vec<&str> = python.iter().map(|message| message["msg"].as_str().unwrap()).collect();
    assert_eq!(texts, [&escaped, " next", &counted, " next"]);
    assert!(daemon.wait_for("forged", 0).is_empty());
}

#[test]
fn a_datagram_is_one_message() {
    let Some(daemon) = Rsyslogd::start() else { return };
    for (number, format) in [SysLogFormat::Rfc5424, SysLogFormat::Rfc3164].into_iter().enumerate() {
        let builder = || SysLogHandler::builder().format(format).hostname("h").app_name(format!("whole{number}"));
        log(builder().host("127.0.0.1", daemon.udp));
        log(builder().unix(daemon.path("datagrams")));
        let messages = daemon.wait_for(&format!("whole{number}"), 4);
        assert_eq!(messages.len(), 4);
        assert!(messages.iter().any(|message| message["msg"].as_str().unwrap().contains("first\n<8>Jul")));
    }
    assert!(daemon.wait_for("forged", 0).is_empty());
}
