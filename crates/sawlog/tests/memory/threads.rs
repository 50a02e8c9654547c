//! Many threads, one buffer: each one's order is kept, nothing is lost, and nobody waits for ever.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use sawlog::{EmitError, Handler, HandlerBase, LogRecord, Logger, MemoryHandler};

use super::shared::{Target, logger};

#[test]
fn every_record_once_and_in_its_threads_order() {
    for capacity in [1, 7, 1000] {
        let target = Target::default();
        let memory = MemoryHandler::new(capacity, target.handler());
        let log = logger(&memory);
        thread::scope(|scope| {
            for thread in 0..8 {
                let (log, memory) = (&log, &memory);
                scope.spawn(move || {
                    for number in 0..500 {
                        sawlog::info!(log, "{thread} {number}");
                        if number % 100 == 0 {
                            memory.flush().expect("it goes to memory");
                        }
                    }
                });
            }
        });
        memory.flush().expect("it goes to memory");
        let messages = target.messages();
        assert_eq!(messages.len(), 4000, "capacity {capacity}");
        for thread in 0..8 {
            let own = format!("{thread} ");
            let numbers = messages.iter().filter_map(|message| message.strip_prefix(&own));
            assert!(numbers.eq((0..500).map(|number| number.to_string())), "capacity {capacity}");
        }
        assert_eq!((memory.dropped(), memory.failures()), (0, 0));
    }
}

/// Stays in its first record until it is told to go on.
struct Gate {
    entered: SyncSender<()>,
    open: Mutex<Receiver<()>>,
    target: Target,
}

impl Handler for Gate {
    fn emit(&self, record: &LogRecord<'_>, base: &HandlerBase) -> Result<(), EmitError> {
        if record.message()? == "first" {
            let _ = self.entered.send(());
            let _ = self.open.lock().expect("no panic").recv_timeout(Duration::from_secs(20));
        }
        self.target.emit(record, base)
    }
}

#[test]
fn others_add_while_the_target_runs_and_give_up_in_time() {
    let target = Target::default();
    let ((entered, has_entered), (open, opened)) = (sync_channel(1), sync_channel(1));
    let gate = Gate { entered, open: Mutex::new(opened), target: target.clone() };
    let memory = MemoryHandler::builder(100).target(gate).patience(Duration::from_millis(50)).build();
    let log = logger(&memory);
    thread::scope(|scope| {
        scope.spawn(|| log.error("first"));
        has_entered.recv_timeout(Duration::from_secs(20)).expect("the target runs");
        // Neither the buffer nor its settings are locked meanwhile.
        log.info("second");
        assert_eq!(memory.filled().records, 1);
        let began = Instant::now();
        log.error("third");
        assert!(memory.flush().is_err_and(|error| error.to_string().contains("another thread")));
        assert!(began.elapsed() < Duration::from_secs(20));
        assert_eq!((memory.filled().records, target.messages().len()), (2, 0));
        open.send(()).expect("the target waits");
    });
    // Whoever flushed has taken on what the others could not wait for.
    assert_eq!(target.messages(), ["first", "second", "third"]);
    assert_eq!(memory.failures(), 0);
}

/// Has another thread log to its own buffer, and waits for that.
struct Delegates {
    log: Arc<OnceLock<Logger>>,
    target: Target,
}

impl Handler for Delegates {
    fn emit(&self, record: &LogRecord<'_>, base: &HandlerBase) -> Result<(), EmitError> {
        if record.message()? == "task" {
            let log = self.log.get().expect("set").clone();
            let _ = thread::spawn(move || log.error("from the worker")).join();
        }
        self.target.emit(record, base)
    }
}

#[test]
fn a_target_that_waits_for_a_thread_that_logs_is_no_deadlock() {
    let (target, log) = (Target::default(), Arc::new(OnceLock::new()));
    let delegates = Delegates { log: Arc::clone(&log), target: target.clone() };
    let memory = MemoryHandler::builder(100).target(delegates).patience(Duration::from_millis(50)).build();
    log.get_or_init(|| logger(&memory)).error("task");
    assert_eq!(target.messages(), ["task", "from the worker"]);
}
