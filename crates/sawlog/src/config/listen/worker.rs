//! The thread that does what clients ask, one request after the other.

use std::io::Write;
use std::os::unix::net::UnixStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};

use super::answer::{Answered, Answerer};
use super::backlog::Share;
use super::event::{ListenEvent, Outcome};
use super::handle::Shared;
use super::limits::count;
use super::reply::{Reply, one_line};
use super::verify::Checks;

/// A frame that has arrived.
pub(super) struct Request {
    pub(super) number: u64,
    pub(super) peer: String,
    pub(super) frame: Vec<u8>,
}

/// What its client is to be sent.
pub(super) struct Answer {
    pub(super) number: u64,
    pub(super) bytes: Vec<u8>,
    pub(super) share: Option<Share>,
}

/// What the thread works with.
pub(super) struct Worker {
    pub(super) shared: Arc<Shared>,
    pub(super) checks: Checks,
    pub(super) answerer: Answerer,
    pub(super) requests: Receiver<Request>,
    pub(super) answers: Sender<Answer>,
    pub(super) wake: UnixStream,
}

impl Worker {
    /// Works until nobody asks any more.
    pub(super) fn run(self) {
        while let Ok(Request { number, peer, frame }) = self.requests.recv() {
            let Answered { what, reply } = self.answer(frame);
            let (reply, share) = self.admit(reply);
            let outcome = if reply.is_ok() { Outcome::Done } else { Outcome::Refused };
            count(if reply.is_ok() { &self.shared.counters.done } else { &self.shared.counters.refused });
            self.shared.tell(ListenEvent { peer, outcome, what, text: reply.message().to_owned() });
            if self.answers.send(Answer { number, bytes: reply.into_bytes(), share }).is_err() {
                return;
            }
            let _ = (&self.wake).write(&[1]);
        }
    }

    /// The answer as it can be kept until its client has read it.
    fn admit(&self, reply: Reply) -> (Reply, Option<Share>) {
        match self.shared.backlog.take(reply.rest().len(), self.shared.limits.answers) {
            Some(share) => (reply, Some(share)),
            // A tree; nothing has been done for it.
            None if reply.is_ok() => (Reply::refused("busy: too many answers wait to be read (ask again later)"), None),
            None => (reply.with_rest(String::new()), None),
        }
    }

    /// Foreign code has its part in it: the program's `verify`, constructors of its own, handlers that are closed.
    fn answer(&self, frame: Vec<u8>) -> Answered {
        let answered = catch_unwind(AssertUnwindSafe(|| match self.checks.pass(frame) {
            Ok(bytes) => self.answerer.answer(&bytes),
            Err(refusal) => Answered { what: "request", reply: Reply::refused(&refusal) },
        }));
        answered.unwrap_or_else(|panic| {
            let text = panic.downcast_ref::<&str>().copied().or(panic.downcast_ref::<String>().map(String::as_str));
            let why = format!("panicked: {}", one_line(text.unwrap_or("no text")));
            Answered { what: "request", reply: Reply::refused(&why) }
        })
    }
}
