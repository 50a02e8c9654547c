//! `fileConfig`: where mistakes stand, what is refused, how much a text may cost, and what programs can say besides.
//!
//! What a right configuration does is held against CPython by `conformance/scenarios/file_config`, random texts and
//! expressions by the differential tests.

mod bounds;
mod encodings;
#[path = "../python/mod.rs"]
mod interpreter;
mod not_evaluated;
mod options;
mod positions;
mod queues;
mod registry;
mod reload;
#[path = "../skipped/mod.rs"]
mod skipped;

use sawlog::config::{ConfigError, Document, Format, Registry, check};

/// A whole configuration with one handler, whose section is this.
fn with_handler(section: &str) -> String {
    format!(
        "[loggers]\nkeys=root\n[handlers]\nkeys=h\n[formatters]\nkeys=\n[logger_root]\nhandlers=h\n[handler_h]\n{section}\n"
    )
}

/// The line on which the section of that handler begins.
const SECTION: usize = 10;

fn errors(text: &str) -> Vec<ConfigError> {
    let document = match Document::parse(text, Format::Ini) {
        Ok(document) => document,
        Err(error) => return vec![error],
    };
    check(&document, Registry::global()).err().unwrap_or_default()
}

/// The only thing that is wrong.
fn error(text: &str) -> ConfigError {
    let mut errors = errors(text);
    assert_eq!(errors.len(), 1, "{errors:?}");
    errors.remove(0)
}
