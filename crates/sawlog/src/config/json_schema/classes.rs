//! The schema of what one class is made with, and how an entry finds its own.

use serde_json::{Map, Value as Json, json};

use super::{any_of, definition, described, values};
use crate::config::factories::{Registry, taken_by};

/// The classes of one kind: their paths, and a definition for each that has said what it takes.
pub(super) struct Classes {
    paths: Vec<(String, bool)>,
    kind: &'static str,
}

impl Classes {
    /// Those that a registry has of a kind: `handler`, `formatter` or `filter`.
    pub(super) fn of(registry: &Registry, kind: &'static str) -> Classes {
        let classes = registry.classes().into_iter().filter(|(_, factory)| factory.kind() == kind);
        let paths = classes.map(|(path, _)| {
            let is_known = registry.signature(&path).is_some();
            (path, is_known)
        });
        Classes { paths: paths.collect(), kind }
    }

    /// One of the paths, or a reference to one.
    pub(super) fn path(&self) -> Json {
        let paths: Vec<&String> = self.paths.iter().map(|(path, _)| path).collect();
        described(
            any_of([json!({ "enum": paths }), definition("reference")]),
            &format!("The class of the {}.", self.kind),
        )
    }

    /// For each class: an entry that names it under one of these keys is as its definition says.
    pub(super) fn choices<'s>(&'s self, keys: &'s [&'s str]) -> impl Iterator<Item = Json> + 's {
        let known = self.paths.iter().filter(|(_, is_known)| *is_known);
        known.map(move |(path, _)| {
            let named = keys.iter().map(|key| json!({ "properties": { *key: { "const": path } }, "required": [key] }));
            json!({ "if": any_of(named), "then": definition(path) })
        })
    }

    /// Whether a class that has said what it takes is made with this.
    pub(super) fn takes(registry: &Registry, path: &str, name: &str) -> bool {
        let signature = registry.signature(path);
        signature.is_some_and(|signature| taken_by(path, signature).any(|parameter| parameter.name == name))
    }

    /// The definitions, by path. `common` are the keys that an entry has besides; `rename` says what a parameter is
    /// called there.
    pub(super) fn definitions(
        &self,
        registry: &Registry,
        common: &Map<String, Json>,
        rename: impl Fn(&str) -> Vec<String>,
    ) -> Map<String, Json> {
        let mut definitions = Map::new();
        for (path, _) in &self.paths {
            let Some(signature) = registry.signature(path) else { continue };
            let mut properties = Map::new();
            let mut required = Vec::new();
            for parameter in taken_by(path, signature) {
                for name in rename(parameter.name) {
                    properties.insert(name, values::parameter(parameter));
                }
                if parameter.is_required {
                    required.push(parameter.name);
                }
            }
            // An argument that is called like a key of all entries does not reach the constructor.
            properties.extend(common.clone());
            let mut schema = json!({ "properties": properties, "additionalProperties": false });
            if !required.is_empty() {
                schema["required"] = required.into();
            }
            definitions.insert(path.clone(), schema);
        }
        definitions
    }
}
