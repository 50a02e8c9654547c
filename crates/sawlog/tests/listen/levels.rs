//! Levels that are set for a time.

use std::time::Duration;

use sawlog::config::Format;
use sawlog::{Level, Manager};

use crate::server::wait_until;

const LONG: Duration = Duration::from_secs(600);
const SHORT: Duration = Duration::from_millis(50);

#[test]
fn a_level_goes_back_by_itself() {
    let manager = Manager::new();
    let logger = manager.get_logger("shop.db");
    manager.set_level_for("shop.db", "DEBUG", SHORT).unwrap();
    assert_eq!(logger.level(), Level::DEBUG);
    wait_until("the level of before", || logger.level() == Level::NOTSET);
    assert_eq!(logger.effective_level(), Level::WARNING);
    assert!(!logger.is_enabled_for(Level::INFO));
    manager.set_level_for("root", 7, SHORT).unwrap();
    assert_eq!(manager.root().level(), Level::new(7));
    wait_until("the root's level", || manager.root().level() == Level::WARNING);
}

#[test]
fn of_several_times_the_last_counts_and_the_level_of_before_the_first_comes_back() {
    let manager = Manager::new();
    let logger = manager.get_logger("shop");
    logger.set_level("ERROR").unwrap();
    manager.set_level_for("shop", "INFO", LONG).unwrap();
    manager.set_level_for("shop", "DEBUG", SHORT).unwrap();
    assert_eq!(logger.level(), Level::DEBUG);
    wait_until("the first level", || logger.level() == Level::ERROR);
    // A short one is not waited for once a longer one has come.
    manager.set_level_for("shop", "INFO", SHORT).unwrap();
    manager.set_level_for("shop", "DEBUG", LONG).unwrap();
    manager.set_level_for("other", "DEBUG", 3 * SHORT).unwrap();
    wait_until("another's", || manager.get_logger("other").level() == Level::NOTSET);
    assert_eq!(logger.level(), Level::DEBUG);
}

/// Sets a level for a short time, has `change` done, and waits until the time is over; the level then.
fn after(change: impl FnOnce(&Manager)) -> Level {
    let manager = Manager::new();
    let logger = manager.get_logger("shop");
    logger.set_level("ERROR").unwrap();
    manager.set_level_for("shop", "DEBUG", SHORT).unwrap();
    change(&manager);
    // What was set later goes back later.
    manager.set_level_for("later", "DEBUG", 2 * SHORT).unwrap();
    wait_until("the time to be over", || manager.get_logger("later").level() == Level::NOTSET);
    logger.level()
}

fn configure(manager: &Manager, text: &str) {
    drop(manager.dict_config_str(text, Format::Yaml).unwrap());
}

#[test]
fn a_newer_level_ends_it() {
    assert_eq!(after(|_| {}), Level::ERROR);
    assert_eq!(after(|manager| manager.get_logger("shop").set_level("INFO").unwrap()), Level::INFO);
    let same = |manager: &Manager| manager.get_logger("shop").set_level("DEBUG").unwrap();
    assert_eq!(after(same), Level::DEBUG, "the same level, but for good");
    let increment = "{version: 1, incremental: true, loggers: {shop: {level: INFO}}}";
    assert_eq!(after(|manager| configure(manager, increment)), Level::INFO);
    let of_others = "{version: 1, incremental: true, loggers: {shop: {propagate: false}, other: {level: INFO}}}";
    assert_eq!(after(|manager| configure(manager, of_others)), Level::ERROR);
}

#[test]
fn a_configuration_ends_it_at_once() {
    let says = "{version: 1, loggers: {shop: {level: INFO}}}";
    assert_eq!(after(|manager| configure(manager, says)), Level::INFO);
    let says_nothing = "{version: 1, disable_existing_loggers: false}";
    let ended = |manager: &Manager| {
        configure(manager, says_nothing);
        assert_eq!(manager.get_logger("shop").level(), Level::ERROR, "at once");
    };
    assert_eq!(after(ended), Level::ERROR);
}

#[test]
fn what_is_no_level_changes_nothing() {
    let manager = Manager::new();
    assert!(manager.set_level_for("shop", "LOUD", LONG).is_err());
    assert!(manager.existing_logger("shop").is_none());
    // Past every calendar.
    manager.set_level_for("shop", "DEBUG", Duration::MAX).unwrap();
    assert_eq!(manager.get_logger("shop").level(), Level::DEBUG);
}
