//! A bound on a text that is put together from many values.
//!
//! Each value's own text is bounded ([`MAX_TEXT`](super::repr::MAX_TEXT)), or was given as it is; a template that names one a
//! thousand times is not. Writers look here after each value, so that a text passes its bound by one value at most, and then
//! is an error.

use crate::error::FormatError;

/// What the values of a program's own may add to a text: more than any that is meant.
pub(crate) const MAX_OWN_TEXT: usize = 256 << 20;

/// How far a text may still grow.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Room {
    end: usize,
    limit: usize,
    whole: Whole,
}

/// Of what the text is the whole.
#[derive(Clone, Copy, Debug)]
enum Whole {
    Message,
    Record,
}

impl Room {
    /// Room for a template, behind what stands in `out`, and for as much as `limit` beyond it.
    #[inline]
    pub(crate) fn for_message(template: &str, limit: usize, out: &str) -> Room {
        let end = out.len().saturating_add(template.len()).saturating_add(limit);
        Room { end, limit, whole: Whole::Message }
    }

    /// Room for a record's text, which begins at `start`.
    #[inline]
    pub(crate) fn for_record(limit: usize, start: usize) -> Room {
        Room { end: start.saturating_add(limit), limit, whole: Whole::Record }
    }

    /// Says whether the text has grown too long.
    ///
    /// # Errors
    /// It has.
    #[inline]
    pub(crate) fn check(&self, out: &str) -> Result<(), FormatError> {
        if out.len() <= self.end { Ok(()) } else { Err(self.exceeded()) }
    }

    /// Takes room for bytes that were made and then thrown away: they cost as much as those that stay.
    ///
    /// # Errors
    /// There is not that much.
    #[inline]
    pub(crate) fn spend(&mut self, bytes: usize) -> Result<(), FormatError> {
        self.end = self.end.checked_sub(bytes).ok_or_else(|| self.exceeded())?;
        Ok(())
    }

    #[cold]
    fn exceeded(&self) -> FormatError {
        match self.whole {
            Whole::Message => FormatError::MessageTooLong { limit: self.limit },
            Whole::Record => FormatError::RecordTooLong { limit: self.limit },
        }
    }
}
