//! Disks that refuse to say that they have something.

use super::*;

impl Spool {
    /// Has what is appended next go to where no disk is, if it is to be lost, and the disk refuse to say that it has it.
    pub(in super::super::super) fn break_disk(&mut self, is_lost: bool) {
        if !is_lost {
            self.write_out().unwrap();
        }
        // It takes all that is written, and cannot be synced.
        self.tail = Some(OpenOptions::new().write(true).open("/dev/null").unwrap());
    }
}

#[test]
fn what_the_disk_refused_is_doubtful_until_it_is_written_anew() {
    let folder = tempfile::tempdir().unwrap();
    let (mut spool, _) = open(folder.path(), 1 << 20);
    for number in 1..=10 {
        spool.append(&message(number)).unwrap();
    }
    assert_eq!(spool.read(4, usize::MAX).unwrap().len(), 4);
    spool.release().unwrap();
    spool.break_disk(false);
    assert!(spool.sync().is_err());
    // The system says that all is well from now on.
    spool.append(&message(11)).unwrap();
    spool.sync().unwrap();
    assert!(spool.is_doubtful() && !spool.is_dirty());
    let path = file(folder.path(), 1);
    use std::os::unix::fs::MetadataExt;
    let former = fs::metadata(&path).unwrap().ino();
    spool.mend().unwrap();
    assert!(!spool.is_doubtful());
    assert_ne!(fs::metadata(&path).unwrap().ino(), former);
    assert_eq!(numbers(&spool.read(100, usize::MAX).unwrap()), (5..=11).collect::<Vec<_>>());
    drop(spool);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4, "no file is left over");
    let (mut spool, found) = open(folder.path(), 1 << 20);
    assert_eq!((found, spool.take_broken()), (Found { messages: 10, torn_bytes: 0 }, Broken::default()));
}

#[test]
fn what_cannot_be_read_back_is_doubtful_until_it_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let (mut spool, _) = open(folder.path(), 1 << 20);
    spool.append(&message(1)).unwrap();
    spool.sync().unwrap();
    spool.break_disk(true);
    spool.append(&message(2)).unwrap();
    assert!(spool.sync().is_err());
    spool.append(&message(3)).unwrap();
    spool.sync().unwrap();
    for _ in 0..2 {
        let error = spool.mend().unwrap_err();
        assert!(error.to_string().contains("cannot be read back"), "{error}");
        assert!(spool.is_doubtful());
    }
    // It is lost, which is known.
    assert_eq!(numbers(&spool.read(100, usize::MAX).unwrap()), [1, 3]);
    assert_eq!(spool.take_broken().records, 1);
    assert!(spool.is_doubtful());
    spool.release().unwrap();
    assert!(!spool.is_doubtful() && spool.len() == 1);
}

#[test]
fn a_file_that_cannot_be_mended_keeps_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let (mut spool, _) = open(folder.path(), 1 << 20);
    for (number, is_lost) in [(1, true), (2, false)] {
        if is_lost {
            spool.append(&message(10)).unwrap();
            spool.break_disk(true);
        }
        spool.append(&message(number)).unwrap();
        if !is_lost {
            spool.break_disk(false);
        }
        assert!(spool.sync().is_err());
    }
    assert_eq!(spool.segments.len(), 2);
    assert!(spool.mend().is_err());
    assert_eq!(spool.segments.iter().map(|segment| segment.is_doubtful).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn what_was_left_of_writing_anew_goes() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("00000000000000000001.new"), b"half of it").unwrap();
    open(folder.path(), 1 << 20);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}
