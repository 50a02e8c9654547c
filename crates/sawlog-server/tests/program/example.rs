//! The example that shares the server between processes.

use std::process::Command;

use crate::process::SAWLOG;

#[test]
fn many_processes() {
    let target = std::path::Path::new(SAWLOG).parent().unwrap();
    let mut build = Command::new(env!("CARGO"));
    build.args(["build", "--quiet", "--package", "sawlog-server", "--example", "many_processes", "--target-dir"]);
    build.arg(target.parent().unwrap()).current_dir(env!("CARGO_MANIFEST_DIR"));
    if target.ends_with("release") {
        build.arg("--release");
    }
    assert!(build.status().unwrap().success());
    let folder = tempfile::tempdir().unwrap();
    let program = target.join("examples/many_processes");
    let output = Command::new(program).current_dir(&folder).env("SAWLOG", SAWLOG).output().unwrap();
    let console = String::from_utf8(output.stdout).unwrap();
    assert_eq!(console, "1000 records from 4 processes in mill.log\n", "{}", output.status);
    let text = std::fs::read_to_string(folder.path().join("mill.log")).unwrap();
    let levels = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"];
    for worker in 1..=4 {
        let name = format!("worker{worker}");
        let lines: Vec<&str> = text.lines().filter(|line| line.starts_with(&name)).collect();
        let logger = |n: usize| if n.is_multiple_of(2) { "mill.stones" } else { "mill.sails" };
        let expected: Vec<String> =
            (0..250).map(|n| format!("{name:<8} {:<11} {:<8} sack {n}", logger(n), levels[n % 5])).collect();
        assert_eq!(lines, expected, "each process's records, whole and in order");
    }
    assert_eq!(text.lines().count(), 1000);
}
