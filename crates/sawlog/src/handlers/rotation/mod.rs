//! What rotating handlers share: how backups are named and made, and the file that is put aside for a new one.
//!
//! A handler decides when its file is due; [`LiveFile::roll`] puts it aside and goes on with a new one. The two kinds of
//! backups are in `numbered.rs` and `dated.rs`, when the latter are due in `schedule.rs`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::EmitError;
use crate::handler::Handler;

pub(super) mod aside;
mod background;
mod chain;
mod chain_lock;
mod compress;
pub(super) mod dated;
mod discard;
mod exclusive;
mod live;
mod member;
mod namer;
pub(super) mod numbered;
mod packing;
mod retention;
mod rotator;
mod same_path;
pub(super) mod schedule;
mod suffix;
mod upkeep;

pub(super) use exclusive::{Exclusive, Held};
pub(super) use live::{Due, LiveFile, LiveOptions};
pub(super) use member::Joined;
pub use namer::{NameTemplate, NameTemplateError, Namer, NamerFn};
pub use packing::{Packing, PackingError};
pub use rotator::{Rotator, RotatorFn};
pub(super) use same_path::Retired;
pub use schedule::{RolloverWhen, RolloverWhenError};
pub(super) use suffix::Suffix;
pub(crate) use upkeep::UpkeepOptions;
pub(super) use upkeep::{Upkeep, wait_for_backups};

/// A handler that puts its file aside from time to time and goes on with a new one.
///
/// # Python
/// `logging.handlers.BaseRotatingHandler`; `namer` and `rotator` are set rather than overridden.
pub trait BaseRotatingHandler: Handler {
    /// The absolute path of the file that is written to.
    fn path(&self) -> &Path;

    /// Whether the file would be put aside before a record of this text.
    fn should_rollover(&self, text: &str) -> bool;

    /// Puts the file aside now.
    ///
    /// # Errors
    /// [`EmitError::Rollover`]: it could not be put aside, or no new one opened. Records go on to the file that is
    /// there.
    fn do_rollover(&self) -> Result<(), EmitError>;

    /// Has backups named by this, or as they are named by default.
    fn set_namer(&self, namer: Option<Arc<dyn Namer>>);

    /// Has backups made by this, or by renaming.
    fn set_rotator(&self, rotator: Option<Arc<dyn Rotator>>);
}

/// How backups are named and made.
#[derive(Clone, Default)]
pub(super) struct Backups {
    pub(super) namer: Option<Arc<dyn Namer>>,
    pub(super) rotator: Option<Arc<dyn Rotator>>,
    /// What is done about them besides, if anything is.
    pub(super) upkeep: Option<Arc<Upkeep>>,
}

impl Backups {
    /// What the backup of this default name is called.
    ///
    /// # Python
    /// `rotation_filename`.
    pub(super) fn name(&self, default: PathBuf) -> PathBuf {
        match &self.namer {
            Some(namer) => namer.name(&default),
            None => default,
        }
    }

    /// Makes the backup: the one place where the file that was written to goes out of the way.
    ///
    /// # Python
    /// `rotate`: a file that is not there is nothing to rename, but a rotator is called all the same.
    pub(super) fn make(&self, live: &Path, backup: &Path) -> io::Result<()> {
        match &self.rotator {
            Some(rotator) => rotator.rotate(live, backup),
            None if live.exists() => fs::rename(live, backup),
            None => Ok(()),
        }
    }
}

/// A path with a suffix added to its name, behind a dot.
pub(super) fn with_suffix(path: &Path, suffix: impl std::fmt::Display) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{suffix}"));
    PathBuf::from(name)
}

/// Whether something stands at the path that is no regular file: it is not put aside.
pub(super) fn is_irregular(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|there| !there.is_file())
}
