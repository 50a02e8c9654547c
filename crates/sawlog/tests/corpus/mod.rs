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
