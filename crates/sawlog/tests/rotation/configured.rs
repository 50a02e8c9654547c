//! What configurations say beyond Python's keywords.

use std::fs;
use std::io::Read;
use std::time::Duration;

use sawlog::config::Format;
use sawlog::{BaseRotatingHandler, Manager, RotatingFileHandler};

use crate::names;

fn configured(text: &str) -> Result<Manager, String> {
    let manager = Manager::new();
    let _ = manager.dict_config_str(text, Format::Yaml).map_err(|error| error.to_string())?;
    Ok(manager)
}

#[test]
fn backups_are_packed_and_named_from_a_configuration() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("old")).unwrap();
    let manager = configured(&format!(
        "version: 1\nhandlers:\n  file:\n    class: logging.handlers.RotatingFileHandler\n    filename: {}\n    \
         backupCount: 3\n    rotator: gzip\n    namer: '{{folder}}/old/{{name}}.gz'\nroot: {{handlers: [file]}}\n",
        folder.path().join("a.log").display()
    ));
    let manager = manager.unwrap();
    manager.root().warning("one");
    let handler = &manager.root().handlers()[0];
    let handler = handler.downcast_ref::<RotatingFileHandler>().unwrap();
    handler.do_rollover().unwrap();
    assert!(handler.wait_for_backups(Duration::from_secs(60)));
    assert_eq!(names(&folder.path().join("old")), ["a.log.1.gz"]);
    let mut text = String::new();
    let packed = fs::File::open(folder.path().join("old/a.log.1.gz")).unwrap();
    flate2::read::GzDecoder::new(packed).read_to_string(&mut text).unwrap();
    assert_eq!(text, "one\n");
}

#[test]
fn what_is_wrong_is_told_with_its_key() {
    for (options, told) in [
        ("rotator: rar", "handlers.file.rotator: there is no rotator \"rar\""),
        ("namer: old.log", "handlers.file.namer: \"old.log\" does not name backups"),
        ("backupCount: many", "handlers.file.backupCount: expected a number of files"),
        ("maxBytes: 10 MB", "handlers.file.maxBytes: expected a number of bytes"),
        (".: {backupCount: many}", "expected a number of files for backupCount"),
    ] {
        let error = configured(&format!(
            "version: 1\nhandlers:\n  file: {{class: sawlog.RotatingFileHandler, filename: a.log, {options}}}\n"
        ));
        let error = error.err().unwrap();
        assert!(error.contains(told), "{error}");
    }
}

#[test]
fn attributes_of_a_wrong_type_are_told() {
    for (class, attribute, told) in [
        ("RotatingFileHandler", "encoding: martian", "expected the name of an encoding for encoding"),
        ("RotatingFileHandler", "errors: 5", "for errors"),
        ("RotatingFileHandler", "mode: rb", "expected a mode, such as a or w, for mode"),
        ("TimedRotatingFileHandler", "interval: soon", "expected a number of seconds for interval"),
        ("TimedRotatingFileHandler", "rolloverAt: []", "expected a number of seconds for rolloverAt"),
        ("TimedRotatingFileHandler, when: midnight", "atTime: noon", "expected a time of day for atTime"),
        ("WatchedFileHandler", "encoding: martian", "for encoding"),
        ("WatchedFileHandler", "baseFilename: /etc/b.log", "\"baseFilename\" cannot be set by a configuration"),
        ("TimedRotatingFileHandler", "when: D", "file[.].when: the attribute \"when\" cannot be set"),
    ] {
        let error = configured(&format!(
            "version: 1\nhandlers:\n  file: {{filename: a.log, .: {{{attribute}}}, class: logging.handlers.{class}}}\n"
        ));
        let error = error.err().unwrap();
        assert!(error.contains(told) && error.starts_with("3:"), "{error}");
    }
    assert!(!std::path::Path::new("a.log").exists());
}

#[test]
fn by_our_own_name_a_time_of_day_may_be_a_text() {
    let folder = tempfile::tempdir().unwrap();
    let config = |time: &str| {
        configured(&format!(
            "version: 1\nhandlers:\n  file: {{class: sawlog.TimedRotatingFileHandler, filename: {}, when: midnight, \
             atTime: {time}}}\n",
            folder.path().join("a.log").display()
        ))
    };
    config("'12:30'").unwrap();
    assert!(config("'25:00'").err().unwrap().contains("handlers.file.atTime"));
}
