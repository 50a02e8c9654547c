//! A listener that remembers what it was given.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use sawlog::{EmitError, HandleRecord, LogRecord, NatsQueue, QueueListener, Queued, RecordQueue, make_log_record};

/// The messages of records, in order.
#[derive(Clone, Default)]
pub(crate) struct Collected(Arc<Mutex<Vec<String>>>, Arc<AtomicBool>);

impl HandleRecord for Collected {
    fn handle(&self, record: &mut LogRecord<'_>) {
        self.0.lock().unwrap().push(record.message().unwrap().to_owned());
    }

    fn flush(&self) -> Result<(), EmitError> {
        match self.1.load(Ordering::SeqCst) {
            true => Err(std::io::Error::other("not now").into()),
            false => Ok(()),
        }
    }
}

/// How long something may take on a slow machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(300);

impl Collected {
    /// Listens to a queue.
    pub(crate) fn listen(&self, queue: NatsQueue) -> (Arc<NatsQueue>, QueueListener) {
        let queue = Arc::new(queue);
        let listener = QueueListener::builder(queue.clone()).handler(self.clone()).build();
        listener.start().unwrap();
        (queue, listener)
    }

    pub(crate) fn refuse_to_flush(&self, refuse: bool) {
        self.1.store(refuse, Ordering::SeqCst);
    }

    pub(crate) fn len(&self) -> usize {
        self.0.lock().unwrap().len()
    }

    pub(crate) fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    /// How often each came.
    pub(crate) fn counts(&self) -> HashMap<String, usize> {
        count(self.0.lock().unwrap().iter().cloned())
    }

    /// Waits until so many different ones have come.
    pub(crate) fn wait_for(&self, different: usize) {
        self.wait_for_or_tell(different, || String::from("no more is known"));
    }

    /// The same; if they do not come, it is told which, and how things stand.
    pub(crate) fn wait_for_or_tell(&self, different: usize, how_things_stand: impl Fn() -> String) {
        let began = Instant::now();
        while self.len() < different || self.counts().len() < different {
            if began.elapsed() >= PATIENCE {
                let counts = self.counts();
                let missing = (0..different).filter(|number| !counts.contains_key(&number.to_string()));
                let missing: Vec<usize> = missing.take(20).collect();
                panic!("waited in vain: {} of {different}, without {missing:?}…: {}", counts.len(), how_things_stand());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

pub(crate) fn count(messages: impl Iterator<Item = String>) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for message in messages {
        *counts.entry(message).or_default() += 1;
    }
    counts
}

pub(crate) fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < PATIENCE, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A record of logger `app.part`, of which the message is a number.
pub(crate) fn record(number: usize) -> Queued {
    let attributes = [("name", "app.part".into()), ("levelno", 20.into()), ("msg", number.to_string().into())];
    Queued::Record(Box::new(make_log_record(attributes).into_owned()))
}

/// Puts records of these numbers, waiting for room.
pub(crate) fn put(queue: &dyn RecordQueue, numbers: std::ops::Range<usize>) {
    for number in numbers {
        assert!(queue.put_within(record(number), PATIENCE).is_ok(), "no room for {number}");
    }
}

/// Whether what came is each of these numbers, and how many came more than once.
pub(crate) fn check(counts: &HashMap<String, usize>, numbers: usize) -> usize {
    for number in 0..numbers {
        assert!(counts.contains_key(&number.to_string()), "{number} of {numbers} did not arrive");
    }
    assert_eq!(counts.len(), numbers, "something arrived that was not sent");
    counts.values().filter(|count| **count > 1).count()
}
