//! Several processes write to one file and rotate it.

use std::time::Duration;

use crate::child::{self, Job};
use crate::left::{self, line, names};

const PROCESSES: u64 = 4;
const LINES: u64 = 200_000;

fn every_line_is_there_once(packing: &'static str) {
    let folder = tempfile::tempdir().unwrap();
    let each = LINES / PROCESSES;
    let job = Job { count: each, backup_count: 100, packing, multi_process: true, ..Job::default() };
    let children: Vec<_> =
        (0..PROCESSES).map(|writer| child::start(folder.path(), &Job { writer, ..job.clone() })).collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}{stderr}", String::from_utf8_lossy(&output.stdout));
        assert_eq!(stderr, "");
    }
    if packing != "none" {
        // One that ended while another still held a backup has left it.
        let handler = child::handler(&folder.path().join("app.log"), &job);
        assert!(handler.wait_for_backups(Duration::from_secs(60)));
    }
    let lines = left::lines(folder.path());
    for (line, times) in &lines {
        assert_eq!(*times, 1, "{line}");
    }
    for writer in 0..PROCESSES {
        for number in 0..each {
            assert!(lines.contains_key(&line(writer, number)), "{}", line(writer, number));
        }
    }
    assert_eq!(lines.len() as u64, LINES);
    let names = names(folder.path());
    // 20 MB, 1 MB a file.
    assert!((19..=23).contains(&names.len()), "{names:?}");
    let extension = match packing {
        "gzip" => ".gz",
        "zstd" => ".zst",
        _ => "",
    };
    for (at, name) in names.iter().filter(|name| *name != "app.log").enumerate() {
        assert!(name.ends_with(extension), "{names:?}");
        assert!(names.contains(&format!("app.log.{}{extension}", at + 1)), "{names:?}");
    }
}

#[test]
fn four_of_them_without_compression() {
    every_line_is_there_once("none");
}

#[test]
fn four_of_them_with_gzip() {
    every_line_is_there_once("gzip");
}

#[cfg(feature = "zstd")]
#[test]
fn four_of_them_with_zstd() {
    every_line_is_there_once("zstd");
}

#[test]
fn four_of_them_at_a_small_size() {
    let folder = tempfile::tempdir().unwrap();
    let job = Job {
        count: 5_000,
        max_bytes: 20_000,
        backup_count: 300,
        packing: "gzip",
        multi_process: true,
        ..Job::default()
    };
    let children: Vec<_> =
        (0..PROCESSES).map(|writer| child::start(folder.path(), &Job { writer, ..job.clone() })).collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success());
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    }
    assert!(child::handler(&folder.path().join("app.log"), &job).wait_for_backups(Duration::from_secs(60)));
    let lines = left::lines(folder.path());
    assert_eq!((lines.len() as u64, lines.values().max()), (PROCESSES * 5_000, Some(&1)));
}
