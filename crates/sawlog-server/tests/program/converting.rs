//! `sawlog convert`, `sawlog schema`, and `--env`.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::process::SAWLOG;

const YAML: &str = "# who logs what
version: 1
handlers:
  console: {class: logging.StreamHandler, level: INFO, stream: ext://sys.stdout}
root: {handlers: [console]}
";

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(SAWLOG).args(arguments).current_dir(folder).env("LEVEL", "DEBUG").output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_file_is_written_in_another_language() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("logging.yaml"), YAML).unwrap();
    let toml = run(folder.path(), &["convert", "logging.yaml", "--to", "toml"]);
    let expected = "version = 1\n\n[handlers.console]\nclass = \"logging.StreamHandler\"\nlevel = \"INFO\"\nstream = \"ext://sys.stdout\"\n\n[root]\nhandlers = [\"console\"]\n";
    assert_eq!(text(&toml.stdout), expected);
    assert_eq!(text(&toml.stderr), "sawlog: the comments are not in it\n");
    assert!(toml.status.success());

    let ini = run(folder.path(), &["convert", "logging.yaml", "--to", "ini"]);
    assert!(text(&ini.stdout).contains("[handler_console]\nclass=StreamHandler\nlevel=INFO\nargs=(sys.stdout,)\n"));

    // And back.
    let written = run(folder.path(), &["convert", "logging.yaml", "--to", "json", "--output", "logging.json"]);
    assert!(written.status.success() && written.stdout.is_empty());
    let yaml = run(folder.path(), &["convert", "logging.json", "--to", "yaml"]);
    assert_eq!(text(&yaml.stdout), YAML.split_once('\n').unwrap().1);
    assert_eq!(text(&yaml.stderr), "");
}

#[test]
fn a_file_that_is_there_is_written_over_only_if_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("logging.yaml"), YAML).unwrap();
    fs::write(folder.path().join("there.json"), "mine").unwrap();
    let arguments = ["convert", "logging.yaml", "--to", "json", "--output", "there.json"];
    let refused = run(folder.path(), &arguments);
    assert_eq!(refused.status.code(), Some(1));
    assert_eq!(text(&refused.stderr), "sawlog: there.json is there already; to write over it: --force\n");
    assert_eq!(fs::read_to_string(folder.path().join("there.json")).unwrap(), "mine");
    let forced = run(folder.path(), &[&arguments[..], &["--force"]].concat());
    assert!(forced.status.success());
    assert!(fs::read_to_string(folder.path().join("there.json")).unwrap().starts_with("{\n  \"version\": 1"));
}

#[test]
fn what_cannot_be_said_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.yaml"), "version: 1\nloggers:\n  a: {propagate: null}\n").unwrap();
    let refused = run(folder.path(), &["convert", "a.yaml", "--to", "toml", "--output", "a.toml"]);
    assert_eq!(refused.status.code(), Some(1));
    let said = text(&refused.stderr);
    assert!(said.starts_with("sawlog: a.yaml:3:18: loggers.a.propagate: TOML has no null"), "{said}");
    assert!(!folder.path().join("a.toml").exists());

    fs::write(folder.path().join("b.yaml"), "version: 1\nroot: {level: LOUD}\n").unwrap();
    let refused = run(folder.path(), &["convert", "b.yaml", "--to", "json"]);
    assert!(text(&refused.stderr).starts_with("sawlog: b.yaml:2:15: root.level: "));
    assert_eq!(text(&refused.stdout), "");
}

#[test]
fn variables_are_put_in_when_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("logging.yaml"), "version: 1\nroot: {level: '${LEVEL}'}\n").unwrap();
    let without = run(folder.path(), &["check", "logging.yaml"]);
    assert_eq!(without.status.code(), Some(1));
    assert!(text(&without.stdout).contains("${LEVEL}"), "{}", text(&without.stdout));
    assert!(run(folder.path(), &["check", "--env", "logging.yaml"]).status.success());
    let converted = run(folder.path(), &["convert", "--env", "logging.yaml", "--to", "yaml"]);
    assert_eq!(text(&converted.stdout), "version: 1\nroot: {level: DEBUG}\n");

    fs::write(folder.path().join("logging.yaml"), "version: 1\nroot: {level: '${NOTHING}'}\n").unwrap();
    let refused = run(folder.path(), &["check", "--env", "logging.yaml"]);
    let said = text(&refused.stdout);
    assert!(said.contains("root.level: the environment variable NOTHING is not set"), "{said}");
    let refused = run(folder.path(), &["serve", "--listen", "127.0.0.1:0", "--env", "--config", "logging.yaml"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("the environment variable NOTHING is not set"), "{}", text(&refused.stderr));
}

#[test]
fn the_schema_is_json() {
    let folder = tempfile::tempdir().unwrap();
    let printed = run(folder.path(), &["schema", "--alias", "project.Console=logging.StreamHandler"]);
    assert!(printed.status.success() && printed.stderr.is_empty());
    let schema: serde_json::Value = serde_json::from_slice(&printed.stdout).unwrap();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert!(schema["$defs"]["project.Console"]["properties"]["stream"].is_object());
    assert!(schema["$defs"]["logging.handlers.HTTPHandler"]["properties"]["url"].is_object());
}

#[test]
fn ini_becomes_the_others_and_they_become_ini() {
    let folder = tempfile::tempdir().unwrap();
    let ini = "; for fileConfig\n[loggers]\nkeys=root\n[handlers]\nkeys=file\n[formatters]\nkeys=\n[logger_root]\nlevel=${LEVEL}\nhandlers=file\n[handler_file]\nclass=FileHandler\nargs=('app.log', 'w')\nkwargs={'delay': True}\n";
    fs::write(folder.path().join("logging.ini"), ini).unwrap();
    let yaml = run(folder.path(), &["convert", "--env", "logging.ini", "--to", "yaml", "--output", "logging.yaml"]);
    assert_eq!(text(&yaml.stderr), "sawlog: the comments are not in it\n");
    let expected = "version: 1\nhandlers:\n  file: {class: logging.FileHandler, filename: app.log, mode: w, delay: true}\nroot: {level: DEBUG, handlers: [file]}\n";
    assert_eq!(fs::read_to_string(folder.path().join("logging.yaml")).unwrap(), expected);
    let back = run(folder.path(), &["convert", "logging.yaml", "--to", "ini"]);
    assert!(
        text(&back.stdout)
            .ends_with("[handler_file]\nclass=FileHandler\nargs=('app.log', 'w')\nkwargs={'delay': True}\n")
    );
    assert!(!folder.path().join("app.log").exists(), "nothing is opened");
}
