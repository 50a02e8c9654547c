//! Backups with numbers: `app.log.1` is the latest, `app.log.2` the one before.

use std::fs;
use std::io;

use super::{Due, aside, discard, with_suffix};

/// Moves each backup to the next number, the last one out of existence, and makes number 1 of the file.
///
/// # Errors
/// One cannot be moved; those above it have been.
pub(in crate::handlers) fn put_aside(due: &Due<'_>, count: u32) -> io::Result<()> {
    let (options, backups) = (due.options, due.backups);
    if let Some(upkeep) = &backups.upkeep {
        return aside::numbered(upkeep, due, count);
    }
    if count == 0 {
        return Ok(());
    }
    let name = |number: u32| backups.name(with_suffix(&options.path, number));
    let mut later = name(count);
    for number in (1..count).rev() {
        let backup = name(number);
        if backup != later && backup.exists() {
            // To rename over a large file takes as long as to free it, and on some file systems as long as to write the other.
            discard::remove(&later)?;
            fs::rename(&backup, &later)?;
        }
        later = backup;
    }
    if later.exists() {
        discard::remove(&later)?;
    }
    backups.make(&options.path, &later)
}
