//! The thread that does what clients ask, one request after the other.

use std::io::Write;
use std::os::unix::net::UnixStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};

use super::answer::{self, Answered};
use super::event::{ListenEvent, Outcome};
use super::handle::Shared;
use super::limits::count;
use super::reply::{Reply, one_line};
use super::verify::Checks;
use crate::config::Configurator;

/// A frame that has arrived.
pub(super) struct Request {
    pub(super) number: u64,
    pub(super) peer: String,
    pub(super) frame: Vec<u8>,
}

/// What the thread works with.
pub(super) struct Worker {
    pub(super) shared: Arc<Shared>,
    pub(super) checks: Checks,
    pub(super) configurator: Configurator,
    pub(super) requests: Receiver<Request>,
    pub(super) answers: Sender<(u64, Reply)>,
    pub(super) wake: UnixStream,
}

impl Worker {
    /// Works until nobody asks any more.
    pub(super) fn run(self) {
        while let Ok(Request { number, peer, frame }) = self.requests.recv() {
            let Answered { what, reply } = self.answer(frame);
            let outcome = if reply.is_ok() { Outcome::Done } else { Outcome::Refused };
            count(if reply.is_ok() { &self.shared.counters.done } else { &self.shared.counters.refused });
            self.shared.tell(ListenEvent { peer, outcome, what, text: reply.message().to_owned() });
            if self.answers.send((number, reply)).is_err() {
                return;
            }
            let _ = (&self.wake).write(&[1]);
        }
    }

    /// Foreign code has its part in it: the program's `verify`, constructors of its own, handlers that are closed.
    fn answer(&self, frame: Vec<u8>) -> Answered {
        let answered = catch_unwind(AssertUnwindSafe(|| match self.checks.pass(frame) {
            Ok(bytes) => answer::answer(&self.configurator, &bytes),
            Err(refusal) => Answered { what: "request", reply: Reply::refused(&refusal) },
        }));
        answered.unwrap_or_else(|panic| {
            let text = panic.downcast_ref::<&str>().copied().or(panic.downcast_ref::<String>().map(String::as_str));
            let why = format!("panicked: {}", one_line(text.unwrap_or("no text")));
            Answered { what: "request", reply: Reply::refused(&why) }
        })
    }
}
