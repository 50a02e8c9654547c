//! When the buffer is flushed, and what the target then gets.

use std::sync::{Arc, OnceLock};
use std::thread;

use sawlog::{
    Buffering, BufferingHandler, EmitError, Filled, Handler, HandlerBase, HandlerRef, Level, LogRecord, Logger,
    MemoryHandler, PercentFormatter, Records,
};

use super::shared::{Target, logger};

#[test]
fn many_or_a_grave_one() {
    let target = Target::default();
    let memory = MemoryHandler::new(3, target.handler());
    let log = logger(&memory);
    log.info("one");
    log.info("two");
    assert!(target.messages().is_empty());
    assert_eq!(memory.filled().records, 2);
    log.info("three");
    assert_eq!(target.messages(), ["one", "two", "three"]);
    log.error("four");
    assert_eq!(target.messages().len(), 4);
    memory.set_flush_level(Level::CRITICAL);
    log.error("five");
    assert_eq!((target.messages().len(), memory.filled().records), (4, 1));
}

#[test]
fn a_target_that_comes_later_gets_what_waited() {
    let target = Target::default();
    let memory = MemoryHandler::builder(1).build();
    let log = logger(&memory);
    log.error("one");
    log.error("two");
    assert_eq!(memory.filled().records, 2);
    memory.set_target(Some(target.handler().erase()));
    log.error("three");
    assert_eq!(target.messages(), ["one", "two", "three"]);
    memory.set_target(None);
    log.error("four");
    assert_eq!((target.messages().len(), memory.filled().records, memory.dropped()), (3, 1, 0));
}

#[test]
fn a_record_is_that_of_its_call() {
    let target = Target::default();
    let handler = target.handler();
    handler.set_formatter(PercentFormatter::new("%(threadName)s %(message)s %(user)s %(exc_text)s").expect("a format"));
    let memory = MemoryHandler::new(10, &handler);
    let log = logger(&memory);
    let name = thread::Builder::new().name("worker-7".to_owned());
    let call = {
        let log = log.clone();
        move || {
            let borrowed = String::from("ann");
            let error = "x".parse::<i32>().expect_err("no number");
            sawlog::error!(&log, user = borrowed.as_str(), exc = &error; "hello {}", &borrowed[1..]);
        }
    };
    memory.set_flush_level(Level::CRITICAL);
    name.spawn(call).expect("a thread").join().expect("no panic");
    memory.flush().expect("it goes to memory");
    let text = target.messages().concat();
    assert!(text.starts_with("worker-7 hello nn ann "), "{text}");
    assert!(text.contains("invalid digit"), "{text}");
}

#[test]
fn filters_of_the_target_decide_and_its_level_does_not() {
    let target = Target::default();
    let handler = target.handler();
    handler.set_level("CRITICAL").expect("a level");
    handler.add_filter_fn(|record: &mut LogRecord<'_>| record.message().is_ok_and(|text| text != "unwanted"));
    let log = logger(MemoryHandler::new(3, &handler));
    log.debug("wanted");
    log.critical("unwanted");
    log.error("wanted, too");
    assert_eq!(target.messages(), ["wanted", "wanted, too"]);
}

#[test]
fn a_target_that_fails_or_panics_loses_that_record_alone() {
    let target = Target::default();
    let handler = target.handler();
    handler.set_error_policy(sawlog::ErrorPolicy::Ignore);
    handler.add_filter_fn(|record: &mut LogRecord<'_>| {
        assert!(record.message().is_ok_and(|text| text != "panic"));
        true
    });
    let memory = MemoryHandler::new(10, &handler);
    let log = logger(&memory);
    for message in ["one", "panic", "two"] {
        log.info(message);
    }
    memory.flush().expect("it goes to memory");
    assert_eq!(target.messages(), ["one", "two"]);
    assert_eq!((handler.failures(), memory.failures()), (1, 0));
    log.error("goes on");
    assert_eq!(target.messages().len(), 3);
}

/// Logs what it gets to a logger, once.
struct Echo {
    log: Arc<OnceLock<Logger>>,
    target: Target,
}

impl Handler for Echo {
    fn emit(&self, record: &LogRecord<'_>, base: &HandlerBase) -> Result<(), EmitError> {
        let message = record.message()?;
        if !message.starts_with("echo") {
            self.log.get().expect("set").error(format!("echo of {message}"));
        }
        self.target.emit(record, base)
    }
}

#[test]
fn what_a_target_logs_waits_for_the_next_flush() {
    let (target, log) = (Target::default(), Arc::new(OnceLock::new()));
    let memory = MemoryHandler::new(2, Echo { log: Arc::clone(&log), target: target.clone() });
    let logger = log.get_or_init(|| logger(&memory));
    logger.info("one");
    logger.info("two");
    assert_eq!(target.messages(), ["one", "two"]);
    memory.flush().expect("it goes to memory");
    assert_eq!(target.messages(), ["one", "two", "echo of one", "echo of two"]);
}

/// Logs while its sink writes, as a network library does.
struct Chatty {
    log: Arc<OnceLock<Logger>>,
    target: Target,
}

impl Handler for Chatty {
    fn emit(&self, record: &LogRecord<'_>, base: &HandlerBase) -> Result<(), EmitError> {
        base.with_formatted(record, |text| {
            self.log.get().expect("set").info("connecting");
            self.target.push(text);
            Ok(())
        })
    }
}

#[test]
fn what_a_sink_logs_is_not_buffered_for_it_again() {
    let (target, log) = (Target::default(), Arc::new(OnceLock::new()));
    let memory = MemoryHandler::new(2, Chatty { log: Arc::clone(&log), target: target.clone() });
    let logger = log.get_or_init(|| logger(&memory));
    logger.info("one");
    logger.info("two");
    memory.flush().expect("it goes to memory");
    assert_eq!(target.messages(), ["one", "two"]);
    assert_eq!((memory.filled().records, memory.failures()), (0, 2));
}

/// Joins what was buffered to one text; fails while it is told to.
struct Joined {
    texts: std::sync::Mutex<Vec<String>>,
    fails: std::sync::atomic::AtomicBool,
}

impl Buffering for Joined {
    fn should_flush(&self, record: &LogRecord<'_>, buffer: &Filled) -> bool {
        record.msg().as_str() == Some("now") || buffer.is_full()
    }

    fn flush(&self, records: &mut Records) -> Result<(), EmitError> {
        if self.fails.load(std::sync::atomic::Ordering::Relaxed) {
            return Err(std::io::Error::other("not now").into());
        }
        let mut joined = Vec::new();
        while let Some(record) = records.pop() {
            joined.push(record.message()?.to_owned());
        }
        self.texts.lock().expect("no panic").push(joined.join(" "));
        Ok(())
    }
}

#[test]
fn a_buffering_of_ones_own_says_when_and_what() {
    let joined = Joined { texts: Default::default(), fails: false.into() };
    let handler: HandlerRef<_> = BufferingHandler::builder(joined).capacity(4).build();
    handler.set_error_policy(sawlog::ErrorPolicy::Ignore);
    let log = logger(&handler);
    ["a", "b", "now", "c", "d", "e", "f"].into_iter().for_each(|text| log.info(text));
    let texts = || handler.buffering().texts.lock().expect("no panic").clone();
    assert_eq!(texts(), ["a b now", "c d e f"]);

    handler.buffering().fails.store(true, std::sync::atomic::Ordering::Relaxed);
    ["g", "now"].into_iter().for_each(|text| log.info(text));
    assert!(handler.flush().is_err());
    assert_eq!((handler.failures(), handler.filled().records), (1, 2));
    handler.buffering().fails.store(false, std::sync::atomic::Ordering::Relaxed);
    log.info("now");
    assert_eq!(texts().last().map(String::as_str), Some("g now now"));
}
