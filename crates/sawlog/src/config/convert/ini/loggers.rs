//! `[logger_x]` and `[logger_root]`.

use std::collections::HashSet;

use super::line::{Raw, level, name, value};
use super::{Options, below, cannot, no_reference, section};
use crate::config::error::ConfigError;
use crate::config::place::Place;

/// A logger's section.
pub(super) struct Logger {
    /// What it is called within the file.
    pub(super) key: String,
    pub(super) options: Options,
}

/// All loggers, the root first, which must be there.
pub(super) fn read(whole: &Place<'_>) -> Result<Vec<Logger>, ConfigError> {
    let root = match below(whole, "root").filter(|root| root.node.is_truthy()) {
        Some(place) => {
            no_reference(&place)?;
            options(&place)?
        }
        None => vec![("handlers", String::new())],
    };
    let mut loggers = vec![Logger { key: "root".to_owned(), options: root }];
    let mut names = HashSet::from(["root".to_owned()]);
    for (logger, place) in section(whole, "loggers")? {
        if !names.insert(logger.clone()) {
            return Err(cannot(&place, "the root among the other loggers"));
        }
        let mut options = options(&place)?;
        options.push(("qualname", value(&logger, &place, Raw::No)?));
        if let Some(propagate) = below(&place, "propagate") {
            no_reference(&propagate)?;
            let is_unsaid = matches!(propagate.node.as_scalar(), Some(crate::value::Value::None));
            if !is_unsaid && !propagate.node.is_truthy() {
                options.push(("propagate", "0".to_owned()));
            }
        }
        loggers.push(Logger { key: logger, options });
    }
    Ok(loggers)
}

/// Level and handlers.
fn options(place: &Place<'_>) -> Result<Options, ConfigError> {
    let mut options = Options::new();
    if let Some(level) = below(place, "level").map(|place| level(&place)).transpose()?.flatten() {
        options.push(("level", level));
    }
    if let Some(filters) = below(place, "filters").filter(|filters| filters.node.is_truthy()) {
        return Err(cannot(&filters, "filters"));
    }
    let mut handlers = Vec::new();
    if let Some(list) = below(place, "handlers").filter(|list| list.node.is_truthy()) {
        no_reference(&list)?;
        for each in list.each()? {
            let handler = each.node.as_scalar().cloned().unwrap_or_default();
            handlers.push(name(&handler, &each)?.replace('%', "%%"));
        }
    }
    options.push(("handlers", handlers.join(",")));
    Ok(options)
}
