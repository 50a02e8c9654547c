//! What real Python makes of texts.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::interpreter::python_that;

const SCRIPT: &str = r#"
import datetime, json, struct, sys

def spell(v):
    if v is None: return 'None'
    if isinstance(v, bool): return 'bool ' + str(v).lower()
    if isinstance(v, int): return 'int %d' % v
    if isinstance(v, float):
        return 'float nan' if v != v else 'float ' + struct.pack('>d', v).hex()
    if isinstance(v, str): return 'str ' + ' '.join('%x' % ord(c) for c in v)
    if isinstance(v, bytes): return 'bytes ' + v.hex()
    if isinstance(v, list): return '[' + ', '.join(map(spell, v)) + ']'
    if isinstance(v, tuple): return '(' + ', '.join(map(spell, v)) + ')'
    if isinstance(v, dict): return '{' + ', '.join(spell(k) + ': ' + spell(x) for k, x in v.items()) + '}'
    if isinstance(v, set): return 'set ' + ', '.join(sorted(map(spell, v)))
    return '%s.%s %s %r' % (type(v).__module__, type(v).__name__, v, v)

if sys.argv[1] == 'yaml':
    import yaml
    read = yaml.safe_load
elif sys.argv[1] == 'toml':
    import tomllib
    read = tomllib.loads
else:
    read = json.loads

def reading(text):
    try:
        return spell(read(text))
    except Exception:
        return 'error'

json.dump([reading(text) for text in json.load(sys.stdin)], sys.stdout)
"#;

/// What Python reads each text as, in the spelling of [`super::canonical`]; `None` if there is no Python that can.
pub(crate) fn readings(format: &str, texts: &[String]) -> Option<Vec<String>> {
    let needs = match format {
        "yaml" => "import yaml",
        "toml" => "import tomllib",
        _ => "import json",
    };
    let python = python_that(&format!("{format} beside CPython"), (3, 8), needs)?;
    let mut child = Command::new(&python)
        .args(["-c", SCRIPT, format])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python was there a moment ago");
    let input = serde_json::to_vec(texts).expect("texts are JSON");
    let mut stdin = child.stdin.take().expect("its input is a pipe");
    let feeder = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().expect("Python ran");
    feeder.join().expect("the feeder does not panic").expect("Python read its input");
    assert!(output.status.success(), "Python failed");
    Some(serde_json::from_slice(&output.stdout).expect("Python printed JSON"))
}

/// Asserts that every text reads as it does in Python.
pub(crate) fn assert_same(name: &str, format: sawlog::config::Format, texts: &[String]) {
    let Some(theirs) = readings(name, texts) else { return };
    let mut different = Vec::new();
    for (text, theirs) in texts.iter().zip(&theirs) {
        let ours = super::canonical::reading(text, format);
        if ours != *theirs {
            different.push(format!("{text:?}\n  python: {theirs}\n  sawlog: {ours}"));
        }
    }
    let shown = different.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
    assert!(different.is_empty(), "{} of {} texts differ:\n{shown}", different.len(), texts.len());
}
