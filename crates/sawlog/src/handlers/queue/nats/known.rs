//! What a message is known again by when it comes once more.

use std::hash::{BuildHasher, Hash, RandomState};

use super::message_id::MessageId;

/// A message that may come again: one of a queue's own by its id, which no other has; one of another program's by what the
/// servers know it by, since its id may be used again once they have forgotten it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Known {
    Own(MessageId),
    Foreign {
        /// Of its whole id and the time at which it was published, with a key of this process's own.
        hash: u64,
        /// Its place in the stream.
        sequence: u64,
    },
}

impl Known {
    /// By its header, its place in the stream and the time at which it came to be there.
    pub(super) fn of(header: &str, sequence: u64, published: impl Hash, keys: &RandomState) -> Known {
        match MessageId::of_header(header) {
            Some(id) => Known::Own(id),
            None => Known::Foreign { hash: keys.hash_one((header, published)), sequence },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::message_id::Identity;
    use super::*;

    #[test]
    fn another_programs_message_is_known_by_all_there_is() {
        let keys = RandomState::new();
        let known = |header: &str, sequence, published: u64| Known::of(header, sequence, published, &keys);
        assert_eq!(known("order", 3, 99), known("order", 3, 99));
        for other in [known("Order", 3, 99), known("order", 4, 99), known("order", 3, 98)] {
            assert_ne!(known("order", 3, 99), other);
        }
        // One of ours is the same though it was put into the stream twice.
        let id = MessageId { identity: Identity(0xAB), number: 5 };
        assert_eq!(known("00000000000000ab-5", 1, 1), Known::Own(id));
        assert_eq!(known("00000000000000ab-5", 2, 2), Known::Own(id));
        // What only looks like it is another's, and the servers tell it from ours.
        for foreign in ["00000000000000AB-5", "00000000000000ab-05", "00000000000000ab-+5", "+0000000000000ab-5"] {
            assert!(matches!(known(foreign, 1, 1), Known::Foreign { .. }), "{foreign}");
        }
    }
}
