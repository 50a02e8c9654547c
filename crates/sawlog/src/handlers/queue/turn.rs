//! One listener at a time: what one of several flushes, and the sentinel that ends it, would reach another one.

use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::Duration;

use super::QueueLedger;

/// The turn of a listener to take records out of its queue.
pub(super) struct Turn {
    state: Mutex<State>,
    given_up: Condvar,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Waiting,
    Come,
    GivenUp,
}

/// How often a listener that waits looks whether the other one has ended.
const LOOKING: Duration = Duration::from_millis(5);

impl Turn {
    /// Comes at once if nobody listens.
    pub(super) fn new(ledger: &QueueLedger) -> Turn {
        let state = if ledger.attend_alone() { State::Come } else { State::Waiting };
        Turn { state: Mutex::new(state), given_up: Condvar::new() }
    }

    pub(super) fn has_come(&self) -> bool {
        *self.lock() == State::Come
    }

    /// Waits until nobody else listens; false if that was given up. The ledger has been told who waits.
    pub(super) fn wait(&self, ledger: &QueueLedger) -> bool {
        let mut state = self.lock();
        if *state == State::Come {
            return true;
        }
        while *state == State::Waiting {
            if ledger.attend_alone() {
                *state = State::Come;
            } else {
                state = self.given_up.wait_timeout(state, LOOKING).unwrap_or_else(|e| e.into_inner()).0;
            }
        }
        ledger.wait_no_more();
        *state == State::Come
    }

    /// Gives it up, unless it has come; whether so.
    pub(super) fn give_up(&self) -> bool {
        let mut state = self.lock();
        if *state == State::Waiting {
            *state = State::GivenUp;
            self.given_up.notify_all();
        }
        *state == State::GivenUp
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|e| e.into_inner())
    }
}
