//! The same configurations through real CPython.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use sawlog::config::{Document, Format, Node, NodeKind};
use sawlog::value::Value;

use crate::interpreter::python_that;

const SCRIPT: &str = r#"
import ast, gc, json, logging, logging.config, os, sys

# A handler that no logger has is found by its name until it is collected: here, always.
gc.disable()

def handler(h):
    record = logging.makeLogRecord({'name': 'n.m', 'levelname': 'INFO', 'levelno': 20, 'msg': 'hello'})
    try:
        text = h.format(record)
    except Exception:
        text = '<error>'
    return '%s %s/%s/%s/%s' % (type(h).__name__, h.name, int(h.level), len(h.filters), text)

def logger(l):
    return '%s: level=%d propagate=%s disabled=%s filters=%d [%s]' % (
        l.name, l.level, str(bool(l.propagate)).lower(), str(bool(l.disabled)).lower(), len(l.filters),
        ', '.join(map(handler, l.handlers)))

def tree():
    loggers = logging.root.manager.loggerDict
    names = sorted(n for n in loggers if isinstance(loggers[n], logging.Logger))
    return '\n'.join(logger(l) for l in [logging.root] + [loggers[n] for n in names])

def folder(path):
    files = []
    for name in sorted(os.listdir(path)):
        try:
            with open(os.path.join(path, name), encoding='utf-8') as f:
                text = f.read()
        except OSError:
            text = ''
        files.append('%s=%s' % (name, json.dumps(text)))
    return ' '.join(files)

def reset():
    logging.config._clearExistingHandlers()
    logging.root.manager.loggerDict.clear()
    root = logging.root
    root.setLevel(logging.WARNING)
    root.handlers[:], root.filters[:] = [], []
    root.disabled, root.propagate = False, True

def after(case):
    reset()
    for name in case['loggers']:
        logging.getLogger(name)
    for config in case['configs']:
        try:
            logging.config.dictConfig(ast.literal_eval(config))
        except Exception:
            return 'refused'
    result = tree() + '\n' + folder(case['folder'])
    reset()
    return result

json.dump([after(case) for case in json.load(sys.stdin)], sys.stdout)
"#;

/// One case: loggers that exist before, configurations in order, the folder that `{dir}` stands for.
pub(crate) struct Case<'c> {
    pub(crate) loggers: &'c [&'c str],
    pub(crate) configs: &'c [&'c str],
    pub(crate) folder: &'c Path,
}

/// What CPython makes of each case; `None` if no CPython of 3.12 or later is found.
pub(crate) fn after(cases: &[Case<'_>]) -> Option<Vec<String>> {
    let python = python_that("configurations beside CPython", (3, 12), "import logging.config")?;
    let cases: Vec<serde_json::Value> = cases
        .iter()
        .map(|case| {
            let configs: Vec<String> = case.configs.iter().map(|config| literal_of(config, case.folder)).collect();
            serde_json::json!({ "loggers": case.loggers, "configs": configs, "folder": case.folder })
        })
        .collect();
    let mut child = Command::new(&python)
        .args(["-W", "ignore", "-c", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python was there a moment ago");
    let input = serde_json::to_vec(&cases).expect("cases are JSON");
    child.stdin.take().expect("its input is a pipe").write_all(&input).expect("Python reads its input");
    let output = child.wait_with_output().expect("Python ran");
    assert!(output.status.success(), "Python failed");
    Some(serde_json::from_slice(&output.stdout).expect("Python printed JSON"))
}

fn literal_of(config: &str, folder: &Path) -> String {
    let text = config.replace("{dir}", &folder.display().to_string());
    let document = Document::parse(&text, Format::Yaml).expect("the test's own YAML");
    let mut out = String::new();
    write_node(document.root(), &mut out);
    out
}

fn write_node(node: &Node, out: &mut String) {
    match &node.kind {
        NodeKind::Scalar(value) => write_scalar(value, out),
        NodeKind::Mapping(mapping) => {
            out.push('{');
            for (key, entry) in mapping {
                write_scalar(key, out);
                out.push(':');
                write_node(&entry.node, out);
                out.push(',');
            }
            out.push('}');
        }
        _ => {
            out.push('[');
            for item in node.as_items().unwrap_or_default() {
                write_node(item, out);
                out.push(',');
            }
            out.push(']');
        }
    }
}

fn write_scalar(value: &Value<'_>, out: &mut String) {
    match value {
        Value::None => out.push_str("None"),
        Value::Bool(flag) => out.push_str(if *flag { "True" } else { "False" }),
        Value::Int(number) => out.push_str(&number.to_string()),
        Value::Float(number) => out.push_str(&format!("{number:?}")),
        Value::Str(text) => out.push_str(&serde_json::to_string(&**text).expect("text is JSON")),
        other => panic!("no literal for {other:?}"),
    }
}
