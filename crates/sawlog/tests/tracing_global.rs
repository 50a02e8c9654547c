//! The `tracing` crate's events of a whole program: from any thread, from within handlers, and by way of the `log` crate.

use std::fmt;
use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering};

use sawlog::{EmitError, Handler, HandlerBase, HandlerRef, LogRecord, Logger, Value, capture, get_logger};
use tokio::runtime::Builder;
use tracing::{Instrument, info_span};

/// Both facades lead to the process's loggers: events by the layer, records of the `log` crate as events.
fn init() {
    static INIT: Once = Once::new();
    INIT.call_once(|| {
        sawlog::bridge::tracing::init().unwrap();
        tracing_log::LogTracer::init().unwrap();
    });
}

/// A logger whose records go nowhere but to its own handlers.
fn apart(name: &str) -> Logger {
    init();
    let logger = get_logger(name);
    logger.set_propagate(false);
    logger
}

#[test]
fn a_second_subscriber_is_refused() {
    init();
    assert!(sawlog::bridge::tracing::init().is_err());
}

/// A handler whose library tells of its work, by either facade.
struct Telling(AtomicU64);

impl Handler for Telling {
    fn emit(&self, record: &LogRecord<'_>, _: &HandlerBase) -> Result<(), EmitError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        let _span = info_span!(target: "telling", "work", n = 1).entered();
        tracing::warn!(target: "telling::below", message = ?record.message());
        log::warn!(target: "telling::below", "by log");
        Ok(())
    }
}

#[test]
fn a_handler_that_tells_of_its_work_is_not_given_that_without_end() {
    let logger = apart("telling");
    let handlers: Vec<_> = (0..2).map(|_| HandlerRef::new(Telling(AtomicU64::new(0)))).collect();
    handlers.iter().for_each(|handler| logger.add_handler(handler));
    for round in 1..=3 {
        tracing::error!(target: "telling", "begins");
        let counts: Vec<u64> = handlers.iter().map(|handler| handler.0.load(Ordering::Relaxed)).collect();
        assert!(counts.iter().all(|count| (round..=300 * round).contains(count)), "{counts:?}");
    }
}

/// A value that tells of itself whenever it is written.
struct Endless;

impl fmt::Debug for Endless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        tracing::error!(target: "endless", value = ?Endless, "again");
        f.write_str("endless")
    }
}

#[test]
fn a_value_that_tells_of_itself_ends() {
    let captured = capture(&apart("endless"), 1);
    tracing::error!(target: "endless", value = ?Endless, "begins");
    let records = captured.records();
    assert!((1..=300).contains(&records.len()), "{}", records.len());
    let last = records.last().unwrap();
    assert_eq!((last.message().unwrap(), last.extra("value")), ("begins", Some(&Value::from("endless"))));
}

#[test]
fn a_record_of_the_log_crate_comes_once_with_its_own_place() {
    let logger = apart("net.conn");
    let captured = capture(&logger, 1);
    logger.set_level("INFO").unwrap();
    let _request = info_span!(target: "net", "request", id = 17).entered();
    log::info!(target: "net::conn", "put {} into {}", 3, "it");
    log::debug!(target: "net::conn", "too quiet");
    logger.set_level("DEBUG").unwrap();
    log::debug!(target: "net::conn", "heard");
    assert_eq!(captured.output(), ["INFO:net.conn:put 3 into it", "DEBUG:net.conn:heard"]);
    let record = captured.records().remove(0);
    assert_eq!((record.pathname(), record.lineno()), (file!(), i64::from(line!() - 6)));
    assert_eq!(record.module_path(), Some("tracing_global"));
    let extras: Vec<_> = record.extras().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(extras, ["span=request", "spans=request", "id=17", "module_path=tracing_global"]);
}

#[test]
fn a_task_takes_its_spans_to_the_thread_that_polls_it_whoever_changes_levels() {
    let logger = apart("tasks");
    let captured = capture(&logger, "INFO");
    let runtime = Builder::new_multi_thread().worker_threads(4).build().unwrap();
    runtime.block_on(async {
        let tasks = (0..40).map(|id| {
            let task = async move {
                for _ in 0..20 {
                    tokio::task::yield_now().await;
                    tracing::info!(target: "tasks", "{id}");
                }
            };
            tokio::spawn(task.instrument(info_span!(target: "tasks", "task", id)))
        });
        let tasks: Vec<_> = tasks.collect();
        for n in 0..50 {
            logger.set_level(if n % 2 == 0 { "DEBUG" } else { "INFO" }).unwrap();
        }
        for task in tasks {
            task.await.unwrap();
        }
    });
    let records = captured.records();
    assert_eq!(records.len(), 40 * 20);
    assert!(records.iter().all(|record| record.extra("id").unwrap().to_string() == record.message().unwrap()));
}
