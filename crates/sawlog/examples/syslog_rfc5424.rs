//! Messages by RFC 5424, with a byte order mark between what is ASCII and what need not be.
//!
//! The cookbook's recipe is the formatter alone: all before the mark has to be ASCII, which the names of levels and
//! loggers are; the message behind it may hold any text. The header, which the cookbook has nothing for, is the
//! handler's: `SysLogFormat::Rfc5424`. In a configuration:
//!
//! ```yaml
//! formatters:
//!   marked: {format: "%(levelname)s %(name)s \ufeff%(message)s"}
//! handlers:
//!   syslog: {class: sawlog.SysLogHandler, address: [loghost, 514], format: rfc5424, appName: ferry, formatter: marked}
//! ```
//!
//! The daemon is a socket of this program, so that you see what is sent.

use std::net::UdpSocket;

use sawlog::wire::syslog::Facility;
use sawlog::{PercentFormatter, SysLogFormat, SysLogHandler, get_logger, info, warn};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let daemon = UdpSocket::bind("127.0.0.1:0")?;
    let handler = SysLogHandler::builder()
        .host("127.0.0.1", daemon.local_addr()?.port())
        .facility(Facility::LOCAL0)
        .format(SysLogFormat::Rfc5424)
        .app_name("ferry")
        .hostname("pier1")
        .structured_data_id(Some("ferry@32473".parse()?))
        .formatter(PercentFormatter::new("%(levelname)s %(name)s \u{feff}%(message)s")?)
        .build();
    let log = get_logger("ferry.deck");
    log.set_level("INFO")?;
    log.add_handler(handler);

    info!(log, "on board");
    info!(log, passengers = 31, to = "the \"old\" harbour"; "leaving for Öregrund");
    warn!(log, msgid = "WEATHER"; "风很大");

    for _ in 0..3 {
        let mut room = [0; 1024];
        let length = daemon.recv(&mut room)?;
        println!("{}", shown(std::str::from_utf8(&room[..length])?));
    }
    Ok(())
}

/// The message with its mark to be seen, and without what differs from run to run: the time and the process.
fn shown(message: &str) -> String {
    let mut fields: Vec<&str> = message.splitn(6, ' ').collect();
    (fields[1], fields[4]) = ("TIME", "PID");
    fields.join(" ").replace('\u{feff}', "<BOM>")
}
