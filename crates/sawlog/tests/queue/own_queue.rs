//! A queue of the program's own, with nothing but what every queue must have.

use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use sawlog::{ErrorPolicy, Full, Manager, QueueHandler, QueueLedger, QueueListener, Queued, RecordQueue, WhenFull};

use super::kept::Kept;

struct Channel {
    sender: mpsc::SyncSender<Queued>,
    receiver: Mutex<mpsc::Receiver<Queued>>,
    ledger: QueueLedger,
}

impl Channel {
    fn new(capacity: usize) -> Arc<Channel> {
        let (sender, receiver) = mpsc::sync_channel(capacity);
        Arc::new(Channel { sender, receiver: Mutex::new(receiver), ledger: QueueLedger::new() })
    }
}

impl RecordQueue for Channel {
    fn put(&self, item: Queued) -> Result<(), Full> {
        self.sender.try_send(item).map_err(|refused| match refused {
            mpsc::TrySendError::Full(item) | mpsc::TrySendError::Disconnected(item) => Full(item),
        })
    }

    fn get(&self, limit: Duration) -> Option<Queued> {
        self.receiver.lock().unwrap().recv_timeout(limit).ok()
    }

    fn ledger(&self) -> &QueueLedger {
        &self.ledger
    }
}

#[test]
fn it_serves() {
    let manager = Manager::new();
    let log = manager.get_logger("a");
    let (kept, queue) = (Kept::new(), Channel::new(4));
    let handler = QueueHandler::builder(queue.clone()).when_full(WhenFull::Block).build();
    log.add_handler(&handler);
    let listener = QueueListener::builder(queue).handler(kept.clone()).build();
    listener.start().unwrap();
    for n in 0..100 {
        log.warning(n.to_string());
    }
    handler.flush().unwrap();
    assert_eq!(kept.texts().len(), 100);
    assert!(kept.flushed() > 0);
    log.warning("last");
    listener.stop().unwrap();
    assert_eq!(kept.texts().last().unwrap(), "last");
}

#[test]
fn it_may_be_full() {
    for when_full in [WhenFull::DropNewest, WhenFull::DropOldest] {
        let manager = Manager::new();
        let handler = QueueHandler::builder(Channel::new(2)).when_full(when_full).build();
        handler.set_error_policy(ErrorPolicy::Ignore);
        manager.root().add_handler(&handler);
        for n in 0..5 {
            manager.root().warning(n.to_string());
        }
        assert_eq!((handler.dropped(), handler.failures()), (3, 3));
    }
}

/// A channel that panics when something is to be taken out.
struct Broken(Arc<Channel>);

impl RecordQueue for Broken {
    fn put(&self, item: Queued) -> Result<(), Full> {
        self.0.put(item)
    }

    fn get(&self, _: Duration) -> Option<Queued> {
        panic!("broken")
    }

    fn ledger(&self) -> &QueueLedger {
        self.0.ledger()
    }
}

#[test]
fn nobody_waits_for_a_listener_that_a_broken_queue_has_ended() {
    let manager = Manager::new();
    let queue: Arc<dyn RecordQueue> = Arc::new(Broken(Channel::new(2)));
    let handler = QueueHandler::builder(queue.clone()).when_full(WhenFull::Block).build();
    handler.set_error_policy(ErrorPolicy::Ignore);
    manager.root().add_handler(&handler);
    let listener = QueueListener::builder(queue).handler(Kept::new()).patience(Duration::ZERO).build();
    listener.start().unwrap();
    for n in 0..5 {
        manager.root().warning(n.to_string());
    }
    assert_eq!(handler.dropped(), 3);
    assert!(!handler.queue().is_attended());
}
