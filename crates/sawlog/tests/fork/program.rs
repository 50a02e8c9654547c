//! The process that forks while its threads log.

use std::path::Path;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use crate::forking::{End, fork};

const WAY: &str = "SAWLOG_TEST_FORK";
const FOLDER: &str = "SAWLOG_TEST_FOLDER";

pub(crate) const FORKS: u64 = 200;
pub(crate) const THREADS: u64 = 4;
/// How much a thread may do for each fork: it is busy when the fork comes, and the test still ends.
const FOR_EACH_FORK: u64 = 150;

/// Has a process of its own do something, in a folder; what it printed.
pub(crate) fn run(way: &str, folder: &Path) -> String {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["--exact", "program::runs_as_a_program", "--nocapture", "--test-threads", "1"]);
    let Output { status, stdout, stderr } = command.env(WAY, way).env(FOLDER, folder).output().expect("it starts");
    let (stdout, stderr) = (String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    assert!(status.success(), "{way}: {status}\n{stderr}");
    assert_eq!(stderr, "", "{way}");
    stdout.into_owned()
}

#[test]
fn runs_as_a_program() {
    let Ok(way) = std::env::var(WAY) else { return };
    let folder = std::env::var(FOLDER).expect("a folder");
    let folder = Path::new(&folder);
    match way.split_once(' ').unwrap_or((&way, "")) {
        ("sink", kind) => crate::sinks::program(kind, folder),
        ("settings", kind) => crate::settings::program(kind),
        ("ours", kind) => crate::ours::program(kind, folder),
        ("within", kind) => crate::within::program(kind, folder),
        ("stuck", _) => crate::stuck::program(folder),
        _ => panic!("unknown: {way}"),
    }
}

/// Forks again and again while threads do what `busy` does with their number and a count; each child does `child` with
/// its number. Returns how often `busy` was done by each thread.
pub(crate) fn storm(busy: impl Fn(u64, u64) + Sync, child: impl Fn(u64)) -> u64 {
    storm_of(FORKS, busy, child)
}

/// The same with so many forks.
pub(crate) fn storm_of(forks: u64, busy: impl Fn(u64, u64) + Sync, child: impl Fn(u64)) -> u64 {
    let (allowed, ended) = (AtomicU64::new(FOR_EACH_FORK), AtomicBool::new(false));
    let mut failed = 0;
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let (allowed, ended, busy) = (&allowed, &ended, &busy);
            scope.spawn(move || {
                for count in 0..forks * FOR_EACH_FORK {
                    while count >= allowed.load(Ordering::Relaxed) && !ended.load(Ordering::Relaxed) {
                        thread::yield_now();
                    }
                    busy(thread, count);
                }
            });
        }
        for number in 0..forks {
            let end = if number % 2 == 0 { End::Exit } else { End::AtOnce };
            if !fork(end, || child(number)).ended() {
                failed += 1;
                if failed == 3 {
                    break;
                }
            }
            allowed.fetch_add(FOR_EACH_FORK, Ordering::Relaxed);
        }
        ended.store(true, Ordering::Relaxed);
    });
    assert_eq!(failed, 0, "so many children hung, or failed");
    forks * FOR_EACH_FORK
}
