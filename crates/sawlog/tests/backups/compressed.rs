//! Backups that are compressed behind the back of the caller.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use sawlog::{BaseRotatingHandler, HandlerRef, Manager, NameTemplate, Packing, RotatingFileHandler, info};

use crate::child::{self, Job};
use crate::left::{line, names, text};
use crate::python::python;

const LONG: Duration = Duration::from_secs(60);

fn write(handler: &HandlerRef<RotatingFileHandler>, numbers: std::ops::Range<u64>) {
    let manager = Manager::new();
    let logger = manager.get_logger("test");
    logger.set_level("INFO").unwrap();
    logger.add_handler(handler);
    numbers.for_each(|number| info!(logger, "{}", line(0, number)));
}

/// The lines of these numbers.
fn expected(numbers: std::ops::Range<u64>) -> String {
    numbers.map(|number| line(0, number) + "\n").collect()
}

fn rotate(handler: &HandlerRef<RotatingFileHandler>) {
    handler.do_rollover().unwrap();
    assert!(handler.wait_for_backups(LONG));
}

#[test]
fn python_reads_what_gzip_made() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app.log");
    let handler = RotatingFileHandler::builder(&path).backup_count(3).compress(Packing::Gzip).build().unwrap();
    write(&handler, 0..2_000);
    let before = fs::metadata(&path).unwrap();
    rotate(&handler);
    assert_eq!(names(folder.path()), ["app.log", "app.log.1.gz"]);
    let backup = folder.path().join("app.log.1.gz");
    let after = fs::metadata(&backup).unwrap();
    assert!(after.len() < before.len());
    assert_eq!((after.modified().unwrap(), after.permissions()), (before.modified().unwrap(), before.permissions()));
    let script = "import gzip, sys; sys.stdout.write(gzip.open(sys.stdin.read(), 'rt').read())";
    let Some(read) = python(script, backup.to_str().unwrap()) else { return };
    assert_eq!(read, expected(0..2_000));
}

#[test]
fn python_reads_what_zlib_made() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app.log");
    let handler = RotatingFileHandler::builder(&path)
        .backup_count(3)
        .compress(Packing::Zlib)
        .namer("{}.gz".parse::<NameTemplate>().unwrap())
        .build()
        .unwrap();
    write(&handler, 0..2_000);
    rotate(&handler);
    let backup = folder.path().join("app.log.1.gz");
    let script = "import sys, zlib; sys.stdout.write(zlib.decompress(open(sys.stdin.read(), 'rb').read()).decode())";
    let Some(read) = python(script, backup.to_str().unwrap()) else { return };
    assert_eq!(read, expected(0..2_000));
}

#[cfg(feature = "zstd")]
#[test]
fn zstd_reads_what_zstd_made() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app.log");
    let handler = RotatingFileHandler::builder(&path).backup_count(3).compress(Packing::Zstd).build().unwrap();
    write(&handler, 0..2_000);
    rotate(&handler);
    let backup = folder.path().join("app.log.1.zst");
    assert_eq!(text(&backup), expected(0..2_000));
    // The last four bytes are a checksum of what was compressed.
    let mut bytes = fs::read(&backup).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    assert!(zstd::stream::decode_all(&bytes[..]).is_err());
}

#[test]
fn the_chain_moves_whether_they_are_done_or_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("app.log");
    let handler = RotatingFileHandler::builder(&path).backup_count(4).compress(Packing::Gzip).build().unwrap();
    // Faster than they can be compressed.
    for number in 0..7 {
        write(&handler, number * 3_000..(number + 1) * 3_000);
        handler.do_rollover().unwrap();
    }
    assert!(handler.wait_for_backups(LONG));
    assert_eq!(names(folder.path()), ["app.log", "app.log.1.gz", "app.log.2.gz", "app.log.3.gz", "app.log.4.gz"]);
    for backup in 1..=4 {
        let number = 7 - backup;
        let read = text(&folder.path().join(format!("app.log.{backup}.gz")));
        assert!(read == expected(number * 3_000..(number + 1) * 3_000), "{backup}");
    }
}

#[test]
fn what_a_former_process_left_is_taken_up() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let time = SystemTime::UNIX_EPOCH + Duration::from_nanos(1_700_000_000_123_456_789);
    let put = |name: &str, text: &str, time| {
        fs::write(file(name), text).unwrap();
        fs::File::options().append(true).open(file(name)).unwrap().set_modified(time).unwrap();
    };
    put("app.log.1", "one\n", time);
    // Killed after the compressed one had its name, and before the other had gone.
    put("app.log.2", "two\n", time);
    put("app.log.2.gz", "its place", time);
    // From a time at which nothing was compressed: not the same.
    put("app.log.3", "three\n", time);
    put("app.log.3.gz", "another's", time + Duration::from_secs(1));
    // Killed while it was written; and what only looks like it.
    put(".app.log.4242-7.part", "half of", time);
    put(".app.log.x-7.part", "not ours", time);
    put(".other.log.4242-7.part", "not ours", time);
    let handler = RotatingFileHandler::builder(file("app.log")).backup_count(5).compress(Packing::Gzip).build();
    assert!(handler.unwrap().wait_for_backups(LONG));
    let expected = [
        ".app.log.x-7.part",
        ".other.log.4242-7.part",
        "app.log",
        "app.log.1.gz",
        "app.log.2.gz",
        "app.log.3",
        "app.log.3.gz",
    ];
    assert_eq!(names(folder.path()), expected);
    assert_eq!(text(&file("app.log.1.gz")), "one\n");
}

#[test]
fn the_exit_waits_for_what_is_under_way() {
    let folder = tempfile::tempdir().unwrap();
    let job = Job { count: 25_000, packing: "gzip", ..Job::default() };
    assert_eq!(child::run(folder.path(), &job), "");
    assert_eq!(names(folder.path()), ["app.log", "app.log.1.gz", "app.log.2.gz"]);
}

#[test]
fn a_namer_may_put_them_into_another_folder() {
    let folder = tempfile::tempdir().unwrap();
    let old = folder.path().join("old");
    fs::create_dir(&old).unwrap();
    let handler = RotatingFileHandler::builder(folder.path().join("app.log"))
        .backup_count(2)
        .compress(Packing::Gzip)
        .namer_fn({
            let old = old.clone();
            move |default: &Path| old.join(default.file_name().unwrap()).with_extension("z")
        })
        .namer("{folder}/old/{name}.z".parse::<NameTemplate>().unwrap())
        .build()
        .unwrap();
    for number in 0..3 {
        write(&handler, number..number + 1);
        rotate(&handler);
    }
    assert_eq!(
        (names(folder.path()), names(&old)),
        (vec!["app.log".into(), "old".into()], vec!["app.log.1.z".to_owned(), "app.log.2.z".to_owned()])
    );
}
