//! What was taken lately, so that it is not taken again.

use std::collections::BTreeSet;

use super::envelope::NONCE_LEN;
use crate::config::listen::Refusal;

/// How many are remembered at most; they take a few megabytes.
pub(super) const MOST: usize = 65_536;

/// The frames that were taken and would still be in time.
#[derive(Debug)]
pub(super) struct Nonces {
    /// By their times, in seconds.
    taken: BTreeSet<(u64, [u8; NONCE_LEN])>,
    /// When remembering began: of what was signed before it nothing is known.
    began: u64,
    /// What was signed before this is forgotten.
    forgotten_before: u64,
}

impl Nonces {
    pub(super) fn since(now: u64) -> Nonces {
        Nonces { taken: BTreeSet::new(), began: now, forgotten_before: now }
    }

    /// Takes an authentic frame of this time, unless it may have been taken before.
    pub(super) fn take(&mut self, time: u64, nonce: [u8; NONCE_LEN], now: u64, window: u64) -> Result<(), Refusal> {
        // Never back, whatever the clock does.
        self.forgotten_before = self.forgotten_before.max(now.saturating_sub(window));
        while self.taken.first().is_some_and(|(time, _)| *time < self.forgotten_before) {
            self.taken.pop_first();
        }
        if time < self.began {
            return Err("not verified: it was signed before this listener began".into());
        }
        if time < self.forgotten_before {
            return Err("not verified: whether it was taken before is no longer known (the clock was set back)".into());
        }
        if self.taken.contains(&(time, nonce)) {
            return Err("not verified: it was taken before".into());
        }
        if self.taken.len() >= MOST {
            return Err("not verified: too many signed frames within a short time".into());
        }
        self.taken.insert((time, nonce));
        Ok(())
    }
}
