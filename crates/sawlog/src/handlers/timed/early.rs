//! A file that may be due before its time: by its size, or because another process has put it aside.

use jiff::tz::TimeZone;

use super::{Sink, TimedRotatingFileHandler, whole};
use crate::clock::Timestamp;
use crate::error::EmitError;
use crate::handlers::rotation::{Held, Joined, is_irregular};

/// How often the file may be put aside for one record, where other processes fill it again.
const ROLLS: usize = 4;

impl Held<'_, Sink> {
    /// Writes a text, to a new file if the one that is there is due by its time or its size.
    pub(super) fn write(
        &mut self,
        handler: &TimedRotatingFileHandler,
        now: Timestamp,
        text: &mut String,
        keep: bool,
    ) -> Result<(), EmitError> {
        let mut rolled = Ok(());
        let mut file = self.look(handler, now)?;
        for _ in 0..ROLLS {
            let by_time = handler.is_due(now);
            if !(by_time || self.reaches(file.bytes, text)) {
                break;
            }
            self.live.leave();
            rolled = self.roll_early(handler, now, by_time);
            file = self.look(handler, now)?;
            if rolled.is_err() || !self.live.may_roll(now) || is_irregular(&handler.path) {
                break;
            }
        }
        let keep = keep && !self.live.is_shared();
        let written = self.live.write(text, keep);
        self.live.leave();
        written.and(rolled)
    }

    /// What is to be written to; kept from being compressed if others could, until it is left.
    fn look(&mut self, handler: &TimedRotatingFileHandler, now: Timestamp) -> Result<Joined, EmitError> {
        if !self.live.is_shared() {
            let bytes = self.live.opened()?.position();
            return Ok(Joined { bytes, modified: 0, is_other: false });
        }
        let file = self.live.join()?;
        if file.is_other {
            // Another process has begun it: it goes by its last change, as it would at the start.
            let begun = if file.bytes > 0 { file.modified } else { whole(now) };
            let due = self.schedule.due_after(begun, &handler.zone())?;
            self.set_due(handler, due);
        }
        Ok(file)
    }

    /// Whether a text would have a file of so many bytes reach its size.
    fn reaches(&self, position: u64, text: &str) -> bool {
        let reached = position + text.chars().count() as u64 + 1 >= self.max_bytes;
        self.max_bytes > 0 && position > 0 && reached && !is_irregular(&self.live.options.path)
    }

    #[cold]
    fn roll_early(
        &mut self,
        handler: &TimedRotatingFileHandler,
        now: Timestamp,
        by_time: bool,
    ) -> Result<(), EmitError> {
        let zone = handler.zone();
        if is_irregular(&handler.path) {
            return self.go_on_from(handler, now, &zone);
        }
        if !self.live.may_roll(now) {
            return Ok(());
        }
        self.lend(|sink| sink.put_aside(handler, now, &zone, true, by_time))
    }

    fn go_on_from(
        &mut self,
        handler: &TimedRotatingFileHandler,
        now: Timestamp,
        zone: &TimeZone,
    ) -> Result<(), EmitError> {
        let due = self.schedule.due_after(whole(now), zone)?;
        self.set_due(handler, due);
        Ok(())
    }
}
