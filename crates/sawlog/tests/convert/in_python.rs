//! CPython configured by what was written, and by what it was written from: the same tree.

use std::process::{Command, Stdio};

use sawlog::config::{Document, Format, Registry};
use sawlog::value::repr::write_repr;

use crate::corpus::{self, Found};
use crate::interpreter::python_that;

const SCRIPT: &str = r#"
import ast, io, json, logging, logging.config, logging.handlers, os, sys, tomllib, yaml

PLAIN = (str, int, float, bool, bytes, type(None))
SKIPPED = {'dev', 'ino', 'level', '_name', 'rolloverAt', '_closed', 'filters', 'formatter'}

def plain(v):
    if isinstance(v, PLAIN): return '%s %r' % (type(v).__name__, v)
    if isinstance(v, (list, tuple)): return '(%s)' % ', '.join(map(plain, v))
    if isinstance(v, dict): return '{%s}' % ', '.join('%s: %s' % (plain(k), plain(x)) for k, x in v.items())
    if isinstance(v, logging.Handler): return handler(v)
    if v is sys.stdout: return 'stdout'
    if v is sys.stderr: return 'stderr'
    return type(v).__name__

def formatter(f):
    return f and '%s %s %r %r %s' % (type(f).__name__, type(f._style).__name__, f._fmt, f.datefmt, plain(f._style._defaults))

def handler(h):
    own = {k: v for k, v in vars(h).items() if k not in SKIPPED}
    return '%s: %s level=%d filters=%s [%s] %s' % (
        h.name, type(h).__name__, h.level, [vars(f) for f in h.filters], formatter(h.formatter),
        ', '.join('%s=%s' % (k, plain(v)) for k, v in sorted(own.items())))

def logger(l):
    return '%s: level=%d propagate=%s disabled=%s filters=%s [%s]' % (
        l.name, l.level, bool(l.propagate), bool(l.disabled), [vars(f) for f in l.filters], '; '.join(map(handler, l.handlers)))

def tree():
    loggers = logging.root.manager.loggerDict
    names = sorted(n for n in loggers if isinstance(loggers[n], logging.Logger))
    return '\n'.join(logger(l) for l in [logging.root] + [loggers[n] for n in names])

def reset():
    logging.config._clearExistingHandlers()
    logging.root.manager.loggerDict.clear()
    root = logging.root
    root.setLevel(logging.WARNING)
    root.handlers[:], root.filters[:] = [], []
    root.disabled, root.propagate = False, True
    for name in os.listdir('.'):
        os.remove(name)

def after(configure):
    reset()
    logging.getLogger('there.before')
    try:
        configure()
    except Exception as e:
        return 'refused: %s' % e.__class__.__name__, repr(e) + ' ' + repr(e.__cause__)
    return 'accepted', tree()

def by_ini(text, config):
    logging.config.fileConfig(io.StringIO(text), disable_existing_loggers=bool(config.get('disable_existing_loggers', True)))

READ = {'yaml': yaml.safe_load, 'json': json.loads, 'toml': tomllib.loads}

def differences(case):
    if 'from' in case:
        config = {}
        kind, expected = after(lambda: by_ini(case['from'], config))
    else:
        config = ast.literal_eval(case['config'])
        kind, expected = after(lambda: logging.config.dictConfig(config))
    if kind != 'accepted':
        return None
    found = {}
    for format, text in case['texts'].items():
        if format == 'ini':
            kind, got = after(lambda: by_ini(text, config))
        else:
            kind, got = after(lambda: logging.config.dictConfig(READ[format](text)))
        if got != expected:
            found[format] = '%s\n--- expected\n%s\n--- got\n%s' % (text, expected, got)
    return found

given = json.load(sys.stdin)
os.chdir(given['folder'])
outcome = [differences(case) for case in given['cases']]
reset()
json.dump(outcome, sys.stdout)
"#;

#[test]
fn cpython_is_configured_the_same_by_every_format() {
    let needs = "import tomllib, yaml, logging.config";
    let Some(python) = python_that("converted configurations in CPython", (3, 12), needs) else { return };
    let mut cases = Vec::new();
    let mut names = Vec::new();
    for Found { from, document } in corpus::all() {
        let registry = Registry::global();
        let mut texts = serde_json::Map::new();
        for (name, format) in [("yaml", Format::Yaml), ("json", Format::Json), ("toml", Format::Toml)] {
            if let Ok(text) = document.convert(format, registry) {
                texts.insert(name.to_owned(), text.into());
            }
        }
        if let Ok(text) = document.convert(Format::Ini, registry) {
            texts.insert("ini".to_owned(), text.into());
        }
        let mut config = String::new();
        write_repr(&document.root().to_value(), &mut config).unwrap();
        if !texts.is_empty() && !config.contains("nan") && !config.contains("inf,") {
            cases.push(serde_json::json!({ "config": config, "texts": texts }));
            names.push(from);
        }
    }
    for (from, text) in corpus::ini() {
        let Ok(document) = Document::parse(&text, Format::Ini) else { continue };
        let mut texts = serde_json::Map::new();
        for (name, format) in
            [("yaml", Format::Yaml), ("json", Format::Json), ("toml", Format::Toml), ("ini", Format::Ini)]
        {
            if let Ok(text) = document.convert(format, Registry::global()) {
                texts.insert(name.to_owned(), text.into());
            }
        }
        if !texts.is_empty() {
            cases.push(serde_json::json!({ "from": text, "texts": texts }));
            names.push(from);
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let given = tempfile::NamedTempFile::new().unwrap();
    let input = serde_json::json!({ "folder": folder.path(), "cases": cases });
    std::fs::write(given.path(), input.to_string()).unwrap();
    let mut command = Command::new(python);
    command.args(["-W", "ignore", "-c", SCRIPT]).stdin(given.reopen().unwrap()).stderr(Stdio::piped());
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let outcome: Vec<Option<serde_json::Map<String, serde_json::Value>>> =
        serde_json::from_slice(&output.stdout).unwrap();

    let accepted = outcome.iter().flatten().count();
    let ini =
        cases.iter().zip(&outcome).filter(|(case, it)| it.is_some() && case["texts"].get("ini").is_some()).count();
    assert!(accepted > 200 && ini > 100, "{accepted} accepted by CPython, {ini} of them as INI");
    let mut different = Vec::new();
    for (name, outcome) in names.iter().zip(&outcome) {
        for (format, how) in outcome.iter().flatten() {
            different.push(format!("{name} as {format}:\n{}", how.as_str().unwrap_or_default()));
        }
    }
    assert!(different.is_empty(), "{} differ:\n{}", different.len(), different[..different.len().min(5)].join("\n\n"));
}
