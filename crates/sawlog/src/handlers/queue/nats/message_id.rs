//! The number that makes sending a record again harmless: the server keeps one of a message id, within its window.

use std::fmt;
use std::hash::{BuildHasher, RandomState};

/// Who numbers messages: a run of a queue's putting end, told from all others by chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Identity(pub(super) u64);

/// The `Nats-Msg-Id` of a message: the identity and a number of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct MessageId {
    pub(super) identity: Identity,
    pub(super) number: u64,
}

impl Identity {
    /// A new one, by what the system gives for hashing.
    pub(super) fn random() -> Identity {
        let time = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Identity(RandomState::new().hash_one((std::process::id(), time)))
    }
}

impl MessageId {
    /// What a header says, if it is an id of a queue's, to the letter.
    pub(super) fn of_header(text: &str) -> Option<MessageId> {
        let (identity, number) = text.split_once('-')?;
        let id =
            MessageId { identity: Identity(u64::from_str_radix(identity, 16).ok()?), number: number.parse().ok()? };
        (id.to_string() == text).then_some(id)
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}-{}", self.identity.0, self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_as_it_was_written() {
        let id = MessageId { identity: Identity::random(), number: 42 };
        assert_eq!(MessageId::of_header(&id.to_string()), Some(id));
        assert_ne!(Identity::random(), Identity::random());
        assert_eq!(MessageId::of_header("another's"), None);
    }
}
