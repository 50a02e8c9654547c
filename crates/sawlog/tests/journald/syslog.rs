//! Syslog messages to the socket that the journal has for them, `/dev/log`.

use sawlog::wire::syslog::Facility;
use sawlog::{SysLogFormat, SysLogHandler, make_log_record};

use crate::journal::{Journal, text};

#[test]
fn the_journal_reads_both_forms() {
    let Some(journal) = Journal::start() else { return };
    let builder = || SysLogHandler::builder().unix(journal.syslog_socket()).facility(Facility::LOCAL2);
    let old = builder().format(SysLogFormat::Rfc3164).app_name("rfc3164").build();
    let python = builder().ident("python: ").build();
    for handler in [&old, &python] {
        let mut record = make_log_record([("name", "n".into()), ("msg", "größer\nals".into()), ("levelno", 40.into())]);
        record.set("levelname", "ERROR");
        record.set("process", 4242);
        handler.erase().handle(&mut record);
        assert_eq!(handler.failures(), 0);
    }
    for identifier in ["rfc3164", "python"] {
        let entry = &journal.wait_for(identifier, 1)[0];
        let fields = ["MESSAGE", "PRIORITY", "SYSLOG_FACILITY", "_TRANSPORT"].map(|field| text(&entry[field]));
        assert_eq!(fields, ["größer\nals", "3", "18", "syslog"], "{identifier}");
        let number = (identifier == "rfc3164").then(|| "4242".to_owned());
        assert_eq!(entry.get("SYSLOG_PID").map(text), number);
    }
}
