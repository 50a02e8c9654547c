//! What becomes of loggers: as by a fresh start, but for what the program itself has set.

use sawlog::{Level, Manager, NameFilter, NullHandler};

use crate::reload;

fn nowhere() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

#[test]
fn what_only_the_former_configuration_says_is_gone() {
    let (folder, manager) = (nowhere(), Manager::new());
    let full = "{version: 1, filters: {f: {name: a}}, handlers: {h: {class: logging.NullHandler}}, \
                loggers: {a.b: {level: DEBUG, propagate: false, handlers: [h], filters: [f]}}, root: {level: ERROR, handlers: [h]}}";
    reload(&manager, folder.path(), full).unwrap();
    reload(&manager, folder.path(), "{version: 1, handlers: {h: {class: logging.NullHandler}}}").unwrap();
    let (logger, root) = (manager.get_logger("a.b"), manager.root());
    assert_eq!((logger.level(), logger.propagate(), logger.disabled()), (Level::NOTSET, true, false));
    assert!(logger.handlers().is_empty() && logger.filters().is_empty());
    assert_eq!((root.level(), root.handlers().len()), (Level::WARNING, 0));
}

#[test]
fn a_key_that_has_gone_from_a_logger_counts_no_more() {
    let (folder, manager) = (nowhere(), Manager::new());
    reload(&manager, folder.path(), "{version: 1, loggers: {a: {level: DEBUG, propagate: false}}}").unwrap();
    reload(&manager, folder.path(), "{version: 1, loggers: {a: {}}}").unwrap();
    let logger = manager.get_logger("a");
    assert_eq!((logger.level(), logger.propagate()), (Level::NOTSET, true));
}

#[test]
fn loggers_that_the_program_looks_after_stay_as_they_are() {
    let (folder, manager) = (nowhere(), Manager::new());
    let text = "{version: 1, loggers: {a: {level: INFO}}}";
    reload(&manager, folder.path(), text).unwrap();
    let (child, other) = (manager.get_logger("a.child"), manager.get_logger("other"));
    child.set_level("DEBUG").unwrap();
    child.add_handler(NullHandler::new());
    other.set_level("ERROR").unwrap();
    reload(&manager, folder.path(), text).unwrap();
    assert_eq!((child.level(), child.handlers().len(), child.disabled()), (Level::DEBUG, 1, false));
    assert_eq!((other.level(), other.disabled()), (Level::ERROR, false));
}

#[test]
fn filters_of_the_program_stay_and_those_of_the_configuration_do_not_pile_up() {
    let (folder, manager) = (nowhere(), Manager::new());
    let logger = manager.get_logger("a");
    logger.add_filter(NameFilter::new("a"));
    for name in ["a", "b", "b"] {
        let text = format!("{{version: 1, filters: {{f: {{name: {name}}}}}, loggers: {{a: {{filters: [f]}}}}}}");
        reload(&manager, folder.path(), &text).unwrap();
        assert_eq!(logger.filters().len(), 2);
    }
}

#[test]
fn loggers_that_were_switched_off_are_switched_on_if_that_is_said() {
    let (folder, manager) = (nowhere(), Manager::new());
    let early = manager.get_logger("early");
    drop(manager.dict_config_str("{version: 1}", sawlog::config::Format::Yaml).unwrap());
    assert!(early.disabled());
    let late = manager.get_logger("late");
    reload(&manager, folder.path(), "{version: 1}").unwrap();
    assert!(early.disabled() && !late.disabled());
    reload(&manager, folder.path(), "{version: 1, disable_existing_loggers: false}").unwrap();
    assert!(!early.disabled());
}

#[test]
fn an_incremental_one_changes_levels_alone() {
    let (folder, manager) = (nowhere(), Manager::new());
    let text = "{version: 1, handlers: {reload_incremental: {class: logging.NullHandler}}, root: {handlers: [reload_incremental]}}";
    reload(&manager, folder.path(), text).unwrap();
    let handler = manager.root().handlers()[0].clone();
    let levels =
        "{version: 1, incremental: true, handlers: {reload_incremental: {level: ERROR}}, root: {level: DEBUG}}";
    reload(&manager, folder.path(), levels).unwrap();
    assert_eq!((handler.level(), manager.root().level()), (Level::ERROR, Level::DEBUG));
    assert!(manager.root().handlers()[0].ptr_eq(&handler));
}
