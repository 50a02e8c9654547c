//! What a listener's thread does.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::ack::Ack;
use super::child::{here_or_there, leave_to_parent};
use super::item::were;
use super::turn::Turn;
use super::{HandleRecord, Queued, RecordQueue};
use crate::error::EmitError;
use crate::fork;
use crate::handler::{batch, report};
use crate::level::Level;
use crate::record::{LogRecord, RecordArgs};

/// Changes a record before the handlers get it.
type Prepare = dyn Fn(&mut LogRecord<'static>) + Send + Sync;

/// A listener as its thread knows it.
pub(super) struct Listening {
    /// Used by way of [`queue`](Listening::queue): a forked child has another.
    made_for: Arc<dyn RecordQueue>,
    pub(super) handlers: Vec<Box<dyn HandleRecord>>,
    pub(super) respect_handler_level: bool,
    pub(super) prepare: Option<Box<Prepare>>,
    pub(super) thread_name: String,
    /// How many records were taken out of the queue.
    pub(super) taken: AtomicU64,
}

/// How many records are taken in a row before what was written of them goes out.
const IN_A_ROW: usize = 512;
/// How long the thread waits for a record before it looks around.
const QUIET: Duration = Duration::from_secs(10);
/// How often drops are told of while they go on.
const TELLING: Duration = Duration::from_secs(1);

thread_local! {
    /// The queue to which this thread listens, by its place in memory; 0 for none.
    static LISTENS: Cell<usize> = const { Cell::new(0) };
}

/// Whether the present thread listens to this queue: it can neither wait for itself nor feed itself.
pub(super) fn listens_to(queue: &Arc<dyn RecordQueue>) -> bool {
    LISTENS.get() == place(queue)
}

fn place(queue: &Arc<dyn RecordQueue>) -> usize {
    Arc::as_ptr(queue).cast::<()>() as usize
}

/// A listener at work. It has ended by a panic of a queue of the program's own, too: nobody waits for it then.
struct Attending<'l>(&'l Listening);

impl Drop for Attending<'_> {
    fn drop(&mut self) {
        self.0.end();
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        leave_to_parent(&self.made_for);
    }
}

impl Listening {
    pub(super) fn new(queue: Arc<dyn RecordQueue>) -> Listening {
        Listening {
            made_for: queue,
            handlers: Vec::new(),
            respect_handler_level: false,
            prepare: None,
            thread_name: "sawlog queue".to_owned(),
            taken: AtomicU64::new(0),
        }
    }

    /// The queue; in a forked child, the one in its place.
    #[inline]
    pub(super) fn queue(&self) -> &Arc<dyn RecordQueue> {
        here_or_there(&self.made_for)
    }

    /// The queue that the listener was made for.
    pub(super) fn made_for(&self) -> &Arc<dyn RecordQueue> {
        &self.made_for
    }

    pub(super) fn end(&self) {
        self.queue().ledger().leave();
        self.let_go();
    }

    pub(super) fn wait_no_more(&self) {
        self.queue().ledger().wait_no_more();
        self.let_go();
    }

    /// Has nobody wait for an answer that nobody will give.
    pub(super) fn let_go(&self) {
        if !self.queue().ledger().is_attended() {
            self.queue().unattended();
        }
    }

    pub(super) fn is_this_thread(&self) -> bool {
        listens_to(self.queue())
    }

    /// Handles what is put into the queue, once it is its turn, until the sentinel comes, or it is to give up.
    pub(super) fn run(&self, ended: Ack, turn: &Turn, give_up: &AtomicBool) {
        if !turn.wait(self.queue().ledger()) {
            self.let_go();
            return ended.done();
        }
        LISTENS.set(place(self.queue()));
        let attending = Attending(self);
        let mut told = None;
        while !give_up.load(Ordering::Relaxed) {
            let request = self.take_in_a_row(give_up);
            self.queue().handled();
            match request {
                Some(Queued::End) => break,
                Some(Queued::Flush(ack)) => {
                    self.tell_of_drops(&mut told, true);
                    self.flush_and_acknowledge();
                    ack.done();
                }
                _ => self.tell_of_drops(&mut told, false),
            }
            if self.queue().is_due() {
                self.flush_and_acknowledge();
            }
        }
        self.tell_of_drops(&mut told, true);
        self.flush_and_acknowledge();
        drop(attending);
        ended.done();
    }

    /// Handles the records that are there; returns the request that came after them, if one did.
    fn take_in_a_row(&self, give_up: &AtomicBool) -> Option<Queued> {
        let quiet = if self.queue().ledger().has_untold() { TELLING } else { QUIET };
        let mut next = self.queue().get(quiet);
        if !matches!(next, Some(Queued::Record(_))) {
            return next;
        }
        batch(|| {
            let mut row = 0;
            while row < IN_A_ROW {
                row += 1;
                match next.take() {
                    Some(Queued::Record(record)) => {
                        self.take(record);
                    }
                    request => return request,
                }
                if give_up.load(Ordering::Relaxed) {
                    return None;
                }
                let lent = self.handle_lent(give_up, IN_A_ROW - row);
                self.taken.fetch_add(lent as u64, Ordering::Relaxed);
                row += lent;
                if give_up.load(Ordering::Relaxed) {
                    return None;
                }
                next = self.queue().get(Duration::ZERO);
            }
            if let Some(Queued::Record(record)) = next.take_if(|next| matches!(next, Queued::Record(_))) {
                self.take(record);
            }
            next
        })
    }

    /// Handles a record that was taken out.
    fn take(&self, mut record: Box<LogRecord<'static>>) {
        self.taken.fetch_add(1, Ordering::Relaxed);
        self.queue().ledger().count_taken();
        self.handle(&mut record);
        self.queue().give_back(record);
    }

    /// Handles records that the queue lends, about so many; how many it was. What is to be prepared is not lent.
    fn handle_lent(&self, give_up: &AtomicBool, most: usize) -> usize {
        if self.prepare.is_some() {
            return 0;
        }
        let mut handled = 0;
        let ledger = self.queue().ledger();
        let mut handle = |record: &mut LogRecord<'_>| {
            let _within = fork::enter();
            ledger.count_taken();
            self.give(record);
            !give_up.load(Ordering::Relaxed)
        };
        while handled < most && !give_up.load(Ordering::Relaxed) {
            match self.queue().lend(&mut handle) {
                0 => break,
                lent => handled += lent,
            }
        }
        handled
    }

    /// Prepares a record and gives it to each handler.
    pub(super) fn handle(&self, record: &mut LogRecord<'static>) {
        let _within = fork::enter();
        self.prepare(record);
        self.give(record);
    }

    fn give(&self, record: &mut LogRecord<'_>) {
        for handler in &self.handlers {
            let handled = catch_unwind(AssertUnwindSafe(|| {
                if !self.respect_handler_level || record.level() >= handler.level() {
                    handler.handle(record);
                }
            }));
            if let Err(panic) = handled {
                report(record.name(), &format!("a listener's handler {}", EmitError::from_panic(&*panic)));
            }
        }
    }

    pub(super) fn prepare(&self, record: &mut LogRecord<'static>) {
        if let Some(prepare) = &self.prepare {
            let prepared = catch_unwind(AssertUnwindSafe(|| prepare(record)));
            if let Err(panic) = prepared {
                report(record.name(), &format!("a listener's preparation {}", EmitError::from_panic(&*panic)));
            }
        }
    }

    fn flush_and_acknowledge(&self) {
        self.queue().acknowledge(self.flush_handlers());
    }

    /// Flushes all handlers; whether all could be.
    pub(super) fn flush_handlers(&self) -> bool {
        let _within = fork::enter();
        let mut all = true;
        for handler in &self.handlers {
            let error = match catch_unwind(AssertUnwindSafe(|| handler.flush())) {
                Ok(Ok(())) => continue,
                Ok(Err(error)) => error,
                Err(panic) => EmitError::from_panic(&*panic),
            };
            report("sawlog.queue", &error.to_string());
            all = false;
        }
        all
    }

    /// Has the handlers get a record of how many were dropped since the last one said so. While drops go on, they are told of
    /// once in a while.
    fn tell_of_drops(&self, told: &mut Option<Instant>, now: bool) {
        let ledger = self.queue().ledger();
        if !ledger.has_untold() || (!now && told.is_some_and(|told| told.elapsed() < TELLING)) {
            return;
        }
        *told = Some(Instant::now());
        let dropped = ledger.take_untold();
        let text = format!("{} dropped: the queue was full", were(dropped));
        let args = RecordArgs::new("sawlog.queue", Level::WARNING, text);
        self.handle(&mut LogRecord::new(args).into_owned());
    }
}
