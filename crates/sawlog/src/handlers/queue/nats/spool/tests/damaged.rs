//! Files that were damaged where they were whole: what is behind the damage is read.

use std::ops::Range;

use super::*;

/// A folder with a file of so many messages, the file, and where each of them is in it.
fn written(messages: u64) -> (tempfile::TempDir, PathBuf, Vec<Range<usize>>) {
    let folder = tempfile::tempdir().unwrap();
    let (mut spool, _) = open(folder.path(), 1 << 20);
    let mut places = Vec::new();
    let mut at = HEADER;
    for number in 1..=messages {
        spool.append(&message(number)).unwrap();
        places.push(at..at + entry::len(&message(number)));
        at += entry::len(&message(number));
    }
    drop(spool);
    let path = file(folder.path(), 1);
    (folder, path, places)
}

fn damage(path: &Path, change: impl FnOnce(&mut [u8])) {
    let mut bytes = fs::read(path).unwrap();
    change(&mut bytes);
    fs::write(path, bytes).unwrap();
}

fn all(spool: &mut Spool) -> Vec<u64> {
    let mut read = Vec::new();
    loop {
        let some = numbers(&spool.read(3, usize::MAX).unwrap());
        if some.is_empty() {
            return read;
        }
        read.extend(some);
    }
}

fn release_all(spool: &mut Spool, messages: usize) {
    for _ in 0..messages {
        assert!(!spool.is_empty());
        spool.release().unwrap();
    }
    assert!(spool.is_empty() && spool.bytes() == 0, "{} left", spool.len());
}

#[test]
fn one_broken_entry_costs_one_message_whatever_byte_of_it_is_wrong() {
    for byte in 0..entry::len(&message(3)) {
        let (folder, path, places) = written(8);
        damage(&path, |bytes| bytes[places[2].start + byte] ^= 0x41);
        let (mut spool, found) = open(folder.path(), 1 << 20);
        let broken = Broken { records: 1, bytes: places[2].len() as u64 };
        assert_eq!((found, spool.take_broken()), (Found { messages: 7, torn_bytes: 0 }, broken), "byte {byte}");
        assert_eq!(all(&mut spool), [1, 2, 4, 5, 6, 7, 8], "byte {byte}");
        // It was told of.
        assert_eq!(spool.take_broken().records, 0);
        spool.rewind();
        assert_eq!(all(&mut spool).len(), 7);
        release_all(&mut spool, 7);
        assert!(files(folder.path()).is_empty());
    }
}

#[test]
fn what_broke_while_it_was_in_use_is_counted_and_passed_over() {
    let (folder, path, places) = written(20);
    let (mut spool, _) = open(folder.path(), 1 << 20);
    assert_eq!(numbers(&spool.read(2, usize::MAX).unwrap()), [1, 2]);
    spool.release().unwrap();
    damage(&path, |bytes| bytes[places[2].end..places[7].end].fill(0));
    assert_eq!(numbers(&spool.read(2, usize::MAX).unwrap()), [3, 9]);
    // And once more, behind what was found.
    damage(&path, |bytes| {
        bytes[places[12].start + 3] = 0xFF;
        bytes[places[19].start + 20] ^= 1;
    });
    spool.append(&message(21)).unwrap();
    assert_eq!(all(&mut spool), [10, 11, 12, 14, 15, 16, 17, 18, 19, 21]);
    assert_eq!(spool.take_broken().records, 7);
    assert_eq!(spool.len(), 13);
    spool.rewind();
    assert_eq!(all(&mut spool).len(), 13);
    assert_eq!(spool.take_broken().records, 0);
    release_all(&mut spool, 13);
}

#[test]
fn a_file_of_which_nothing_can_be_read_any_more_is_no_obstacle() {
    let (folder, path, _) = written(5);
    let (mut spool, _) = open(folder.path(), 1 << 20);
    spool.append(&message(6)).unwrap();
    spool.sync().unwrap();
    fs::remove_file(path).unwrap();
    assert_eq!(all(&mut spool), [6]);
    assert_eq!(spool.take_broken().records, 5);
    release_all(&mut spool, 1);

    let (folder, path, places) = written(5);
    let (mut spool, _) = open(folder.path(), 1 << 20);
    assert_eq!(spool.read(3, usize::MAX).unwrap().len(), 3);
    damage(&path, |bytes| bytes[places[3].start..].fill(b'x'));
    assert!(spool.read(3, usize::MAX).unwrap().is_empty());
    assert_eq!((spool.len(), spool.take_broken().records), (3, 2));
    release_all(&mut spool, 3);
}

#[test]
fn what_is_released_stays_so_though_something_before_it_broke() {
    let (folder, path, places) = written(10);
    let (mut spool, _) = open(folder.path(), 1 << 20);
    spool.read(5, usize::MAX).unwrap();
    for _ in 0..4 {
        spool.release().unwrap();
    }
    drop(spool);
    damage(&path, |bytes| bytes[places[1].start] ^= 0xFF);
    let (mut spool, found) = open(folder.path(), 1 << 20);
    // It had been sent: nothing is lost.
    assert_eq!((found.messages, spool.take_broken()), (6, Broken::default()));
    assert_eq!(all(&mut spool), [5, 6, 7, 8, 9, 10]);
    release_all(&mut spool, 6);
}

#[test]
fn a_damaged_beginning_costs_no_more_than_what_is_in_it() {
    let (folder, path, places) = written(10);
    damage(&path, |bytes| bytes[..places[1].start + 1].fill(0));
    let (mut spool, found) = open(folder.path(), 1 << 20);
    assert_eq!((found.messages, spool.take_broken().records), (8, 1));
    assert_eq!(all(&mut spool), (3..=10).collect::<Vec<_>>());
    release_all(&mut spool, 8);
    // Where nothing can be read the file may be somebody else's.
    fs::write(&path, [b'x'; 4096]).unwrap();
    assert!(Spool::open(folder.path(), 1 << 20, ONE).is_err() && path.exists());
}

#[test]
fn an_entry_within_a_message_is_no_entry() {
    let folder = tempfile::tempdir().unwrap();
    let (mut spool, _) = open(folder.path(), 1 << 20);
    // Somebody who knows the format logs what looks like it, but does not know the run's identity.
    let mut forged = b"text ".to_vec();
    entry::write(&message(99), Identity(0), &mut forged);
    let carrier = Message { payload: Bytes::from(forged), ..message(1) };
    for message in [&carrier, &message(2)] {
        spool.append(message).unwrap();
    }
    drop(spool);
    damage(&file(folder.path(), 1), |bytes| bytes[HEADER + 3] = 0xFF);
    let (mut spool, _) = open(folder.path(), 1 << 20);
    assert_eq!(all(&mut spool), [2]);
}

#[test]
fn looking_for_entries_ends() {
    // Each byte could be the beginning of an entry as long as the rest.
    let mut bytes = vec![0; 1 << 20];
    for at in (0..bytes.len() - 19).step_by(32) {
        let len = u32::try_from(bytes.len() - at - entry::HEAD).unwrap();
        bytes[at..at + 4].copy_from_slice(&len.to_le_bytes());
        bytes[at + 16] = 1;
        bytes[at + 18] = b'a';
    }
    assert!(entry::may_begin(&bytes[32..]));
    let nearly = bytes.len() - (1 << 10);
    // The last of them is a whole one, which few are enough to be found before.
    entry::write(&message(1), ONE, &mut bytes);
    let at = bytes.len() - entry::len(&message(1));
    // From a place that says nothing of where the next one begins.
    assert_eq!(scan::Scan::new(&bytes, nearly + 8, ONE).find(), Some(at));
    assert_eq!(scan::Scan::new(&bytes, 8, ONE).find(), None);
}

/// What could be the beginnings of so many entries of a megabyte.
fn beginnings(count: usize) -> Vec<u8> {
    let mut bytes = vec![0; 32 * count];
    for at in (0..bytes.len()).step_by(32) {
        bytes[at..at + 4].copy_from_slice(&(1_u32 << 20).to_le_bytes());
        bytes[at + 16] = 1;
        bytes[at + 18] = b'a';
    }
    bytes
}

#[test]
fn what_was_not_looked_for_any_longer_is_neither_cut_off_nor_lost() {
    let folder = tempfile::tempdir().unwrap();
    let (mut spool, _) = open(folder.path(), 64 << 20);
    spool.append(&message(1)).unwrap();
    drop(spool);
    let path = file(folder.path(), 1);
    let mut bytes = fs::read(&path).unwrap();
    // Each of the two costs more than half of what is checked at most.
    for number in [2, 3] {
        bytes.extend(beginnings(160));
        entry::write(&message(number), ONE, &mut bytes);
    }
    entry::write(&Message { payload: vec![b'x'; 1100 << 10].into(), ..message(4) }, ONE, &mut bytes);
    fs::write(&path, &bytes).unwrap();
    let (mut spool, found) = open(folder.path(), 64 << 20);
    assert_eq!((found, spool.take_broken().records), (Found { messages: 3, torn_bytes: 0 }, 2));
    assert_eq!(fs::metadata(&path).unwrap().len(), bytes.len() as u64);
    assert_eq!(all(&mut spool), [1, 2, 3, 4]);
    assert_eq!((spool.len(), spool.take_broken()), (4, Broken::default()));
    release_all(&mut spool, 4);
    drop(spool);

    // Where one place alone costs too much the rest is given up, and counted.
    bytes.truncate(HEADER + entry::len(&message(1)));
    bytes.extend(beginnings(300));
    bytes.resize(bytes.len() + (1100 << 10), 0);
    fs::write(file(folder.path(), 2), &bytes).unwrap();
    let (mut spool, found) = open(folder.path(), 64 << 20);
    assert_eq!((found, spool.take_broken().records), (Found { messages: 2, torn_bytes: 0 }, 1));
    assert_eq!(all(&mut spool), [1]);
    assert_eq!(spool.take_broken(), Broken::default());
    release_all(&mut spool, 1);
}

#[test]
fn a_torn_end_of_what_was_sent_is_no_loss() {
    let (folder, path, places) = written(3);
    let (mut spool, _) = open(folder.path(), 1 << 20);
    spool.progress.note(2, HEADER as u64);
    drop(spool);
    let torn = OpenOptions::new().write(true).open(&path).unwrap();
    torn.set_len(places[2].end as u64 - 1).unwrap();
    assert_eq!(open(folder.path(), 1 << 20).1, Found::default());
    assert!(files(folder.path()).is_empty());
}
