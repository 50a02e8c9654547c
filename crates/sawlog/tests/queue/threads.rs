//! Threads that log into a queue: many, short ones, ending ones; whose record comes first.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{Arc, Barrier, mpsc};

use sawlog::{
    BoundedQueue, HandlerRef, Logger, Manager, PercentFormatter, QueueHandler, QueueListener, Value, WhenFull, error,
    info,
};

use super::kept::Kept;

struct Setting {
    _manager: Manager,
    log: Logger,
    handler: HandlerRef<QueueHandler>,
    kept: HandlerRef<Kept>,
    _listener: QueueListener,
}

fn setting() -> Setting {
    let manager = Manager::new();
    let log = manager.get_logger("a");
    log.set_level("DEBUG").unwrap();
    let (kept, queue) = (Kept::new(), Arc::new(BoundedQueue::default()));
    let listener = QueueListener::builder(queue.clone()).handler(kept.clone()).build();
    listener.start().unwrap();
    let handler = QueueHandler::builder(queue).when_full(WhenFull::Block).structured(true).build();
    log.add_handler(&handler);
    Setting { _manager: manager, log, handler, kept, _listener: listener }
}

/// As [`setting`], with the listener held up at its first record.
fn held_up() -> Setting {
    let setting = setting();
    setting.kept.gate().shut();
    setting.log.info("first");
    setting.kept.gate().wait_for_one();
    setting
}

fn texts(setting: &Setting) -> Vec<String> {
    setting.kept.gate().open();
    setting.handler.flush().unwrap();
    assert_eq!((setting.handler.failures(), setting.handler.dropped()), (0, 0));
    setting.kept.texts()
}

/// More threads than have lanes of their own, each gone before the next one comes, and none of their records taken.
#[test]
fn short_threads_one_after_the_other() {
    let setting = held_up();
    let mut expected = vec!["first".to_owned()];
    for thread in 0..200 {
        let log = setting.log.clone();
        std::thread::spawn(move || (0..3).for_each(|n| info!(log, "{thread} {n}"))).join().unwrap();
        expected.extend((0..3).map(|n| format!("{thread} {n}")));
        let between = format!("between {thread}");
        setting.log.info(between.as_str());
        expected.push(between);
    }
    assert_eq!(texts(&setting), expected);
}

#[test]
fn lanes_of_threads_that_have_ended_serve_others() {
    let setting = setting();
    for thread in 0..200 {
        let log = setting.log.clone();
        std::thread::spawn(move || info!(log, "{thread}")).join().unwrap();
        setting.handler.flush().unwrap();
    }
    let expected: Vec<String> = (0..200).map(|thread| thread.to_string()).collect();
    assert_eq!(texts(&setting), expected);
}

#[test]
fn more_threads_at_once_than_have_lanes() {
    const THREADS: usize = 200;
    let setting = setting();
    let barrier = Barrier::new(THREADS);
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let (log, barrier) = (&setting.log, &barrier);
            scope.spawn(move || {
                info!(log, "{thread} 0");
                barrier.wait();
                (1..20).for_each(|n| info!(log, "{thread} {n}"));
            });
        }
    });
    let mut next: HashMap<String, u32> = HashMap::new();
    let texts = texts(&setting);
    assert_eq!(texts.len(), THREADS * 20);
    for text in texts {
        let (thread, n) = text.split_once(' ').unwrap();
        let next = next.entry(thread.to_owned()).or_default();
        assert_eq!(n, next.to_string(), "thread {thread}");
        *next += 1;
    }
}

/// Two threads take turns: what one of them knows to be logged comes before what it logs itself.
#[test]
fn what_was_known_to_be_logged_comes_first() {
    let setting = setting();
    let ((to_other, other), (to_this, this)) = (mpsc::channel::<u32>(), mpsc::channel::<u32>());
    let log = setting.log.clone();
    let thread = std::thread::spawn(move || {
        for n in other {
            info!(log, "{}", n + 1);
            to_this.send(n + 2).unwrap();
        }
    });
    let mut n = 0;
    while n < 10_000 {
        info!(setting.log, "{n}");
        to_other.send(n).unwrap();
        n = this.recv().unwrap();
    }
    drop(to_other);
    thread.join().unwrap();
    let expected: Vec<String> = (0..n).map(|n| n.to_string()).collect();
    assert!(texts(&setting) == expected);
}

/// Logs when it is dropped.
struct AtTheEnd(Logger);

impl Drop for AtTheEnd {
    fn drop(&mut self) {
        info!(self.0, "when its storage goes");
        error!(self.0, exc = &std::fmt::Error; "with an exception");
    }
}

thread_local! {
    static AT_THE_END: RefCell<Option<AtTheEnd>> = const { RefCell::new(None) };
}

/// Storage that is made first goes last, when the thread has no lane any more; what is made last goes first.
#[test]
fn a_thread_that_logs_while_it_ends() {
    for made_first in [true, false] {
        let setting = held_up();
        let log = setting.log.clone();
        let thread = std::thread::spawn(move || {
            let make = || AT_THE_END.set(Some(AtTheEnd(log.clone())));
            if made_first {
                make();
            }
            info!(log, "while it runs");
            if !made_first {
                make();
            }
        });
        thread.join().unwrap();
        setting.log.info("afterwards");
        let expected = ["first", "while it runs", "when its storage goes", "with an exception", "afterwards"];
        let texts: Vec<String> = texts(&setting).iter().map(|text| text.lines().next().unwrap().to_owned()).collect();
        assert_eq!(texts, expected, "made first: {made_first}");
    }
}

/// What crosses in the ring, in several of its slots, and beside it, one after the other.
#[test]
fn records_of_all_kinds_stay_in_order() {
    let setting = held_up();
    let format = "%(name)s %(levelname)s %(threadName)s %(module)s:%(lineno)d %(funcName)s %(message)s";
    setting.kept.set_formatter(PercentFormatter::new(format).unwrap());
    let thread = std::thread::Builder::new().name("worker".to_owned());
    let log = setting.log.clone();
    let logging = move || {
        for n in 0..3000 {
            let long = "é".repeat(n);
            match n % 4 {
                0 => info!(log, "{n} {long}"),
                1 => info!(log, user = "ann", items = 3, ratio = 0.5, none = Value::None; "{n} {long}"),
                2 => info!(log, point:? = (1, 2); "{n} {long}"),
                _ => error!(log, exc = &std::fmt::Error; "{n} {long}"),
            }
        }
    };
    thread.spawn(logging).unwrap().join().unwrap();
    let texts = texts(&setting);
    assert_eq!(texts.len(), 3001);
    for (n, text) in texts[1..].iter().enumerate() {
        let first = text.lines().next().unwrap();
        let level = if n % 4 == 3 { "ERROR" } else { "INFO" };
        assert!(first.starts_with(&format!("a {level} worker threads:")), "{first:.80}");
        let function = " records_of_all_kinds_stay_in_order ";
        assert!(first.ends_with(&format!("{function}{n} {}", "é".repeat(n))), "{first:.120}");
    }
}
