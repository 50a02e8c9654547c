//! What this process has begun of the queue: its thread, and of the two ends those that were used.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use super::inbox::Inbox;
use super::outbox::{Outbox, OutboxLimits};
use super::stats::Counts;
use super::{IS_OWN, report};
use crate::net::Runtime;
use crate::wire::Limits;

/// The two ends in memory, and the thread that works at them. A child of a fork begins with new ones.
pub(super) struct Ends {
    outbox: Arc<Outbox>,
    inbox: Arc<Inbox>,
    /// Dropped, it gives up the tasks.
    runtime: Option<Runtime>,
    puts: bool,
    takes: bool,
    limits: (OutboxLimits, Limits),
    counts: Arc<Counts>,
}

impl Ends {
    pub(super) fn new(outbox: OutboxLimits, inbox: Limits, counts: Arc<Counts>) -> Ends {
        Ends {
            outbox: Outbox::new(outbox),
            inbox: Inbox::new(inbox.clone(), Arc::clone(&counts)),
            runtime: None,
            puts: false,
            takes: false,
            limits: (outbox, inbox),
            counts,
        }
    }

    /// The putting end; `begin` is what its task does. `None` if the system has no more threads.
    pub(super) fn putting<F>(&mut self, begin: impl FnOnce(&Arc<Outbox>, &Arc<Inbox>) -> F) -> Option<Arc<Outbox>>
    where
        F: Future<Output = ()> + Send + 'static,
    {
        if !self.is_ours() || !self.puts {
            let (outbox, inbox) = (Arc::clone(&self.outbox), Arc::clone(&self.inbox));
            self.runtime()?.spawn(own(begin(&outbox, &inbox)));
            self.puts = true;
        }
        Some(Arc::clone(&self.outbox))
    }

    /// The taking end; `begin` is what its task does. `None` if the system has no more threads.
    pub(super) fn taking<F>(&mut self, begin: impl FnOnce(&Arc<Inbox>) -> F) -> Option<Arc<Inbox>>
    where
        F: Future<Output = ()> + Send + 'static,
    {
        if !self.is_ours() || !self.takes {
            let inbox = Arc::clone(&self.inbox);
            self.runtime()?.spawn(own(begin(&inbox)));
            self.takes = true;
        }
        Some(Arc::clone(&self.inbox))
    }

    /// Those of the ends that were begun.
    pub(super) fn started(&mut self) -> (Option<Arc<Outbox>>, Option<Arc<Inbox>>) {
        self.is_ours();
        (self.puts.then(|| Arc::clone(&self.outbox)), self.has_taken())
    }

    pub(super) fn has_taken(&self) -> Option<Arc<Inbox>> {
        self.takes.then(|| Arc::clone(&self.inbox))
    }

    /// How many records are neither acknowledged nor on disk.
    pub(super) fn held(&mut self) -> usize {
        if self.is_ours() { self.outbox.held() } else { 0 }
    }

    /// Has the thread end, and waits for that no longer than the limit.
    pub(super) fn end_within(&mut self, limit: Duration) {
        if let Some(runtime) = self.runtime.take() {
            runtime.end_within(limit);
        }
    }

    fn runtime(&mut self) -> Option<&Runtime> {
        if self.runtime.is_none() {
            match Runtime::start("sawlog nats") {
                Ok(runtime) => self.runtime = Some(runtime),
                Err(error) => report(&format!("no thread for the queue: {error}")),
            }
        }
        self.runtime.as_ref()
    }

    /// Whether the thread, if there is one, is this process's. If not all is begun anew: what the parent's ends
    /// hold is the parent's.
    fn is_ours(&mut self) -> bool {
        if self.runtime.as_ref().is_none_or(Runtime::is_ours) {
            return true;
        }
        let (outbox, inbox) = (self.limits.0, self.limits.1.clone());
        let parents = std::mem::replace(self, Ends::new(outbox, inbox, Arc::clone(&self.counts)));
        // Files and connections in it are the parent's, too.
        std::mem::forget(parents);
        false
    }
}

/// Runs a task, on a thread of which it is then known that it is a queue's own.
async fn own(task: impl Future<Output = ()>) {
    IS_OWN.set(true);
    task.await;
}
