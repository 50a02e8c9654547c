use sawlog::config::{Document, Format};

const YAML: &str = r#"version: 1
disable_existing_loggers: false
formatters:
  line: {format: "%(asctime)s %(name)-12s %(levelname)-8s %(message)s"}
  dollar:
    format: ${asctime} ${levelname} ${message} -- a format that is too long for a line of its own
    style: $
handlers:
  console: {class: logging.StreamHandler, level: INFO, formatter: line, stream: ext://sys.stdout}
  file:
    class: logging.handlers.RotatingFileHandler
    filename: logs/shop.log
    maxBytes: 1048576
    backupCount: 3
    encoding: utf-8
    .: {terminator: "\n"}
loggers:
  shop.basket: {level: DEBUG, handlers: [console, file], propagate: false}
  "12": {level: "on"}
root: {level: WARNING, handlers: []}
"#;

const JSON: &str = r#"{
  "version": 1,
  "disable_existing_loggers": false,
  "formatters": {
    "line": {
      "format": "%(asctime)s %(name)-12s %(levelname)-8s %(message)s"
    },
    "dollar": {
      "format": "${asctime} ${levelname} ${message} -- a format that is too long for a line of its own",
      "style": "$"
    }
  },
  "handlers": {
    "console": {
      "class": "logging.StreamHandler",
      "level": "INFO",
      "formatter": "line",
      "stream": "ext://sys.stdout"
    },
    "file": {
      "class": "logging.handlers.RotatingFileHandler",
      "filename": "logs/shop.log",
      "maxBytes": 1048576,
      "backupCount": 3,
      "encoding": "utf-8",
      ".": {
        "terminator": "\n"
      }
    }
  },
  "loggers": {
    "shop.basket": {
      "level": "DEBUG",
      "handlers": ["console", "file"],
      "propagate": false
    },
    "12": {
      "level": "on"
    }
  },
  "root": {
    "level": "WARNING",
    "handlers": []
  }
}
"#;

const TOML: &str = r#"version = 1
disable_existing_loggers = false

[formatters.line]
format = "%(asctime)s %(name)-12s %(levelname)-8s %(message)s"

[formatters.dollar]
format = "${asctime} ${levelname} ${message} -- a format that is too long for a line of its own"
style = "$"

[handlers.console]
class = "logging.StreamHandler"
level = "INFO"
formatter = "line"
stream = "ext://sys.stdout"

[handlers.file]
class = "logging.handlers.RotatingFileHandler"
filename = "logs/shop.log"
maxBytes = 1048576
backupCount = 3
encoding = "utf-8"
"." = { terminator = "\n" }

[loggers."shop.basket"]
level = "DEBUG"
handlers = ["console", "file"]
propagate = false

[loggers.12]
level = "on"

[root]
level = "WARNING"
handlers = []
"#;

#[test]
fn a_configuration_looks_as_a_person_would_write_it() {
    for (from, format) in [(YAML, Format::Yaml), (JSON, Format::Json), (TOML, Format::Toml)] {
        let document = Document::parse(from, format).unwrap();
        for (expected, format) in [(YAML, Format::Yaml), (JSON, Format::Json), (TOML, Format::Toml)] {
            assert_eq!(document.to_text(format).unwrap(), expected, "to {format:?}");
        }
    }
}

#[test]
fn nested_lists_are_readable() {
    let json = r#"{"a": [[1, 2], {"b": [3], "c": {"d": 4}}, {}], "e": [], "f": {}, "g": [["h", {"i": 5}]]}"#;
    let document = Document::parse(json, Format::Json).unwrap();
    let yaml = "a:\n  - [1, 2]\n  - b: [3]\n    c: {d: 4}\n  - {}\ne: []\nf: {}\ng:\n  - - h\n    - {i: 5}\n";
    assert_eq!(document.to_text(Format::Yaml).unwrap(), yaml);
    let toml = "a = [[1, 2], { b = [3], c = { d = 4 } }, {}]\ne = []\ng = [[\"h\", { i = 5 }]]\n\n[f]\n";
    assert_eq!(document.to_text(Format::Toml).unwrap(), toml);
}

#[test]
fn what_is_no_mapping_is_written_too() {
    for (json, yaml) in [("[1, \"yes\"]", "[1, \"yes\"]\n"), ("null", "null\n"), ("{}", "{}\n"), ("1e400", ".inf\n")] {
        let document = Document::parse(json, Format::Json).unwrap();
        assert_eq!(document.to_text(Format::Yaml).unwrap(), yaml);
    }
}
