//! Queues of records: off the caller's thread, to handlers that another one runs.
//!
//! A [`QueueHandler`] puts owned records into a [`RecordQueue`], a [`QueueListener`] takes them out and gives them to
//! whatever can handle a record. [`BoundedQueue`] is the queue between the threads of a process; a forked child has one of its own.

use std::time::Duration;

use crate::fork;

mod ack;
mod apart;
mod bounded;
mod builder;
mod child;
mod closing;
mod doze;
mod fences;
mod handler;
mod item;
mod lanes;
mod listener;
mod listening;
#[cfg(feature = "nats")]
mod nats;
mod record_queue;
mod rendered;
mod requests;
mod running;
mod sync;
mod target;
mod turn;
mod unix;
mod when_full;
#[cfg(feature = "zmq")]
mod zmq;

pub use ack::Ack;
pub use bounded::BoundedQueue;
pub use builder::QueueHandlerBuilder;
pub use handler::QueueHandler;
pub(crate) use handler::behind;
pub use item::{Full, QueueError, QueueLedger, Queued};
pub use listener::{QueueListener, QueueListenerBuilder};
#[cfg(feature = "nats")]
pub use nats::{NatsError, NatsQueue, NatsQueueBuilder, NatsStats};
pub use record_queue::RecordQueue;
pub use rendered::{Copied, RenderedRecord};
pub use target::HandleRecord;
pub use unix::{UnixQueue, UnixQueueBuilder, UnixQueueStats};
pub use when_full::{WhenFull, WhenFullError};
#[cfg(feature = "zmq")]
pub use zmq::{ZmqError, ZmqQueue, ZmqQueueBuilder, ZmqStats};

/// Has all that was put into a queue so far handled and the handlers flushed; waits no longer than the limit.
fn flush(queue: &std::sync::Arc<dyn RecordQueue>, limit: Duration) -> Result<(), QueueError> {
    let limit = crate::patience::at_most(limit);
    let queue = match child::here(queue) {
        Some(queue) => queue,
        // In a forked child that does without the queue nothing is in it.
        None if queue.ledger().is_attended() => return Ok(()),
        None => queue,
    };
    // The listener may have to wait for a fork.
    fork::outside(|| flush_here(queue, limit))
}

fn flush_here(queue: &std::sync::Arc<dyn RecordQueue>, limit: Duration) -> Result<(), QueueError> {
    let left = |left: usize| if left == 0 { Ok(()) } else { Err(QueueError::Unattended { left }) };
    if !queue.is_attended() {
        return left(queue.len());
    }
    if listening::listens_to(queue) {
        // It cannot wait for itself.
        return match queue.len() {
            0 => Ok(()),
            left => Err(QueueError::OwnThread { left }),
        };
    }
    let (ack, asked) = Ack::new();
    let began = std::time::Instant::now();
    let put = queue.put_within(Queued::Flush(ack), limit);
    // The listener may have gone just before: nobody would answer.
    if !queue.is_attended() {
        queue.unattended();
    }
    if put.is_ok() && asked.wait(limit.saturating_sub(began.elapsed())) {
        return Ok(());
    }
    if !queue.is_attended() {
        return left(queue.len());
    }
    Err(QueueError::left_after(queue.len(), limit))
}
