//! The example that the environment turns.

use std::fs;
use std::process::Command;

use super::{programs, read};

#[test]
fn from_environment() {
    let folder = tempfile::tempdir().unwrap();
    let configuration = "
version: 1
formatters: {line: {format: '%(name)s %(message)s'}}
handlers: {file: {class: logging.FileHandler, filename: '${LOG_FILE:-app.log}', formatter: line, delay: '${DELAY:-no}'}}
root: {level: DEBUG, handlers: [file]}
";
    fs::write(folder.path().join("logging.yaml"), configuration).unwrap();
    let run = |variables: &[(&str, &str)]| {
        let mut command = Command::new(programs().join("from_environment"));
        command.current_dir(&folder).env_remove("SAWLOG_CONFIG").env_remove("SAWLOG_LEVEL").env_remove("LOG_FILE");
        let output = command.env_remove("DELAY").envs(variables.iter().copied()).output().unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(run(&[]), "INFO    shop: open\nWARNING shop.basket: there are no pears\n");
    assert_eq!(
        run(&[("SAWLOG_LEVEL", "warn, shop::basket = debug")]),
        "DEBUG   shop.basket: looked for pears\nWARNING shop.basket: there are no pears\n"
    );
    assert_eq!(run(&[("SAWLOG_LEVEL", "off")]), "");
    let refused = run(&[("SAWLOG_LEVEL", "warn,shop=loud")]);
    assert!(
        refused.starts_with("no such level: SAWLOG_LEVEL: \"shop=loud\": no level is named \"loud\" (known: "),
        "{refused}"
    );

    assert_eq!(run(&[("SAWLOG_CONFIG", "logging.yaml"), ("LOG_FILE", "shop.log")]), "");
    assert_eq!(read(&folder, "shop.log"), "shop open\nshop.basket looked for pears\nshop.basket there are no pears\n");
    assert_eq!(run(&[("SAWLOG_CONFIG", "logging.yaml"), ("SAWLOG_LEVEL", "shop=error")]), "");
    assert_eq!(read(&folder, "app.log"), "");
    assert_eq!(
        run(&[("SAWLOG_CONFIG", "logging.yaml"), ("SAWLOG_LEVEL", "off"), ("DELAY", "yes"), ("LOG_FILE", "no.log")]),
        ""
    );
    assert!(!folder.path().join("no.log").exists(), "DELAY=yes is true");
}
