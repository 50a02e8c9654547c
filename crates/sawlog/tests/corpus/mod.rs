//! Every dictConfig mapping that the repository holds: those of the conformance scenarios, of the examples, of the
//! README.
#![allow(dead_code, reason = "each test uses some of it")]

use std::fs;
use std::path::{Path, PathBuf};

use sawlog::config::{Document, Format, Node, Tags};
use sawlog::value::Value;

/// A mapping and where it comes from.
pub(crate) struct Found {
    pub(crate) from: String,
    pub(crate) document: Document,
}

/// All of them.
pub(crate) fn all() -> Vec<Found> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = Vec::new();
    for path in files_below(&root.join("conformance/scenarios")) {
        scenario(&path, &mut found);
    }
    for folder in ["crates/sawlog/examples", "crates/sawlog-server/examples", "crates/sawlog-server/src"] {
        for path in files_below(&root.join(folder)) {
            if let Ok(document) = Document::read(&path) {
                found.push(Found { from: path.display().to_string(), document });
            }
        }
    }
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    for block in readme.split("```yaml\n").skip(1) {
        let text = block.split("```").next().unwrap();
        found.push(Found { from: "README.md".to_owned(), document: Document::parse(text, Format::Yaml).unwrap() });
    }
    assert!(found.len() > 300, "{} configurations", found.len());
    found
}

/// Every INI text of the scenarios, and where it comes from.
pub(crate) fn ini() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = vec![("here".to_owned(), INI.to_owned())];
    for path in files_below(&root.join("conformance/scenarios")) {
        let document = Document::parse_yaml_with(&fs::read_to_string(&path).unwrap(), &AsText).unwrap();
        let steps = document.root().get("steps").and_then(Node::as_items).unwrap_or_default();
        let texts = [document.root()].into_iter().chain(steps).filter_map(|part| part.get("ini"));
        found.extend(texts.filter_map(|text| Some((path.display().to_string(), text.as_str()?.to_owned()))));
    }
    found
}

const INI: &str = "
[DEFAULT]
name = app
[loggers]
keys = root, a
[handlers]
keys = file, memory, out
[formatters]
keys = line, brace
[logger_root]
level = WARNING
handlers = out, file
[logger_a]
qualname = shop.a
level = DEBUG
handlers = memory
propagate = 0
[handler_file]
class = handlers.RotatingFileHandler
formatter = line
args = ('%(name)s.log', 'a', 10 * 1024, 3)
kwargs = {'delay': True}
[handler_memory]
class = logging.handlers.MemoryHandler
level = INFO
args = (10, ERROR)
target = file
[handler_out]
class = StreamHandler
formatter = brace
args = (sys.stdout,)
[formatter_line]
format = %(asctime)s 100%% %(message)s
datefmt = %H:%M
[formatter_brace]
format = {levelname} {user}
style = {
defaults = {'user': 'nobody'}
";

fn scenario(path: &Path, found: &mut Vec<Found>) {
    let text = fs::read_to_string(path).unwrap();
    let document = Document::parse_yaml_with(&text, &AsText).unwrap();
    let steps = document.root().get("steps").and_then(Node::as_items).unwrap_or_default();
    let configs = [document.root()].into_iter().chain(steps).filter_map(|part| part.get("config"));
    for config in configs {
        // A scenario may give something else, to be refused.
        if let Ok(document) = Document::from_value(&config.to_value()) {
            found.push(Found { from: path.display().to_string(), document });
        }
    }
}

/// Tags of scenarios, which configurations have no use for.
struct AsText;

impl Tags for AsText {
    fn construct(&self, _: &str, node: &Node) -> Option<Result<Value<'static>, String>> {
        Some(Ok(node.to_value()))
    }
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files.extend(files_below(&path));
        } else if Format::of_path(&path).is_some() {
            files.push(path);
        }
    }
    files
}
