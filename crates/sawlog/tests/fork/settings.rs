//! Children that configure while their parent's threads do.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sawlog::config::Format;
use sawlog::{Manager, NullHandler, get_logger, info, manager};

use crate::program::{FORKS, run, storm_of};

pub(crate) fn program(kind: &str) {
    #[cfg(feature = "tracing")]
    if kind == "tracing" {
        // Callsites are asked again at each change.
        sawlog::bridge::tracing::init().expect("there is no other");
        tracing::info!("known");
    }
    // Forked while the threads use the library for the first time.
    let forks = if kind == "first" { 2 } else { FORKS };
    static MADE: AtomicU64 = AtomicU64::new(0);
    let change = |thread: u64, count: u64| {
        let logger = get_logger(&format!("busy.{thread}.{}", count % 50));
        logger.set_level(if count.is_multiple_of(2) { "DEBUG" } else { "INFO" }).expect("a level");
        match count % 4 {
            0 => {
                let handler = NullHandler::new();
                handler.set_name(&format!("null {thread}"));
                logger.add_handler(&handler);
                logger.remove_handler(handler.erase());
            }
            1 => sawlog::add_level_name(31 + thread as i64, format!("LEVEL{count}")),
            2 => manager().set_level_for("busy", "DEBUG", Duration::from_millis(1)).expect("a level"),
            _ => _ = MADE.fetch_add(Manager::new().loggers().len() as u64, Ordering::Relaxed),
        }
    };
    storm_of(forks, change, |number| {
        let text = "{version: 1, handlers: {n: {class: logging.NullHandler}}, root: {handlers: [n], level: DEBUG}}";
        drop(sawlog::dict_config_str(text, Format::Yaml).expect("a configuration"));
        let logger = get_logger(&format!("child.{number}"));
        logger.set_level("DEBUG").expect("a level");
        logger.add_handler(NullHandler::new());
        // One that a thread of the parent's was just using lives on without an owner.
        assert!(sawlog::get_handler_names().contains(&"n".to_owned()));
        manager().set_level_for("child", "INFO", Duration::from_secs(1)).expect("a thread");
        info!(logger, "configured");
    });
}

#[test]
fn settings_can_be_changed() {
    run("settings", &std::env::temp_dir());
}

#[test]
fn the_first_use_of_all_may_be_under_way() {
    for _ in 0..40 {
        run("settings first", &std::env::temp_dir());
    }
}

#[cfg(feature = "tracing")]
#[test]
fn settings_that_tracing_goes_by_can_be_changed() {
    run("settings tracing", &std::env::temp_dir());
}
