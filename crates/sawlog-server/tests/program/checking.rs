//! `sawlog check`: a verdict, where and what, exactly as it is printed.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::process::SAWLOG;

/// Exit code and stdout of `sawlog check` with these arguments, in a folder.
fn run(folder: &Path, args: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(SAWLOG);
    command.arg("check").args(args).current_dir(folder).env("TZ", "UTC").env_remove("CLICOLOR_FORCE");
    let output = command.output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

/// The same for a file of this name and text.
fn check_with(name: &str, text: &str, args: &[&str]) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), text).unwrap();
    run(folder.path(), &[&[name], args].concat())
}

fn check(name: &str, text: &str) -> (Option<i32>, String) {
    check_with(name, text, &[])
}

#[track_caller]
fn told(name: &str, text: &str, code: i32, expected: &str) {
    let (exit, said) = check(name, text);
    assert_eq!(said, expected);
    assert_eq!(exit, Some(code));
}

#[test]
fn a_good_file_is_accepted() {
    let yaml =
        "version: 1\nhandlers:\n  console: {class: logging.StreamHandler, level: INFO}\nroot: {handlers: [console]}\n";
    told("good.yaml", yaml, 0, "good.yaml: accepted\n");
    let json = r#"{"version": 1, "loggers": {"a": {"level": "INFO"}}}"#;
    told("good.json", json, 0, "good.json: accepted\n");
    told("good.toml", "version = 1\n", 0, "good.toml: accepted\n");
}

#[test]
fn a_level_that_is_none() {
    let yaml = "version: 1\nhandlers:\n  console:\n    class: logging.StreamHandler\n    level: INFOO\nroot: {handlers: [console]}\n";
    told(
        "wrong.yaml",
        yaml,
        1,
        r#"error[unknown-level]: handlers.console.level: unknown level: "INFOO" (a name such as "INFO", or an integer)
 --> wrong.yaml:5:12
  |
5 |     level: INFOO
  |            ^^^^^
  |
  = help: did you mean "INFO"?

wrong.yaml: refused, 1 error
"#,
    );
}

#[test]
fn two_misspelt_keys_of_one_handler() {
    let json = "{\"version\": 1,\n \"handlers\": {\"f\": {\"class\": \"logging.FileHandler\", \"filename\": \"a\",\n  \"fileNam\": 1, \"encodin\": \"utf-8\"}}}";
    told(
        "wrong.json",
        json,
        1,
        r#"error[unknown-argument]: handlers.f.fileNam: logging.FileHandler takes no argument "fileNam"
 --> wrong.json:3:3
  |
3 |   "fileNam": 1, "encodin": "utf-8"}}}
  |   ^^^^^^^^^
  |
  = help: did you mean "filename"?

error[unknown-argument]: handlers.f.encodin: logging.FileHandler takes no argument "encodin"
 --> wrong.json:3:17
  |
3 |   "fileNam": 1, "encodin": "utf-8"}}}
  |                 ^^^^^^^^^
  |
  = help: did you mean "encoding"?

wrong.json: refused, 2 errors
"#,
    );
}

#[test]
fn a_class_an_object_and_a_handler_that_nobody_knows() {
    let toml = r#"version = 1
[handlers.a]
class = "logging.StreamHandeler"
[handlers.b]
class = "logging.StreamHandler"
stream = "ext://sys.stdoud"
[root]
handlers = ["b", "aa"]
"#;
    told(
        "wrong.toml",
        toml,
        1,
        r#"error[unknown-name]: handlers.a.class: cannot resolve "logging.StreamHandeler": nothing of this name is registered
 --> wrong.toml:3:9
  |
3 | class = "logging.StreamHandeler"
  |         ^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: did you mean "logging.StreamHandler"?

error[unknown-name]: handlers.b.stream: cannot resolve "sys.stdoud": nothing of this name is registered
 --> wrong.toml:6:10
  |
6 | stream = "ext://sys.stdoud"
  |          ^^^^^^^^^^^^^^^^^^
  |
  = help: did you mean "sys.stdout"?

error[unknown-reference]: root.handlers[1]: no handler is named "aa"
 --> wrong.toml:8:18
  |
8 | handlers = ["b", "aa"]
  |                  ^^^^
  |
  = help: did you mean "a"?

wrong.toml: refused, 3 errors
"#,
    );
}

#[test]
fn a_format_field_that_no_record_has() {
    let yaml = "version: 1\nformatters:\n  line: {format: '%(asctime)s %(levelnam)s'}\nhandlers:\n  out: {class: logging.StreamHandler, formatter: line}\nroot: {handlers: [out]}\n";
    let expected = r#"warning[unknown-field]: formatters.line.format: no record has an attribute "levelnam", unless a call or a filter gives it one
 --> odd.yaml:3:18
  |
3 |   line: {format: '%(asctime)s %(levelnam)s'}
  |                  ^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: did you mean "levelname"?

odd.yaml: accepted, 1 warning
"#;
    told("odd.yaml", yaml, 0, expected);
    let (code, said) = check_with("odd.yaml", yaml, &["--strict"]);
    assert_eq!((code, said.as_str()), (Some(1), expected));
    let (code, said) = check_with("odd.yaml", yaml, &["--strict", "--allow", "unknown-field"]);
    assert_eq!((code, said.as_str()), (Some(0), "odd.yaml: accepted\n"));
}

#[test]
fn text_that_cannot_be_read_is_refused() {
    let expected = "error[syntax]: while parsing a flow sequence, expected ',' or ']'\n --> broken.yaml:2:18\n";
    let (code, said) = check("broken.yaml", "version: 1\nroot: {handlers: [a\n");
    assert_eq!(code, Some(1));
    assert_eq!(said.lines().nth(1), expected.lines().nth(1), "{said}");
    assert!(said.starts_with("error[syntax]: ") && said.ends_with("broken.yaml: refused, 1 error\n"), "{said}");
    told(
        "odd.text",
        "version: 1\n",
        1,
        "error[wrong-input]: the file's name does not say which language it is in
--> odd.text
 = help: known: .yaml, .yml, .json, .toml, .ini, .conf, .cfg; for others say it with --as

odd.text: refused, 1 error
",
    );
    assert_eq!(check_with("odd.text", "version: 1\n", &["--as", "yaml"]), (Some(0), "odd.text: accepted\n".to_owned()));
}

#[test]
fn lines_are_found_in_utf_16_too() {
    let folder = tempfile::tempdir().unwrap();
    let text = "\u{feff}version: 1\nroot: {level: 'é', handlers: [x]}\n";
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    std::fs::write(folder.path().join("wide.yaml"), bytes).unwrap();
    let (code, said) = run(folder.path(), &["wide.yaml"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("2 | root: {level: 'é', handlers: [x]}\n  |               ^^^\n"), "{said}");
    assert!(said.contains("  |                               ^\n"), "{said}");
}

#[test]
fn several_files_and_one_verdict() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("good.yaml"), "version: 1\n").unwrap();
    std::fs::write(folder.path().join("bad.yaml"), "version: 2\n").unwrap();
    let (code, said) = run(folder.path(), &["bad.yaml", "good.yaml"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("bad.yaml: refused, 1 error\n") && said.ends_with("good.yaml: accepted\n"), "{said}");
}

#[test]
fn standard_input_is_read() {
    let from_stdin = |text: &str, args: &[&str]| {
        let mut command = Command::new(SAWLOG);
        command.arg("check").args(args).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    assert_eq!(from_stdin("version: 1\n", &["-", "--as", "yaml"]), (Some(0), "<stdin>: accepted\n".to_owned()));
    let (code, said) = from_stdin("{\"version\": 2}", &["-", "--as", "json"]);
    assert_eq!(code, Some(1));
    assert!(said.contains(" --> <stdin>:1:13\n"), "{said}");
    let (code, said) = from_stdin("", &["-"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("say it with --as"), "{said}");
}

#[test]
fn findings_as_json() {
    let yaml = "version: 1\nhandlers:\n  f: {class: logging.NullHandler, level: LOUD}\nlevels: 1\n";
    let (code, said) = check_with("odd.yaml", yaml, &["--format", "json"]);
    assert_eq!(code, Some(1));
    let expected = concat!(
        r#"{"file":"odd.yaml","line":3,"column":42,"end_column":46,"severity":"error","code":"unknown-level","key":"handlers.f.level","#,
        r#""message":"unknown level: \"LOUD\" (a name such as \"INFO\", or an integer)","#,
        r#""hint":"known: CRITICAL, DEBUG, ERROR, FATAL, INFO, NOTSET, WARN, WARNING"}"#,
        "\n",
        r#"{"file":"odd.yaml","line":4,"column":1,"end_column":7,"severity":"warning","code":"unknown-key","key":"levels","#,
        r#""message":"the key \"levels\" says nothing","#,
        r#""hint":"known here: version, incremental, disable_existing_loggers, formatters, filters, handlers, loggers, root"}"#,
        "\n",
    );
    assert_eq!(said, expected);
    let (code, said) = check_with("good.yaml", "version: 1\n", &["--format", "json"]);
    assert_eq!((code, said.as_str()), (Some(0), ""));
    let (_, said) = check_with("none.text", "", &["--format", "json"]);
    let finding: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!((&finding["line"], &finding["key"]), (&serde_json::Value::Null, &serde_json::Value::Null));
}

#[test]
fn the_tree_is_explained() {
    let yaml = "version: 1
disable_existing_loggers: no
formatters:
  line: {format: '%(asctime)s %(name)-12s %(levelname)-8s %(message)s'}
handlers:
  console: {class: logging.StreamHandler, level: INFO, formatter: line, stream: ext://sys.stdout}
loggers:
  shop.basket: {level: DEBUG}
root: {level: INFO, handlers: [console]}
";
    let (code, said) = check_with("logging.yaml", yaml, &["--explain"]);
    assert_eq!(code, Some(0));
    assert_eq!(
        said,
        "logging.yaml: accepted
loggers
  root: level INFO
    -> console
    shop.basket: level DEBUG
handlers
  console: logging.StreamHandler, level INFO
    stream: ext://sys.stdout
    formatter: line
formatters
  line: %(asctime)s %(name)-12s %(levelname)-8s %(message)s
    | 2001-02-03 04:05:06,789 shop.basket  INFO     3 items for sheila
loggers that are there already and not named here stay
"
    );
}

#[test]
fn a_terminal_sees_colours_unless_it_wants_none() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("bad.yaml"), "version: 2\n").unwrap();
    let seen = |no_color: Option<&str>| {
        let mut command = Command::new(SAWLOG);
        command.args(["check", "bad.yaml"]).current_dir(folder.path()).env("TERM", "xterm").env_remove("CLICOLOR");
        match no_color {
            Some(value) => command.env("NO_COLOR", value),
            None => command.env_remove("NO_COLOR"),
        };
        crate::terminal::seen_by(command)
    };
    let coloured = seen(None);
    assert!(coloured.contains("\x1b[") && coloured.contains("unsupported version"), "{coloured:?}");
    let plain = seen(Some("1"));
    assert!(!plain.contains('\x1b') && plain.contains("unsupported version"), "{plain:?}");
}

#[test]
fn control_characters_are_shown_escaped() {
    let (code, said) = check("esc.json", "{\"version\": 1, \"root\": {\"level\": \"\\u001b[31mLOUD\"}}");
    assert_eq!(code, Some(1));
    assert!(!said.contains('\x1b'), "{said:?}");
    let (_, said) = check("esc.yaml", "version: 1\nroot: {level: \x1b[31m}\n");
    assert!(!said.contains('\x1b') && said.contains("U+001B"), "{said:?}");
    let (_, said) = check("e\x1b[31m.yaml", "version: 2\n");
    assert!(!said.contains('\x1b'), "{said:?}");
}

#[test]
fn a_line_that_is_too_long_is_not_shown() {
    let padding = "x".repeat(100_000);
    let (code, said) = check("long.json", &format!("{{\"x-padding\": \"{padding}\", \"version\": 2}}"));
    assert_eq!(code, Some(1));
    assert!(said.contains("--> long.json:1:100030\n") && said.len() < 1000, "{}", &said[..said.len().min(2000)]);
}

#[test]
fn nothing_is_opened_by_a_check() {
    let folder = tempfile::tempdir().unwrap();
    let yaml = "version: 1\nhandlers: {f: {class: logging.FileHandler, filename: made.log}}\nroot: {handlers: [f]}\n";
    std::fs::write(folder.path().join("good.yaml"), yaml).unwrap();
    let (code, _) = run(folder.path(), &["good.yaml", "--explain"]);
    assert_eq!(code, Some(0));
    assert!(!folder.path().join("made.log").exists());
}

#[test]
fn a_file_that_is_not_there_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (code, said) = run(folder.path(), &["/nonexistent/logging.yaml"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("--> /nonexistent/logging.yaml\n"), "{said}");
}

#[test]
fn a_warning_that_nobody_knows_is_refused() {
    let output = Command::new(SAWLOG).args(["check", "--allow", "unused", "a.yaml"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("there are unknown-key, unused-handler"));
}
