//! A process that is killed in the middle, and started again.

use std::io::{BufRead as _, BufReader};
use std::time::Duration;

use crate::child::{self, Job};
use crate::left::{self, line, names};

const ROUNDS: u64 = 15;

fn nothing_is_lost(packing: &'static str) {
    let folder = tempfile::tempdir().unwrap();
    let mut next = 0;
    let job = Job { count: 5_000, max_bytes: 20_000, backup_count: 400, packing, way: "tell", ..Job::default() };
    for round in 0..ROUNDS {
        let mut child = child::start(folder.path(), &Job { first: next, ..job.clone() });
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let mut wrote = 0;
        // After a number of lines that falls on another part of a rotation each time.
        let last = next + 300 + round * 237;
        for told in stdout.lines() {
            let told = told.unwrap();
            let Some((_, number)) = told.split_once("wrote ") else { continue };
            wrote = number.parse::<u64>().unwrap();
            if wrote == last {
                std::thread::sleep(Duration::from_micros(round * 313));
                child.kill().unwrap();
            }
        }
        child.wait().unwrap();
        // What it was writing when it was killed may be there or not.
        next = wrote + 1;
        let written = left::lines(folder.path());
        if written.contains_key(&line(0, next)) {
            next += 1;
        }
    }
    let handler = child::handler(&folder.path().join("app.log"), &job);
    assert!(handler.wait_for_backups(Duration::from_secs(60)));
    let lines = left::lines(folder.path());
    for number in 0..next {
        assert_eq!(lines.get(&line(0, number)), Some(&1), "{number} of {next}");
    }
    assert_eq!(lines.len() as u64, next);
    let names = names(folder.path());
    assert!(!names.iter().any(|name| name.ends_with(".part")), "{names:?}");
    if packing != "none" {
        assert!(names.iter().all(|name| name == "app.log" || name.ends_with(".gz")), "{names:?}");
    }
}

#[test]
fn without_compression() {
    nothing_is_lost("none");
}

#[test]
fn with_compression() {
    nothing_is_lost("gzip");
}
