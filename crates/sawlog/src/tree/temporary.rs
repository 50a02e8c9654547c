//! A level that holds for a time, and the one that comes back after it.

use std::time::Instant;

use super::Settings;
use crate::level::Level;

/// What is remembered of a logger whose level was set for a time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Temporary {
    /// The level that comes back.
    pub(crate) before: Level,
    /// When it does.
    pub(crate) until: Instant,
    /// Which of all such settings this is.
    pub(crate) number: u64,
}

impl Settings {
    /// Sets the level for a time. What comes back is the level that holds of itself, however often this is done.
    pub(crate) fn set_level_until(&mut self, level: Level, until: Instant, number: u64) {
        let before = self.temporary.map_or(self.level, |temporary| temporary.before);
        self.level = level;
        self.temporary = Some(Temporary { before, until, number });
    }

    /// Has the level of before come back, if the present one was set for a time.
    pub(crate) fn end_temporary_level(&mut self) {
        if let Some(temporary) = self.temporary.take() {
            self.level = temporary.before;
        }
    }
}
