//! The spool as the publisher uses it: opened when the folder is free, written while the servers are away.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::message::Message;
use super::outbox::Outbox;
use super::report;
use super::spool::Spool;
use super::stats::Counts;
use crate::handlers::queue::QueueLedger;
use crate::handlers::queue::item::were;

/// The spool, if there is to be one.
pub(super) struct Holding {
    place: Option<(PathBuf, u64)>,
    spool: Option<Spool>,
    counts: Arc<Counts>,
    ledger: Arc<QueueLedger>,
    outbox: Arc<Outbox>,
    tried: Instant,
    synced: Instant,
    /// When it was last tried to make safe what the disk had refused.
    mended: Option<Instant>,
    marked: Instant,
    /// What was told last of what is wrong with it.
    told: String,
}

/// What is written is synced so often, unless somebody waits for it.
pub(super) const SYNCING: Duration = Duration::from_millis(50);
/// How often is written how far the spool is sent, and how often is tried again a folder that cannot be had, or to make safe
/// what the disk has refused.
const EVERY: Duration = Duration::from_secs(1);
/// So many records go to the disk before others have their turn.
const IN_A_ROW: usize = 16_384;
/// So many bytes are read from the disk at a time.
const READ_BYTES: usize = 4 << 20;

impl Holding {
    pub(super) fn new(
        place: Option<(PathBuf, u64)>,
        outbox: &Arc<Outbox>,
        counts: &Arc<Counts>,
        ledger: &Arc<QueueLedger>,
    ) -> Holding {
        let now = Instant::now();
        let mut holding = Holding {
            place,
            spool: None,
            counts: Arc::clone(counts),
            ledger: Arc::clone(ledger),
            outbox: Arc::clone(outbox),
            tried: now,
            synced: now,
            mended: None,
            marked: now,
            told: String::new(),
        };
        holding.open();
        holding
    }

    /// Whether there is something in it: then all that is put goes behind that.
    pub(super) fn holds(&self) -> bool {
        self.spool.as_ref().is_some_and(|spool| !spool.is_empty())
    }

    pub(super) fn kept_where(&self) -> String {
        match (&self.place, &self.spool) {
            (Some((folder, _)), Some(_)) => format!("in {}", folder.display()),
            _ => "in memory".to_owned(),
        }
    }

    /// Puts what waits in memory into it, as much as there is room for.
    pub(super) fn keep(&mut self) {
        if self.spool.is_none() && self.tried.elapsed() >= EVERY {
            self.open();
        }
        let Some(spool) = &mut self.spool else { return };
        let messages = self.outbox.take(IN_A_ROW);
        let (mut kept, mut cost, mut wrong) = (0, 0, None);
        for message in &messages {
            match spool.append(message) {
                Ok(true) => (kept, cost) = (kept + 1, cost + message.cost()),
                Ok(false) => wrong = Some(format!("it is full: {} bytes", spool.bytes())),
                Err(error) => wrong = Some(error.to_string()),
            }
            if wrong.is_some() {
                break;
            }
        }
        let more = messages.len() == IN_A_ROW && wrong.is_none();
        self.outbox.put_back(messages.into_iter().skip(kept).collect());
        self.outbox.let_go(kept, cost);
        self.counts.spooled.add(kept as u64);
        match wrong {
            Some(wrong) => self.tell(wrong),
            None if kept > 0 && !spool.is_doubtful() => self.told.clear(),
            None => {}
        }
        if more {
            self.outbox.filled.notify_one();
        }
        self.count();
    }

    /// Has what was written on the disk, if that is due or somebody waits for it. Whoever waits is told that it failed, as
    /// long as something is doubtful that the disk has refused once.
    pub(super) fn sync(&mut self, is_awaited: bool) {
        let Some(spool) = &mut self.spool else { return };
        let (mut wrong, mut is_unsafe) = (None, false);
        if spool.is_dirty() && (is_awaited || self.synced.elapsed() >= SYNCING) {
            wrong = spool.sync().err();
            is_unsafe = spool.is_dirty();
            self.synced = Instant::now();
        }
        if spool.is_doubtful() && self.mended.is_none_or(|mended| mended.elapsed() >= EVERY) {
            self.mended = Some(Instant::now());
            wrong = spool.mend().err().or(wrong);
        }
        if is_unsafe || spool.is_doubtful() {
            self.outbox.fail();
        }
        if let Some(error) = wrong {
            self.tell(error.to_string());
        }
        if self.marked.elapsed() >= EVERY {
            self.marked = Instant::now();
            // Without it more is sent again after a restart.
            let _ = self.spool.as_mut().map(Spool::mark);
        }
    }

    /// Whether something is written that is not safe yet.
    pub(super) fn is_dirty(&self) -> bool {
        self.spool.as_ref().is_some_and(|spool| spool.is_dirty() || spool.is_doubtful())
    }

    /// How long it is until what was written is to be synced, or made safe.
    pub(super) fn sync_due(&self) -> Option<Duration> {
        let spool = self.spool.as_ref()?;
        let synced = spool.is_dirty().then(|| SYNCING.saturating_sub(self.synced.elapsed()));
        let mended = self.mended.map_or(Duration::ZERO, |mended| EVERY.saturating_sub(mended.elapsed()));
        synced.into_iter().chain(spool.is_doubtful().then_some(mended)).min()
    }

    /// The next messages of it, at most so many.
    pub(super) fn read(&mut self, most: usize) -> Vec<Message> {
        let Some(spool) = &mut self.spool else { return Vec::new() };
        let read = spool.read(most, READ_BYTES).unwrap_or_else(|error| {
            self.tell(error.to_string());
            Vec::new()
        });
        self.count();
        read
    }

    /// The first messages of it, so many, are where they belong.
    pub(super) fn release(&mut self, messages: usize) {
        let Some(spool) = &mut self.spool else { return };
        // One file that cannot be removed keeps no other.
        let wrong = (0..messages).filter_map(|_| spool.release().err()).last();
        if let Some(error) = wrong {
            self.tell(error.to_string());
        }
        self.count();
    }

    /// Reads it from the start once more.
    pub(super) fn rewind(&mut self) {
        if let Some(spool) = &mut self.spool {
            spool.rewind();
        }
    }

    fn open(&mut self) {
        let Some((folder, limit)) = &self.place else { return };
        self.tried = Instant::now();
        match Spool::open(folder, *limit, self.outbox.identity) {
            Ok((spool, found)) => {
                let folder = folder.display().to_string();
                self.spool = Some(spool);
                self.counts.torn_bytes.add(found.torn_bytes);
                self.told.clear();
                self.count();
                if found.torn_bytes > 0 {
                    report(&format!(
                        "the spool {folder}: {} bytes were no whole record and are gone",
                        found.torn_bytes
                    ));
                }
            }
            Err(error) => self.tell(error.to_string()),
        }
    }

    fn count(&mut self) {
        let Some(spool) = &mut self.spool else { return };
        self.counts.in_spool.set(spool.len() as u64);
        self.counts.spool_bytes.set(spool.bytes());
        let broken = spool.take_broken();
        if broken.records > 0 {
            self.counts.broken.add(broken.records);
            self.ledger.count_dropped(broken.records);
            let folder = self.place.as_ref().map(|(folder, _)| folder.display().to_string()).unwrap_or_default();
            report(&format!(
                "the spool {folder}: {} damaged and passed over, if not more, in {} bytes",
                were(broken.records),
                broken.bytes
            ));
        }
    }

    fn tell(&mut self, wrong: String) {
        if self.told != wrong {
            let folder = self.place.as_ref().map(|(folder, _)| folder.display().to_string()).unwrap_or_default();
            report(&format!("the spool {folder}: {wrong}"));
            self.told = wrong;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::super::outbox::OutboxLimits;
    use super::*;
    use crate::handlers::Queued;
    use crate::handlers::queue::Ack;

    /// What becomes of a flush.
    fn flush(holding: &mut Holding) -> Option<bool> {
        let told = Arc::new(AtomicUsize::new(2));
        let tell = Arc::clone(&told);
        let ack = Ack::calling(move |done| tell.store(usize::from(done), Ordering::SeqCst));
        holding.outbox.request(Queued::Flush(ack));
        holding.sync(true);
        if !holding.is_dirty() {
            for request in holding.outbox.due(None) {
                if let Queued::Flush(ack) = request {
                    ack.done();
                }
            }
        }
        [Some(false), Some(true), None][told.load(Ordering::SeqCst)]
    }

    #[test]
    fn flushes_fail_as_long_as_something_is_not_safe_that_the_disk_refused_once() {
        let folder = tempfile::tempdir().unwrap();
        let outbox = Outbox::new(OutboxLimits { records: 100, bytes: 1 << 20 });
        let counts = Arc::<Counts>::default();
        let ledger = Arc::new(QueueLedger::new());
        let mut holding = Holding::new(Some((folder.path().to_owned(), 1 << 20)), &outbox, &counts, &ledger);
        let keep = |holding: &mut Holding| {
            outbox.put("logs.app", b"{}".to_vec()).unwrap();
            holding.keep();
        };
        keep(&mut holding);
        assert_eq!(flush(&mut holding), Some(true));
        // What can be read back is written anew at once.
        keep(&mut holding);
        holding.spool.as_mut().unwrap().break_disk(false);
        assert_eq!(flush(&mut holding), Some(true));
        // What cannot is not safe, and neither is it later.
        keep(&mut holding);
        assert_eq!(flush(&mut holding), Some(true));
        holding.spool.as_mut().unwrap().break_disk(true);
        keep(&mut holding);
        holding.mended = None;
        assert_eq!(flush(&mut holding), Some(false));
        assert_eq!(flush(&mut holding), Some(false));
        keep(&mut holding);
        assert_eq!(flush(&mut holding), Some(false));
        assert!(holding.sync_due().is_some_and(|due| due <= EVERY));
        // When all else was sent nothing is left of it.
        assert_eq!(holding.read(100).len(), 4);
        holding.release(4);
        assert_eq!(flush(&mut holding), Some(true));
        assert_eq!((counts.broken.get(), ledger.dropped()), (1, 1));
    }
}
