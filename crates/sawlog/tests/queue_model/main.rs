//! The hand-over between threads of a queue, in every order that the memory model allows: the library's own files, on
//! loom's atomics and locks.

#![allow(dead_code, unreachable_pub)]

#[path = "../../src/handlers/queue/ack.rs"]
mod ack;
#[path = "../../src/handlers/queue/apart.rs"]
mod apart;
#[path = "../../src/handlers/queue/closing.rs"]
mod closing;
#[path = "../../src/handlers/queue/doze.rs"]
mod doze;
#[path = "../../src/handlers/queue/requests.rs"]
mod requests;

/// What those files are made of, here.
mod sync {
    pub(super) use loom::sync::atomic::{AtomicBool, Ordering};
    pub(super) use loom::sync::{Condvar, Mutex};

    /// Against each other the two are full fences; the library has the system make one of them so.
    pub(super) fn light() {
        loom::sync::atomic::fence(Ordering::SeqCst);
    }

    pub(super) fn heavy() {
        loom::sync::atomic::fence(Ordering::SeqCst);
    }
}

use std::time::Duration;

use ack::Ack;
use closing::Closing;
use doze::Doze;
use loom::sync::Arc;
use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::thread;
use requests::{Next, Requests};

/// Longer than any wait of a model, in which no time passes.
const LONG: Duration = Duration::from_secs(3600);

/// A queue whose records are their own count: written with a release, read with an acquire, as the real one's slots.
struct Queue {
    written: AtomicUsize,
    taken: AtomicUsize,
    /// How many were handled; plain to the listener, told to others by what is modelled alone.
    handled: AtomicUsize,
    /// How many are to be taken before the request that waits.
    mark: AtomicUsize,
    requests: Requests<Request>,
    filled: Doze,
    room: Doze,
    closing: Closing,
}

enum Request {
    Flush(Ack),
    End,
}

impl Queue {
    fn new() -> Arc<Queue> {
        Arc::new(Queue {
            written: AtomicUsize::new(0),
            taken: AtomicUsize::new(0),
            handled: AtomicUsize::new(0),
            mark: AtomicUsize::new(0),
            requests: Requests::new(),
            filled: Doze::new(),
            room: Doze::new(),
            closing: Closing::new(),
        })
    }

    fn len(&self) -> usize {
        self.written.load(Ordering::Acquire) - self.taken.load(Ordering::Acquire)
    }

    fn push(&self) {
        self.written.fetch_add(1, Ordering::Release);
        self.filled.tell();
    }

    fn request(&self, request: Request) {
        self.requests.put(request);
        self.filled.wake();
    }

    fn pop(&self) -> bool {
        let taken = self.taken.load(Ordering::Acquire);
        let there = self.written.load(Ordering::Acquire) > taken
            && self.taken.compare_exchange(taken, taken + 1, Ordering::AcqRel, Ordering::Relaxed).is_ok();
        if there {
            self.room.tell();
        }
        there
    }

    /// Listens until the sentinel comes, as the library's thread does.
    fn listen(&self) {
        loop {
            let is_due = |first| {
                if first {
                    self.mark.store(self.written.load(Ordering::Acquire), Ordering::Relaxed);
                }
                self.taken.load(Ordering::Acquire) >= self.mark.load(Ordering::Relaxed)
            };
            match self.requests.next(is_due) {
                Next::Request(Request::End) => return,
                Next::Request(Request::Flush(ack)) => ack.done(),
                Next::Record if self.pop() => {
                    self.handled.fetch_add(1, Ordering::Relaxed);
                }
                Next::Record => self.filled.sleep_unless(|| self.len() > 0 || self.requests.any(), LONG),
            }
        }
    }
}

/// Runs it in every order with no more than two threads held up for another; beyond, there are more than can be tried.
fn check(run: impl Fn() + Send + Sync + 'static) {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(2);
    model.check(run);
}

#[test]
fn a_listener_that_goes_to_sleep_misses_no_record() {
    check(|| {
        let queue = Queue::new();
        let putting = Arc::clone(&queue);
        let caller = thread::spawn(move || putting.push());
        // It sleeps for ever if it is not woken: loom calls that a deadlock.
        while !queue.pop() {
            queue.filled.sleep_unless(|| queue.len() > 0, LONG);
        }
        caller.join().unwrap();
    });
}

#[test]
fn a_caller_that_waits_for_room_is_told_of_it() {
    check(|| {
        let queue = Queue::new();
        queue.push();
        let taking = Arc::clone(&queue);
        let listener = thread::spawn(move || assert!(taking.pop()));
        while queue.len() == 1 {
            queue.room.sleep_unless(|| queue.len() == 0, LONG);
        }
        listener.join().unwrap();
    });
}

#[test]
fn a_flush_is_acknowledged_when_what_was_put_before_it_has_been_handled() {
    check(|| {
        let queue = Queue::new();
        let listening = Arc::clone(&queue);
        let listener = thread::spawn(move || listening.listen());
        queue.push();
        let (ack, asked) = Ack::new();
        queue.request(Request::Flush(ack));
        assert!(asked.wait(LONG));
        assert_eq!(queue.handled.load(Ordering::Relaxed), 1);
        queue.request(Request::End);
        listener.join().unwrap();
    });
}

#[test]
fn a_flush_counts_what_another_thread_put_before() {
    check(|| {
        let queue = Queue::new();
        let (listening, putting) = (Arc::clone(&queue), Arc::clone(&queue));
        let listener = thread::spawn(move || listening.listen());
        thread::spawn(move || putting.push()).join().unwrap();
        let (ack, asked) = Ack::new();
        queue.request(Request::Flush(ack));
        assert!(asked.wait(LONG));
        assert_eq!(queue.handled.load(Ordering::Relaxed), 1);
        queue.request(Request::End);
        listener.join().unwrap();
    });
}

#[test]
fn a_request_that_nobody_answers_is_told_so() {
    check(|| {
        let requests = Arc::new(Requests::new());
        let (ack, asked) = Ack::new();
        let putting = Arc::clone(&requests);
        let caller = thread::spawn(move || putting.put(Request::Flush(ack)));
        caller.join().unwrap();
        requests.clear();
        assert!(!asked.wait(LONG));
    });
}

#[test]
fn a_record_that_is_put_while_the_handler_is_closed_is_handled() {
    check(|| {
        let queue = Queue::new();
        let (listening, putting) = (Arc::clone(&queue), Arc::clone(&queue));
        let ended = Arc::new(AtomicUsize::new(0));
        let (said, seen) = (Arc::clone(&ended), Arc::clone(&ended));
        let listener = thread::spawn(move || {
            listening.listen();
            said.store(1, Ordering::SeqCst);
        });
        let rest = |queue: &Queue| {
            while queue.pop() {
                queue.handled.fetch_add(1, Ordering::Relaxed);
            }
        };
        let caller = thread::spawn(move || {
            if putting.closing.is_closed() {
                putting.handled.fetch_add(1, Ordering::Relaxed);
                return;
            }
            putting.push();
            if putting.closing.came_between() && seen.load(Ordering::SeqCst) == 1 {
                rest(&putting);
            }
        });
        queue.closing.close();
        queue.request(Request::End);
        listener.join().unwrap();
        queue.closing.ended();
        rest(&queue);
        caller.join().unwrap();
        assert_eq!(queue.handled.load(Ordering::Relaxed), 1);
    });
}
