//! A sink that takes a millisecond for each record: what that costs the caller is what the policy says, and no more.
//!
//! Nothing here goes by the clock: a call that waited for its own record would see it handled when it returns.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use sawlog::{BoundedQueue, ErrorPolicy, HandleRecord, LogRecord, Manager, QueueHandler, QueueListener, WhenFull};

const CALLS: u64 = 400;
const CAPACITY: u64 = 32;

/// Counts the program's records, and those that drops were told by.
#[derive(Default)]
struct Slow {
    handled: AtomicU64,
    told: AtomicU64,
}

impl HandleRecord for Slow {
    fn handle(&self, record: &mut LogRecord<'_>) {
        std::thread::sleep(Duration::from_millis(1));
        let text = record.message().unwrap();
        match text.split_once(" dropped") {
            None => self.handled.fetch_add(1, Ordering::SeqCst),
            Some((told, _)) => {
                self.told.fetch_add(told.split(' ').next().unwrap().parse::<u64>().unwrap(), Ordering::SeqCst)
            }
        };
    }
}

/// What became of the calls.
struct Outcome {
    /// How many calls returned after their record was handled, or when all were dropped.
    waited: u64,
    handled: u64,
    dropped: u64,
    failures: u64,
    /// How long the calls took that led to a drop.
    longest: Vec<Duration>,
}

fn log(when_full: WhenFull, capacity: u64) -> Outcome {
    let manager = Manager::new();
    let logger = manager.get_logger("a");
    logger.set_level("INFO").unwrap();
    let (slow, queue) = (Arc::new(Slow::default()), Arc::new(BoundedQueue::new(capacity as usize)));
    let listener = QueueListener::builder(queue.clone()).handler(Arc::clone(&slow)).build();
    listener.start().unwrap();
    let handler = QueueHandler::builder(queue).when_full(when_full).build();
    handler.set_error_policy(ErrorPolicy::Ignore);
    logger.add_handler(&handler);
    let mut outcome = Outcome { waited: 0, handled: 0, dropped: 0, failures: 0, longest: Vec::new() };
    for n in 0..CALLS {
        let (before, began) = (handler.dropped(), Instant::now());
        logger.info(n.to_string());
        if handler.dropped() > before {
            outcome.longest.push(began.elapsed());
        }
        // Records are handled in their order: this one is, if as many are as were put so far.
        let put = n + 1 - handler.dropped();
        outcome.waited += u64::from(slow.handled.load(Ordering::SeqCst) >= put);
        assert!(handler.queue().len() as u64 <= capacity);
    }
    handler.flush().unwrap();
    (outcome.handled, outcome.dropped) = (slow.handled.load(Ordering::SeqCst), handler.dropped());
    outcome.failures = handler.failures();
    assert_eq!(outcome.handled + outcome.dropped, CALLS, "each is handled or counted");
    assert_eq!(slow.told.load(Ordering::SeqCst), outcome.dropped, "what was dropped is told in the log");
    outcome
}

#[test]
fn a_queue_with_room_spares_the_caller_the_sink() {
    let outcome = log(WhenFull::Block, CALLS);
    assert_eq!((outcome.handled, outcome.dropped), (CALLS, 0));
    assert!(outcome.waited < CALLS / 2, "{} of {CALLS} calls waited for the sink", outcome.waited);
}

#[test]
fn who_blocks_waits_for_room_and_not_for_the_sink() {
    let outcome = log(WhenFull::Block, CAPACITY);
    assert_eq!((outcome.handled, outcome.dropped), (CALLS, 0));
    assert!(outcome.waited < CALLS / 2, "{} of {CALLS} calls waited for the sink", outcome.waited);
}

#[test]
fn who_drops_does_not_wait() {
    for when_full in [WhenFull::DropNewest, WhenFull::DropOldest] {
        let outcome = log(when_full, CAPACITY);
        assert!(outcome.waited < CALLS / 2, "{when_full}: {} of {CALLS} calls waited", outcome.waited);
        let failures = if when_full == WhenFull::DropNewest { outcome.dropped } else { 0 };
        assert_eq!(outcome.failures, failures, "{when_full}");
    }
}

#[test]
fn who_blocks_for_a_time_drops_after_it_and_not_before() {
    let limit = Duration::from_micros(100);
    let outcome = log(WhenFull::BlockFor(limit), CAPACITY);
    assert_eq!(outcome.failures, outcome.dropped);
    assert!(outcome.longest.iter().all(|took| *took >= limit), "{:?}", outcome.longest);
}
