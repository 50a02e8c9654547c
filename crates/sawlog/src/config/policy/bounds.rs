//! How much a configuration may make that may not do everything: so much that nobody misses more, and little enough
//! that a stranger fills no memory.

use crate::config::error::ConfigErrorKind;
use crate::config::reference::Section;

/// Handlers in one configuration.
pub(super) const HANDLERS: usize = 1000;
/// Formatters in one configuration.
pub(super) const FORMATTERS: usize = 1000;
/// Filters in one configuration; they are compiled before it is known whether the rest of it is right.
pub(super) const FILTERS: usize = 100;
/// Handlers that keep records in memory, in one configuration that makes a new one. One behind a queue has a thread, too.
pub(super) const BUFFERING: usize = 16;
/// Loggers in a tree: beyond, no new ones are made. They are never given up.
pub(super) const LOGGERS: usize = 10_000;
/// Bytes of a logger's name.
pub(super) const LOGGER_NAME: usize = 1000;

/// Why so many entries of a section are refused, if they are.
pub(in crate::config) fn refused_entries(section: Section, count: usize) -> Option<ConfigErrorKind> {
    let most = match section {
        Section::Formatters => FORMATTERS,
        Section::Filters => FILTERS,
        Section::Handlers => HANDLERS,
    };
    (count > most).then(|| {
        let what = section.key();
        ConfigErrorKind::NotAllowed(format!("may have {most} {what} at most, and has {count}"))
    })
}

/// Why a logger's name is refused, if it is.
pub(in crate::config) fn refused_name(name: &str) -> Option<ConfigErrorKind> {
    (name.len() > LOGGER_NAME).then(|| {
        let length = name.len();
        ConfigErrorKind::NotAllowed(format!("may name loggers in {LOGGER_NAME} bytes at most, not in {length}"))
    })
}
