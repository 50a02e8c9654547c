//! From bytes to loggers: frames are cut, decoded and handled, one after the other, without leaving the thread.

use sawlog::handler::{failures_on_thread, kept_failures_on_thread};
use sawlog::wire::{FrameError, HEADER_LEN, Limits, WireError, record_from_payload, split};
use sawlog::{LogRecord, Manager};

use crate::routes::{self, Route};
use crate::stats::Tally;

/// What turns payloads into handled records.
pub(crate) struct Ingest {
    manager: Manager,
    /// The logger that takes every record, if one was asked for.
    all: Option<Route>,
    apply_levels: bool,
    limits: Limits,
}

impl Ingest {
    /// Records go to the loggers of their names, or all to `logname`; the levels of loggers count if asked for.
    pub(crate) fn new(manager: Manager, logname: Option<&str>, apply_levels: bool, limits: Limits) -> Ingest {
        let all = logname.map(|name| Route { logger: manager.get_logger(name), exact: true });
        Ingest { manager, all, apply_levels, limits }
    }

    /// Handles all whole frames at the beginning of `bytes` and says how many bytes they took.
    ///
    /// A frame that is refused is told to `refused`, with its offset in `bytes`.
    ///
    /// # Errors
    /// A header announces too much; the frames before it have been handled.
    pub(crate) fn frames(
        &self,
        bytes: &[u8],
        tally: &mut Tally,
        mut refused: impl FnMut(usize, WireError),
    ) -> Result<usize, FrameError> {
        let mut taken = 0;
        while let Some((payload, len)) = split(&bytes[taken..], self.limits.frame_len)? {
            tally.received += 1;
            match record_from_payload(payload, &self.limits) {
                Ok(mut record) => self.handle(&mut record, tally),
                Err(error) => {
                    tally.rejected += 1;
                    refused(taken, error);
                }
            }
            taken += len;
        }
        Ok(taken)
    }

    /// How long the frame that begins here will be, with its header, once that is whole.
    pub(crate) fn announced(bytes: &[u8]) -> Option<usize> {
        let header = bytes.first_chunk::<HEADER_LEN>()?;
        usize::try_from(u32::from_be_bytes(*header)).ok()?.checked_add(HEADER_LEN)
    }

    fn handle(&self, record: &mut LogRecord<'_>, tally: &mut Tally) {
        let (failures, kept) = (failures_on_thread(), kept_failures_on_thread());
        let handled = match &self.all {
            Some(route) => self.handle_by(route, record),
            None => self.handle_by(&routes::route(&self.manager, record.name()), record),
        };
        if !handled {
            tally.below_level += 1;
            return;
        }
        tally.written += 1;
        let (failed, of_kept) = (failures_on_thread() - failures, kept_failures_on_thread() - kept);
        // The record itself is one, at however many handlers it failed; a file may have refused what it had kept of
        // those before.
        tally.lose(of_kept + (failed - of_kept).min(1));
    }

    /// Whether the record was handled; `false` if a logger's level left it out.
    fn handle_by(&self, route: &Route, record: &mut LogRecord<'_>) -> bool {
        if self.apply_levels && !self.is_enabled(route, record) {
            return false;
        }
        if route.exact {
            route.logger.handle(record);
        } else {
            route.logger.handle_from_below(record);
        }
        true
    }

    fn is_enabled(&self, route: &Route, record: &LogRecord<'_>) -> bool {
        let level = record.level();
        // A logger that was never made is not switched off with the one above it, but has its level.
        route.logger.is_enabled_for(level)
            || (!route.exact && level > self.manager.disabled() && level >= route.logger.effective_level())
    }
}
