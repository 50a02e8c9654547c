//! Records of several threads brought into one order.

use super::{Newcomers, Reader};
use crate::record::{FlatBatch, FlatReader, LogRecord};

/// The reading ends of all lanes of a queue.
///
/// The oldest record is taken first. Before it is, all lanes that had none are looked at once more: what its thread knew to be
/// logged is there by now. So a record never comes before one that was logged before it, as far as the clock goes on; across
/// threads it may be off by as much as the clock was set back.
pub(super) struct Merge {
    readers: Vec<Reader>,
    flat: FlatReader,
    taken: u64,
    /// A request waits for what was there when it came.
    marked: bool,
}

impl Merge {
    /// Room for so many lanes, so that none is made under a lock.
    pub(super) fn new(lanes: usize) -> Merge {
        Merge { readers: Vec::with_capacity(lanes), flat: FlatReader::default(), taken: 0, marked: false }
    }

    /// Finds the lane whose record is next.
    #[inline]
    fn next(&mut self, newcomers: &Newcomers, patience: u64) -> Option<usize> {
        let mut best = self.oldest(patience);
        while self.look_again(newcomers, best) {
            best = self.oldest(patience);
        }
        match best {
            Some(at) if self.readers[at].is_common => Some(self.ended_with_any().unwrap_or(at)),
            best => best,
        }
    }

    /// A lane that has something though its thread has ended. The thread may have logged on by the common lane; what it
    /// logged before comes first.
    #[cold]
    fn ended_with_any(&self) -> Option<usize> {
        let counts = |reader: &Reader| reader.head.is_some() && (!self.marked || reader.is_before_mark());
        self.readers.iter().position(|reader| !reader.is_common && counts(reader) && reader.is_ended())
    }

    /// The lane of the oldest record that is known.
    #[inline]
    fn oldest(&self, patience: u64) -> Option<usize> {
        let mut best: Option<(i64, usize)> = None;
        for (at, reader) in self.readers.iter().enumerate() {
            let Some(key) = reader.head else { continue };
            if self.marked && !reader.is_before_mark() {
                continue;
            }
            // So many can only have come before it if the clock was set back.
            let key = if self.taken - reader.seen > patience { i64::MIN } else { key };
            if best.is_none_or(|(least, _)| key < least) {
                best = Some((key, at));
            }
        }
        best.map(|(_, at)| at)
    }

    /// Looks at the lanes that had nothing; whether one has something that is older than the best.
    #[inline]
    fn look_again(&mut self, newcomers: &Newcomers, best: Option<usize>) -> bool {
        let least = best.and_then(|at| self.readers[at].head);
        newcomers.come_to(&mut self.readers);
        let mut found = false;
        for reader in &mut self.readers {
            if reader.head.is_none() && reader.look() {
                reader.seen = self.taken;
                let counts = !self.marked || reader.is_before_mark();
                found |= counts && least.is_none_or(|least| reader.head.is_some_and(|key| key < least));
            }
        }
        found
    }

    /// Takes the oldest record.
    pub(super) fn take(
        &mut self,
        newcomers: &Newcomers,
        patience: u64,
        blank: impl FnOnce() -> Box<LogRecord<'static>>,
    ) -> Option<Box<LogRecord<'static>>> {
        let at = self.next(newcomers, patience)?;
        self.taken += 1;
        let reader = &mut self.readers[at];
        let record = reader.take(&mut self.flat, blank);
        reader.seen = self.taken;
        Some(record)
    }

    /// Takes the oldest records to others, until there are so many or one that cannot be lent comes.
    #[inline]
    pub(super) fn take_to(&mut self, batch: &mut FlatBatch, most: usize, newcomers: &Newcomers, patience: u64) {
        while batch.left() < most {
            let Some(at) = self.next(newcomers, patience) else { return };
            let reader = &mut self.readers[at];
            if !reader.take_to(batch) {
                return;
            }
            self.taken += 1;
            reader.seen = self.taken;
        }
    }

    /// Lets go of the oldest record; whether there was one, and its box if it had one.
    pub(super) fn discard(&mut self, newcomers: &Newcomers, patience: u64) -> Option<Option<Box<LogRecord<'static>>>> {
        let at = self.next(newcomers, patience)?;
        self.taken += 1;
        let reader = &mut self.readers[at];
        let boxed = reader.discard();
        reader.seen = self.taken;
        Some(boxed)
    }

    /// Whether there is a record.
    pub(super) fn has_any(&mut self, newcomers: &Newcomers) -> bool {
        newcomers.come_to(&mut self.readers);
        self.readers.iter_mut().any(|reader| reader.head.is_some() || reader.look())
    }

    /// Whether a request is due, which waits for all that is there when it is `first` looked at.
    pub(super) fn is_due(&mut self, newcomers: &Newcomers, first: bool) -> bool {
        if first {
            newcomers.come_to(&mut self.readers);
            self.readers.iter_mut().for_each(Reader::set_mark);
        }
        self.marked =
            self.readers.iter_mut().any(|reader| (reader.head.is_some() || reader.look()) && reader.is_before_mark());
        !self.marked
    }

    /// How many records were taken so far.
    pub(super) fn taken(&self) -> u64 {
        self.taken
    }

    /// No request waits.
    #[inline]
    pub(super) fn unmark(&mut self) {
        self.marked = false;
    }

    /// How many places the writers have and do not use.
    pub(super) fn unused(&mut self, newcomers: &Newcomers) -> usize {
        newcomers.come_to(&mut self.readers);
        self.readers.iter().map(Reader::unused).sum()
    }

    /// Lets writers leave rings that are larger than they need.
    pub(super) fn rest(&mut self) {
        self.readers.iter().for_each(Reader::rest);
    }

    /// Frees the lanes of threads that have ended and whose records were taken; how many.
    pub(super) fn free_ended(&mut self) -> usize {
        let before = self.readers.len();
        self.readers.retain_mut(|reader| !reader.is_ended() || reader.head.is_some() || reader.look());
        before - self.readers.len()
    }
}
