//! `sawlog check`: a verdict, and where and what.

use std::process::Command;

use crate::process::SAWLOG;

/// Exit code and output for a file of this name and text.
fn check(name: &str, text: &str) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), text).unwrap();
    let output = Command::new(SAWLOG).arg("check").arg(name).current_dir(folder.path()).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn a_good_file_is_accepted() {
    let yaml =
        "version: 1\nhandlers:\n  console: {class: logging.StreamHandler, level: INFO}\nroot: {handlers: [console]}\n";
    assert_eq!(check("good.yaml", yaml), (Some(0), "good.yaml: accepted\n".to_owned()));
    let json = r#"{"version": 1, "root": {"level": "INFO"}}"#;
    assert_eq!(check("good.json", json), (Some(0), "good.json: accepted\n".to_owned()));
    assert_eq!(check("good.toml", "version = 1\n"), (Some(0), "good.toml: accepted\n".to_owned()));
}

#[test]
fn what_is_wrong_is_shown_in_its_line() {
    let yaml = "version: 1\nhandlers:\n  console:\n    class: logging.StreamHandler\n    level: LOUD\nroot: {handlers: [console]}\n";
    let (code, said) = check("wrong.yaml", yaml);
    assert_eq!(code, Some(1));
    let lines: Vec<&str> = said.lines().collect();
    assert!(lines[0].starts_with("wrong.yaml:5:12: handlers.console.level: "), "{said}");
    assert!(lines[0].contains("LOUD") && lines[0].contains("INFO"), "what would have been right: {said}");
    assert_eq!(lines[1], "  5 |     level: LOUD");
    assert_eq!(lines[2], "    |            ^");
}

#[test]
fn text_that_cannot_be_read_is_refused() {
    let (code, said) = check("broken.yaml", "version: 1\nroot: {handlers: [a\n");
    assert_eq!(code, Some(1));
    assert!(said.starts_with("broken.yaml:"), "{said}");
    let (code, said) = check("odd.text", "version: 1\n");
    assert_eq!(code, Some(1));
    assert!(said.starts_with("odd.text: "), "{said}");
}

#[test]
fn nothing_is_opened_by_a_check() {
    let folder = tempfile::tempdir().unwrap();
    let yaml = "version: 1\nhandlers: {f: {class: logging.FileHandler, filename: made.log}}\nroot: {handlers: [f]}\n";
    std::fs::write(folder.path().join("good.yaml"), yaml).unwrap();
    let output = Command::new(SAWLOG).args(["check", "good.yaml"]).current_dir(folder.path()).output().unwrap();
    assert!(output.status.success());
    assert!(!folder.path().join("made.log").exists());
}

#[test]
fn a_file_that_is_not_there_is_told() {
    let output = Command::new(SAWLOG).args(["check", "/nonexistent/logging.yaml"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("/nonexistent/logging.yaml"));
}
