//! Every form of the macros, by what arrives at a handler.

use std::sync::{Arc, Mutex};

use sawlog::{
    EmitError, Handler, HandlerBase, HandlerRef, Level, LogRecord, Logger, Manager, Value, debug, error, exception,
    info, log, percent, warning,
};

#[derive(Clone, Default)]
struct Keeper(Arc<Mutex<Vec<LogRecord<'static>>>>);

impl Handler for Keeper {
    fn emit(&self, record: &LogRecord<'_>, _: &HandlerBase) -> Result<(), EmitError> {
        self.0.lock().unwrap().push(record.to_owned_record());
        Ok(())
    }
}

impl Keeper {
    fn last(&self) -> LogRecord<'static> {
        self.0.lock().unwrap().pop().expect("a record")
    }
}

fn logger() -> (Manager, Logger, Keeper) {
    let manager = Manager::new();
    let logger = manager.get_logger("shop.basket");
    logger.set_level(Level::DEBUG).unwrap();
    let keeper = Keeper::default();
    logger.add_handler(HandlerRef::new(keeper.clone()));
    (manager, logger, keeper)
}

#[test]
fn a_logger_first() {
    let (_manager, log, kept) = logger();
    let count = 3;
    info!(log, "put {count} into {}", "basket");
    let record = kept.last();
    assert_eq!(record.message().unwrap(), "put 3 into basket");
    assert_eq!((record.name(), record.level()), ("shop.basket", Level::INFO));
    assert!(record.pathname().ends_with("tests/macros.rs"));
    assert_eq!(record.func_name(), Some("a_logger_first"));
    assert_eq!(record.lineno(), i64::from(line!()) - 6);
    debug!(&log, "by reference");
    assert_eq!(kept.last().message().unwrap(), "by reference");
    let within = || warning!(log, "in a closure");
    within();
    assert_eq!(kept.last().func_name(), Some("a_logger_first"));
}

#[test]
fn key_values() {
    let (_manager, log, kept) = logger();
    let (user, ip, point) = ("sheila", std::net::Ipv4Addr::LOCALHOST, Some(1));
    info!(log, user, ip:%, point:?, items = 3, share = 0.5; "{} logged in", user);
    let record = kept.last();
    let extras: Vec<_> = record.extras().map(|(name, value)| (name.to_owned(), value.clone())).collect();
    let expected = [
        ("user", Value::from("sheila")),
        ("ip", Value::from("127.0.0.1")),
        ("point", Value::from("Some(1)")),
        ("items", Value::from(3)),
        ("share", Value::from(0.5)),
    ];
    assert_eq!(extras, expected.map(|(name, value)| (name.to_owned(), value)));
    assert_eq!(record.message().unwrap(), "sheila logged in");
}

#[test]
fn exceptions() {
    let (_manager, log, kept) = logger();
    let error = "x".parse::<i32>().unwrap_err();
    let lent: Box<dyn std::error::Error> = Box::new(error.clone());
    let sendable: Box<dyn std::error::Error + Send + Sync> = Box::new(error.clone());
    error!(log, exc = &error; "one");
    assert_eq!(kept.last().exc_info().unwrap().type_name(), "core::num::error::ParseIntError");
    error!(log, exc = &lent, user = "ann"; "two");
    assert_eq!(kept.last().exc_info().unwrap().value(), "invalid digit found in string");
    error!(log, exc = &sendable; "three");
    assert_eq!(kept.last().exc_info().unwrap().value(), "invalid digit found in string");
    exception!(log, &error, "four {}", 4);
    let record = kept.last();
    assert_eq!((record.message().unwrap(), record.level()), ("four 4", Level::ERROR));
    assert!(record.exc_info().is_some());
    exception!(log, &*lent, attempt = 2; "five");
    assert_eq!(kept.last().get("attempt"), Some(Value::from(2)));
}

#[test]
fn templates_stay_apart_from_their_arguments() {
    let (_manager, log, kept) = logger();
    percent!(log, Level::WARNING, "%s put %d things", "ann", 3);
    let record = kept.last();
    assert_eq!(record.msg().as_str(), Some("%s put %d things"));
    assert_eq!(record.args().to_value(), Value::tuple([Value::from("ann"), Value::from(3)]));
    assert_eq!(record.message().unwrap(), "ann put 3 things");
}

#[test]
fn any_level() {
    let (_manager, log, kept) = logger();
    log!(log, Level::new(25), "between");
    assert_eq!(kept.last().level(), Level::new(25));
    log!(logger: log, Level::INFO, a = 1, b = 2; "pairs");
    assert_eq!(kept.last().get("b"), Some(Value::from(2)));
    log!(logger: log, Level::new(5), "below the level");
    assert!(kept.0.lock().unwrap().is_empty());
}

#[test]
fn arguments_of_a_disabled_call_are_not_evaluated() {
    let (_manager, log, kept) = logger();
    log.set_level(Level::INFO).unwrap();
    fn evaluated() -> i32 {
        panic!("evaluated")
    }
    debug!(log, cost = evaluated(); "{}", evaluated());
    percent!(log, Level::DEBUG, "%d", evaluated());
    assert!(kept.0.lock().unwrap().is_empty());
}

#[test]
fn without_a_logger_it_is_the_modules_own() {
    let kept = Keeper::default();
    let own = sawlog::get_logger("macros");
    own.set_level(Level::INFO).unwrap();
    own.add_handler(HandlerRef::new(kept.clone()));
    inner::speak();
    assert_eq!(kept.last().name(), "macros.inner");
    info!("plain");
    assert_eq!(kept.last().name(), "macros");
    info!(items = 3; "pairs");
    assert_eq!(kept.last().get("items"), Some(Value::from(3)));
    info!(target: "macros::by::target", "target");
    assert_eq!(kept.last().name(), "macros.by.target");
    let name = String::from("macros.computed");
    info!(target: name, "target");
    assert_eq!(kept.last().name(), "macros.computed");
}

mod inner {
    pub(crate) fn speak() {
        sawlog::info!("hello from {}", "inside");
    }
}

#[test]
fn a_display_is_rendered_once_and_only_if_needed() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    struct Counted<'a>(&'a AtomicUsize);
    impl std::fmt::Display for Counted<'_> {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            self.0.fetch_add(1, Ordering::Relaxed);
            f.write_str("counted")
        }
    }
    let (_manager, log, kept) = logger();
    let rendered = AtomicUsize::new(0);
    log.add_handler(HandlerRef::new(kept.clone()));
    info!(log, "{}", Counted(&rendered));
    assert_eq!(kept.0.lock().unwrap().len(), 2);
    assert_eq!(rendered.load(Ordering::Relaxed), 1);
    for handler in log.handlers() {
        handler.set_level(Level::ERROR).unwrap();
    }
    info!(log, "{}", Counted(&rendered));
    assert_eq!(rendered.load(Ordering::Relaxed), 1);
}

#[test]
fn a_call_site_follows_its_loggers_level() {
    let speak = || {
        info!(target: "followed", "at last");
        info!(target: "followed.below", "at last");
    };
    let kept = Keeper::default();
    let above = sawlog::get_logger("followed");
    above.add_handler(HandlerRef::new(kept.clone()));
    let heard = || kept.0.lock().unwrap().drain(..).count();
    for (level, expected) in [("WARNING", 0), ("DEBUG", 2), ("ERROR", 0), ("INFO", 2)] {
        above.set_level(level).unwrap();
        speak();
        assert_eq!(heard(), expected, "{level}");
    }
    sawlog::get_logger("followed.below").set_disabled(true);
    speak();
    assert_eq!(heard(), 1);
}

#[test]
fn forms_of_the_log_crate() {
    let (_manager, log, kept) = logger();
    let user = "ann";
    info!(logger: log, target: "shop.audit", "both");
    assert_eq!(kept.last().get("target"), Some(Value::from("shop.audit")));
    info!(log, "http.status" = 200, "http.path":? = "/"; "text keys");
    let record = kept.last();
    assert_eq!(record.get("http.status"), Some(Value::from(200)));
    assert_eq!(record.get("http.path"), Some(Value::from("\"/\"")));
    assert_eq!(record.module_path(), Some("macros"));
    let error = "x".parse::<i32>().unwrap_err();
    let own = sawlog::get_logger("macros.forms");
    own.add_handler(HandlerRef::new(kept.clone()));
    own.set_level(Level::INFO).unwrap();
    forms::without_a_logger(user, &error);
    let kept = kept.0.lock().unwrap();
    let users: Vec<_> = kept.iter().map(|record| record.get("user").unwrap_or_default().into_owned()).collect();
    assert_eq!(users, [user; 6].map(Value::from));
}

mod forms {
    use sawlog::{Level, exception, info, log, percent};

    pub(crate) fn without_a_logger(user: &str, error: &std::num::ParseIntError) {
        info!("user" = user; "text key");
        log!(Level::INFO, user; "alone");
        log!(Level::INFO, user:%, n = 1; "captured");
        log!(Level::INFO, "user" = user; "text key");
        percent!(Level::INFO, user; "%d", 1);
        exception!(error, user = user; "with a pair");
    }
}
