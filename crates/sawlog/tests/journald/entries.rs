//! What the journal keeps of our records, field by field.

use sawlog::config::{Configurator, Document, Format};
use sawlog::{ExceptionInfo, HandlerRef, JournaldHandler, LogRecord, Manager, Value, error, info, make_log_record};

use crate::journal::{Journal, text};

fn send(handler: &HandlerRef<JournaldHandler>, record: &mut LogRecord<'_>) {
    handler.erase().handle(record);
    assert_eq!(handler.failures(), 0);
}

#[test]
fn every_field_arrives() {
    let Some(journal) = Journal::start() else { return };
    let handler = JournaldHandler::builder().path(journal.socket()).identifier("shop").build();
    let mut record = make_log_record([
        ("name", "shop.basket".into()),
        ("levelno", 40.into()),
        ("levelname", "ERROR".into()),
        ("msg", "naïve café: %d €".into()),
        ("args", Value::tuple([3.into()])),
        ("pathname", "/srv/shop/basket.py".into()),
        ("lineno", 17.into()),
        ("funcName", "pay".into()),
        ("threadName", "worker 1".into()),
        ("processName", "till".into()),
        ("process", 4242.into()),
        ("stack_info", "Stack (most recent call last):\n  here".into()),
        ("user", "ann".into()),
        ("order-id", 17.into()),
        ("_hidden", Value::list([1.into(), Value::None])),
        ("priority", "high".into()),
        ("message_id", "d5e0e1bd1d104ad0a1d0a1b0d5e0e1bd".into()),
    ]);
    record.set_exc_info(Some(ExceptionInfo::new("ValueError", "no", "Traceback:\nValueError: no")));
    send(&handler, &mut record);
    let entries = journal.wait_for("shop", 1);
    let entry = &entries[0];
    let stack = "Stack (most recent call last):\n  here";
    let expected = [
        ("MESSAGE", &*format!("naïve café: 3 €\nTraceback:\nValueError: no\n{stack}")),
        ("PRIORITY", "3"),
        ("SYSLOG_IDENTIFIER", "shop"),
        ("SYSLOG_PID", "4242"),
        ("LOGGER", "shop.basket"),
        ("LOGLEVEL", "ERROR"),
        ("CODE_FILE", "/srv/shop/basket.py"),
        ("CODE_LINE", "17"),
        ("CODE_FUNC", "pay"),
        ("THREAD_NAME", "worker 1"),
        ("PROCESS_NAME", "till"),
        ("EXCEPTION_TEXT", "Traceback:\nValueError: no"),
        ("STACK_INFO", stack),
        ("USER", "ann"),
        ("ORDER_ID", "17"),
        ("HIDDEN", "[1, None]"),
        ("EXTRA_PRIORITY", "high"),
        ("MESSAGE_ID", "d5e0e1bd1d104ad0a1d0a1b0d5e0e1bd"),
        ("_TRANSPORT", "journal"),
        ("_PID", &std::process::id().to_string()),
    ];
    for (field, value) in expected {
        assert_eq!(text(entry.get(field).unwrap_or_else(|| panic!("{field} is missing"))), value, "{field}");
    }
    // Whatever else there is, the journal has added.
    let ours = entry.keys().filter(|name| !name.starts_with('_')).count();
    assert_eq!(ours, expected.iter().filter(|(name, _)| !name.starts_with('_')).count(), "{entry:?}");
}

#[test]
fn the_macros_say_where() {
    let Some(journal) = Journal::start() else { return };
    let manager = Manager::new();
    let logger = manager.get_logger("shop.web");
    logger.set_level("INFO").unwrap();
    logger.add_handler(JournaldHandler::builder().path(journal.socket()).identifier("macros").build());
    let wrong = "x".parse::<i32>().unwrap_err();
    let line = line!() + 1;
    error!(logger, exc = &wrong, page = "/cart"; "no number");
    let entry = &journal.wait_for("macros", 1)[0];
    assert!(text(&entry["CODE_FILE"]).ends_with("tests/journald/entries.rs"));
    assert_eq!(text(&entry["CODE_LINE"]), line.to_string());
    assert_eq!(text(&entry["PAGE"]), "/cart");
    assert_eq!(text(&entry["EXCEPTION_TEXT"]), "core::num::error::ParseIntError: invalid digit found in string");
}

#[test]
fn values_hold_anything() {
    let Some(journal) = Journal::start() else { return };
    let handler = JournaldHandler::builder().path(journal.socket()).identifier("binary").build();
    let texts = ["one\nPRIORITY=0\nFORGED=yes\n", "a\0b", "\n", "", "\u{1b}[31mred", "a=b"];
    for text in texts {
        let mut record = make_log_record([("name", "n".into()), ("msg", text.into()), ("extra", text.into())]);
        record.set("levelno", 20);
        send(&handler, &mut record);
    }
    let entries = journal.wait_for("binary", texts.len());
    for (entry, expected) in entries.iter().zip(texts) {
        assert_eq!(text(&entry["MESSAGE"]), expected);
        assert_eq!(text(&entry["EXTRA"]), expected);
        assert_eq!(text(&entry["PRIORITY"]), "6");
        assert!(!entry.contains_key("FORGED"));
    }
}

#[test]
fn what_no_datagram_holds_goes_by_a_file() {
    let Some(journal) = Journal::start() else { return };
    let handler = JournaldHandler::builder().path(journal.socket()).identifier("large").build();
    let lengths = [10, 150_000, 300_000, 3_000_000];
    let large = |length: usize| "0123456789".repeat(length / 10);
    for length in lengths {
        send(&handler, &mut make_log_record([("name", "n".into()), ("msg", large(length).into())]));
    }
    let entries = journal.wait_for("large", lengths.len());
    for (entry, length) in entries.iter().zip(lengths) {
        assert!(text(&entry["MESSAGE"]) == large(length), "{length} bytes");
        assert_eq!(text(&entry["_PID"]), std::process::id().to_string());
    }
}

#[test]
fn a_journal_started_anew_is_found_again() {
    let Some(mut journal) = Journal::start() else { return };
    let handler = JournaldHandler::builder().path(journal.socket()).identifier("again").build();
    handler.set_error_policy(sawlog::ErrorPolicy::Ignore);
    let manager = Manager::new();
    let logger = manager.get_logger("n");
    logger.set_level("INFO").unwrap();
    logger.add_handler(&handler);
    info!(logger, "before");
    journal.wait_for("again", 1);
    journal.stop();
    info!(logger, "meanwhile");
    assert_eq!(handler.failures(), 1);
    journal.resume();
    info!(logger, "after");
    let entries = journal.wait_for("again", 2);
    assert_eq!(text(&entries[1]["MESSAGE"]), "after");
    assert_eq!(handler.failures(), 1);
}

#[test]
fn a_configuration_names_it() {
    let Some(journal) = Journal::start() else { return };
    let config = format!(
        "
version: 1
formatters: {{short: {{format: '%(levelname)s %(message)s'}}}}
handlers:
  journal: {{class: sawlog.JournaldHandler, path: {}, identifier: configured, timeout: 5, formatter: short}}
root: {{level: INFO, handlers: [journal]}}
",
        journal.socket().display()
    );
    let manager = Manager::new();
    let document = Document::parse(&config, Format::Yaml).unwrap();
    let _guard = Configurator::new(&manager).configure(&document).unwrap();
    manager.root().warning("cold");
    let entry = &journal.wait_for("configured", 1)[0];
    assert_eq!((text(&entry["MESSAGE"]), text(&entry["PRIORITY"])), ("WARNING cold".to_owned(), "4".to_owned()));
}
