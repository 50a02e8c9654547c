//! Backups with dates: which files are a handler's own, and which of them are too many.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use super::schedule::RolloverWhen;
use super::{Namer, discard, with_suffix};

/// Deletes the oldest backups but `keep`; a file that this handler would not have named is left alone.
///
/// # Errors
/// The folder cannot be read, or one of them cannot be deleted; the others are.
pub(in crate::handlers) fn prune(
    live: &Path,
    when: RolloverWhen,
    namer: Option<&dyn Namer>,
    keep: u32,
) -> io::Result<()> {
    let mut outcome = Ok(());
    for backup in too_many(live, when, namer, keep)? {
        if let Err(error) = discard::remove(&backup) {
            let told = format!("cannot delete the old backup {}: {error}", backup.display());
            outcome = Err(io::Error::new(error.kind(), told));
        }
    }
    outcome
}

/// The oldest backups but `keep`, by their names.
///
/// # Errors
/// The folder cannot be read.
///
/// # Python
/// `getFilesToDelete`.
pub(in crate::handlers) fn too_many(
    live: &Path,
    when: RolloverWhen,
    namer: Option<&dyn Namer>,
    keep: u32,
) -> io::Result<Vec<PathBuf>> {
    let (Some(folder), Some(name)) = (live.parent(), live.file_name()) else { return Ok(Vec::new()) };
    let shape = shape(when);
    let mut backups = Vec::new();
    for entry in fs::read_dir(folder)? {
        let file = entry?.file_name();
        let own = match namer {
            None => is_named_by_default(&file, name, shape),
            Some(namer) => is_named_by(&file, live, namer, shape),
        };
        if own {
            backups.push(folder.join(file));
        }
    }
    backups.sort();
    backups.truncate(backups.len().saturating_sub(keep as usize));
    Ok(backups)
}

/// The live file's name, a dot and a date.
fn is_named_by_default(file: &OsStr, live_name: &OsStr, shape: &[u8]) -> bool {
    let rest = file.as_bytes().strip_prefix(live_name.as_bytes()).and_then(|rest| rest.strip_prefix(b"."));
    rest.is_some_and(|date| date.len() == shape.len() && starts_with_date(date, shape))
}

/// Whether the namer gives this name for one of the dates that stand in it.
fn is_named_by(file: &OsStr, live: &Path, namer: &dyn Namer, shape: &[u8]) -> bool {
    let bytes = file.as_bytes();
    (0..bytes.len()).any(|start| {
        let free_before = start == 0 || !bytes[start - 1].is_ascii_digit();
        let end = start + shape.len();
        let free_after = !bytes.get(end).is_some_and(u8::is_ascii_digit);
        if !(free_before && free_after && starts_with_date(&bytes[start..], shape)) {
            return false;
        }
        let date = String::from_utf8_lossy(&bytes[start..end]);
        namer.name(&with_suffix(live, date)).file_name() == Some(file)
    })
}

/// What a date looks like: `d` stands for a digit.
fn shape(when: RolloverWhen) -> &'static [u8] {
    match when {
        RolloverWhen::Second => b"dddd-dd-dd_dd-dd-dd",
        RolloverWhen::Minute => b"dddd-dd-dd_dd-dd",
        RolloverWhen::Hour => b"dddd-dd-dd_dd",
        _ => b"dddd-dd-dd",
    }
}

fn starts_with_date(text: &[u8], shape: &[u8]) -> bool {
    let fits = |(byte, expected): (&u8, &u8)| if *expected == b'd' { byte.is_ascii_digit() } else { byte == expected };
    text.len() >= shape.len() && text.iter().zip(shape).all(fits)
}
