//! Which records came from which worker: by their numbers what comes twice is known, and what can be acknowledged.

use std::collections::HashMap;

use crate::wire::delivery::WorkerId;

/// As many workers are remembered; of more, those that have been away longest are forgotten.
const REMEMBERED: usize = 4096;

/// The workers that have said hello.
#[derive(Default)]
pub(super) struct Workers {
    known: HashMap<WorkerId, Worker>,
    /// Counts hellos.
    hellos: u64,
}

#[derive(Default)]
struct Worker {
    /// The number of the next record that has not come yet.
    next: u64,
    /// The number after the last record that was taken out of the queue.
    taken: u64,
    connections: usize,
    last_hello: u64,
    /// Whether its last connection ended within a record.
    torn: bool,
}

impl Workers {
    /// A worker is there, and the next record of its connection has this number; whether its last connection had been torn.
    pub(super) fn hello(&mut self, id: WorkerId, next: u64) -> bool {
        self.hellos += 1;
        if !self.known.contains_key(&id) && self.known.len() >= REMEMBERED {
            self.forget_one();
        }
        let worker = self.known.entry(id).or_default();
        worker.connections += 1;
        worker.last_hello = self.hellos;
        // What comes before was acknowledged, by this listener or one before it.
        worker.next = worker.next.max(next);
        worker.taken = worker.taken.max(next);
        std::mem::take(&mut worker.torn)
    }

    /// A connection of a worker has ended, within a record or not.
    pub(super) fn gone(&mut self, id: &WorkerId, torn: bool) {
        if let Some(worker) = self.known.get_mut(id) {
            worker.connections -= 1;
            worker.torn |= torn;
        }
    }

    /// A record of this number has come; whether it had come before.
    pub(super) fn came(&mut self, id: &WorkerId, number: u64) -> bool {
        match self.known.get_mut(id) {
            Some(worker) if number < worker.next => true,
            Some(worker) => {
                worker.next = number.saturating_add(1);
                false
            }
            None => false,
        }
    }

    /// A record was taken out of the queue.
    pub(super) fn taken(&mut self, id: &WorkerId, number: u64) {
        if let Some(worker) = self.known.get_mut(id) {
            worker.taken = worker.taken.max(number.saturating_add(1));
        }
    }

    /// The number after the last record that was taken out of the queue.
    pub(super) fn taken_before(&self, id: &WorkerId) -> u64 {
        self.known.get(id).map_or(0, |worker| worker.taken)
    }

    /// What has come and was not taken out is forgotten: it will come again.
    pub(super) fn forget_untaken(&mut self) {
        for worker in self.known.values_mut() {
            worker.next = worker.taken;
        }
    }

    fn forget_one(&mut self) {
        let away = self.known.iter().filter(|(_, worker)| worker.connections == 0);
        let longest = away.min_by_key(|(_, worker)| worker.last_hello).map(|(id, _)| *id);
        longest.map(|id| self.known.remove(&id));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_twice_is_known() {
        let mut workers = Workers::default();
        let id = [1; 16];
        assert!(!workers.hello(id, 5));
        assert_eq!([5, 6, 7].map(|number| workers.came(&id, number)), [false; 3]);
        workers.taken(&id, 5);
        assert_eq!(workers.taken_before(&id), 6);
        workers.gone(&id, true);
        assert!(workers.hello(id, 6));
        assert_eq!([6, 7, 8].map(|number| workers.came(&id, number)), [true, true, false]);
        workers.forget_untaken();
        assert_eq!([6, 7].map(|number| workers.came(&id, number)), [false; 2]);
    }

    #[test]
    fn a_worker_that_says_the_highest_number_harms_nobody() {
        let mut workers = Workers::default();
        let id = [1; 16];
        assert!(!workers.hello(id, u64::MAX));
        assert_eq!([u64::MAX; 2].map(|number| workers.came(&id, number)), [false; 2]);
        workers.taken(&id, u64::MAX);
        assert_eq!(workers.taken_before(&id), u64::MAX);
    }

    #[test]
    fn those_that_have_been_away_longest_are_forgotten() {
        let mut workers = Workers::default();
        let id = |number: usize| {
            let mut id = [0; 16];
            id[..8].copy_from_slice(&number.to_le_bytes());
            id
        };
        for number in 0..REMEMBERED + 10 {
            workers.hello(id(number), 7);
            if number != 0 {
                workers.gone(&id(number), false);
            }
        }
        assert_eq!(workers.known.len(), REMEMBERED);
        assert_eq!([0, 1, 10, 11].map(|number| workers.taken_before(&id(number))), [7, 0, 0, 7]);
    }
}
