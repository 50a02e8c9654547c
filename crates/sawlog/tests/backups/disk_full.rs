//! A disk that is full while a backup is compressed, and has room again.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::child::{self, Job};
use crate::left::{self, line, names};
use crate::skipped::skip;

/// A small disk of its own; gone when dropped.
struct Disk(tempfile::TempDir);

impl Disk {
    fn new(bytes: u64) -> Option<Disk> {
        let folder = tempfile::tempdir().unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={bytes}"), "tmpfs"]).arg(folder.path());
        let mounted = mount.stdout(Stdio::null()).stderr(Stdio::null()).status();
        if !mounted.is_ok_and(|status| status.success()) {
            skip("backups on a full disk", "no tmpfs can be mounted here");
            return None;
        }
        Some(Disk(folder))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path()).status();
    }
}

#[test]
fn a_backup_that_finds_no_room_stays_as_it_is() {
    // Room for a file of a megabyte and most of another.
    let Some(disk) = Disk::new(5 << 20) else { return };
    let ballast = disk.path().join("ballast");
    std::fs::write(&ballast, vec![0; 3_400 << 10]).unwrap();
    let job = Job { max_bytes: 1_000_000, packing: "gzip", way: "steps", ..Job::default() };
    let mut process = child::start(disk.path(), &job);
    let mut told = BufReader::new(process.stdout.take().unwrap());
    let mut words = process.stdin.take().unwrap();
    let mut say = |word: &str| {
        writeln!(words, "{word}").unwrap();
        let mut answer = String::new();
        while !answer.starts_with("done") {
            answer.clear();
            assert!(told.read_line(&mut answer).unwrap() > 0, "it has ended");
        }
        answer
    };
    say("write 10500");
    assert_eq!(say("wait"), "done 0\n");
    let full = names(disk.path());
    assert_eq!(full, ["app.log", "app.log.1", "ballast"]);
    std::fs::remove_file(ballast).unwrap();
    say("write 20000");
    assert_eq!(say("wait"), "done 0\n");
    drop(words);
    let mut stderr = String::new();
    process.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    assert!(process.wait().unwrap().success());
    assert!(stderr.contains("RotatingFileHandler: cannot compress "), "{stderr}");
    assert!(stderr.contains("it stays as it is"), "{stderr}");
    assert_eq!(names(disk.path()), ["app.log", "app.log.1.gz", "app.log.2.gz", "app.log.3.gz"]);
    let lines = left::lines(disk.path());
    assert!((0..30_500).all(|number| lines.get(&line(0, number)) == Some(&1)));
}

#[test]
fn records_that_find_no_room_are_counted_and_those_after_are_written() {
    let Some(disk) = Disk::new(1 << 20) else { return };
    let job = Job {
        max_bytes: 400_000,
        backup_count: 5,
        packing: "gzip",
        way: "steps",
        multi_process: true,
        ..Job::default()
    };
    let mut process = child::start(disk.path(), &job);
    let mut told = BufReader::new(process.stdout.take().unwrap());
    let mut words = process.stdin.take().unwrap();
    let mut say = |word: &str| {
        writeln!(words, "{word}").unwrap();
        let mut answer = String::new();
        while !answer.starts_with("done") {
            answer.clear();
            assert!(told.read_line(&mut answer).unwrap() > 0, "it has ended");
        }
        answer.trim().strip_prefix("done ").unwrap().parse::<u64>().unwrap()
    };
    let ballast = disk.path().join("ballast");
    std::fs::write(&ballast, vec![0; 900 << 10]).unwrap();
    let failed = say("write 3000");
    assert!((1..3000).contains(&failed), "{failed}");
    std::fs::remove_file(&ballast).unwrap();
    assert_eq!(say("write 2000"), failed);
    say("wait");
    drop(words);
    // Reports are limited by the second, and say what was left out.
    let mut stderr = String::new();
    process.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    assert!(process.wait().unwrap().success());
    assert!(stderr.contains("No space left on device"), "{stderr}");
    let text: String = names(disk.path())
        .iter()
        .filter(|name| !name.starts_with('.'))
        .map(|name| left::text(&disk.path().join(name)))
        .collect();
    let there = (0..3000).filter(|number| text.contains(&line(0, *number))).count() as u64;
    assert_eq!(there, 3000 - failed);
    assert!((3000..5000).all(|number| text.contains(&line(0, number))));
}
