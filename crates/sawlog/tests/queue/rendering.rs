//! A message is rendered once, by the caller, however long it is and whatever becomes of it.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use sawlog::{
    BoundedQueue, EmitError, Handler, HandlerBase, HandlerRef, LogRecord, Manager, QueueHandler, QueueListener,
    WhenFull, warn,
};

use super::kept::Kept;

/// Counts how often it is shown.
struct Shown<'s>(&'s AtomicUsize, String);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fetch_add(1, Ordering::Relaxed);
        f.write_str(&self.1)
    }
}

#[test]
fn messages_of_any_length_arrive_as_they_are() {
    let manager = Manager::new();
    let log = manager.get_logger("a");
    let kept = Kept::new();
    let queue = QueueHandler::around(kept.clone()).unwrap();
    log.add_handler(&queue);
    let (shown, lengths) = (AtomicUsize::new(0), [0, 1, 3, 64, 100, 120, 121, 128, 184, 400, 700, 800, 5_000, 100_000]);
    let text = |length: usize| "aé€\u{1f600}".chars().cycle().take(length).collect::<String>();
    for length in lengths {
        warn!(log, "put {} into it, {length}", Shown(&shown, text(length)));
    }
    queue.flush().unwrap();
    let expected: Vec<_> = lengths.map(|length| format!("put {} into it, {length}", text(length))).into();
    assert_eq!(kept.texts(), expected);
    assert_eq!(shown.into_inner(), lengths.len());
}

#[test]
fn a_message_that_found_no_room_at_first_is_not_rendered_again() {
    let manager = Manager::new();
    let log = manager.get_logger("a");
    let queue = Arc::new(BoundedQueue::new(2));
    let handler = QueueHandler::builder(queue.clone()).structured(true).when_full(WhenFull::DropOldest).build();
    log.add_handler(handler);
    let shown = AtomicUsize::new(0);
    for n in 0..10 {
        warn!(log, "{n} {}", Shown(&shown, "pears".to_owned()));
    }
    let kept = Kept::new();
    let listener = QueueListener::builder(queue).handler(kept.clone()).build();
    listener.start().unwrap();
    listener.stop().unwrap();
    assert_eq!(kept.texts().iter().filter(|text| text.ends_with(" pears")).count(), 2);
    assert_eq!(shown.into_inner(), 10);
}

#[test]
fn several_handlers_share_what_was_rendered() {
    let manager = Manager::new();
    let log = manager.get_logger("a");
    let (direct, queued) = (Kept::new(), Kept::new());
    let queue = QueueHandler::around(queued.clone()).unwrap();
    log.add_handler(&queue);
    log.add_handler(direct.clone());
    let shown = AtomicUsize::new(0);
    warn!(log, "{}", Shown(&shown, "plums".to_owned()));
    queue.flush().unwrap();
    assert_eq!((direct.texts(), queued.texts()), (vec!["plums".to_owned()], vec!["plums".to_owned()]));
    assert_eq!(shown.into_inner(), 1);
}

struct Refused;

impl fmt::Display for Refused {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Err(fmt::Error)
    }
}

#[test]
fn a_message_that_cannot_be_rendered_is_the_handlers_failure() {
    let manager = Manager::new();
    let log = manager.get_logger("a");
    let kept = Kept::new();
    let queue = QueueHandler::around(kept.clone()).unwrap();
    log.add_handler(&queue);
    warn!(log, "{} {}", "begun", Refused);
    warn!(log, "{}", "next");
    queue.flush().unwrap();
    assert_eq!((kept.texts(), queue.failures()), (vec!["next".to_owned()], 1));
}

/// Gives its records to both queues.
struct Both([HandlerRef<QueueHandler>; 2]);

impl Handler for Both {
    fn emit(&self, record: &LogRecord<'_>, base: &HandlerBase) -> Result<(), EmitError> {
        self.0.iter().try_for_each(|queue| queue.emit(record, base))
    }
}

#[test]
fn handlers_behind_the_only_one_share_it_too() {
    let manager = Manager::new();
    let log = manager.get_logger("a");
    let kept = [Kept::new(), Kept::new()];
    let queues = kept.clone().map(|kept| QueueHandler::around(kept).unwrap());
    log.add_handler(Both(queues.clone()));
    let shown = AtomicUsize::new(0);
    warn!(log, "{}", Shown(&shown, "plums".to_owned()));
    for (queue, kept) in queues.iter().zip(&kept) {
        queue.flush().unwrap();
        assert_eq!(kept.texts(), ["plums"]);
    }
    assert_eq!(shown.into_inner(), 1);
}
