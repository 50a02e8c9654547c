//! Names in an INI file: Python evaluates among the names of the module `logging`, from which others are reached.

use crate::config::factories::{Object, Registry};
use crate::config::suggest::{are_close, known_names};

/// Modules, and those that Python finds in them.
const MODULES: [(&str, &str, &str); 11] = [
    ("logging", "handlers", "logging.handlers"),
    ("logging", "config", "logging.config"),
    ("logging", "os", "os"),
    ("logging", "sys", "sys"),
    ("logging.handlers", "logging", "logging"),
    ("logging.handlers", "os", "os"),
    ("logging.handlers", "socket", "socket"),
    ("logging.config", "logging", "logging"),
    ("logging.config", "os", "os"),
    ("os", "sys", "sys"),
    ("socket", "os", "os"),
];

/// Modules that Python does not find at the beginning of a name.
const NOT_AT_FIRST: [(&str, &str); 2] = [("logging", ""), ("socket", "handlers.socket")];

/// What names there are, in short.
const SUCH_AS: &str = "names are those within the module logging, such as sys.stdout, DEBUG, handlers.SYSLOG_UDP_PORT";

/// What a name with dots stands for in an expression.
///
/// # Errors
/// Nothing; what would have been right.
pub(super) fn look_up(name: &str, registry: &Registry) -> Result<Object, String> {
    if let Some(object) = walk(name).and_then(|full| registry.lookup(&full)) {
        return Ok(object);
    }
    let first = name.split('.').next().unwrap_or(name);
    if let Some((module, instead)) = NOT_AT_FIRST.into_iter().find(|(module, _)| *module == first) {
        let rest = name[module.len()..].trim_start_matches('.');
        let better = [instead, rest].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(".");
        if !better.is_empty() && walk(&better).is_some_and(|full| registry.lookup(&full).is_some()) {
            return Err(format!("names are those within the module logging: write {better}"));
        }
        return Err(SUCH_AS.to_owned());
    }
    // One that the program has registered.
    registry.lookup(name).ok_or_else(|| {
        let names = registry.object_names();
        let written = names.iter().map(|full| full.strip_prefix("logging.").unwrap_or(full));
        known_names(name, written.filter(|known| are_close(known, name))).unwrap_or_else(|| SUCH_AS.to_owned())
    })
}

/// The class path that stands for what is named under `class` of a handler: a name within `logging`, or a path.
pub(in crate::config) fn class_path(name: &str, registry: &Registry) -> String {
    // What is evaluated may have white space and a comment.
    let code = name.split('#').next().unwrap_or(name);
    let written: String = code.split('.').map(str::trim).collect::<Vec<_>>().join(".");
    match walk(&written) {
        Some(full) if registry.class(&full).is_ok() || is_known_absent(&full, registry) => full,
        _ => name.to_owned(),
    }
}

/// Whether the class is one of Python's that this build has not.
fn is_known_absent(path: &str, registry: &Registry) -> bool {
    matches!(registry.lookup(path), Some(Object::Class(_)))
}

/// The full name of what Python finds by a name within `logging`.
fn walk(name: &str) -> Option<String> {
    let mut module = "logging";
    let mut rest = name;
    loop {
        let (first, after) = rest.split_once('.').map_or((rest, None), |(first, after)| (first, Some(after)));
        let inner = MODULES.into_iter().find(|(outer, name, _)| *outer == module && *name == first);
        match (inner, after) {
            (Some((_, _, inner)), Some(after)) => (module, rest) = (inner, after),
            (Some(_), None) => return None,
            (None, _) => return Some(format!("{module}.{rest}")),
        }
    }
}
