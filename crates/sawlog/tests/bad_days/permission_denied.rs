//! A file that may not be written to, until somebody permits it.

use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::process::Stdio;

use sawlog::FileHandler;

use super::program::{again, folder, logger};

/// Who may do nothing, on most systems.
const NOBODY: u32 = 65534;

#[test]
fn a_file_of_another_user() {
    if let Some(folder) = folder() {
        let path = folder.join("log");
        assert!(FileHandler::new(&path).is_err_and(|error| error.kind() == std::io::ErrorKind::PermissionDenied));
        let (log, handler) = logger(FileHandler::builder(&path).delay(true).build().expect("nothing is opened"));
        log.info("one");
        assert_eq!(handler.failures(), 1);
        println!("\nrefused");
        let _ = std::io::stdin().read_line(&mut String::new());
        log.info("two");
        assert_eq!(handler.failures(), 1);
        return;
    }
    let scratch = tempfile::tempdir().expect("a folder");
    let path = scratch.path().join("log");
    fs::set_permissions(scratch.path(), Permissions::from_mode(0o755)).expect("it is ours");
    fs::write(&path, "").expect("it can be made");
    fs::set_permissions(&path, Permissions::from_mode(0o444)).expect("it is ours");

    let mut command = again("permission_denied::a_file_of_another_user", scratch.path(), &[]);
    if fs::OpenOptions::new().append(true).open(&path).is_ok() {
        // To root everything is permitted.
        command.uid(NOBODY).gid(NOBODY);
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut program = match command.spawn() {
        Ok(program) => program,
        Err(error) => return println!("SKIPPED: this program cannot be started as another user: {error}"),
    };
    let lines = BufReader::new(program.stdout.as_mut().expect("a pipe")).lines();
    let refused = lines.map_while(Result::ok).any(|line| line == "refused");
    fs::set_permissions(&path, Permissions::from_mode(0o666)).expect("it is ours");
    let _ = program.stdin.take().expect("a pipe").write_all(b"go on\n");
    let mut stderr = String::new();
    program.stderr.take().expect("a pipe").read_to_string(&mut stderr).expect("a text");
    drop(program.stdout.take());
    let _ = program.wait();
    assert!(refused, "{stderr}");
    let reason = format!("FileHandler: cannot write: {}: Permission denied (os error 13)", path.display());
    assert!(stderr.contains(&reason), "{stderr}");
    assert_eq!(fs::read_to_string(&path).expect("it is there"), "two\n");
}
