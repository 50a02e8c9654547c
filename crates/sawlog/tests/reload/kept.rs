//! Which handlers, formatters and filters are the same after a reload.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use sawlog::config::{Configurator, Document, Format, Registry};
use sawlog::{HandlerRef, Manager, MemoryHandler, NullHandler, get_handler_by_name};

use crate::{counts, read, reload};

fn names(manager: &Manager) -> Vec<String> {
    manager.handlers().iter().filter_map(HandlerRef::name).map(|name| name.to_string()).collect()
}

#[test]
fn a_file_of_mode_w_is_not_emptied_and_gets_its_new_format() {
    let folder = tempfile::tempdir().unwrap();
    let manager = Manager::new();
    let at = |format: &str, level: &str| {
        format!(
            "{{version: 1, formatters: {{f: {{format: '{format}'}}}}, handlers: {{h: {{class: logging.FileHandler, \
             filename: '{{dir}}/a.log', mode: w, formatter: f, level: {level}}}}}, root: {{level: DEBUG, handlers: [h]}}}}"
        )
    };
    assert_eq!(counts(reload(&manager, folder.path(), &at("1 %(message)s", "DEBUG"))), (0, 1, 0));
    manager.root().info("one");
    assert_eq!(counts(reload(&manager, folder.path(), &at("2 %(message)s", "INFO"))), (1, 0, 0));
    manager.root().debug("too low");
    manager.root().info("two");
    assert_eq!(read(folder.path(), "a.log"), "1 one\n2 two\n");
}

#[test]
fn another_argument_makes_another_handler() {
    let folder = tempfile::tempdir().unwrap();
    let manager = Manager::new();
    let with = |rest: &str| {
        format!(
            "{{version: 1, handlers: {{h: {{class: logging.FileHandler, filename: '{{dir}}/a.log', {rest}}}}}, root: {{handlers: [h]}}}}"
        )
    };
    reload(&manager, folder.path(), &with("delay: true")).unwrap();
    assert_eq!(counts(reload(&manager, folder.path(), &with("delay: true, level: INFO"))), (1, 0, 0));
    // To Python the two are equal.
    assert_eq!(counts(reload(&manager, folder.path(), &with("delay: 1"))), (0, 1, 1));
    assert_eq!(counts(reload(&manager, folder.path(), &with("delay: 1, '.': {terminator: x}"))), (0, 1, 1));
    assert_eq!(counts(reload(&manager, folder.path(), "{version: 1}")), (0, 0, 1));
}

#[test]
fn the_one_of_the_same_name_is_taken_first() {
    let folder = tempfile::tempdir().unwrap();
    let manager = Manager::new();
    let two = |one: &str, other: &str| {
        format!(
            "{{version: 1, handlers: {{{one}: {{class: logging.StreamHandler}}, {other}: {{class: logging.StreamHandler}}}}}}"
        )
    };
    reload(&manager, folder.path(), &two("reload_a", "reload_b")).unwrap();
    let (a, b) = (get_handler_by_name("reload_a").unwrap(), get_handler_by_name("reload_b").unwrap());
    assert_eq!(counts(reload(&manager, folder.path(), &two("reload_b", "reload_c"))), (2, 0, 0));
    assert!(get_handler_by_name("reload_b").unwrap().ptr_eq(&b));
    assert!(get_handler_by_name("reload_c").unwrap().ptr_eq(&a));
    assert_eq!(names(&manager), ["reload_b", "reload_c"]);
    assert!(get_handler_by_name("reload_a").is_none());
}

#[test]
fn what_a_handler_was_given_is_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let manager = Manager::new();
    let full = "{version: 1, formatters: {f: {format: '%(message)s'}}, filters: {x: {name: a}}, handlers: {h: {class: logging.NullHandler, \
                formatter: f, filters: [x], level: ERROR}}, root: {handlers: [h]}}";
    reload(&manager, folder.path(), full).unwrap();
    let handler = manager.root().handlers()[0].clone();
    assert_eq!((handler.level().number(), handler.formatter().is_some(), handler.filters().len()), (40, true, 1));
    let bare = "{version: 1, handlers: {h: {class: logging.NullHandler}}, root: {handlers: [h]}}";
    assert_eq!(counts(reload(&manager, folder.path(), bare)), (1, 0, 0));
    assert_eq!((handler.level().number(), handler.formatter().is_some(), handler.filters().len()), (0, false, 0));
}

#[test]
fn formatters_and_filters_that_have_not_changed_are_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let manager = Manager::new();
    let with = |pattern: &str| {
        format!(
            "{{version: 1, formatters: {{f: {{format: '{pattern}'}}}}, filters: {{r: {{(): sawlog.RateLimitFilter, burst: 1, rate: 0.001}}}}, \
             handlers: {{h: {{class: logging.FileHandler, filename: '{{dir}}/r.log', formatter: f, filters: [r]}}}}, root: {{level: INFO, handlers: [h]}}}}"
        )
    };
    reload(&manager, folder.path(), &with("%(message)s")).unwrap();
    let handler = manager.root().handlers()[0].clone();
    let (formatter, filter) = (handler.formatter().unwrap(), handler.filters()[0].clone());
    manager.root().info("the first");
    reload(&manager, folder.path(), &with("%(message)s")).unwrap();
    assert!(Arc::ptr_eq(&handler.formatter().unwrap(), &formatter));
    reload(&manager, folder.path(), &with("x%(message)s")).unwrap();
    assert!(!Arc::ptr_eq(&handler.formatter().unwrap(), &formatter));
    assert!(Arc::ptr_eq(&handler.filters()[0], &filter));
    // The rate goes on being counted.
    manager.root().info("the second");
    assert_eq!(read(folder.path(), "r.log"), "the first\n");
}

#[test]
fn one_that_gives_records_to_others_is_kept_with_them() {
    let folder = tempfile::tempdir().unwrap();
    let manager = Manager::new();
    let with = |encoding: &str| {
        format!(
            "{{version: 1, handlers: {{z: {{class: logging.FileHandler, filename: '{{dir}}/m.log', encoding: {encoding}}}, \
             m: {{class: logging.handlers.MemoryHandler, capacity: 100, target: z}}}}, root: {{level: INFO, handlers: [m]}}}}"
        )
    };
    reload(&manager, folder.path(), &with("utf-8")).unwrap();
    let memory = manager.root().handlers()[0].clone();
    manager.root().info("buffered");
    assert_eq!(counts(reload(&manager, folder.path(), &with("utf-8"))), (2, 0, 0));
    assert!(manager.root().handlers()[0].ptr_eq(&memory));
    assert_eq!(memory.downcast_ref::<MemoryHandler>().unwrap().filled().records, 1);
    // With another target it is another one; closing the former gives away what it had.
    assert_eq!(counts(reload(&manager, folder.path(), &with("latin-1"))), (0, 2, 2));
    assert_eq!(read(folder.path(), "m.log"), "buffered\n");
}

#[test]
fn handlers_of_the_programs_own_are_kept_if_they_and_their_targets_are() {
    let manager = Manager::new();
    let registry = Registry::new();
    let made = Arc::new(AtomicUsize::new(0));
    let register = || {
        let made = Arc::clone(&made);
        registry.handler("own.Tee", move |args| {
            made.fetch_add(1, Ordering::Relaxed);
            args.handlers("to")?;
            args.value("port")?;
            Ok(NullHandler::new())
        });
    };
    register();
    let go = |port: i64, delay: &str| {
        let text = format!(
            "{{version: 1, handlers: {{a_tee: {{class: own.Tee, port: {port}, to: [target]}}, target: {{class: logging.NullHandler{delay}}}}}, root: {{handlers: [a_tee]}}}}"
        );
        let document = Document::parse(&text, Format::Yaml).unwrap();
        Configurator::new(&manager).registry(&registry).reload(&document).unwrap();
        // The first call of a round may be one that has to wait for the target.
        made.swap(0, Ordering::Relaxed) > 0
    };
    assert!(go(1, ""));
    assert!(!go(1, ""));
    assert!(go(2, ""), "another argument");
    assert!(!go(2, ", level: INFO"), "the target's level is not what it is made of");
    assert!(go(2, ", '.': {x: 1}"), "another target");
    register();
    assert!(go(2, ", '.': {x: 1}"), "another constructor");
}

#[test]
fn what_a_constructor_has_set_itself_comes_back() {
    let manager = Manager::new();
    let registry = Registry::new();
    registry.handler("own.Loud", |_| {
        let handler = NullHandler::new();
        handler.set_level(40)?;
        Ok(handler)
    });
    let level = |level: &str| {
        let text = format!("{{version: 1, handlers: {{h: {{class: own.Loud{level}}}}}, root: {{handlers: [h]}}}}");
        let document = Document::parse(&text, Format::Yaml).unwrap();
        Configurator::new(&manager).registry(&registry).reload(&document).unwrap();
        manager.root().handlers()[0].level().number()
    };
    assert_eq!([level(""), level(", level: DEBUG"), level("")], [40, 10, 40]);
}
