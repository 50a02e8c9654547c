//! What the thread of a putting end does: from the queue to the peers.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::super::{Ack, Queued, RecordQueue};
use super::encode::encode;
use super::engine::{Orders, tell, tell_of};
use super::shared::Shared;
use crate::level::Level;
use crate::net::zmtp::{Hub, Kind};
use crate::record::{LogRecord, RecordArgs};

/// How many records are taken before the peers have a turn.
const IN_A_ROW: usize = 256;
/// How long the thread looks again after short pauses before it sleeps, so that who puts something need not wake it.
const WAKEFUL: Duration = Duration::from_millis(20);
const PAUSE: Duration = Duration::from_millis(1);
/// How long it sleeps at most, or waits for a peer.
const QUIET: Duration = Duration::from_secs(1);

struct Sending<'s> {
    shared: &'s Shared,
    hub: Hub,
    /// Who waits until all that was put before was sent, and since when.
    asked: Option<(Ack, Instant)>,
    /// When it was told of drops.
    told: Option<Instant>,
    given_up: u64,
}

/// Sends what is put into the queue until the thread is to end.
pub(super) fn run(shared: &Shared, orders: &Orders, hub: Hub) {
    let mut sending = Sending { shared, hub, asked: None, told: None, given_up: 0 };
    let mut busy = Instant::now();
    loop {
        sending.tell_of_drops();
        let taken = sending.take();
        sending.answer();
        let is_done = sending.asked.is_none() && shared.queue.is_empty() && sending.hub.under_way() == 0;
        if orders.is_over() || (orders.is_stopped() && is_done) {
            break;
        }
        let now = Instant::now();
        let limit = if taken > 0 {
            busy = now;
            Duration::ZERO
        } else if sending.asked.is_some() || orders.is_stopped() {
            PAUSE * 10
        } else if !sending.hub.has_room() {
            // A peer wakes it, or a request that comes behind no record.
            sending.sleep(|shared| shared.queue.is_empty(), QUIET)
        } else if now - busy < WAKEFUL {
            PAUSE
        } else {
            sending.sleep(|_| true, QUIET)
        };
        sending.hub.turn(limit, &mut |arrived| tell_of(&arrived));
        shared.set_asleep(false);
        sending.count_given_up();
    }
    sending.leave();
}

impl Sending<'_> {
    /// Takes records out of the queue while a peer has room for them; how many.
    fn take(&mut self) -> usize {
        let mut taken = 0;
        while taken < IN_A_ROW && self.asked.is_none() && (self.hub.has_room() || self.shared.queue.is_empty()) {
            match self.shared.queue.get(Duration::ZERO) {
                Some(Queued::Record(record)) => {
                    self.send(&record);
                    self.shared.queue.give_back(record);
                }
                Some(Queued::Flush(ack)) => self.asked = Some((ack, Instant::now())),
                // Nobody listens here who could end.
                Some(Queued::End) => {}
                None => break,
            }
            taken += 1;
        }
        taken
    }

    fn send(&mut self, record: &LogRecord<'_>) {
        match encode(record, &self.shared.options) {
            Ok(encoded) => self.hub.send(encoded.first(), encoded.message()),
            Err(error) => {
                self.shared.ledger().count_dropped(1);
                tell(&format!("a record of the logger '{}' cannot be sent: {error}", record.name()));
            }
        }
    }

    /// Acknowledges what was asked for, if it is done.
    fn answer(&mut self) {
        let is_sent = self.hub.under_way() == 0;
        let is_late = |since: Instant| {
            // A subscriber that does not read holds up nobody for long.
            self.shared.options.hub.kind == Kind::Pub && since.elapsed() >= self.shared.options.linger
        };
        if let Some((ack, _)) = self.asked.take_if(|(_, since)| is_sent || is_late(*since)) {
            ack.done();
        }
    }

    /// Says that the thread sleeps, so that who puts something wakes it, unless something was put just before.
    fn sleep(&mut self, is_wanted: impl Fn(&Shared) -> bool, limit: Duration) -> Duration {
        if !is_wanted(self.shared) {
            return limit;
        }
        self.shared.set_asleep(true);
        if self.take() > 0 { Duration::ZERO } else { limit }
    }

    /// Has the peers get a record of how many were dropped since the last one said so.
    fn tell_of_drops(&mut self) {
        let ledger = self.shared.ledger();
        let is_due = self.told.is_none_or(|told| told.elapsed() >= QUIET);
        if !ledger.has_untold()
            || !is_due
            || !self.hub.has_room()
            || self.shared.counts.open.load(Ordering::Relaxed) == 0
        {
            return;
        }
        self.told = Some(Instant::now());
        let dropped = ledger.take_untold();
        let records = if dropped == 1 { "record was" } else { "records were" };
        let text = format!("{dropped} {records} dropped: the queue was full");
        self.send(&LogRecord::new(RecordArgs::new("sawlog.queue", Level::WARNING, text)));
    }

    fn count_given_up(&mut self) {
        let given_up = self.shared.counts.given_up.load(Ordering::Relaxed);
        let more = given_up - std::mem::replace(&mut self.given_up, given_up);
        if more > 0 {
            self.shared.ledger().count_dropped(more);
        }
    }

    /// Counts what could not be sent in time.
    fn leave(self) {
        let mut left = self.hub.under_way() as u64;
        while let Some(item) = self.shared.queue.get(Duration::ZERO) {
            left += u64::from(matches!(item, Queued::Record(_)));
        }
        self.shared.counts.under_way.store(0, Ordering::Relaxed);
        if left > 0 {
            self.shared.ledger().count_dropped(left);
            tell(&format!("{left} records could not be sent over ZeroMQ before the queue's end"));
        }
    }
}
