//! What an error says: where, what, and what would have been right.

use sawlog::Manager;
use sawlog::config::{ConfigError, Format, Position};

fn refused(text: &str) -> ConfigError {
    Manager::new().dict_config_str(text, Format::Yaml).map(drop).expect_err(text)
}

#[test]
fn key_path_place_and_hint() {
    for (text, path, (line, column), shown) in [
        ("version: 2\n", "version", (1, 10), "version: 1"),
        ("versoin: 1\n", "", (1, 1), "version"),
        ("version: 1\nroot: {level: INFOO}\n", "root.level", (2, 15), "did you mean \"INFO\"?"),
        (
            "version: 1\nhandlers:\n  file:\n    class: logging.FileHandler\n    filename: x\n    fileName: y\n",
            "handlers.file.fileName",
            (6, 5),
            "did you mean \"filename\"?",
        ),
        (
            "version: 1\nhandlers:\n  file: {class: logging.FileHandler, filename: 5}\n",
            "handlers.file.filename",
            (3, 48),
            "expected a text, found the number 5",
        ),
        (
            "version: 1\nhandlers:\n  file: {class: logging.FileHandler}\n",
            "handlers.file",
            (3, 3),
            "\"filename\" is missing",
        ),
        ("version: 1\nhandlers:\n  h: {level: INFO}\n", "handlers.h", (3, 3), "\"class\" is missing"),
        (
            "version: 1\nhandlers:\n  h: {class: logging.StreamHandeler}\n",
            "handlers.h.class",
            (3, 14),
            "did you mean \"logging.StreamHandler\"?",
        ),
        (
            "version: 1\nhandlers:\n  h: {class: project.Special}\n",
            "handlers.h.class",
            (3, 14),
            "nothing of this name is registered",
        ),
        (
            "version: 1\nhandlers:\n  h: {class: logging.StreamHandler, stream: ext://sys.stdoud}\n",
            "handlers.h.stream",
            (3, 45),
            "did you mean \"sys.stdout\"?",
        ),
        (
            "version: 1\nformatters:\n  brief: {format: '%(message)s'}\nhandlers:\n  h: {class: logging.NullHandler, formatter: breif}\n",
            "handlers.h.formatter",
            (5, 46),
            "did you mean \"brief\"?",
        ),
        (
            "version: 1\nformatters:\n  brief:\n    format: '%(message)'\n",
            "formatters.brief.format",
            (4, 13),
            "invalid format",
        ),
        (
            "version: 1\nhandlers: {h: {class: logging.NullHandler}}\nloggers:\n  shop.basket:\n    handlers: [h, j]\n",
            "loggers[shop.basket].handlers[1]",
            (5, 19),
            "no handler is named \"j\"",
        ),
        ("version: 1\nx: {y: 1}\nroot: {level: 'cfg://x.z'}\n", "root.level", (3, 15), "\"z\""),
    ] {
        let error = refused(text);
        assert_eq!(error.key_path(), path, "{error}");
        assert_eq!(error.position(), Some(Position { line, column }), "{error}");
        assert!(error.to_string().contains(shown), "{error}");
    }
}

#[test]
fn a_handler_for_another_system_is_refused_with_its_counterparts() {
    let error = refused("version: 1\nhandlers:\n  h: {class: logging.handlers.NTEventLogHandler, appname: x}\n");
    assert_eq!((error.key_path(), error.position()), ("handlers.h", Some(Position { line: 3, column: 6 })));
    for said in ["event log of Windows", "logging.handlers.SysLogHandler", "sawlog.JournaldHandler"] {
        assert!(error.to_string().contains(said), "{error}");
    }
}

#[test]
fn a_handler_that_cannot_be_made_in_time_is_named_where_it_is_needed() {
    let memory =
        |name, target| format!("  {name}: {{class: logging.handlers.MemoryHandler, capacity: 1, target: {target}}}\n");
    let configuration = |handlers: [String; 2]| format!("version: 1\nhandlers:\n{}", handlers.concat());
    for (text, path, shown) in [
        (configuration([memory("a", "b"), memory("b", "a")]), "handlers.a.target", "\"b\" waits for another handler"),
        (configuration([memory("a", "bb"), memory("b", "a")]), "handlers.a.target", "no handler is named \"bb\""),
        (configuration([memory("a", "a"), String::new()]), "handlers.a.target", "the handler \"a\" names itself"),
    ] {
        let error = refused(&text);
        assert_eq!(error.key_path(), path, "{error}");
        assert_eq!(error.position().map(|position| position.line), Some(3), "{error}");
        assert!(error.to_string().contains(shown), "{error}");
    }
}

#[test]
fn files_are_named() {
    let folder = super::state::scratch("files_are_named");
    let path = folder.join("logging.yaml");
    std::fs::write(&path, "version: 1\nroot: {level: LOUD}\n").expect("the folder is there");
    let error = Manager::new().dict_config_file(&path).map(drop).expect_err("no such level");
    assert_eq!(error.file(), Some(path.as_path()));
    assert!(error.to_string().starts_with(&format!("{}:2:15: root.level: ", path.display())), "{error}");
}

/// Without the features `smtp` and `http` their classes are known, and say what would bring them.
#[test]
fn a_class_that_was_left_out_names_its_feature() {
    for (class, feature, is_there) in [
        ("logging.handlers.SMTPHandler", "smtp", cfg!(feature = "smtp")),
        ("sawlog.SMTPHandler", "smtp", cfg!(feature = "smtp")),
        ("logging.handlers.HTTPHandler", "http", cfg!(feature = "http")),
    ] {
        let text = format!("version: 1\nhandlers:\n  far: {{class: {class}}}\n");
        // With it, keys are missing.
        let error = refused(&text);
        let told = error.to_string();
        let hint = format!("the feature `{feature}` of the crate sawlog, which is off");
        assert_eq!(told.contains(&hint), !is_there, "{told}");
        assert!(told.contains("handlers.far") && error.position().is_some(), "{told}");
    }
}
