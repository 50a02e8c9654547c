//! The file that is written to, and its being put aside for a new one.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::Duration;

use super::Backups;
use super::member::Member;
use super::same_path::SamePath;
use crate::clock::Timestamp;
use crate::error::EmitError;
use crate::handlers::text_file::{Identity, TextFile, TextOptions};

/// What stays the same for as long as a handler lives.
#[derive(Clone)]
pub(in crate::handlers) struct LiveOptions {
    pub(in crate::handlers) path: PathBuf,
    pub(in crate::handlers) text: TextOptions,
    pub(in crate::handlers) delay: bool,
}

/// The file that records are written to.
pub(in crate::handlers) struct LiveFile {
    pub(in crate::handlers) options: LiveOptions,
    pub(in crate::handlers) terminator: String,
    pub(in crate::handlers) backups: Backups,
    /// What takes the place of the options once the file has been opened.
    pub(in crate::handlers) later: Option<TextOptions>,
    pub(super) file: Option<TextFile>,
    /// If other processes write to the file, too.
    pub(super) member: Option<Member>,
    same_path: SamePath,
    is_aside: bool,
    attempts: Attempts,
}

/// What is to be put aside.
pub(in crate::handlers) struct Due<'l> {
    pub(in crate::handlers) options: &'l LiveOptions,
    pub(in crate::handlers) backups: &'l Backups,
    /// What the handler has open, if other processes may have put it aside by now.
    pub(super) seen: Option<Identity>,
}

impl LiveFile {
    pub(in crate::handlers) fn new(options: LiveOptions, terminator: String, backups: Backups) -> LiveFile {
        let is_shared = backups.upkeep.as_ref().is_some_and(|upkeep| upkeep.options.multi_process);
        let member = is_shared.then(|| Member::new(&options.path));
        let same_path = SamePath::new(&options.path);
        let attempts = Attempts::default();
        let (file, later) = (None, None);
        LiveFile { options, terminator, backups, later, file, member, same_path, is_aside: false, attempts }
    }

    /// The file, opened if it is not open.
    ///
    /// # Errors
    /// It cannot be opened.
    #[inline]
    pub(in crate::handlers) fn opened(&mut self) -> io::Result<&mut TextFile> {
        let options = &self.options;
        match &mut self.file {
            Some(file) => Ok(file),
            none => {
                let file = TextFile::open(&options.path, options.text)?;
                if let Some(later) = self.later.take() {
                    self.options.text = later;
                }
                if let Some(upkeep) = &self.backups.upkeep {
                    upkeep.start();
                }
                let file = none.insert(file);
                file.set_line_end(&self.terminator);
                Ok(file)
            }
        }
    }

    /// Writes a text and the terminator, or keeps them to be written with others.
    ///
    /// # Errors
    /// The file cannot be opened, or refuses the text.
    #[inline]
    pub(in crate::handlers) fn write(&mut self, text: &mut String, keep: bool) -> Result<(), EmitError> {
        text.push_str(&self.terminator);
        // DIFFERENCE: Python raises what `open` raises out of the logging call.
        let file = self.opened()?;
        if keep { file.keep(text) } else { file.write(text) }
    }

    /// Writes what is kept.
    ///
    /// # Errors
    /// The file refuses it.
    pub(in crate::handlers) fn flush(&mut self) -> Result<(), EmitError> {
        self.file.as_mut().map_or(Ok(()), TextFile::flush)
    }

    /// Writes what is kept and lets go of the file.
    ///
    /// # Errors
    /// The file refuses it.
    pub(in crate::handlers) fn close(&mut self) -> Result<(), EmitError> {
        self.is_aside = false;
        if let Some(upkeep) = &self.backups.upkeep {
            upkeep.release();
        }
        self.file.take().map_or(Ok(()), |mut file| file.flush())
    }

    /// Whether an attempt to put the file aside may be made: not soon after one that failed, and not where another
    /// handler has taken this one's place.
    pub(in crate::handlers) fn may_roll(&self, now: Timestamp) -> bool {
        self.attempts.may_begin(now) && !self.same_path.is_replaced()
    }

    /// Whether the file that is open was put aside and no new one could be opened in its place.
    pub(in crate::handlers) fn is_aside(&self) -> bool {
        self.is_aside
    }

    /// Leaves it to another handler of the file to put it aside, if there is one.
    pub(in crate::handlers) fn retire(&mut self) {
        self.same_path.retire();
    }

    /// Puts the file aside by `aside` and goes on with a new one, which is opened now or with the next record. If that
    /// fails, the one that is there stays in use.
    ///
    /// # Errors
    /// [`EmitError::Rollover`], or what was kept could not be written.
    ///
    /// # Python
    /// `doRollover`.
    // DIFFERENCE: what fails there leaves no file open, and the record is not written.
    pub(in crate::handlers) fn roll(
        &mut self,
        now: Timestamp,
        open: bool,
        aside: impl FnOnce(&Due<'_>) -> io::Result<()>,
    ) -> Result<(), EmitError> {
        // What came before belongs into the backup.
        let flushed = self.flush();
        let due = Due { options: &self.options, backups: &self.backups, seen: self.seen() };
        let aside = || match catch_unwind(AssertUnwindSafe(|| aside(&due))) {
            Ok(result) => result,
            Err(panic) => Err(io::Error::other(EmitError::from_panic(&*panic).to_string())),
        };
        let put_aside = if self.is_aside { Ok(()) } else { aside() };
        let rolled = put_aside.and_then(|()| self.replace(open));
        self.attempts.end(now, rolled.is_ok());
        flushed.and(rolled.map_err(|source| self.failed(source)))
    }

    /// The error for what failed about putting the file aside.
    pub(in crate::handlers) fn failed(&self, source: io::Error) -> EmitError {
        EmitError::Rollover { path: self.options.path.clone(), source }
    }

    /// Puts a new file in the place of the one that is open.
    fn replace(&mut self, open: bool) -> io::Result<()> {
        let opened = if open { TextFile::open(&self.options.path, self.options.text).map(Some) } else { Ok(None) };
        match opened {
            Ok(mut file) => {
                if let Some(file) = &mut file {
                    file.set_line_end(&self.terminator);
                }
                self.file = file;
                self.is_aside = false;
                if let Some(member) = &mut self.member {
                    member.opened(self.file.as_ref());
                }
                if let Some(upkeep) = &self.backups.upkeep {
                    upkeep.release();
                    upkeep.schedule();
                }
                Ok(())
            }
            Err(error) => {
                // The backup takes the records, unless others may compress it, or it is a copy and this file has no name any more.
                let is_shared = self.member.is_some();
                self.file.take_if(|file| is_shared || file.is_deleted());
                self.is_aside = self.file.is_some();
                Err(error)
            }
        }
    }
}

/// Attempts to put the file aside: after each that failed the next one waits twice as long.
#[derive(Default)]
struct Attempts {
    failed: Option<(Timestamp, Duration)>,
}

impl Attempts {
    const FIRST_WAIT: Duration = Duration::from_secs(1);
    const LONGEST_WAIT: Duration = Duration::from_secs(60);

    fn may_begin(&self, now: Timestamp) -> bool {
        match self.failed {
            None => true,
            // A clock that was set back does not hold it up.
            Some((at, _)) if now < at => true,
            Some((at, wait)) => now.nanos().saturating_sub(at.nanos()) as u128 >= wait.as_nanos(),
        }
    }

    fn end(&mut self, now: Timestamp, succeeded: bool) {
        self.failed = match self.failed {
            _ if succeeded => None,
            None => Some((now, Self::FIRST_WAIT)),
            Some((_, wait)) => Some((now, (wait * 2).min(Self::LONGEST_WAIT))),
        };
    }
}
