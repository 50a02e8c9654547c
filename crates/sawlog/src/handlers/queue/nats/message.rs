//! A record on its way to the servers.

use async_nats::Subject;
use bytes::Bytes;

use super::message_id::MessageId;

/// What is sent for a record. Clones share the bytes.
#[derive(Clone, Debug)]
pub(super) struct Message {
    pub(super) id: MessageId,
    pub(super) subject: Subject,
    pub(super) payload: Bytes,
}

impl Message {
    /// How much memory it takes, roughly.
    pub(super) fn cost(&self) -> usize {
        self.payload.len() + self.subject.len() + 128
    }
}
