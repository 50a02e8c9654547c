//! Backups with numbers: `app.log.1` is the latest, `app.log.2` the one before.

use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt;

use super::{Due, aside, discard, with_suffix};

/// So many names are looked at one by one.
const FEW: u32 = 64;

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
    for number in taken(due, count)? {
        let (backup, later) = (name(number), name(number + 1));
        if backup != later && backup.exists() {
            // To rename over a large file takes as long as to free it, and on some file systems as long as to write the other.
            discard::remove(&later)?;
            fs::rename(&backup, &later)?;
        }
    }
    let later = name(1);
    if later.exists() {
        discard::remove(&later)?;
    }
    backups.make(&options.path, &later)
}

/// The numbers below the last that backups may have, from the top down: where there may be many, those that are there.
fn taken(due: &Due<'_>, count: u32) -> io::Result<Vec<u32>> {
    let live = &due.options.path;
    let (Some(folder), Some(name)) = (live.parent(), live.file_name()) else { return Ok(Vec::new()) };
    if count <= FEW || due.backups.namer.is_some() {
        return Ok((1..count).rev().collect());
    }
    let mut numbers = Vec::new();
    for entry in fs::read_dir(folder)? {
        let file = entry?.file_name();
        let number = file.as_bytes().strip_prefix(name.as_bytes()).and_then(|rest| rest.strip_prefix(b"."));
        let number = number.and_then(|digits| std::str::from_utf8(digits).ok()).and_then(|digits| digits.parse().ok());
        let is_its_name =
            |number: &u32| *number > 0 && *number < count && with_suffix(live, number) == folder.join(&file);
        numbers.extend(number.filter(is_its_name));
    }
    numbers.sort_unstable_by(|a, b| b.cmp(a));
    Ok(numbers)
}
