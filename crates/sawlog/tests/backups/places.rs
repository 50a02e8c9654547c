//! A folder that goes and comes back, and one that may not be written to.

use std::fs;
use std::io::{BufReader, Write as _};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Child;

use crate::child::{self, Job};
use crate::left::{self, line, names};

/// A process that is told what to do step by step; the failures of its handler so far.
fn say(process: &mut Child, told: &mut impl std::io::BufRead, word: &str) -> u64 {
    writeln!(process.stdin.as_mut().unwrap(), "{word}").unwrap();
    loop {
        let mut answer = String::new();
        assert!(told.read_line(&mut answer).unwrap() > 0, "it has ended");
        if let Some(failures) = answer.trim().strip_prefix("done ") {
            return failures.parse().unwrap();
        }
    }
}

#[test]
fn a_shared_file_is_followed_when_its_folder_comes_back() {
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("logs");
    fs::create_dir(&folder).unwrap();
    let job = Job { packing: "gzip", multi_process: true, way: "steps", max_bytes: 2_000, ..Job::default() };
    let mut process = child::start(&folder, &job);
    let mut told = BufReader::new(process.stdout.take().unwrap());
    assert_eq!(say(&mut process, &mut told, "write 50"), 0);
    // What is being compressed would be put into the folder while it is removed.
    say(&mut process, &mut told, "wait");
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!(say(&mut process, &mut told, "write 30"), 30);
    fs::create_dir(&folder).unwrap();
    assert_eq!(say(&mut process, &mut told, "write 30"), 30);
    say(&mut process, &mut told, "wait");
    drop(process.stdin.take());
    assert!(process.wait_with_output().unwrap().status.success());
    let lines = left::lines(&folder);
    assert_eq!(lines.len(), 30);
    assert!((80..110).all(|number| lines.get(&line(0, number)) == Some(&1)));
}

#[test]
fn a_folder_that_may_not_be_written_to_holds_up_rotation_alone() {
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("logs");
    fs::create_dir(&folder).unwrap();
    let program = outer.path().join("program");
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    let job = Job { packing: "gzip", way: "steps", max_bytes: 5_000, backup_count: 50, ..Job::default() };
    let mut command = child::command(&program, &folder, &job);
    if is_root() {
        // Nobody's rights count for root.
        const NOBODY: u32 = 65_534;
        let open = fs::Permissions::from_mode(0o755);
        for path in [outer.path(), &folder, &program] {
            fs::set_permissions(path, open.clone()).unwrap();
        }
        chown(&folder, Some(NOBODY), Some(NOBODY)).unwrap();
        command.uid(NOBODY).gid(NOBODY);
    }
    let mut process = command.spawn().unwrap();
    let mut told = BufReader::new(process.stdout.take().unwrap());
    assert_eq!(say(&mut process, &mut told, "write 100"), 0);
    say(&mut process, &mut told, "wait");
    let before = names(&folder);
    let rights = |mode| fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).unwrap();
    rights(0o555);
    assert_eq!(say(&mut process, &mut told, "write 200"), 0);
    assert_eq!(names(&folder), before);
    rights(0o755);
    // After a failure the next attempt waits a second.
    std::thread::sleep(std::time::Duration::from_millis(1_200));
    assert_eq!(say(&mut process, &mut told, "write 100"), 0);
    say(&mut process, &mut told, "wait");
    assert!(names(&folder).len() > before.len());
    drop(process.stdin.take());
    let output = process.wait_with_output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && stderr.contains("cannot rotate "), "{stderr}");
    let lines = left::lines(&folder);
    assert!((0..400).all(|number| lines.get(&line(0, number)) == Some(&1)));
}

/// Whether this process is root's, by what a file that it makes belongs to.
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata(tempfile::tempdir().unwrap().path() as &Path).unwrap().uid() == 0
}
