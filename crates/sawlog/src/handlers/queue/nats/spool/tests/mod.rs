use std::fs;

use bytes::Bytes;

use super::super::message_id::MessageId;
use super::*;

mod damaged;
mod full;
mod unsynced;

const ONE: Identity = Identity(1);

fn message(number: u64) -> Message {
    let payload = Bytes::from(format!("{{\"msg\": \"number {number}\"}}").into_bytes());
    Message { id: MessageId { identity: ONE, number }, subject: "logs.spool".into(), payload }
}

fn open(folder: &Path, limit: u64) -> (Spool, Found) {
    Spool::open(folder, limit, ONE).unwrap()
}

fn numbers(messages: &[Message]) -> Vec<u64> {
    messages.iter().map(|message| message.id.number).collect()
}

fn files(folder: &Path) -> Vec<u64> {
    segment::in_folder(folder).unwrap().into_iter().map(|(sequence, _)| sequence).collect()
}

fn file(folder: &Path, sequence: u64) -> PathBuf {
    segment::path(folder, sequence, ONE)
}

#[test]
fn what_is_synced_is_there_after_a_restart_with_its_ids() {
    let folder = tempfile::tempdir().unwrap();
    let (mut spool, found) = open(folder.path(), 1 << 20);
    assert_eq!(found, Found::default());
    for number in 1..=1000 {
        assert!(spool.append(&message(number)).unwrap());
    }
    assert!(spool.is_dirty());
    spool.sync().unwrap();
    assert!(!spool.is_dirty());
    assert_eq!(numbers(&spool.read(10, usize::MAX).unwrap()), (1..=10).collect::<Vec<_>>());
    for _ in 0..4 {
        spool.release().unwrap();
    }
    assert_eq!(spool.len(), 996);
    drop(spool);

    let (mut spool, found) = Spool::open(folder.path(), 1 << 20, Identity(2)).unwrap();
    assert_eq!((found.messages, found.torn_bytes), (996, 0));
    // Those of this run go behind them, under its own identity.
    assert!(spool.append(&message(1)).unwrap());
    let read = spool.read(2000, usize::MAX).unwrap();
    assert_eq!(numbers(&read), (5..=1000).chain([1]).collect::<Vec<_>>());
    assert!(read[..996].iter().all(|message| message.id.identity == ONE));
    assert_eq!((read[996].id.identity, &*read[0].subject), (Identity(2), "logs.spool"));
    assert_eq!(read[0].payload, message(5).payload);
    assert!(spool.read(1, usize::MAX).unwrap().is_empty());
    spool.rewind();
    assert_eq!(numbers(&spool.read(1, usize::MAX).unwrap()), [5]);
    assert_eq!(spool.read(2000, usize::MAX).unwrap().len(), 996);
    for _ in 0..997 {
        assert!(!spool.is_empty());
        spool.release().unwrap();
    }
    assert!(spool.is_empty() && spool.bytes() == 0 && files(folder.path()).is_empty());
}

#[test]
fn a_torn_end_is_cut_off_wherever_it_is_torn() {
    let folder = tempfile::tempdir().unwrap();
    let (mut spool, _) = open(folder.path(), 1 << 20);
    for number in 1..=20 {
        spool.append(&message(number)).unwrap();
    }
    drop(spool);
    let path = file(folder.path(), 1);
    let whole = fs::read(&path).unwrap();
    let start_of_last = whole.len() - entry::len(&message(20));
    for cut in start_of_last + 1..whole.len() {
        fs::write(&path, &whole[..cut]).unwrap();
        let (mut spool, found) = open(folder.path(), 1 << 20);
        assert_eq!((found.messages, found.torn_bytes), (19, (cut - start_of_last) as u64));
        assert_eq!(spool.read(100, usize::MAX).unwrap().len(), 19);
        drop(spool);
        assert_eq!(fs::metadata(&path).unwrap().len(), start_of_last as u64);
    }
    // Blocks that were never written: zeros.
    let mut zeros = whole[..start_of_last].to_vec();
    zeros.resize(whole.len(), 0);
    fs::write(&path, zeros).unwrap();
    assert_eq!(open(folder.path(), 1 << 20).1.messages, 19);
    // Not even the header.
    fs::write(&path, &whole[..HEADER - 1]).unwrap();
    assert_eq!(open(folder.path(), 1 << 20).1.messages, 0);
    fs::write(file(folder.path(), 7), [0; 100]).unwrap();
    assert_eq!(open(folder.path(), 1 << 20).1, Found { messages: 0, torn_bytes: 84 });
    assert!(files(folder.path()).is_empty());
}

#[test]
fn a_file_of_another_version_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(file(folder.path(), 1), b"sawlogS\x03 and whatever else there is").unwrap();
    let error = Spool::open(folder.path(), 1 << 20, ONE).unwrap_err();
    assert!(error.to_string().contains("move it away"), "{error}");
    assert_eq!(files(folder.path()), [1]);
    // The first version had other names.
    let folder = tempfile::tempdir().unwrap();
    let first = folder.path().join("00000000000000000001.spool");
    fs::write(&first, b"sawlogS\x01 and whatever else there is").unwrap();
    let error = Spool::open(folder.path(), 1 << 20, ONE).unwrap_err();
    assert!(error.to_string().contains("00001.spool: it is not of the kind and version"), "{error}");
    assert!(first.exists());
}

#[test]
fn it_is_bounded_and_has_room_again_file_by_file() {
    let folder = tempfile::tempdir().unwrap();
    // Whatever is left where a file ends and the next one begins.
    for limit in (130_000..).step_by(7).take(50) {
        let folder = tempfile::tempdir().unwrap();
        let (mut spool, _) = open(folder.path(), limit);
        while spool.append(&message(1)).unwrap() {}
        assert!(spool.bytes() <= limit && spool.bytes() + 100 > limit, "{} of {limit}", spool.bytes());
    }
    let limit = 256 << 10;
    let (mut spool, _) = open(folder.path(), limit);
    let mut put = 0;
    while spool.append(&message(put + 1)).unwrap() {
        put += 1;
    }
    spool.sync().unwrap();
    assert!(files(folder.path()).len() > 2 && put > 1000);
    let on_disk =
        || files(folder.path()).into_iter().map(|number| fs::metadata(file(folder.path(), number)).unwrap().len());
    assert_eq!(on_disk().sum::<u64>(), spool.bytes());
    assert!(spool.bytes() <= limit);
    assert!(!spool.append(&message(0)).unwrap());
    let before = files(folder.path()).len();
    while files(folder.path()).len() == before {
        assert_eq!(spool.read(1, usize::MAX).unwrap().len(), 1);
        spool.release().unwrap();
    }
    assert!(spool.append(&message(put + 1)).unwrap());
    let left = spool.len();
    let mut read = Vec::new();
    loop {
        let some = numbers(&spool.read(100, 4096).unwrap());
        if some.is_empty() {
            break;
        }
        read.extend(some);
    }
    assert_eq!(read.len(), left);
    assert_eq!(read.last(), Some(&(put + 1)));
}

#[test]
fn a_folder_that_others_could_change_is_refused() {
    use std::os::unix::fs::{PermissionsExt, chown};
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("spool");
    drop(open(&place, 1 << 20));
    let refused = |why: &str| {
        let error = Spool::open(&place, 1 << 20, ONE).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::PermissionDenied);
        let said = error.to_string();
        assert!(said.contains(why) && said.contains(&place.display().to_string()), "{said}");
    };
    for mode in [0o770, 0o702, 0o1777] {
        fs::set_permissions(&place, fs::Permissions::from_mode(mode)).unwrap();
        refused("can be changed by others (chmod go-w): others could put records of their own there");
    }
    fs::set_permissions(&place, fs::Permissions::from_mode(0o755)).unwrap();
    drop(open(&place, 1 << 20));
    // Root alone can give a folder away.
    if chown(&place, Some(12_345), None).is_ok() {
        refused("belongs to another user");
    }
}

#[test]
fn one_process_has_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("new/folder");
    let (spool, _) = open(&place, 1 << 20);
    let error = Spool::open(&place, 1 << 20, ONE).unwrap_err();
    assert_eq!(error.to_string(), "another process has it");
    drop(spool);
    let (mut spool, _) = open(&place, 1 << 20);
    spool.append(&message(1)).unwrap();
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&place), 0o700);
    for file in fs::read_dir(&place).unwrap() {
        assert_eq!(mode(&file.unwrap().path()), 0o600);
    }
}
