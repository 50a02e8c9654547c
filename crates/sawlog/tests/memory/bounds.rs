//! Buffers are bounded by records and by bytes; what is dropped is counted and told.

use std::sync::{Arc, Mutex};

use sawlog::{Buffering, BufferingHandler, EmitError, Filled, LogRecord, MemoryHandler, Records};

use super::shared::{Target, logger};

#[test]
fn without_a_target_the_oldest_records_are_dropped() {
    let errors = Arc::new(Mutex::new(Vec::new()));
    let memory = MemoryHandler::builder(2).max_records(3).build();
    let told = Arc::clone(&errors);
    memory.on_error(move |_, error| told.lock().expect("no panic").push(error.to_string()));
    let log = logger(&memory);
    (0..10).for_each(|number| log.info(format!("{number}")));
    assert_eq!((memory.filled().records, memory.dropped(), memory.failures()), (3, 7, 7));
    assert!(errors.lock().expect("no panic")[0].contains("its oldest record was dropped"));
    let target = Target::default();
    memory.set_target(Some(target.handler().erase()));
    memory.flush().expect("it goes to memory");
    assert_eq!(target.messages(), ["7", "8", "9"]);
}

#[test]
fn large_records_are_given_on_before_there_are_many() {
    let target = Target::default();
    let memory = MemoryHandler::builder(1_000_000).max_bytes(1 << 20).target(target.handler()).build();
    let log = logger(&memory);
    for _ in 0..100 {
        log.info("x".repeat(100_000));
        assert!(memory.filled().bytes <= 1 << 20, "{:?}", memory.filled());
    }
    assert!(target.messages().len() >= 90);
    assert_eq!(memory.dropped(), 0);
}

#[test]
fn large_records_without_a_target_do_not_pile_up() {
    let memory = MemoryHandler::builder(1_000_000).max_bytes(1 << 20).build();
    memory.set_error_policy(sawlog::ErrorPolicy::Ignore);
    let log = logger(&memory);
    for number in 0..100 {
        // Arguments count, and so do attributes that a call adds.
        sawlog::info!(&log, payload = "y".repeat(50_000); "{number} {}", "x".repeat(50_000));
    }
    assert!(memory.filled().bytes <= 1 << 20);
    assert!((1..=10).contains(&memory.filled().records), "{:?}", memory.filled());
    assert_eq!(memory.filled().records as u64 + memory.dropped(), 100);
}

#[test]
fn a_record_that_is_too_large_for_the_buffer_still_reaches_a_target() {
    let target = Target::default();
    let log = logger(MemoryHandler::builder(100).max_bytes(1000).target(target.handler()).build());
    log.info("x".repeat(5000));
    assert_eq!(target.messages()[0].len(), 5000);
}

/// Wants the last records before an error, and no reports of those that went.
struct Recorder;

impl Buffering for Recorder {
    fn should_flush(&self, record: &LogRecord<'_>, _: &Filled) -> bool {
        record.level() >= sawlog::Level::ERROR
    }

    fn flush(&self, records: &mut Records) -> Result<(), EmitError> {
        assert_eq!(records.iter().filter_map(|record| record.message().ok()).collect::<Vec<_>>().join(" "), "7 8 9 no");
        records.clear();
        Ok(())
    }

    fn overflowed(&self, _: u64) -> Result<(), EmitError> {
        Ok(())
    }
}

#[test]
fn the_last_records_alone_may_be_what_is_wanted() {
    let handler = BufferingHandler::builder(Recorder).max_records(3).build();
    let log = logger(&handler);
    (0..10).for_each(|number| log.info(format!("{number}")));
    log.error("no");
    assert_eq!((handler.filled().records, handler.dropped(), handler.failures()), (0, 7, 0));
}
