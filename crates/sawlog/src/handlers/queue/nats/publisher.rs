//! The putting end's work: from memory to the servers, by way of the disk while those are away.

use std::future::{Future, pending};
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::connection::Connection;
use super::health::Health;
use super::holding::Holding;
use super::options::Options;
use super::outbox::Outbox;
use super::report;
use super::stats::Counts;
use super::stream::{self, Found};
use super::window::{Answer, Outcome, Window};
use crate::handlers::Queued;
use crate::handlers::queue::QueueLedger;

/// The longest pause.
const LOOKING_AROUND: Duration = Duration::from_secs(1);
/// How long a first connection is waited for before records go to the disk.
const GRACE: Duration = Duration::from_secs(1);

/// What the putting end's task is made of.
pub(super) struct Publishing {
    pub(super) options: Arc<Options>,
    pub(super) outbox: Arc<Outbox>,
    pub(super) counts: Arc<Counts>,
    pub(super) ledger: Arc<QueueLedger>,
    /// Does what is asked for when all that was put before is safe.
    pub(super) due: Box<dyn Fn(Queued) + Send + Sync>,
}

impl Publishing {
    /// Publishes until the task is given up.
    pub(super) async fn run(self) {
        let holding = Holding::new(self.options.spool.clone(), &self.outbox, &self.counts, &self.ledger);
        match Connection::begin(&self.options, "put").await {
            Ok(connection) => {
                Publisher {
                    connection,
                    holding,
                    window: Window::default(),
                    health: Health::new(Instant::now()),
                    trying: None,
                    was_well: false,
                    highest: 0,
                    why: String::new(),
                    with: self,
                }
                .run()
                .await;
            }
            Err(error) => self.keep(holding, &error).await,
        }
    }

    /// The options cannot be used: there will be no connection.
    async fn keep(&self, mut holding: Holding, error: &str) {
        let (servers, kept) = (self.options.named(), holding.kept_where());
        report(&format!("no connection to NATS at {servers}: {error}; records are kept {kept}"));
        loop {
            holding.keep();
            holding.sync(true);
            self.tell_due(&holding, None);
            let _ = tokio::time::timeout(LOOKING_AROUND, self.outbox.filled.notified()).await;
        }
    }

    fn tell_due(&self, holding: &Holding, under_way: Option<u64>) {
        if !holding.is_dirty() {
            self.outbox.due(under_way).into_iter().for_each(&self.due);
        }
    }
}

type Trying = Pin<Box<dyn Future<Output = Result<Found, String>> + Send>>;

struct Publisher {
    with: Publishing,
    connection: Connection,
    holding: Holding,
    window: Window,
    health: Health,
    /// Sees whether the stream is there.
    trying: Option<Trying>,
    was_well: bool,
    /// The highest number that was sent.
    highest: u64,
    /// Why something was not acknowledged.
    why: String,
}

impl Publisher {
    async fn run(mut self) {
        loop {
            self.look_at_connection();
            if self.is_to_be_kept() {
                self.holding.keep();
            }
            self.send().await;
            self.holding.sync(self.with.outbox.is_awaited());
            // Messages of the spool are safe, whatever becomes of them on their way.
            let under_way = self.window.first_number().filter(|_| !self.holding.holds());
            self.with.tell_due(&self.holding, under_way);
            self.wait().await;
        }
    }

    async fn wait(&mut self) {
        let pause = self.pause();
        let trying = async {
            match &mut self.trying {
                Some(trying) => trying.await,
                None => pending().await,
            }
        };
        let (answer, tried) = tokio::select! {
            answer = self.window.answer() => (Some(answer), None),
            tried = trying => (None, Some(tried)),
            () = self.with.outbox.filled.notified() => (None, None),
            _ = self.connection.stands.changed() => (None, None),
            () = tokio::time::sleep(pause) => (None, None),
        };
        if let Some(answer) = answer {
            self.settle(&answer);
        }
        if let Some(tried) = tried {
            self.trying = None;
            self.tried(tried);
        }
        while let Some(answer) = self.window.answer_now() {
            self.settle(&answer);
        }
    }

    fn pause(&self) -> Duration {
        let mut pause = self.holding.sync_due().unwrap_or(LOOKING_AROUND);
        if let Some(away) = self.health.away_since() {
            let until_grace = GRACE.saturating_sub(away.elapsed());
            for time in [self.health.wait(Instant::now()), until_grace] {
                pause = if time.is_zero() { pause } else { pause.min(time) };
            }
        }
        pause
    }

    fn look_at_connection(&mut self) {
        let now = Instant::now();
        let stands = *self.connection.stands.borrow_and_update();
        if !stands {
            self.trying = None;
            if self.health.is_well() {
                self.why.clear();
                self.away();
            }
        } else if !self.health.is_well() && self.trying.is_none() && self.health.wait(now).is_zero() {
            let (jetstream, options) = (self.connection.jetstream.clone(), Arc::clone(&self.with.options));
            self.trying = Some(Box::pin(async move { stream::find_or_make(&jetstream, &options).await }));
        }
        if self.health.is_to_be_told(now) {
            let why = if self.why.is_empty() { self.connection.last_error() } else { self.why.clone() };
            let kept = self.holding.kept_where();
            let servers = self.with.options.named();
            report(&format!("NATS at {servers} is away: {why}; records are kept {kept}"));
        }
    }

    /// Whether records go to the disk: the servers are away, or others are there that come before them.
    fn is_to_be_kept(&self) -> bool {
        let is_away = |since: Instant| self.was_well || since.elapsed() >= GRACE;
        self.holding.holds() || self.health.away_since().is_some_and(is_away)
    }

    /// Sends what there is room for: from the disk, or if nothing is there from memory.
    async fn send(&mut self) {
        while self.health.is_well() && self.window.room() > 0 {
            let from_disk = self.holding.holds();
            let room = self.window.room();
            let messages = if from_disk { self.holding.read(room) } else { self.with.outbox.take(room) };
            if messages.is_empty() {
                return;
            }
            let mut messages = messages.into_iter();
            while let Some(message) = messages.next() {
                if message.id.identity == self.with.outbox.identity {
                    self.with.counts.sent_again.add(u64::from(message.id.number <= self.highest));
                    self.highest = self.highest.max(message.id.number);
                }
                let Some(answer) = self.window.send(&self.connection.jetstream, message).await else { continue };
                let is_failure = matches!(answer.outcome, Outcome::Failed(_));
                if is_failure && !from_disk {
                    // Those before them come before them again.
                    self.with.outbox.put_back(messages.by_ref().collect());
                }
                self.settle(&answer);
                if is_failure {
                    return;
                }
            }
        }
    }

    fn settle(&mut self, answer: &Answer) {
        let counts = &self.with.counts;
        match &answer.outcome {
            Outcome::Acknowledged { is_duplicate } => {
                counts.acknowledged.add(1);
                counts.duplicates.add(u64::from(*is_duplicate));
                if self.health.succeeded() {
                    report(&format!("NATS at {} is back", self.with.options.named()));
                }
            }
            Outcome::Refused(why) => {
                counts.refused.add(1);
                self.with.ledger.count_dropped(1);
                report(&format!("a record was dropped: {why}"));
            }
            Outcome::Failed(why) => {
                self.why.clone_from(why);
                return self.away();
            }
        }
        let settled = self.window.settle(answer);
        self.release(settled);
    }

    /// The servers do not answer: what is under way is sent again later.
    fn away(&mut self) {
        self.health.failed(Instant::now());
        let (unsettled, settled) = self.window.clear();
        if self.holding.holds() {
            self.holding.rewind();
        } else {
            self.release(settled);
            self.with.outbox.put_back(unsettled);
        }
    }

    /// So many messages, and bytes, at the front are where they belong.
    fn release(&mut self, (messages, bytes): (usize, usize)) {
        if self.holding.holds() {
            self.holding.release(messages);
        } else {
            self.with.outbox.let_go(messages, bytes);
        }
    }

    fn tried(&mut self, tried: Result<Found, String>) {
        match tried {
            Ok(found) => {
                if !self.was_well {
                    found.tell_differences(&self.with.options);
                }
                self.was_well = true;
                self.health.try_again();
            }
            Err(error) => {
                self.why = error;
                self.health.failed(Instant::now());
            }
        }
    }
}
