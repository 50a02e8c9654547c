//! What the thread of a taking end does: from the peers into the queue.

use std::sync::atomic::Ordering;
use std::time::Duration;

use super::super::{Queued, RecordQueue};
use super::engine::{Orders, tell_of};
use super::shared::Shared;
use crate::net::zmtp::{Arrived, Hub};
use crate::wire::record_from_payload;

/// How long the thread waits for peers at a time.
const QUIET: Duration = Duration::from_secs(10);
/// How long peers are waited for that neither send nor close when this end leaves, and all of them at most.
const SILENCE: Duration = Duration::from_secs(1);
const LEAVING: Duration = Duration::from_secs(20);
/// How long it waits for room in the queue before it looks whether anybody still makes some.
const LOOKING_AROUND: Duration = Duration::from_millis(100);

/// Takes what the peers send until the thread is to end.
pub(super) fn run(shared: &Shared, orders: &Orders, mut hub: Hub) {
    let mut take = |arrived: Arrived<'_>| match arrived {
        Arrived::Message { peer, body } => take(shared, orders, peer, body),
        other => tell_of(&other),
    };
    while !orders.is_stopped() {
        if orders.is_ending() {
            hub.leave(SILENCE, LEAVING, &mut take);
            break;
        }
        hub.turn(QUIET, &mut take);
    }
}

/// Puts a record into the queue. While it is full, the peers wait.
fn take(shared: &Shared, orders: &Orders, peer: &str, body: &[u8]) {
    let record = match record_from_payload(body, &shared.options.limits) {
        Ok(record) => Box::new(record.into_owned()),
        Err(error) => {
            shared.counts.refused.fetch_add(1, Ordering::Relaxed);
            return tell_of(&Arrived::Refused { peer, why: &format!("a message is no record: {error}") });
        }
    };
    let mut item = Queued::Record(record);
    while let Err(full) = shared.queue.put_within(item, LOOKING_AROUND) {
        if orders.is_stopped() {
            return shared.ledger().count_dropped(1);
        }
        item = full.0;
    }
}
