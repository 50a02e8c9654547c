//! Several errors of one entry; the first is what configuring says.

use sawlog::Manager;
use sawlog::config::{Document, Format, Registry, check};

#[test]
fn every_wrong_key_and_name_is_told() {
    for (text, expected) in [
        (
            "{version: 1, handlers: {f: {class: logging.FileHandler, filename: a.log, fileName: b, mod: w, level: LOUD, formatter: x, filters: [y, z]}}}",
            vec![
                "handlers.f.formatter",
                "handlers.f.fileName",
                "handlers.f.mod",
                "handlers.f.level",
                "handlers.f.filters[0]",
                "handlers.f.filters[1]",
            ],
        ),
        ("{version: 1, handlers: {f: {class: no.such, level: LOUD}}}", vec!["handlers.f.class", "handlers.f.level"]),
        (
            "{version: 1, loggers: {x: {level: LOUD, handlers: [a, b], filters: [c]}}, root: {level: LOUD, handlers: [a]}}",
            vec![
                "loggers.x.level",
                "loggers.x.handlers[0]",
                "loggers.x.handlers[1]",
                "loggers.x.filters[0]",
                "root.level",
                "root.handlers[0]",
            ],
        ),
        ("{version: 1, handlers: {f: {class: logging.NullHandler, a b: 1, c d: 2}}}", vec!["handlers.f", "handlers.f"]),
        (
            "{version: 1, incremental: yes, handlers: {f: {level: LOUD}}, loggers: {x: {level: LOUD}}}",
            vec!["handlers.f.level", "loggers.x.level"],
        ),
    ] {
        let document = Document::parse(text, Format::Yaml).expect("valid YAML");
        let errors = check(&document, &Registry::new()).expect_err("much is wrong");
        let paths: Vec<&str> = errors.iter().map(|error| error.key_path()).collect();
        assert_eq!(paths, expected, "{text}");
        let first = Manager::new().dict_config_str(text, Format::Yaml).map(drop).expect_err("much is wrong");
        assert_eq!(first.to_string(), errors[0].to_string());
    }
}

#[test]
fn an_error_knows_its_word() {
    let text = "version: 1\nhandlers:\n  file:\n    class: logging.FileHandler\n    filename: a.log\n    fileName: b\n";
    let document = Document::parse(text, Format::Yaml).expect("valid YAML");
    let error = check(&document, &Registry::new()).expect_err("a wrong key").remove(0);
    let columns = |error: &sawlog::config::ConfigError| {
        (error.position().map(|at| (at.line, at.column)), error.end().map(|at| at.column))
    };
    assert_eq!(columns(&error), (Some((6, 5)), Some(13)));
    // A mapping that lacks a key is told by its name.
    let document = Document::parse(&text.replace("filename: a.log\n    ", ""), Format::Yaml).expect("valid YAML");
    let error = check(&document, &Registry::new()).expect_err("a key is missing").remove(0);
    assert_eq!(columns(&error), (Some((3, 3)), Some(7)));
}

#[test]
fn many_names_that_nobody_has_are_told_in_no_time() {
    use std::fmt::Write as _;
    let mut text = "version: 1\nhandlers:\n".to_owned();
    for number in 0..5_000 {
        let _ = writeln!(text, "  a_handler_of_the_shop_number_{number}: {{class: logging.NullHandler}}");
    }
    let names: Vec<String> = (0..20_000).map(|number| format!("handler_that_is_none_{number}")).collect();
    let _ = writeln!(text, "root: {{handlers: [{}]}}", names.join(", "));
    let document = Document::parse(&text, Format::Yaml).expect("valid YAML");
    let errors = check(&document, &Registry::new()).expect_err("none of them is there");
    assert_eq!(errors.len(), 20_000);
    assert!(errors[0].hint().is_some());
}
