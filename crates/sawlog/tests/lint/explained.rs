//! What `explain` tells of a configuration.

use sawlog::config::{Document, Format, Registry, explain};

fn explained(text: &str) -> String {
    let document = Document::parse(text, Format::Yaml).expect("valid YAML");
    explain(&document, &Registry::new()).expect("accepted").to_string()
}

#[test]
fn the_whole_tree() {
    let text = "
version: 1
disable_existing_loggers: no
formatters:
  line: {format: '%(levelname)-8s %(name)s:%(lineno)d %(message)s'}
  json: {(): sawlog.JsonFormatter, fields: [level, message]}
  tenant: {format: '{tenant} {message}', style: '{', datefmt: '%H:%M'}
filters:
  shop: {name: shop}
handlers:
  out: {class: logging.StreamHandler, level: INFO, formatter: line, stream: ext://sys.stdout}
  log: {class: logging.handlers.RotatingFileHandler, filename: /tmp/shop.log, maxBytes: 1000, delay: yes, formatter: json, .: {terminator: ''}}
  far: {class: logging.handlers.SocketHandler, host: logs.example, port: 9020, filters: [shop]}
  memory: {class: logging.handlers.MemoryHandler, capacity: 10, target: out}
loggers:
  shop: {level: DEBUG, handlers: [log]}
  shop.web: {propagate: no, handlers: [far], filters: [shop]}
  shop.web.api: {level: 25}
  other: {}
root: {level: INFO, handlers: [memory]}
";
    assert_eq!(
        explained(text),
        "loggers
  root: level INFO
    -> memory
    other: level NOTSET, INFO from root
    shop: level DEBUG
      -> log
      shop.web: level NOTSET, DEBUG from shop, does not propagate
        filters: shop
        -> far
        shop.web.api: level 25
handlers
  far: logging.handlers.SocketHandler
    peer: logs.example:9020
    filters: shop
  log: logging.handlers.RotatingFileHandler
    file: /tmp/shop.log, opened by the first record
    maxBytes: 1000
    delay: True
    .terminator: ''
    formatter: json
  memory: logging.handlers.MemoryHandler
    capacity: 10
    target: 'out'
  out: logging.StreamHandler, level INFO
    stream: ext://sys.stdout
    formatter: line
formatters
  line: %(levelname)-8s %(name)s:%(lineno)d %(message)s
    | INFO     shop.basket:42 3 items for sheila
  json:
    | {\"level\":\"INFO\",\"message\":\"3 items for sheila\"}
  tenant: {tenant} {message}, time %H:%M
    | <tenant> 3 items for sheila
loggers that are there already and not named here stay
"
    );
}

#[test]
fn a_level_that_nobody_says_is_a_fresh_programs() {
    let told = explained(
        "{version: 1, handlers: {n: {class: logging.NullHandler}}, loggers: {x: {handlers: [n]}}, root: {handlers: [n]}}",
    );
    assert!(told.contains("root: level WARNING, which is a fresh program's\n"), "{told}");
    assert!(told.contains("x: level NOTSET, WARNING from root\n"), "{told}");
}

#[test]
fn secrets_are_not_shown() {
    let text = "{version: 1, handlers: {m: {class: logging.handlers.HTTPHandler, host: h, url: /, secure: yes, credentials: [me, hush]}}, root: {handlers: [m]}}";
    let document = Document::parse(text, Format::Yaml).expect("valid YAML");
    // Without the feature there is no such handler.
    if let Ok(explanation) = explain(&document, &Registry::new()) {
        let told = explanation.to_string();
        assert!(!told.contains("hush") && told.contains("credentials: ***"), "{told}");
    }
}

#[test]
fn control_characters_are_escaped() {
    let told = explained("{version: 1, loggers: {\"a\\eb\\n\": {level: INFO}}}");
    assert!(told.contains("a\\u{1b}b\\n: level INFO"), "{told}");
}

#[test]
fn what_is_refused_is_not_explained() {
    let document = Document::parse("{version: 1, root: {level: LOUD}}", Format::Yaml).expect("valid YAML");
    assert_eq!(explain(&document, &Registry::new()).expect_err("no such level").len(), 1);
}

#[test]
fn no_file_is_opened() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("a.log");
    let told = explained(&format!(
        "{{version: 1, handlers: {{f: {{class: logging.FileHandler, filename: {}}}}}}}",
        path.display()
    ));
    assert!(told.contains("a.log"), "{told}");
    assert!(!path.exists());
}
