//! How a handler is given to the kit, and what it says of itself.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

use super::bench::Bench;
use super::report::{Outcome, Report};
use super::rules::Rule;
use crate::error::EmitError;
use crate::handler::{HandlerRef, IntoHandler};

/// Something that a handler cannot do by its nature; rules that ask for it are skipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cannot {
    /// It writes something other than its formatter's text. What is read back must still hold each record's message.
    Format,
    /// What it has written cannot be read back.
    ReadBack,
    /// Records may arrive in another order than they were logged in by one thread.
    KeepOrder,
    /// Some records may be lost on the way without its knowledge, as with datagrams.
    Deliver,
    /// What is logged after its close is silently not taken.
    TellAfterClose,
}

/// Runs a handler that can do all that handlers can through every rule; prints the report.
///
/// See the [module](super) for what the functions are; [`HandlerCheck`] for handlers that cannot do everything.
///
/// # Panics
/// A rule is broken: the message names it.
pub fn check_handler<H: IntoHandler>(
    make: impl Fn() -> H + Send + Sync + 'static,
    read_back: impl Fn() -> Vec<String> + Send + Sync + 'static,
) -> Report {
    let report = HandlerCheck::new(make, read_back).run();
    println!("{report}");
    report.assert_kept();
    report
}

/// A handler to be checked, and what it says of itself.
///
/// | option | default |
/// |---|---|
/// | `cannot` | nothing |
/// | `sink` | none: whether the handler survives the loss of its sink is not checked |
/// | `limit` | 10 seconds: so long may a call of the handler's take at the most |
/// | `arrival` | 10 seconds: so long is waited for a record to arrive |
#[must_use]
pub struct HandlerCheck {
    pub(super) subject: Arc<Subject>,
}

/// What the checks work with.
pub(super) struct Subject {
    pub(super) make: Box<dyn Fn() -> HandlerRef + Send + Sync>,
    pub(super) read_back: Box<dyn Fn() -> Vec<String> + Send + Sync>,
    pub(super) cannot: Vec<(Cannot, String)>,
    pub(super) sink: Option<(Turn, Turn)>,
    pub(super) limit: Duration,
    pub(super) arrival: Duration,
}

pub(super) type Turn = Box<dyn Fn(&HandlerRef) + Send + Sync>;

impl HandlerCheck {
    /// A handler, made by one function, what has arrived in its sink read by the other.
    pub fn new<H: IntoHandler>(
        make: impl Fn() -> H + Send + Sync + 'static,
        read_back: impl Fn() -> Vec<String> + Send + Sync + 'static,
    ) -> HandlerCheck {
        let subject = Subject {
            make: Box::new(move || make().into_handler()),
            read_back: Box::new(read_back),
            cannot: Vec::new(),
            sink: None,
            limit: Duration::from_secs(10),
            arrival: Duration::from_secs(10),
        };
        HandlerCheck { subject: Arc::new(subject) }
    }

    /// States what the handler cannot do, and why.
    pub fn cannot(self, what: Cannot, why: &str) -> Self {
        self.with(|subject| subject.cannot.push((what, why.to_owned())))
    }

    /// Says how the sink of the handler that was made last is taken away, so that what is written fails, and how it is
    /// brought back.
    pub fn sink(
        self,
        gone: impl Fn(&HandlerRef) + Send + Sync + 'static,
        back: impl Fn(&HandlerRef) + Send + Sync + 'static,
    ) -> Self {
        self.with(|subject| subject.sink = Some((Box::new(gone), Box::new(back))))
    }

    /// States how long a call of the handler's may take.
    pub fn limit(self, limit: Duration) -> Self {
        self.with(|subject| subject.limit = limit)
    }

    /// Waits so long for a record to arrive.
    pub fn arrival(self, arrival: Duration) -> Self {
        self.with(|subject| subject.arrival = arrival)
    }

    /// Checks every rule.
    ///
    /// A handler that blocks for ever costs a thread, which is left behind.
    pub fn run(self) -> Report {
        let made = catch_unwind(AssertUnwindSafe(|| (self.subject.make)().type_name()));
        let handler = made.unwrap_or("a handler that cannot be made").to_owned();
        let outcomes = Rule::all().map(|rule| (rule, self.one(rule))).collect();
        Report { handler, outcomes }
    }

    fn one(&self, rule: Rule) -> Outcome {
        if let Some((_, why)) = rule.needs().iter().find_map(|needed| self.subject.stated(*needed)) {
            return Outcome::Skipped(why.clone());
        }
        if rule == Rule::SinkGone && self.subject.sink.is_none() {
            return Outcome::Skipped("how its sink is taken away was not said".to_owned());
        }
        let (subject, (done, outcome)) = (Arc::clone(&self.subject), sync_channel(1));
        let checked = thread::Builder::new().name(format!("testkit {rule}")).spawn(move || {
            let checked = catch_unwind(AssertUnwindSafe(|| rule.check(&Bench::new(&subject))));
            let _ = done
                .send(checked.unwrap_or_else(|panic| {
                    Err(format!("it let a panic through: {}", EmitError::from_panic(&*panic)))
                }));
        });
        if let Err(error) = checked {
            return Outcome::Skipped(format!("no thread could be started: {error}"));
        }
        match outcome.recv_timeout(rule.calls() * self.subject.limit + 2 * self.subject.arrival) {
            Ok(Ok(())) => Outcome::Kept,
            Ok(Err(how)) => Outcome::Broken(how),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                Outcome::Broken(format!("a call does not return: the limit is {:?}", self.subject.limit))
            }
        }
    }

    fn with(mut self, change: impl FnOnce(&mut Subject)) -> Self {
        // It is shared only while it runs.
        if let Some(subject) = Arc::get_mut(&mut self.subject) {
            change(subject);
        }
        self
    }
}

impl Subject {
    pub(super) fn stated(&self, what: Cannot) -> Option<&(Cannot, String)> {
        self.cannot.iter().find(|(stated, _)| *stated == what)
    }

    pub(super) fn can(&self, not: Cannot) -> bool {
        self.stated(not).is_none()
    }
}
