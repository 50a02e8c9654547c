//! What became of a mail, given to the caller that waits for it, if it still does.

use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use super::transport::SendError;

/// Between a caller that waits and the thread that sends.
#[derive(Default)]
pub(super) struct Answer {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
enum State {
    #[default]
    Open,
    /// Nobody waits any more.
    Left,
    Given(Result<(), SendError>),
}

impl Answer {
    /// Gives the outcome to who waits, or back if nobody does.
    pub(super) fn give(&self, outcome: Result<(), SendError>) -> Option<Result<(), SendError>> {
        let mut state = self.lock();
        if let State::Left = *state {
            return Some(outcome);
        }
        *state = State::Given(outcome);
        self.changed.notify_all();
        None
    }

    /// Waits for the outcome; `None` if it took too long, and is from here on the sender's affair.
    pub(super) fn wait(&self, limit: Duration) -> Option<Result<(), SendError>> {
        let end = Instant::now() + limit;
        let mut state = self.lock();
        loop {
            if let State::Given(_) = *state
                && let State::Given(outcome) = std::mem::replace(&mut *state, State::Left)
            {
                return Some(outcome);
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                *state = State::Left;
                return None;
            }
            state = self.changed.wait_timeout(state, left).unwrap_or_else(|e| e.into_inner()).0;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|e| e.into_inner())
    }
}
