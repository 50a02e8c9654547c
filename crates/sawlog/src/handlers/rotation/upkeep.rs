//! What is done about backups off the threads that log: compressing those that wait, and removing those past a limit.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, SystemTime};

use super::background::{self, Chore, Outcome};
use super::chain::{Backup, Chain, identity_at};
use super::chain_lock::{ChainLock, Held};
use super::compress::{self, Packed};
use super::retention::{Retention, Size};
use super::same_path;
use super::suffix::Suffix;
use super::{Backups, Packing, discard};
use crate::clock::Clock;
use crate::error::EmitError;
use crate::fork::{self, Locked};
use crate::handler::Reporter;
use crate::handlers::text_file::Identity;

/// What a handler asks of its backups beyond what Python's has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct UpkeepOptions {
    pub(crate) packing: Option<Packing>,
    pub(crate) retention: Retention,
    /// Whether backups are numbered within their dates.
    pub(crate) is_dated_and_numbered: bool,
    /// Whether other processes, configured alike, write to the file and rotate it.
    pub(crate) multi_process: bool,
}

impl UpkeepOptions {
    /// Whether anything is asked.
    pub(crate) fn is_any(&self) -> bool {
        *self != UpkeepOptions::default()
    }
}

/// Waits for what is under way, so long at most; whether all is done.
pub(in crate::handlers) fn wait_for_backups(limit: Duration) -> bool {
    background::wait(limit)
}

/// The care for one handler's backups.
pub(in crate::handlers) struct Upkeep {
    pub(super) options: UpkeepOptions,
    lock: Arc<ChainLock>,
    clock: Option<Arc<dyn Clock>>,
    reporter: OnceLock<Reporter>,
    state: Mutex<State>,
}

struct State {
    /// How the backups were named when the file was last put aside.
    chain: Arc<Chain>,
    /// A file that was put aside and may still be written to.
    in_use: Option<Identity>,
    /// How many backups with dates are kept.
    count: Option<usize>,
    /// The date of the last backup that was made, and its number.
    last: Option<(String, u64)>,
    started: bool,
}

impl Upkeep {
    /// `None` if nothing is asked that Python's handlers do not do by themselves.
    pub(in crate::handlers) fn new(
        options: UpkeepOptions,
        live: &Path,
        suffix: Suffix,
        backups: &Backups,
        clock: Option<Arc<dyn Clock>>,
    ) -> Option<Arc<Upkeep>> {
        if !options.is_any() {
            return None;
        }
        let chain = Chain::new(live, suffix, backups, options.packing);
        let lock = same_path::chain_lock(live, options.multi_process);
        let count = options.retention.count;
        let state = State { chain: Arc::new(chain), in_use: None, count, last: None, started: false };
        Some(Arc::new(Upkeep { options, lock, clock, reporter: OnceLock::new(), state: Mutex::new(state) }))
    }

    /// Has so many backups with dates kept; 0 for all.
    pub(in crate::handlers) fn set_count(&self, count: u32) {
        self.state().count = (count > 0).then_some(count as usize);
    }

    /// Says to whom failures are told.
    pub(in crate::handlers) fn report_to(&self, reporter: Reporter) {
        let _ = self.reporter.set(reporter);
    }

    /// Has a look at what a former process left, once.
    pub(in crate::handlers) fn start(self: &Arc<Self>) {
        let first = !std::mem::replace(&mut self.state().started, true);
        if first {
            self.schedule();
        }
    }

    /// Has the backups looked after.
    pub(super) fn schedule(self: &Arc<Self>) {
        background::schedule(Arc::clone(self) as Arc<dyn Chore>);
    }

    /// Takes the names of the backups, to put a file aside.
    pub(super) fn lock(&self, limit: Duration) -> io::Result<Held<'_>> {
        self.lock.lock(limit)
    }

    /// How the backups are named now.
    pub(super) fn chain_for(&self, backups: &Backups, live: &Path, suffix: Suffix) -> Chain {
        Chain::new(live, suffix, backups, self.options.packing)
    }

    /// The highest number of a backup of this date, if they are numbered; 0 if there is none.
    pub(super) fn last_number(&self, chain: &Chain, date: &str) -> io::Result<u64> {
        if let Some((of, number)) = &self.state().last
            && of == date
        {
            return Ok(*number);
        }
        let backups = chain.backups()?;
        let numbers = backups.iter().filter_map(|backup| chain.suffix.read(&backup.slot.suffix)?.number_on(date));
        Ok(numbers.max().unwrap_or(0))
    }

    /// Remembers the highest number of a date.
    pub(super) fn made(&self, date: &str, number: u64) {
        self.state().last = Some((date.to_owned(), number));
    }

    /// Says what the backups are called from now on, and which of them may still be written to.
    pub(super) fn set(&self, chain: &Arc<Chain>, in_use: Option<Identity>) {
        let mut state = self.state();
        state.chain = Arc::clone(chain);
        state.in_use = in_use;
    }

    /// Says that no file that was put aside is written to any more.
    pub(super) fn release(&self) {
        self.state().in_use = None;
    }

    fn state(&self) -> Locked<'_, State> {
        fork::lock(&self.state)
    }

    fn chain(&self) -> Arc<Chain> {
        Arc::clone(&self.state().chain)
    }

    fn is_in_use(&self, file: Identity) -> bool {
        self.state().in_use == Some(file)
    }

    fn report(&self, error: BackupError) {
        if let Some(reporter) = self.reporter.get() {
            reporter.report(&EmitError::Other(Box::new(error)));
        }
    }

    fn now(&self) -> SystemTime {
        let Some(clock) = &self.clock else { return SystemTime::now() };
        let nanos = clock.now().nanos();
        let distance = Duration::from_nanos(nanos.unsigned_abs());
        let epoch = SystemTime::UNIX_EPOCH;
        if nanos < 0 { epoch.checked_sub(distance) } else { epoch.checked_add(distance) }.unwrap_or(epoch)
    }
}

impl Chore for Upkeep {
    fn run(&self, go_on: &dyn Fn() -> bool) -> Outcome {
        // The handler is gone.
        if self.reporter.get().is_some_and(|reporter| !reporter.is_alive()) && self.options.packing.is_none() {
            return Outcome::Done;
        }
        let busy = self.options.packing.is_some_and(|packing| self.compress(packing, go_on));
        let retention = Retention { count: self.state().count, ..self.options.retention };
        if retention.is_limited() {
            self.retain(retention);
        }
        if busy {
            return Outcome::Busy(WHEN_BUSY);
        }
        match self.options.retention.age {
            Some(age) if self.reporter.get().is_some_and(Reporter::is_alive) => {
                Outcome::Later((age / 24).clamp(SHORTEST_LOOK, LONGEST_LOOK))
            }
            _ => Outcome::Done,
        }
    }
}

/// When a backup is tried again that somebody holds.
const WHEN_BUSY: Duration = Duration::from_millis(500);
/// How often the age of backups is looked at where nothing rotates.
const SHORTEST_LOOK: Duration = Duration::from_secs(60);
const LONGEST_LOOK: Duration = Duration::from_secs(3600);
/// How long the names of the backups are waited for here, where nobody waits.
const LOCK_LIMIT: Duration = Duration::from_secs(5);

impl Upkeep {
    /// Compresses what waits; whether something has to be tried again soon.
    fn compress(&self, packing: Packing, go_on: &dyn Fn() -> bool) -> bool {
        compress::remove_unfinished(&self.chain());
        let mut passed_over = Vec::new();
        let mut busy = false;
        while go_on() {
            let chain = self.chain();
            let backups = match chain.backups() {
                Ok(backups) => backups,
                Err(source) => {
                    self.report(BackupError::List { folder: chain.folder(), source });
                    return busy;
                }
            };
            let next = backups.into_iter().find_map(|backup| {
                let file = Identity::of_metadata(backup.waiting.as_ref()?);
                (!passed_over.contains(&file) && !self.is_in_use(file)).then_some((backup, file))
            });
            let Some((backup, file)) = next else { return busy };
            if backup.done.is_some() {
                self.clear_up(backup);
                passed_over.push(file);
                continue;
            }
            match compress::compress(&chain, &self.lock, packing, &backup.slot, go_on) {
                Ok(Packed::Done) => {}
                Ok(Packed::Gone) => passed_over.push(file),
                Ok(Packed::Busy) => {
                    busy = true;
                    passed_over.push(file);
                }
                // What is given up for the exit is found again at the next start.
                Err(_) if !go_on() => return false,
                Err(source) => {
                    self.report(BackupError::Compress { path: backup.slot.waiting.unwrap_or_default(), source });
                    passed_over.push(file);
                }
            }
        }
        false
    }

    /// Removes what has been compressed already. Two backups of one number, from before the handler compressed, stay.
    fn clear_up(&self, backup: Backup) {
        let Ok(_held) = self.lock.lock(LOCK_LIMIT) else { return };
        let backup = backup.slot.look();
        if backup.is_left_over()
            && let Some(waiting) = &backup.slot.waiting
            && let Err(source) = discard::remove(waiting)
        {
            self.report(BackupError::Remove { path: waiting.clone(), source });
        }
    }

    /// Removes backups past a limit, the oldest first.
    fn retain(&self, retention: Retention) {
        let chain = self.chain();
        let mut backups = match chain.backups() {
            Ok(backups) => backups,
            Err(source) => return self.report(BackupError::List { folder: chain.folder(), source }),
        };
        let sizes: Vec<Size> = backups.iter().rev().map(Backup::size).collect();
        let surplus = retention.surplus(&sizes, self.now());
        backups.truncate(surplus);
        for backup in backups {
            let Ok(_held) = self.lock.lock(LOCK_LIMIT) else { return };
            let files = [(Some(backup.slot.path), backup.done), (backup.slot.waiting, backup.waiting)];
            for (path, file) in files {
                let (Some(path), Some(file)) = (path, file) else { continue };
                let file = Identity::of_metadata(&file);
                // Its name may be another's by now.
                if self.is_in_use(file) || identity_at(&path) != Some(file) {
                    continue;
                }
                if let Err(source) = discard::remove(&path) {
                    self.report(BackupError::Remove { path, source });
                }
            }
        }
    }
}

impl Backup {
    fn size(&self) -> Size {
        let files = || self.done.iter().chain(&self.waiting);
        Size {
            bytes: files().map(std::fs::Metadata::len).sum(),
            written: files().filter_map(|file| file.modified().ok()).max().unwrap_or(SystemTime::UNIX_EPOCH),
        }
    }
}

/// What could not be done about a backup; no record is lost by it.
#[derive(Debug, thiserror::Error)]
enum BackupError {
    #[error("cannot compress {}: {source}; it stays as it is, and is tried again after the next rotation", path.display())]
    Compress { path: PathBuf, source: io::Error },
    #[error("cannot remove the backup {}: {source}", path.display())]
    Remove { path: PathBuf, source: io::Error },
    #[error("cannot look for backups in {}: {source}", folder.display())]
    List { folder: PathBuf, source: io::Error },
}
