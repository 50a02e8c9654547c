//! The messages that were handled last, so that one that comes again is not handled again.

use std::collections::{HashSet, VecDeque};

use super::known::Known;

/// How many are remembered.
const REMEMBERED: usize = 1 << 16;

/// The ids of the last messages that were handled and acknowledged.
#[derive(Debug, Default)]
pub(super) struct Seen {
    ids: HashSet<Known>,
    order: VecDeque<Known>,
}

impl Seen {
    pub(super) fn insert(&mut self, id: Known) {
        if !self.ids.insert(id) {
            return;
        }
        if self.order.len() == REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.ids.remove(&oldest);
        }
        self.order.push_back(id);
    }

    pub(super) fn contains(&self, id: Known) -> bool {
        self.ids.contains(&id)
    }
}

#[cfg(test)]
mod tests {
    use super::super::message_id::{Identity, MessageId};
    use super::*;

    #[test]
    fn the_last_ones_are_remembered_and_no_more() {
        let id = |number| Known::Own(MessageId { identity: Identity(1), number });
        let mut seen = Seen::default();
        for number in 0..REMEMBERED as u64 + 10 {
            seen.insert(id(number));
            seen.insert(id(number));
        }
        assert!(!seen.contains(id(9)) && seen.contains(id(10)));
        assert_eq!((seen.ids.len(), seen.order.len()), (REMEMBERED, REMEMBERED));
    }
}
