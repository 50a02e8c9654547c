//! `sawlog demo`: the recipe of many processes into one file, in one command.

use std::ffi::OsStr;
use std::process::Command;

use crate::process::SAWLOG;

fn demo(python: Option<&OsStr>) -> String {
    let mut command = Command::new(SAWLOG);
    command.args(["demo", "--workers", "2", "--records", "500"]);
    if let Some(python) = python {
        command.env("SAWLOG_PYTHON", python);
    }
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let folder = said.split("writes to ").nth(1).unwrap().split("/logs/").next().unwrap();
    assert!(!std::path::Path::new(folder).exists(), "{folder} is removed");
    said
}

#[test]
fn python_and_rust_log_into_one_file() {
    let Some(python) = crate::python::python() else { return };
    let said = demo(Some(python));
    assert!(said.contains("2000 lines in one file: none lost, none torn, each process's in order"), "{said}");
    assert!(said.contains("python-2 ") && said.contains("rust-2 "), "{said}");
    assert!(said.contains("received 2000, written 2000, rejected 0, dropped 0 (4 connections)"), "{said}");
}

#[test]
fn without_python_it_does_with_rust() {
    let said = demo(Some("/nonexistent/python3".as_ref()));
    assert!(said.contains("There is no python3 here"), "{said}");
    assert!(said.contains("1000 lines in one file: none lost"), "{said}");
}
