//! The queue over a Unix socket in the listener's own process, while that listener comes and goes: records change their way then.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sawlog::{HandleRecord, Level, LogRecord, Manager, QueueHandler, QueueListener, UnixQueue, WhenFull, info};

use super::kept::Kept;
use super::unix::{listener, place};

const PRODUCERS: usize = 4;
const TURNS: usize = 150;

/// The numbers of each producer's records, in the order in which they are handled by whichever listener.
#[derive(Clone, Default)]
struct InOrder(Arc<Mutex<[Vec<usize>; PRODUCERS]>>);

impl HandleRecord for InOrder {
    fn handle(&self, record: &mut LogRecord<'_>) {
        let text = record.message().unwrap();
        let (producer, number) = text.split_once(' ').unwrap();
        self.0.lock().unwrap()[producer.parse::<usize>().unwrap()].push(number.parse().unwrap());
    }
}

#[test]
fn each_record_is_handled_by_one_listener_or_the_other() {
    let (_folder, path) = place();
    let soon = Duration::from_millis(2);
    let seen = InOrder::default();
    let queue = Arc::new(UnixQueue::builder(&path).back_off(soon, 1.0, soon).build());
    let own = QueueListener::builder(queue.clone()).handler(seen.clone()).build();
    // As one in another process: it listens whenever the place is free.
    let other = listener(&path, seen.clone());
    let handler = QueueHandler::builder(queue.clone()).when_full(WhenFull::Block).structured(true);
    let handler = handler.patience(Duration::from_secs(60)).build();
    let manager = Manager::new();
    manager.root().set_level(Level::DEBUG).unwrap();
    manager.root().add_handler(&handler);
    let turn = AtomicUsize::new(0);
    let logged = std::thread::scope(|scope| {
        let producers = [0; PRODUCERS].into_iter().enumerate().map(|(producer, mut number)| {
            let (root, turn) = (manager.root(), &turn);
            scope.spawn(move || {
                while turn.load(Ordering::Relaxed) < TURNS {
                    info!(root, "{producer} {number}");
                    number += 1;
                    if number % 8 == 0 {
                        std::thread::yield_now();
                    }
                }

                number
            })
        });
        let producers: Vec<_> = producers.collect();
        while turn.fetch_add(1, Ordering::Relaxed) < TURNS {
            own.start().unwrap();
            std::thread::sleep(Duration::from_micros(500));
            own.stop().unwrap();
        }
        producers.into_iter().map(|producer| producer.join().unwrap()).collect::<Vec<_>>()
    });
    handler.flush().unwrap();
    let seen = seen.0.lock().unwrap();
    for (producer, (numbers, logged)) in seen.iter().zip(logged).enumerate() {
        let wrong = numbers.iter().enumerate().find(|(at, number)| at != *number);
        assert_eq!((wrong, numbers.len()), (None, logged), "producer {producer}");
    }
    drop(seen);
    assert_eq!(handler.dropped(), 0);
    other.stop().unwrap();
}

/// As with the queue between threads: what comes too late for the listener is handled by who logs it.
#[test]
fn a_handler_with_a_listener_is_closed_while_others_log() {
    for _ in 0..60 {
        let (_folder, path) = place();
        let kept = Kept::new();
        let queue = Arc::new(UnixQueue::new(&path));
        let listener = Arc::new(QueueListener::builder(queue.clone()).handler(kept.clone()).build());
        listener.start().unwrap();
        let handler = QueueHandler::builder(queue).when_full(WhenFull::Block).listener(listener).build();
        let manager = Manager::new();
        manager.root().add_handler(&handler);
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| (0..40).for_each(|number| manager.root().warning(number.to_string())));
            }
            while kept.texts().len() < 20 {
                std::thread::yield_now();
            }
            handler.close().unwrap();
        });
        assert_eq!(kept.texts().len(), 80);
    }
}

#[test]
fn what_there_is_no_room_for_in_the_listeners_process() {
    for (when_full, arrive) in [(WhenFull::DropNewest, [0, 1, 2, 3, 4]), (WhenFull::DropOldest, [0, 6, 7, 8, 9])] {
        let (_folder, path) = place();
        let kept = Kept::new();
        let queue = Arc::new(UnixQueue::builder(&path).maxsize(4).build());
        let listener = QueueListener::builder(queue.clone()).handler(kept.clone()).build();
        listener.start().unwrap();
        let handler = QueueHandler::builder(queue).when_full(when_full).build();
        handler.set_error_policy(sawlog::ErrorPolicy::Ignore);
        let manager = Manager::new();
        manager.root().add_handler(&handler);
        kept.gate().shut();
        manager.root().warning("0");
        kept.gate().wait_for_one();
        (1..10).for_each(|number| manager.root().warning(number.to_string()));
        assert_eq!((handler.queue().len(), handler.dropped()), (4, 5), "{when_full:?}");
        kept.gate().open();
        handler.flush().unwrap();
        let texts = kept.texts();
        let numbers = texts.iter().filter_map(|text| text.parse::<usize>().ok());
        assert!(numbers.eq(arrive), "{when_full:?}: {texts:?}");
        listener.stop().unwrap();
    }
}
