//! Disks that are full: what is there, and what they did not take, can be sent all the same.

use super::*;

/// A spool with so many messages on the disk, and others up to the last, of which the disk takes nothing.
fn full(folder: &Path, written: u64, last: u64) -> (Spool, File) {
    let (mut spool, _) = open(folder, 1 << 20);
    for number in 1..=last {
        spool.append(&message(number)).unwrap();
        if number == written {
            spool.sync().unwrap();
        }
    }
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let tail = spool.tail.replace(full).unwrap();
    assert_eq!(spool.sync().unwrap_err().kind(), io::ErrorKind::StorageFull);
    (spool, tail)
}

#[test]
fn a_full_disk_keeps_nothing_from_being_sent() {
    for written in [0, 10] {
        let folder = tempfile::tempdir().unwrap();
        let (mut spool, _) = full(folder.path(), written, 13);
        let mut read = Vec::new();
        while read.len() < 13 {
            let some = numbers(&spool.read(4, usize::MAX).unwrap());
            assert!(!some.is_empty(), "no more than {read:?}");
            read.extend(some);
        }
        assert_eq!(read, (1..=13).collect::<Vec<_>>());
        assert!(spool.read(4, usize::MAX).unwrap().is_empty());
        assert_eq!((spool.len(), spool.take_broken()), (13, Broken::default()));
        for _ in 0..13 {
            spool.release().unwrap();
        }
        assert!(spool.is_empty() && !spool.is_dirty() && files(folder.path()).is_empty());
        // There is room now.
        spool.append(&message(14)).unwrap();
        spool.sync().unwrap();
        assert_eq!(numbers(&spool.read(4, usize::MAX).unwrap()), [14]);
    }
}

#[test]
fn what_was_read_from_memory_is_written_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let (mut spool, tail) = full(folder.path(), 10, 13);
    assert_eq!(spool.read(10, usize::MAX).unwrap().len(), 10);
    assert_eq!(numbers(&spool.read(2, usize::MAX).unwrap()), [11, 12]);
    for _ in 0..11 {
        spool.release().unwrap();
    }
    // The servers were away.
    spool.rewind();
    assert_eq!(numbers(&spool.read(1, usize::MAX).unwrap()), [12]);
    spool.tail = Some(tail);
    spool.append(&message(14)).unwrap();
    assert_eq!(numbers(&spool.read(100, usize::MAX).unwrap()), [13, 14]);
    drop(spool);
    let (mut spool, found) = open(folder.path(), 1 << 20);
    assert_eq!((found, spool.take_broken()), (Found { messages: 3, torn_bytes: 0 }, Broken::default()));
    assert_eq!(numbers(&spool.read(100, usize::MAX).unwrap()), [12, 13, 14]);
}
