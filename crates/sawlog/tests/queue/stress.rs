//! Many producers and many records: none lost, none doubled, each producer's in order. `SAWLOG_STRESS_RECORDS` says how
//! many records; `cargo xtask test --long` asks for ten million.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use sawlog::{BoundedQueue, HandleRecord, LogRecord, Manager, QueueHandler, QueueListener, WhenFull, info};

const PRODUCERS: usize = 8;
const RECORDS: u64 = 200_000;

/// Has each producer's next number.
struct InOrder {
    next: Mutex<[u64; PRODUCERS]>,
    records: AtomicU64,
}

impl HandleRecord for InOrder {
    fn handle(&self, record: &mut LogRecord<'_>) {
        let text = record.message().unwrap();
        let (producer, number) = text.split_once(' ').unwrap();
        let next = &mut self.next.lock().unwrap()[producer.parse::<usize>().unwrap()];
        assert_eq!(number.parse(), Ok(*next), "producer {producer}");
        *next += 1;
        self.records.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn none_lost_none_doubled_each_in_order() {
    let records = std::env::var("SAWLOG_STRESS_RECORDS").map_or(RECORDS, |records| records.parse().expect("a number"));
    let each = records / PRODUCERS as u64;
    // Small enough to be full now and then, and empty.
    for capacity in [64, 65_536] {
        let manager = Manager::new();
        let log = manager.get_logger("stress");
        log.set_level("INFO").unwrap();
        let queue = Arc::new(BoundedQueue::new(capacity));
        let handler = QueueHandler::builder(queue.clone()).when_full(WhenFull::Block).build();
        log.add_handler(&handler);
        let seen = Arc::new(InOrder { next: Mutex::default(), records: AtomicU64::new(0) });
        let listener = QueueListener::builder(queue).handler(Arc::clone(&seen)).build();
        listener.start().unwrap();
        std::thread::scope(|scope| {
            for producer in 0..PRODUCERS {
                let log = &log;
                scope.spawn(move || {
                    for n in 0..each {
                        info!(log, "{producer} {n}");
                    }
                });
            }
        });
        handler.flush().unwrap();
        assert_eq!(seen.records.load(Ordering::Relaxed), each * PRODUCERS as u64);
        assert_eq!((*seen.next.lock().unwrap(), handler.dropped()), ([each; PRODUCERS], 0));
    }
}
