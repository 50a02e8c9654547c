//! What holds for every configuration that could be read.

use sawlog::config::{ConfigError, Document, Registry};

/// Checks it: what is wrong is said at a place in the text, and the same is wrong with the value alone.
pub(crate) fn check(document: &Document, text: &str) {
    let registry = Registry::new();
    let found = sawlog::config::check(document, &registry);
    if let Err(errors) = &found {
        assert!(!errors.is_empty());
        // A line more than there are line feeds: where the text ends.
        let lines = text.split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']).count() + 1;
        for position in errors.iter().filter_map(ConfigError::position) {
            assert!((1..=lines).contains(&position.line) && position.column > 0, "{position}");
        }
    }
    let value = document.root().to_value();
    let Ok(again) = Document::from_value(&value) else { return };
    assert_eq!(said(&found), said(&sawlog::config::check(&again, &registry)));
}

/// The errors without their positions.
fn said(found: &Result<(), Vec<ConfigError>>) -> Vec<(String, String, Option<&str>)> {
    let errors = found.as_ref().err().into_iter().flatten();
    errors.map(|error| (error.key_path().to_owned(), error.kind().to_string(), error.hint())).collect()
}
