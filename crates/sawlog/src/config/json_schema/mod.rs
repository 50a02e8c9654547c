//! The JSON Schema of a configuration, made from what the code knows: classes and what their constructors take, levels,
//! `ext://` names.
//!
//! For editors, which complete keys by it and underline what is wrong; [`check`](super::check) sees more.

mod classes;
mod sections;
mod values;

use serde_json::{Map, Value as Json, json};

use super::factories::Registry;

/// The JSON Schema (draft 2020-12) of a configuration whose names mean what this registry says.
///
/// What it describes is the mapping that YAML, JSON and TOML are read as. A configuration that is accepted is valid by
/// it, but for oddities that no schema can say; one that is valid may be refused, if a name refers to nothing, for
/// example.
///
/// An editor with a language server for YAML takes it by a comment in the first line of a file:
/// `# yaml-language-server: $schema=sawlog.schema.json`.
///
/// ```
/// let schema = sawlog::config::json_schema(sawlog::config::Registry::global());
/// assert!(schema.contains("backupCount"));
/// ```
///
/// # Python
/// Has none; that of `logging.config` is in its documentation.
pub fn json_schema(registry: &Registry) -> String {
    let mut text = serde_json::to_string_pretty(&sections::document(registry)).unwrap_or_default();
    text.push('\n');
    text
}

/// A schema with a sentence about what it describes.
fn described(schema: Json, sentence: &str) -> Json {
    let mut described = Map::new();
    described.insert("description".to_owned(), sentence.into());
    if let Json::Object(schema) = schema {
        described.extend(schema);
    }
    Json::Object(described)
}

/// One of these.
fn any_of(schemas: impl IntoIterator<Item = Json>) -> Json {
    json!({ "anyOf": schemas.into_iter().collect::<Vec<_>>() })
}

/// What stands under `$defs`.
fn definition(name: &str) -> Json {
    let escaped: String = name
        .chars()
        .map(|c| match c {
            '~' => "~0".to_owned(),
            '/' => "~1".to_owned(),
            '%' => "%25".to_owned(),
            c => c.to_string(),
        })
        .collect();
    json!({ "$ref": format!("#/$defs/{}", escaped) })
}
