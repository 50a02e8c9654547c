//! A file put aside where its backups are looked after: on the caller's way there are renames alone.
//!
//! What takes long (compressing, freeing the blocks of what is removed) is left to `upkeep.rs`.

use std::fs;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use super::chain::{Backup, Chain, Slot, identity_at};
use super::suffix::Suffix;
use super::upkeep::Upkeep;
use super::{Due, discard};

/// How long a record waits at most for others that rename backups.
const LOCK_LIMIT: Duration = Duration::from_millis(500);

/// How many backups are looked after, however many were asked for.
const MOST: u32 = 10_000;

/// Moves each backup to the next number, the last one out of existence, and makes number 1 of the file.
///
/// # Errors
/// One cannot be moved, or the names of the backups could not be had in time.
pub(super) fn numbered(upkeep: &Upkeep, due: &Due<'_>, count: u32) -> io::Result<()> {
    if count == 0 {
        return Ok(());
    }
    let count = count.min(MOST);
    let chain = Arc::new(upkeep.chain_for(due.backups, &due.options.path, Suffix::Number(count)));
    // A namer of the program's own is not asked under the lock.
    let slots: Vec<Slot> = (1..=count).map(|number| chain.slot(&number.to_string())).collect();
    let _held = upkeep.lock(LOCK_LIMIT)?;
    if due.is_gone() {
        return Ok(());
    }
    let mut slots = slots.into_iter().rev();
    let Some(mut later) = slots.next() else { return Ok(()) };
    discard::remove(&later.path)?;
    later.waiting.as_deref().map_or(Ok(()), discard::remove)?;
    for slot in slots {
        let backup = slot.look();
        shift(&backup, &later)?;
        later = backup.slot;
    }
    make(upkeep, due, &chain, &later)
}

/// Makes the backup of this date of the file. It gets the next number of its date if they are numbered, or if there is
/// one without a number already.
///
/// # Errors
/// It cannot be moved, or the names of the backups could not be had in time.
pub(in crate::handlers) fn dated(due: &Due<'_>, date: &str, numbered: bool) -> io::Result<()> {
    let Some(upkeep) = &due.backups.upkeep else { return Ok(()) };
    let chain = Arc::new(upkeep.chain_for(due.backups, &due.options.path, Suffix::like(date, true)));
    let mut slot = chain.slot(date);
    let mut number = if numbered || slot.is_taken() { upkeep.last_number(&chain, date)? } else { 0 };
    let _held = upkeep.lock(LOCK_LIMIT)?;
    if due.is_gone() {
        return Ok(());
    }
    if numbered || slot.is_taken() {
        // Other processes may have made some.
        loop {
            number += 1;
            slot = chain.slot(&format!("{date}.{number}"));
            if !slot.is_taken() {
                break;
            }
        }
    }
    make(upkeep, due, &chain, &slot)?;
    upkeep.made(date, number);
    Ok(())
}

/// Makes a backup of the file in a place that is free.
fn make(upkeep: &Upkeep, due: &Due<'_>, chain: &Arc<Chain>, slot: &Slot) -> io::Result<()> {
    let live = &due.options.path;
    // Until there is a new file, records may go on to this one: it is not compressed.
    upkeep.set(chain, identity_at(live));
    match &slot.waiting {
        Some(waiting) => match fs::rename(live, waiting) {
            // One that was not written to yet, or that an outside hand took away.
            Err(error) if error.kind() == io::ErrorKind::NotFound && !live.exists() => Ok(()),
            renamed => renamed,
        },
        None => due.backups.make(live, &slot.path),
    }
}

/// Moves a backup into a place that is free.
fn shift(backup: &Backup, to: &Slot) -> io::Result<()> {
    // First, so that a kill in between leaves no second copy.
    let left_over = backup.is_left_over();
    if left_over && let Some(waiting) = &backup.slot.waiting {
        discard::remove(waiting)?;
    }
    if backup.done.is_some() {
        fs::rename(&backup.slot.path, &to.path)?;
    }
    if let (Some(_), Some(from), Some(to), false) = (&backup.waiting, &backup.slot.waiting, &to.waiting, left_over) {
        fs::rename(from, to)?;
    }
    Ok(())
}

impl Due<'_> {
    /// Whether another process has put it aside already.
    fn is_gone(&self) -> bool {
        self.seen.is_some() && identity_at(&self.options.path) != self.seen
    }
}
