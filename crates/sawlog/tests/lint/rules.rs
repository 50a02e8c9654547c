//! Every rule: a case that warns, and one that is close to it and right.

use super::{found, warnings};

/// Asserts that the text has this one warning, of this rule at this key.
fn warns(text: &str, rule: &str, path: &str) {
    assert_eq!(found(text), [(rule_name(rule), path.to_owned())], "{text}");
}

fn silent(text: &str) {
    assert_eq!(found(text), [], "{text}");
}

fn rule_name(name: &str) -> &'static str {
    let mut names = sawlog::config::lints().map(|(name, _)| name);
    names.find(|known| *known == name).expect("a rule of this name")
}

fn hint(text: &str) -> String {
    warnings(text)[0].hint().expect("a hint").to_owned()
}

const OUT: &str = "handlers: {out: {class: logging.StreamHandler}}\n";

#[test]
fn unused_handler() {
    let handlers = "version: 1\nhandlers:\n  a: {class: logging.StreamHandler}\n  b: {class: logging.NullHandler}\n";
    warns(&format!("{handlers}root: {{handlers: [a]}}\n"), "unused-handler", "handlers.b");
    silent(&format!("{handlers}root: {{handlers: [a]}}\nloggers: {{x: {{handlers: [b]}}}}\n"));
    // What another handler gives its records to is used.
    let memory = "  m: {class: logging.handlers.MemoryHandler, capacity: 9, target: b}\n";
    silent(&format!("{handlers}{memory}root: {{handlers: [a, m]}}\n"));
    let memory = "  m: {(): logging.handlers.MemoryHandler, capacity: 9, target: cfg://handlers.b}\n";
    silent(&format!("{handlers}{memory}root: {{handlers: [a, m]}}\n"));
}

#[test]
fn a_handler_of_ones_own_uses_what_it_names() {
    use sawlog::config::{Document, Format, Registry, lint};
    let registry = Registry::new();
    registry.handler("own.Tee", |_| -> Result<sawlog::NullHandler, _> { panic!("called") });
    let text = "{version: 1, handlers: {a: {class: logging.NullHandler}, b: {class: logging.NullHandler}, \
        t: {class: own.Tee, to: [a, b]}}, root: {handlers: [t]}}";
    let document = Document::parse(text, Format::Yaml).expect("valid YAML");
    assert!(lint(&document, &registry).is_empty());
}

#[test]
fn unused_formatter() {
    let text = |handler: &str| {
        format!(
            "{{version: 1, formatters: {{f: {{format: '%(message)s'}}}}, handlers: {{h: {{class: logging.StreamHandler{handler}}}}}, root: {{handlers: [h]}}}}"
        )
    };
    warns(&text(""), "unused-formatter", "formatters.f");
    silent(&text(", formatter: f"));
}

#[test]
fn unused_filter() {
    let text = |handler: &str, logger: &str| {
        format!(
            "{{version: 1, filters: {{f: {{name: shop}}}}, handlers: {{h: {{class: logging.StreamHandler{handler}}}}}, root: {{handlers: [h]{logger}}}}}"
        )
    };
    warns(&text("", ""), "unused-filter", "filters.f");
    silent(&text(", filters: [f]", ""));
    silent(&text("", ", filters: [f]"));
}

#[test]
fn no_handler() {
    warns(
        &format!("version: 1\n{OUT}root: {{handlers: [out]}}\nloggers: {{x: {{propagate: no}}}}\n"),
        "no-handler",
        "loggers.x",
    );
    warns("version: 1\nroot: {level: INFO}\n", "no-handler", "root");
    warns("version: 1\nloggers: {'': {level: INFO}}\n", "no-handler", "loggers[]");
    // What is not spoken of may have handlers; below the one that is told nothing is told again.
    silent("version: 1\nloggers: {x: {level: INFO}}\n");
    let below = "loggers: {x: {propagate: no}, x.y: {level: INFO}}\n";
    warns(&format!("version: 1\n{OUT}root: {{handlers: [out]}}\n{below}"), "no-handler", "loggers.x");
    // A level that nothing has is a way to say that nothing is wanted.
    silent(&format!("version: 1\n{OUT}root: {{handlers: [out]}}\nloggers: {{x: {{propagate: no, level: 51}}}}\n"));
}

#[test]
fn printed_twice() {
    let text =
        |loggers: &str| format!("version: 1\n{OUT}loggers: {{{loggers}}}\nroot: {{level: INFO, handlers: [out]}}\n");
    warns(&text("x: {handlers: [out]}"), "printed-twice", "loggers.x.handlers");
    silent(&text("x: {handlers: [out], propagate: no}"));
    // The way up ends between the two.
    silent(&text("x: {handlers: [out], propagate: no}, x.y: {level: DEBUG}"));
    let two = "version: 1\nhandlers: {a: {class: logging.StreamHandler}, b: {class: logging.StreamHandler}}\n";
    silent(&format!(
        "{two}loggers: {{x: {{handlers: [b], propagate: no}}, x.y: {{handlers: [a]}}}}\nroot: {{handlers: [a]}}\n"
    ));
    warns(
        &format!("{two}loggers: {{x: {{handlers: [b]}}, x.y: {{handlers: [a]}}}}\nroot: {{handlers: [a]}}\n"),
        "printed-twice",
        "loggers[x.y].handlers",
    );
    // Neighbours do not stand above each other, whatever their names begin with.
    silent(
        "version: 1\nhandlers: {a: {class: logging.StreamHandler}}\nloggers: {x: {handlers: [a]}, x-y: {handlers: [a]}, xy: {handlers: [a]}}\n",
    );
    silent(
        "version: 1\nhandlers: {n: {class: logging.NullHandler}}\nloggers: {x: {handlers: [n]}}\nroot: {handlers: [n]}\n",
    );
}

#[test]
fn shared_file() {
    let text = |a: &str, b: &str| {
        format!(
            "version: 1\nhandlers:\n  z: {{class: logging.FileHandler, filename: {a}}}\n  b: {{class: logging.handlers.RotatingFileHandler, filename: {b}, delay: yes}}\nroot: {{handlers: [z, b]}}\n"
        )
    };
    // Told at the second one, and by the file that is meant.
    warns(&text("a.log", "./a.log"), "shared-file", "handlers.b.filename");
    silent(&text("a.log", "b.log"));
    silent(&text("/dev/null", "/dev/null"));
}

#[test]
fn truncated_file() {
    let text = |rest: &str| {
        format!(
            "version: 1\nhandlers: {{f: {{class: logging.FileHandler, filename: a.log{rest}}}}}\nroot: {{handlers: [f]}}\n"
        )
    };
    warns(&text(", mode: w"), "truncated-file", "handlers.f.mode");
    warns(&text(", mode: w, delay: yes"), "truncated-file", "handlers.f.mode");
    silent(&text(", mode: a"));
    silent(&text(""));
    // It appends, whatever it is told.
    let rotating = text(", mode: w, maxBytes: 10").replace("logging.File", "logging.handlers.RotatingFile");
    silent(&rotating);
    silent(&rotating.replace("maxBytes: 10", "maxBytes: 10, delay: yes"));
}

#[test]
fn level_without_effect() {
    let text = |level: &str, loggers: &str| {
        format!(
            "version: 1\nhandlers: {{h: {{class: logging.StreamHandler, level: {level}}}}}\nloggers: {{{loggers}}}\nroot: {{level: WARNING, handlers: [h]}}\n"
        )
    };
    warns(&text("DEBUG", ""), "level-without-effect", "handlers.h.level");
    silent(&text("WARNING", ""));
    silent(&text("NOTSET", ""));
    // One logger below the root lets more through.
    silent(&text("DEBUG", "x: {level: DEBUG}"));
    silent(&text("DEBUG", "x: {level: ERROR}, x.y: {level: DEBUG}"));
    warns(&text("DEBUG", "x: {level: INFO}"), "level-without-effect", "handlers.h.level");
    let stopped = "x: {level: DEBUG, propagate: no, handlers: [n]}";
    let with_null = text("5", stopped).replace("handlers: {h:", "handlers: {n: {class: logging.NullHandler}, h:");
    warns(&with_null, "level-without-effect", "handlers.h.level");
    // The root's level is not in the file: the program may set it.
    silent("version: 1\nhandlers: {h: {class: logging.StreamHandler, level: DEBUG}}\nloggers: {x: {handlers: [h]}}\n");
}

#[test]
fn level_never_met() {
    let text = |level: &str| {
        format!(
            "version: 1\nhandlers: {{h: {{class: logging.StreamHandler, level: {level}}}}}\nroot: {{handlers: [h]}}\n"
        )
    };
    warns(&text("51"), "level-never-met", "handlers.h.level");
    silent(&text("CRITICAL"));
}

#[test]
fn unknown_field() {
    let text = |formatter: &str| {
        format!(
            "version: 1\nformatters: {{f: {{{formatter}}}}}\nhandlers: {{h: {{class: logging.StreamHandler, formatter: f}}}}\nroot: {{handlers: [h]}}\n"
        )
    };
    for (formatter, meant) in [
        ("format: '%(asctime)s %(levelnam)-8s %(message)s'", "levelname"),
        ("format: '{mesage} {name}', style: '{'", "message"),
        ("format: '{thread_name:>9} {message}', style: '{'", "threadName"),
        ("format: '${lineNo} $message', style: $", "lineno"),
        ("format: '%(level)s %(message)s'", "levelname"),
    ] {
        warns(&text(formatter), "unknown-field", "formatters.f.format");
        assert_eq!(hint(&text(formatter)), format!("did you mean {meant:?}?"));
    }
    for formatter in [
        "format: '%(asctime)s %(taskName)s %(message)s %(msecs)03d'",
        // What a program's records may well have.
        "format: '%(request_id)s %(user)s %(tenant)s %(status_code)d %(client_addr)s %(trace_id)s %(host)s'",
        "format: '{levelnam} {message}', style: '{', defaults: {levelnam: '-'}",
        "format: '%%(levelnam)s %(message)s'",
    ] {
        silent(&text(formatter));
    }
}

#[test]
fn unknown_key() {
    let good = format!("version: 1\n{OUT}root: {{handlers: [out]}}\n");
    silent(&good);
    for (more, path, meant) in [
        ("disable_existing_logger: no\n", "disable_existing_logger", "did you mean \"disable_existing_loggers\"?"),
        ("name: shop\n", "name", "known here: version, incremental, "),
        ("loggers: {x: {propogate: no}}\n", "loggers.x.propogate", "did you mean \"propagate\"?"),
        ("loggers: {x: {handler: [out]}}\n", "loggers.x.handler", "did you mean \"handlers\"?"),
        ("loggers: {x: {qualname: z}}\n", "loggers.x.qualname", "known here: level, "),
    ] {
        let text = format!("{good}{more}");
        warns(&text, "unknown-key", path);
        assert!(hint(&text).starts_with(meant), "{}", hint(&text));
    }
    for more in [
        "loggers: {x: {qualname: x, level: INFO}}\n",
        "x-line: {a: 1}\n",
        "_line: {a: 1}\n",
        "line: '%(message)s'\nformat: cfg://line\nloggers: {x: {level: 'cfg://format'}}\n",
    ] {
        let text = format!("{good}{more}");
        assert!(
            found(&text).iter().all(|(_, path)| path != "line" && path != "format" && !path.contains("x")),
            "{:?}",
            found(&text)
        );
    }
    // What an alias or a merge key takes from it is its use.
    silent("version: 1\nspare: &spare {class: logging.StreamHandler}\nhandlers: {h: *spare}\nroot: {handlers: [h]}\n");
    silent(
        "version: 1\nspare: &spare\n  class: logging.StreamHandler\nhandlers: {h: {<<: *spare}}\nroot: {handlers: [h]}\n",
    );
}

#[test]
fn unknown_keys_of_formatters_and_filters() {
    let text = |formatter: &str, filter: &str| {
        format!(
            "version: 1\nformatters: {{f: {{{formatter}}}}}\nfilters: {{g: {{{filter}}}}}\nhandlers: {{h: {{class: logging.StreamHandler, formatter: f, filters: [g]}}}}\nroot: {{handlers: [h]}}\n"
        )
    };
    silent(&text("format: '%(message)s'", "name: x"));
    warns(&text("fmt: '%(message)s'", "name: x"), "unknown-key", "formatters.f.fmt");
    assert_eq!(hint(&text("fmt: '%(message)s'", "name: x")), "did you mean \"format\"?");
    warns(&text("format: '%(message)s', dateformat: '%H'", "name: x"), "unknown-key", "formatters.f.dateformat");
    warns(&text("format: '%(message)s'", "class: logging.Filter, name: x"), "unknown-key", "filters.g.class");
    assert_eq!(hint(&text("format: '%(message)s'", "class: logging.Filter")), "name it by the key \"()\"");
    silent(&text("(): logging.Formatter, fmt: '%(message)s'", "(): logging.Filter, name: x"));
}

#[test]
fn unread_attribute() {
    let text = |class: &str, attribute: &str| {
        format!("version: 1\nhandlers: {{h: {{class: {class}, .: {{{attribute}}}}}}}\nroot: {{handlers: [h]}}\n")
    };
    warns(&text("logging.StreamHandler", "terminater: x"), "unread-attribute", "handlers.h[.].terminater");
    assert_eq!(hint(&text("logging.StreamHandler", "terminater: x")), "did you mean \"terminator\"?");
    silent(&text("logging.StreamHandler", "terminator: x"));
    silent(&text("logging.StreamHandler", "level: 10"));
    // The constructor alone looks at it.
    warns(
        &text("logging.handlers.SocketHandler, host: h, port: 1", "host: other"),
        "unread-attribute",
        "handlers.h[.].host",
    );
    silent(&text(
        "logging.handlers.RotatingFileHandler, filename: a.log",
        "encoding: latin-1, delay: yes, maxBytes: 9",
    ));
    silent(&text(
        "logging.handlers.TimedRotatingFileHandler, filename: a.log",
        "interval: 9, utc: yes, rolloverAt: 0, suffix: '%Y', backupCount: 3",
    ));
    silent(&text("logging.handlers.SocketHandler, host: h, port: 1", "closeOnError: yes, retryMax: 5"));
}

#[test]
fn what_is_refused_is_warned_of_by_its_keys_alone() {
    let text = format!("version: 1\n{OUT}loggers: {{x: {{level: LOUD, propogate: no}}}}\n");
    warns(&text, "unknown-key", "loggers.x.propogate");
    // And an incremental one makes nothing.
    silent("version: 1\nincremental: yes\nloggers: {x: {propagate: no}}\n");
    silent("just a text\n");
}
