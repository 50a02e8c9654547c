//! A process that forks while backups are made and the file is shared.
#![allow(unsafe_code)]

use std::time::Duration;

use crate::child::{self, Job};
use crate::left::{self, line, names};

/// Writes half of the job, forks, and both processes write a quarter.
pub(crate) fn child(write: &dyn Fn(u64), wait: &dyn Fn(Duration) -> bool, job: &Job) {
    let half = job.first + job.count / 2;
    (job.first..half).for_each(write);
    // SAFETY: the child goes on with what works in a process that has one thread, and ends itself.
    let forked = unsafe { libc::fork() };
    assert!(forked >= 0);
    let quarter = job.count / 4;
    if forked == 0 {
        (half..half + quarter).for_each(write);
        let done = wait(Duration::from_secs(60));
        // SAFETY: ends the process.
        unsafe { libc::_exit(if done { 0 } else { 1 }) };
    }
    (half + quarter..half + 2 * quarter).for_each(write);
    let mut status = -1;
    // SAFETY: waits for the child that was just made.
    unsafe { libc::waitpid(forked, &mut status, 0) };
    assert_eq!(status, 0);
}

#[test]
fn both_go_on() {
    for _ in 0..5 {
        let folder = tempfile::tempdir().unwrap();
        let job = Job {
            count: 8_000,
            max_bytes: 50_000,
            backup_count: 100,
            packing: "gzip",
            multi_process: true,
            way: "fork",
            ..Job::default()
        };
        assert_eq!(child::run(folder.path(), &job), "");
        let handler = child::handler(&folder.path().join("app.log"), &job);
        assert!(handler.wait_for_backups(Duration::from_secs(60)));
        let lines = left::lines(folder.path());
        assert!((0..8_000).all(|number| lines.get(&line(0, number)) == Some(&1)));
        assert_eq!(lines.len(), 8_000);
        assert!(names(folder.path()).iter().all(|name| name == "app.log" || name.ends_with(".gz")));
    }
}
