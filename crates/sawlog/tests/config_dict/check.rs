//! Checking a configuration without carrying it out.

use std::fs;

use sawlog::config::{ConfigErrorKind, Document, Format, Registry, check};

use super::state;

#[test]
fn every_entry_says_what_is_wrong_with_it() {
    let text = "
version: 1
formatters: {f: {format: '%(x'}, g: {style: x}}
filters: {a: {(): no.such.Filter}}
handlers:
  h: {class: logging.NullHandler, level: LOUD}
  i: {class: no.such.Handler}
loggers:
  x: {handlers: [none]}
root: {filters: [b]}
";
    let document = Document::parse(text, Format::Yaml).expect("valid YAML");
    let errors = check(&document, &Registry::new()).expect_err("all is wrong");
    let paths: Vec<&str> = errors.iter().map(|error| error.key_path()).collect();
    let expected = [
        "formatters.f.format",
        "formatters.g.style",
        "filters.a[()]",
        "handlers.h.level",
        "handlers.i.class",
        "loggers.x.handlers[0]",
        "root.filters[0]",
    ];
    assert_eq!(paths.len(), expected.len(), "{errors:#?}");
    for (path, expected) in paths.iter().zip(expected) {
        assert!(*path == expected || expected == "filters.a[()]" && path.starts_with("filters.a"), "{path}");
    }
}

#[test]
fn nothing_is_opened_and_no_constructor_called() {
    let folder = state::scratch("nothing_is_opened");
    let registry = Registry::new();
    registry.handler("own.Handler", |_| -> Result<sawlog::NullHandler, _> { panic!("called") });
    let text = format!(
        "{{version: 1, handlers: {{h: {{class: own.Handler, any: 1}}, f: {{class: logging.FileHandler, filename: {}}}}}}}",
        folder.join("a.log").display()
    );
    let document = Document::parse(&text, Format::Yaml).expect("valid YAML");
    check(&document, &registry).expect("nothing is wrong");
    assert_eq!(fs::read_dir(&folder).expect("the folder is there").count(), 0);
}

#[test]
fn folders_that_are_not_there() {
    let folder = state::scratch("folders_that_are_not_there");
    let text = format!(
        "{{version: 1, handlers: {{f: {{class: logging.FileHandler, filename: {}}}}}}}",
        folder.join("none/a.log").display()
    );
    let document = Document::parse(&text, Format::Yaml).expect("valid YAML");
    let errors = check(&document, &Registry::new()).expect_err("no folder");
    assert_eq!(errors[0].key_path(), "handlers.f.filename");
}

#[test]
fn files_that_could_not_be_opened() {
    let folder = state::scratch("files_that_could_not_be_opened");
    fs::write(folder.join("there.log"), "").expect("the folder can be written to");
    let place = folder.display();
    let text = format!(
        "version: 1
handlers:
  a: {{class: logging.FileHandler, filename: {place}}}
  b: {{class: logging.FileHandler, filename: {place}/there.log, mode: x}}
  c: {{class: logging.FileHandler, filename: {place}/new.log, mode: x}}
  d: {{class: logging.FileHandler, filename: {place}/new.log, mode: x}}
  e: {{class: logging.FileHandler, filename: {place}/none.log, mode: r+}}
  f: {{class: logging.FileHandler, filename: {place}/there.log}}
"
    );
    let document = Document::parse(&text, Format::Yaml).expect("valid YAML");
    let errors = check(&document, &Registry::new()).expect_err("four of them");
    let said: Vec<_> = errors.iter().map(|error| (error.key_path(), error.position().map(|at| at.line))).collect();
    assert_eq!(
        said,
        [
            ("handlers.a.filename", Some(3)),
            ("handlers.b.filename", Some(4)),
            ("handlers.d.filename", Some(6)),
            ("handlers.e.filename", Some(7)),
        ]
    );
    assert!(errors[0].to_string().contains("Is a directory"), "{}", errors[0]);
    assert_eq!(errors[0].position().map(|at| at.column), Some(45), "where the file's name stands");
}

#[test]
fn a_key_that_may_be_meant_for_the_missing_one() {
    let text = "{version: 1, handlers: {f: {class: logging.FileHandler, filenam: a.log}}}";
    let document = Document::parse(text, Format::Yaml).expect("valid YAML");
    let errors = check(&document, &Registry::new()).expect_err("no file's name");
    assert!(errors[0].to_string().contains("filenam\" meant"), "{}", errors[0]);
}

/// Each reference is small, and what it stands for is not.
#[test]
fn references_that_copy_without_end() {
    let numbers = vec!["1"; 100_000].join(", ");
    let formatters: String = (0..100).map(|number| format!("    f{number}: {{defaults: cfg://big}}\n")).collect();
    let text = format!("version: 1\nbig: {{a: [{numbers}]}}\nformatters:\n{formatters}");
    let document = Document::parse(&text, Format::Yaml).unwrap();
    let errors = check(&document, &Registry::new()).unwrap_err();
    assert!(matches!(errors[0].kind(), ConfigErrorKind::TooLarge(_)), "{}", errors[0]);
    // A few of them are taken.
    let few: String = text.split_inclusive('\n').take(10).collect();
    assert!(check(&Document::parse(&few, Format::Yaml).unwrap(), &Registry::new()).is_ok());
}

/// Names that have no order, more of them than a sort goes through by itself.
#[test]
fn handlers_that_cannot_be_put_in_order() {
    let handler = |number: usize| match number % 3 {
        0 => format!("h{}: {{class: logging.NullHandler}}", 100 - number),
        1 => format!("{}: {{class: logging.NullHandler}}", 1000 - number),
        _ => format!(".nan: {{class: logging.NullHandler, x{number}: 1}}"),
    };
    let handlers: Vec<String> = (0..90).map(handler).collect();
    let text = format!("{{version: 1, handlers: {{{}}}}}", handlers.join(", "));
    let errors = check(&Document::parse(&text, Format::Yaml).unwrap(), &Registry::new()).unwrap_err();
    assert_eq!(errors[0].key_path(), "handlers");
}
