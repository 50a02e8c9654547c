//! All of it from a configuration.

use std::path::Path;
use std::time::Duration;

use sawlog::config::Format;
use sawlog::{BaseRotatingHandler, Manager, RotatingFileHandler, TimedRotatingFileHandler, info};

use crate::left::{names, text};

fn configured(folder: &Path, class: &str, options: &str) -> Result<Manager, String> {
    let manager = Manager::new();
    let text = format!(
        "version: 1\nhandlers:\n  file: {{class: {class}, filename: '{}', {options}}}\n\
         root: {{handlers: [file], level: INFO}}\n",
        folder.join("app.log").display()
    );
    let _ = manager.dict_config_str(&text, Format::Yaml).map_err(|error| error.to_string())?;
    Ok(manager)
}

#[test]
fn a_size_and_backups_that_are_compressed_shared_and_limited() {
    let folder = tempfile::tempdir().unwrap();
    let options =
        "maxBytes: 1000, backupCount: 3, rotator: gzip, maxAge: 30 days, maxTotalBytes: 1000000, multiProcess: true";
    let manager = configured(folder.path(), "logging.handlers.RotatingFileHandler", options).unwrap();
    for number in 0..20 {
        info!(manager.root(), "{number:0200}");
    }
    let handler = manager.root().handlers().remove(0);
    assert!(handler.downcast_ref::<RotatingFileHandler>().unwrap().wait_for_backups(Duration::from_secs(60)));
    assert_eq!(names(folder.path()), ["app.log", "app.log.1.gz", "app.log.2.gz", "app.log.3.gz"]);
    assert!(folder.path().join(".app.log.lock").exists());
    assert_eq!(text(&folder.path().join("app.log.1.gz")).lines().count(), 4);
}

#[test]
fn by_our_own_name_a_size_and_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let options = "maxBytes: 1000, when: midnight, utc: true, backupCount: 2, rotator: zlib, namer: '{}.z'";
    let manager = configured(folder.path(), "sawlog.RotatingFileHandler", options).unwrap();
    let handler = manager.root().handlers().remove(0);
    let handler = handler.downcast_ref::<TimedRotatingFileHandler>().unwrap();
    for number in 0..20 {
        info!(manager.root(), "{number:0200}");
    }
    handler.do_rollover().unwrap();
    assert!(handler.wait_for_backups(Duration::from_secs(60)));
    let names = names(folder.path());
    let numbers: Vec<_> = names.iter().filter_map(|name| name.strip_suffix(".z")?.rsplit_once('.')).collect();
    assert_eq!(numbers.iter().map(|(_, number)| *number).collect::<Vec<_>>(), ["4", "5"], "{names:?}");
    assert!(numbers.iter().all(|(name, _)| name.len() == "app.log.2026-11-28".len()), "{names:?}");
}

#[test]
fn what_is_wrong_is_told_with_its_key() {
    let folder = tempfile::tempdir().unwrap();
    let zstd = if cfg!(feature = "zstd") { "rotator: rar" } else { "rotator: zstd" };
    for (options, told) in [
        (zstd, "handlers.file.rotator: "),
        ("maxAge: soon", "handlers.file.maxAge: expected an age"),
        ("maxAge: -1", "handlers.file.maxAge: expected an age"),
        ("maxTotalBytes: much", "handlers.file.maxTotalBytes: expected a number of bytes"),
    ] {
        for class in ["sawlog.RotatingFileHandler", "sawlog.TimedRotatingFileHandler"] {
            let error = configured(folder.path(), class, options).err().unwrap();
            assert!(error.contains(told), "{error}");
        }
    }
    assert!(names(folder.path()).is_empty());
}
