//! The JSON Schema beside the configurations of the repository, judged by Python's `jsonschema`.

use std::collections::BTreeMap;

use sawlog::config::{Document, Format, Registry, json_schema};

#[path = "../corpus/mod.rs"]
mod corpus;
#[path = "../python/mod.rs"]
mod interpreter;
#[path = "../skipped/mod.rs"]
mod skipped;

const SCRIPT: &str = r#"
import json, sys
from jsonschema import Draft202012Validator
given = json.load(sys.stdin)
schema = json.loads(given['schema'])
Draft202012Validator.check_schema(schema)
validator = Draft202012Validator(schema)
def verdict(text):
    errors = sorted(validator.iter_errors(json.loads(text)), key=lambda e: list(map(str, e.absolute_path)))
    return '; '.join('%s: %s' % ('.'.join(map(str, e.absolute_path)), e.message[:300]) for e in errors[:3])
json.dump([verdict(text) for text in given['texts']], sys.stdout)
"#;

/// What is wrong with each text by the schema, empty if nothing is.
fn verdicts(texts: &[String]) -> Option<Vec<String>> {
    let python = interpreter::python_that("the JSON Schema", (3, 8), "import jsonschema")?;
    let given = serde_json::json!({ "schema": json_schema(Registry::global()), "texts": texts }).to_string();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("given.json");
    std::fs::write(&file, given).unwrap();
    let input = std::fs::File::open(&file).unwrap();
    let output = std::process::Command::new(python).args(["-c", SCRIPT]).stdin(input).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn configurations_that_are_accepted_are_valid() {
    let mut accepted = BTreeMap::new();
    let mut not_json = 0;
    for found in corpus::all() {
        match found.document.convert(Format::Json, Registry::global()) {
            Ok(text) => _ = accepted.insert(text, found.from),
            Err(error) if error.to_string().contains("JSON") => not_json += 1,
            Err(_) => {}
        }
    }
    assert!(accepted.len() > 200 && not_json < 10, "{} accepted, {not_json} that JSON cannot say", accepted.len());
    let texts: Vec<String> = accepted.keys().cloned().collect();
    let Some(verdicts) = verdicts(&texts) else { return };
    let wrong: Vec<String> = texts
        .iter()
        .zip(&verdicts)
        .filter(|(_, verdict)| !verdict.is_empty())
        .map(|(text, verdict)| format!("{}: {verdict}", accepted[text]))
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), texts.len(), wrong.join("\n"));
}

/// Each is wrong in one way, and refused for it.
const WRONG: &[&str] = &[
    "{}",
    "[]",
    "{version: 2}",
    "{version: one}",
    "{version: 1, root: {level: LOUD}}",
    "{version: 1, root: {level: 1.5}}",
    "{version: 1, root: {level: [INFO]}}",
    "{version: 1, root: console}",
    "{version: 1, loggers: [a]}",
    "{version: 1, loggers: {a: null}}",
    "{version: 1, loggers: {a: {level: inf0}}}",
    "{version: 1, loggers: {a: {handlers: 7}}}",
    "{version: 1, handlers: {h: {}}}",
    "{version: 1, handlers: {h: text}}",
    "{version: 1, handlers: {h: {class: logging.StreamHandlr}}}",
    "{version: 1, handlers: {h: {class: 7}}}",
    "{version: 1, handlers: {h: {class: logging.StreamHandler, color: always}}}",
    "{version: 1, handlers: {h: {class: sawlog.StreamHandler, color: often}}}",
    "{version: 1, handlers: {h: {class: logging.StreamHandler, stream: stdout}}}",
    "{version: 1, handlers: {h: {class: logging.StreamHandler, level: [1]}}}",
    "{version: 1, handlers: {h: {class: logging.StreamHandler, filters: 7}}}",
    "{version: 1, handlers: {h: {class: logging.FileHandler}}}",
    "{version: 1, handlers: {h: {class: logging.FileHandler, filename: 7}}}",
    "{version: 1, handlers: {h: {class: logging.FileHandler, filename: a, maxBytes: 7}}}",
    "{version: 1, handlers: {h: {class: logging.FileHandler, filename: a, errors: loudly}}}",
    "{version: 1, handlers: {h: {class: logging.handlers.RotatingFileHandler, filename: a, maxBytes: lots}}}",
    "{version: 1, handlers: {h: {class: logging.handlers.RotatingFileHandler, filename: a, backupcount: 3}}}",
    "{version: 1, handlers: {h: {class: logging.handlers.RotatingFileHandler, filename: a, rotator: rar}}}",
    "{version: 1, handlers: {h: {class: logging.handlers.TimedRotatingFileHandler, filename: a, interval: two}}}",
    "{version: 1, handlers: {h: {class: logging.handlers.SocketHandler, host: a}}}",
    "{version: 1, handlers: {h: {class: logging.handlers.SocketHandler, host: a, port: 70000}}}",
    "{version: 1, handlers: {h: {class: logging.handlers.SocketHandler, host: a, port: 1, timeout: 2}}}",
    "{version: 1, handlers: {h: {class: sawlog.SocketHandler, host: a, port: 1, timeout: -2}}}",
    "{version: 1, handlers: {h: {class: logging.handlers.SysLogHandler, address: [a]}}}",
    "{version: 1, handlers: {h: {class: logging.handlers.MemoryHandler}}}",
    "{version: 1, handlers: {h: {class: logging.handlers.MemoryHandler, capacity: many}}}",
    "{version: 1, handlers: {h: {class: logging.NullHandler, level: INFO, x: 1}}}",
    "{version: 1, handlers: {h: {class: logging.NullHandler, async: true, queueSize: many}}}",
    "{version: 1, handlers: {h: {class: logging.NullHandler, queueSize: 10}}}",
    "{version: 1, handlers: {h: {class: logging.NullHandler, whenFull: block}}}",
    "{version: 1, handlers: {h: {class: logging.handlers.QueueHandler, queueSize: 10}}}",
    "{version: 1, handlers: {h: {class: logging.NullHandler, async: true, whenFull: [block]}}}",
    "{version: 1, handlers: {h: {class: logging.handlers.QueueHandler, listener: shop.Listener}}}",
    "{version: 1, handlers: {h: {class: logging.handlers.QueueHandler, queue: 7}}}",
    "{version: 1, handlers: {h: {class: logging.handlers.QueueHandler, structured: true}}}",
    "{version: 1, handlers: {h: {(): logging.FileHandler}}}",
    "{version: 1, handlers: {h: {class: logging.Formatter}}}",
    "{version: 1, formatters: {f: text}}",
    "{version: 1, formatters: {f: {format: 7}}}",
    "{version: 1, formatters: {f: {style: percent}}}",
    "{version: 1, formatters: {f: {class: logging.Handler}}}",
    "{version: 1, formatters: {f: {(): logging.Formatter, fmt: '%(message)s', colour: red}}}",
    "{version: 1, formatters: {f: {(): sawlog.JsonFormatter, fields: 7}}}",
    "{version: 1, filters: {f: {name: 7}}}",
    "{version: 1, filters: {f: {(): sawlog.RateLimitFilter}}}",
    "{version: 1, filters: {f: {(): sawlog.RateLimitFilter, rate: 1, by: colour}}}",
    "{version: 1, filters: {f: {(): sawlog.LevelRangeFilter, minLevel: LOUD}}}",
    "{version: 1, filters: {f: {(): project.Filter}}}",
];

#[test]
fn what_is_wrong_is_not_valid() {
    let mut texts = Vec::new();
    for text in WRONG {
        let document = Document::parse(text, Format::Yaml).unwrap();
        assert!(document.convert(Format::Json, Registry::global()).is_err(), "accepted: {text}");
        texts.push(document.to_text(Format::Json).unwrap());
    }
    let Some(verdicts) = verdicts(&texts) else { return };
    let valid: Vec<&str> =
        WRONG.iter().zip(&verdicts).filter(|(_, verdict)| verdict.is_empty()).map(|(text, _)| *text).collect();
    assert!(valid.is_empty(), "{}", valid.join("\n"));
}

#[test]
fn classes_of_a_program_are_in_it() {
    let registry = Registry::new();
    registry.handler("project.Pager", |_| Ok::<_, sawlog::config::BoxError>(sawlog::NullHandler));
    registry.alias("project.Console", "logging.StreamHandler");
    let schema: serde_json::Value = serde_json::from_str(&json_schema(&registry)).unwrap();
    let definitions = &schema["$defs"];
    assert!(definitions["project.Console"]["properties"]["stream"].is_object());
    assert!(definitions.get("project.Pager").is_none(), "what it takes is not known");
    let classes = &definitions["handler"]["properties"]["class"]["anyOf"][0]["enum"];
    assert!(classes.as_array().unwrap().iter().any(|class| class == "project.Pager"));
}
