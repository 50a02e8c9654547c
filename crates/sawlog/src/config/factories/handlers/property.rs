//! Attributes that a block under `.` sets on a handler once it is made, where the handler reads them with its next record.
//!
//! As in Python they are set after the constructor has had its say: what only that looks at is not changed by them.
// DIFFERENCE: Python sets a value of any type, with which each record fails.

use crate::config::error::{ConfigError, ConfigErrorKind};
use crate::config::factories::Arguments;
use crate::config::node::Node;
use crate::config::place::wrong_type;

/// What the block under `.` sets as an attribute that the handler reads.
pub(super) fn property<T>(
    args: &Arguments<'_>,
    name: &str,
    expected: &str,
    read: impl FnOnce(&Node) -> Option<T>,
) -> Result<Option<T>, ConfigError> {
    let Some(node) = args.property_node(name) else { return Ok(None) };
    let wrong = || args.property_error(name, wrong_type(node, &format!("{expected} for {name}")));
    read(node).map(Some).ok_or_else(wrong)
}

/// A text.
#[cfg(any(feature = "http", feature = "smtp"))]
pub(super) fn text(args: &Arguments<'_>, name: &str) -> Result<Option<String>, ConfigError> {
    property(args, name, "a text", |node| node.as_str().map(str::to_owned))
}

/// Whether it is true for Python.
pub(super) fn truth(args: &Arguments<'_>, name: &str) -> Option<bool> {
    args.property_node(name).map(Node::is_truthy)
}

/// Refuses attributes that Python's handler reads and that cannot be set here.
// DIFFERENCE: Python lets a configuration set what a handler keeps for itself: its file's name, its socket, its lock.
pub(super) fn fixed(args: &Arguments<'_>, names: &[&str]) -> Result<(), ConfigError> {
    const ALL: [&str; 3] = ["formatter", "filters", "lock"];
    match ALL.iter().chain(names).find(|name| args.property_node(name).is_some()) {
        None => Ok(()),
        Some(name) => {
            let reason = format!("the attribute {name:?} cannot be set by a configuration");
            let error = args.property_error(name, ConfigErrorKind::Value(reason));
            Err(error.with_hint("what is set under \".\" is set on a handler that is made already"))
        }
    }
}
