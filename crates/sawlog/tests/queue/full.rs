//! A queue without room: who waits, what is dropped, and who tells of it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use sawlog::{
    BoundedQueue, ErrorPolicy, HandlerRef, Level, Logger, Manager, PercentFormatter, QueueHandler, QueueListener,
    WhenFull,
};

use super::kept::Kept;

struct Setting {
    _manager: Manager,
    log: Logger,
    handler: HandlerRef<QueueHandler>,
    kept: HandlerRef<Kept>,
    listener: Arc<QueueListener>,
}

/// A queue of eight records, whose handler has one in hand and waits.
fn stuck(when_full: WhenFull) -> Setting {
    let manager = Manager::new();
    let log = manager.get_logger("a");
    log.set_level("DEBUG").unwrap();
    let (kept, queue) = (Kept::new(), Arc::new(BoundedQueue::new(8)));
    kept.set_formatter(PercentFormatter::new("%(name)s %(levelname)s %(message)s").unwrap());
    let listener = Arc::new(QueueListener::builder(queue.clone()).handler(kept.clone()).build());
    listener.start().unwrap();
    let handler = QueueHandler::builder(queue).when_full(when_full).build();
    handler.set_error_policy(ErrorPolicy::Ignore);
    log.add_handler(&handler);
    kept.gate().shut();
    log.error("in hand");
    kept.gate().wait_for_one();
    Setting { _manager: manager, log, handler, kept, listener }
}

fn after(setting: &Setting) -> Vec<String> {
    setting.kept.gate().open();
    setting.handler.flush().unwrap();
    let texts = setting.kept.texts();
    assert_eq!(texts[0], "a ERROR in hand");
    texts[1..].to_vec()
}

fn numbers(range: std::ops::Range<i32>) -> Vec<String> {
    range.map(|n| format!("a INFO {n}")).collect()
}

fn told(dropped: u64) -> String {
    let records = if dropped == 1 { "record was" } else { "records were" };
    format!("sawlog.queue WARNING {dropped} {records} dropped: the queue was full")
}

#[test]
fn the_newest_are_dropped_and_that_is_a_failure() {
    let setting = stuck(WhenFull::DropNewest);
    for n in 0..20 {
        setting.log.info(n.to_string());
    }
    assert_eq!((setting.handler.dropped(), setting.handler.failures()), (12, 12));
    let mut expected = numbers(0..8);
    expected.push(told(12));
    assert_eq!(after(&setting), expected);
    // It is told once.
    setting.log.info("20");
    setting.handler.flush().unwrap();
    assert_eq!(setting.kept.texts().last().unwrap(), "a INFO 20");
}

#[test]
fn the_oldest_are_dropped() {
    let setting = stuck(WhenFull::DropOldest);
    for n in 0..20 {
        setting.log.info(n.to_string());
    }
    assert_eq!((setting.handler.dropped(), setting.handler.failures()), (12, 0));
    let mut expected = numbers(12..20);
    expected.push(told(12));
    assert_eq!(after(&setting), expected);
}

#[test]
fn those_below_a_level_are_dropped_first() {
    let setting = stuck(WhenFull::DropBelow(Level::WARNING));
    for n in 0..20 {
        setting.log.info(n.to_string());
    }
    // One place is kept for what is graver.
    assert_eq!((setting.handler.dropped(), setting.handler.failures()), (13, 0));
    setting.log.warning("grave");
    setting.log.warning("grave, and no room");
    assert_eq!((setting.handler.dropped(), setting.handler.failures()), (14, 1));
    let mut expected = numbers(0..7);
    expected.extend(["a WARNING grave".to_owned(), told(14)]);
    assert_eq!(after(&setting), expected);
}

#[test]
fn the_caller_waits() {
    let setting = stuck(WhenFull::Block);
    let (log, gate) = (setting.log.clone(), setting.kept.gate().clone());
    let logging = std::thread::spawn(move || {
        for n in 0..20 {
            log.info(n.to_string());
        }
    });
    while setting.handler.queue().len() < 8 {
        std::thread::yield_now();
    }
    std::thread::sleep(Duration::from_millis(20));
    assert!(!logging.is_finished());
    gate.open();
    logging.join().unwrap();
    assert_eq!(after(&setting), numbers(0..20));
    assert_eq!(setting.handler.dropped(), 0);
}

#[test]
fn the_caller_waits_no_longer_than_told() {
    let setting = stuck(WhenFull::BlockFor(Duration::from_millis(30)));
    let began = Instant::now();
    for n in 0..9 {
        setting.log.info(n.to_string());
    }
    assert!(began.elapsed() >= Duration::from_millis(30));
    assert_eq!((setting.handler.dropped(), setting.handler.failures()), (1, 1));
    let mut expected = numbers(0..8);
    expected.push(told(1));
    assert_eq!(after(&setting), expected);
}

#[test]
fn nobody_waits_for_a_listener_that_is_not_there() {
    let manager = Manager::new();
    let log = manager.get_logger("a");
    let handler = QueueHandler::builder(Arc::new(BoundedQueue::new(2))).when_full(WhenFull::Block).build();
    handler.set_error_policy(ErrorPolicy::Ignore);
    log.add_handler(&handler);
    for n in 0..3 {
        log.warning(n.to_string());
    }
    assert_eq!(handler.dropped(), 1);
}

#[test]
fn a_full_queue_is_flushed_and_stopped_all_the_same() {
    let setting = stuck(WhenFull::DropOldest);
    for n in 0..8 {
        setting.log.info(n.to_string());
    }
    let handler = setting.handler.clone();
    let flushing = std::thread::spawn(move || handler.flush());
    std::thread::sleep(Duration::from_millis(20));
    // What comes after the request does not push it out.
    for n in 8..16 {
        setting.log.info(n.to_string());
    }
    setting.kept.gate().open();
    flushing.join().unwrap().unwrap();
    setting.listener.stop().unwrap();
    let mut expected = numbers(8..16);
    expected.push(told(8));
    assert_eq!(setting.kept.texts()[1..], expected);
}

#[test]
fn memory_stays_within_the_bound() {
    let queue = Arc::new(BoundedQueue::new(500));
    let handler = QueueHandler::builder(queue.clone()).when_full(WhenFull::DropOldest).build();
    let manager = Manager::new();
    let log = manager.get_logger("a");
    log.add_handler(&handler);
    let text = "x".repeat(1000);
    let counted = allocation_counter::measure(|| {
        for _ in 0..20_000 {
            log.warning(text.as_str());
        }
    });
    // Each record takes its text and no more than 2,000 bytes besides.
    assert!(counted.bytes_max < 501 * 3000, "{counted:?}");
    assert_eq!((queue_len(&handler), handler.dropped()), (500, 19_500));
}

fn queue_len(handler: &QueueHandler) -> usize {
    handler.queue().len()
}
