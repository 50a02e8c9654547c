//! The tree of loggers: levels, propagation, handlers, filters and who is whose parent.

use std::sync::{Arc, Mutex};

use sawlog::{
    EmitError, Event, Handler, HandlerBase, HandlerRef, Level, LogRecord, Manager, RecordError, Value, Verdict,
    make_log_record,
};

#[derive(Clone, Default)]
struct Names(Arc<Mutex<Vec<String>>>);

impl Handler for Names {
    fn emit(&self, record: &LogRecord<'_>, _: &HandlerBase) -> Result<(), EmitError> {
        let line = format!("{}:{}", record.name(), record.message()?);
        self.0.lock().unwrap().push(line);
        Ok(())
    }
}

impl Names {
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

#[test]
fn parents_are_found_in_any_order_of_creation() {
    let manager = Manager::new();
    let deep = manager.get_logger("a.b.c.d");
    assert_eq!(deep.parent(), Some(manager.root()));
    let top = manager.get_logger("a");
    assert_eq!(deep.parent(), Some(top.clone()));
    let middle = manager.get_logger("a.b");
    assert_eq!(deep.parent(), Some(middle.clone()));
    assert_eq!(middle.parent(), Some(top.clone()));
    manager.get_logger("a-b");
    manager.get_logger("ab");
    assert_eq!(top.get_children(), std::slice::from_ref(&middle));
    assert_eq!(middle.get_children(), []);
    let names: Vec<_> = manager.root().get_children().iter().map(|logger| logger.name().to_owned()).collect();
    assert_eq!(names, ["a", "a-b", "ab"]);
    assert_eq!(top.get_child("b.c"), manager.get_logger("a.b.c"));
    assert_eq!(manager.nearest_logger("a.b.x.y"), middle);
    assert_eq!(manager.nearest_logger("zzz"), manager.root());
}

#[test]
fn levels_are_inherited_and_disable_overrides_them() {
    let manager = Manager::new();
    let (parent, child) = (manager.get_logger("a"), manager.get_logger("a.b"));
    assert_eq!(child.effective_level(), Level::WARNING);
    parent.set_level("DEBUG").unwrap();
    assert!(child.is_enabled_for(Level::DEBUG));
    child.set_level(Level::ERROR).unwrap();
    assert!(!child.is_enabled_for(Level::WARNING));
    child.set_level("NOTSET").unwrap();
    manager.disable(Level::ERROR).unwrap();
    assert!(!child.is_enabled_for(Level::ERROR) && child.is_enabled_for(Level::CRITICAL));
    assert_eq!(child.effective_level(), Level::DEBUG);
    manager.disable(Level::NOTSET).unwrap();
    child.set_disabled(true);
    assert!(!child.is_enabled_for(Level::CRITICAL));
    assert!(parent.is_enabled_for(Level::DEBUG));
    assert!(parent.set_level("LOUD").is_err());
}

#[test]
fn records_climb_as_far_as_propagate_holds() {
    let manager = Manager::new();
    let (top, own) = (Names::default(), Names::default());
    let (parent, child) = (manager.get_logger("a"), manager.get_logger("a.b"));
    parent.add_handler(HandlerRef::new(top.clone()));
    let handler = HandlerRef::new(own.clone());
    child.add_handler(&handler);
    child.add_handler(&handler);
    child.warning("one");
    assert_eq!((own.take(), top.take()), (vec!["a.b:one".into()], vec!["a.b:one".into()]));
    child.set_propagate(false);
    child.warning("two");
    assert_eq!((own.take(), top.take()), (vec!["a.b:two".into()], vec![]));
    child.remove_handler(&handler);
    assert!(!child.has_handlers());
    child.set_propagate(true);
    assert!(child.has_handlers());
}

#[test]
fn the_highest_level_there_is_can_be_switched_off() {
    let (manager, names) = (Manager::new(), Names::default());
    manager.root().add_handler(HandlerRef::new(names.clone()));
    let highest = Level::new(i64::MAX);
    let logger = manager.get_logger("highest");
    logger.set_level(highest).unwrap();
    assert!(logger.is_enabled_for(highest));
    logger.log(highest, "1");

    logger.set_disabled(true);
    assert!(!logger.is_enabled_for(highest));
    logger.log(highest, "2");
    logger.set_disabled(false);

    manager.disable(highest).unwrap();
    assert!(!logger.is_enabled_for(highest));
    logger.log(highest, "3");
    manager.disable(Level::CRITICAL).unwrap();
    logger.log(highest, "4");
    drop(manager);
    logger.log(highest, "5");
    assert_eq!(names.take(), ["highest:1", "highest:4"]);
}

#[test]
fn handle_heeds_disabled_and_filters_but_no_loggers_level() {
    let manager = Manager::new();
    let names = Names::default();
    let logger = manager.get_logger("a");
    logger.add_handler(HandlerRef::new(names.clone()));
    let mut record = make_log_record([("name", Value::from("a.sent")), ("levelno", 10.into()), ("msg", "hi".into())]);
    logger.handle(&mut record);
    assert_eq!(names.take(), ["a.sent:hi"]);
    logger.add_filter_fn(|record| record.level() >= Level::INFO);
    logger.handle(&mut record);
    assert!(names.take().is_empty());
    logger.handle_from_below(&mut record);
    assert_eq!(names.take(), ["a.sent:hi"]);
    logger.set_disabled(true);
    logger.set_level(Level::DEBUG).unwrap();
    logger.error("no");
    assert!(names.take().is_empty());
}

#[test]
fn filters_may_change_and_replace_records() {
    let manager = Manager::new();
    let (first, second) = (Names::default(), Names::default());
    let logger = manager.get_logger("a");
    let handler = HandlerRef::new(first.clone());
    handler.add_filter_fn(|_| {
        Verdict::Replace(Box::new(make_log_record([("name", "x"), ("msg", "other")].map(|(n, v)| (n, Value::from(v))))))
    });
    logger.add_handler(handler);
    logger.add_handler(HandlerRef::new(second.clone()));
    logger.add_filter_fn(|record| {
        record.set("msg", "changed");
        true
    });
    logger.warning("original");
    assert_eq!((first.take(), second.take()), (vec!["x:other".to_owned()], vec!["a:changed".to_owned()]));
}

#[test]
fn record_factories_chain() {
    let manager = Manager::new();
    for (name, value) in [("host", "web-1"), ("zone", "eu")] {
        manager.set_record_factory(move |make, args| {
            let mut record = make(args);
            record.set(name, value);
            record
        });
    }
    let logger = manager.get_logger("a");
    let record = logger.make_record(Level::INFO, "x", Event::new(sawlog::CallSite::caller())).unwrap();
    assert_eq!(record.get("host"), Some(Value::from("web-1")));
    assert_eq!(record.get("zone"), Some(Value::from("eu")));
    let clash = [("lineno", Value::from(1))];
    let refused =
        logger.make_record(Level::INFO, "x", Event { extra: &clash, ..Event::new(sawlog::CallSite::caller()) });
    assert_eq!(refused.unwrap_err(), RecordError::ExtraOverwrites("lineno".to_owned()));
}

#[test]
fn a_wrapper_that_tracks_its_caller_is_not_the_one_recorded() {
    #[track_caller]
    fn complain(logger: &sawlog::Logger) {
        logger.warning("wrapped");
    }
    let lines = Arc::new(Mutex::new(Vec::new()));
    let manager = Manager::new();
    let logger = manager.get_logger("a");
    let seen = Arc::clone(&lines);
    logger.add_handler(Names::default());
    logger.add_filter_fn(move |record| {
        seen.lock().unwrap().push(record.lineno());
        true
    });
    complain(&logger);
    assert_eq!(*lines.lock().unwrap(), [i64::from(line!()) - 1]);
}

#[test]
fn panics_of_foreign_code_stay_inside() {
    let manager = Manager::new();
    let names = Names::default();
    let logger = manager.get_logger("a");
    struct Faulty;
    impl Handler for Faulty {
        fn emit(&self, _: &LogRecord<'_>, _: &HandlerBase) -> Result<(), EmitError> {
            panic!("out of order")
        }
    }
    let faulty = HandlerRef::new(Faulty);
    faulty.set_error_policy(sawlog::ErrorPolicy::Ignore);
    logger.add_handler(&faulty);
    logger.add_handler(HandlerRef::new(names.clone()));
    logger.warning("still here");
    assert_eq!(names.take(), ["a:still here"]);
    assert_eq!(faulty.failures(), 1);
}

#[test]
fn a_display_that_logs_works() {
    struct Chatty(sawlog::Logger);
    impl std::fmt::Display for Chatty {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            sawlog::warning!(self.0, "rendering");
            f.write_str("chatty")
        }
    }
    let manager = Manager::new();
    let names = Names::default();
    let logger = manager.get_logger("a");
    logger.add_handler(HandlerRef::new(names.clone()));
    sawlog::warning!(logger, "{}", Chatty(logger.clone()));
    assert_eq!(names.take(), ["a:rendering", "a:chatty"]);
}

#[test]
fn a_manager_that_is_gone_leaves_silent_loggers() {
    let manager = Manager::new();
    let logger = manager.get_logger("a.b");
    drop(manager);
    assert!(!logger.is_enabled_for(Level::CRITICAL));
    logger.critical("nobody hears");
    logger.set_level(Level::DEBUG).unwrap();
    assert_eq!(logger.handlers().len(), 0);
}
