//! One expression, as INI files have them: read, or refused at its place.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use sawlog::PercentFormatter;
use sawlog::config::{Document, Format, Registry, check};

static REGISTRY: LazyLock<Registry> = LazyLock::new(|| {
    let registry = Registry::new();
    // Takes whatever the expression is.
    registry.formatter("probe", |_| Ok(PercentFormatter::new("%(message)s")?));
    registry
});

fuzz_target!(|expression: &str| {
    // Each line goes on with the value.
    let value = expression.trim().replace('\n', "\n  ");
    let text = format!(
        "[loggers]\nkeys=root\n[handlers]\nkeys=\n[formatters]\nkeys=f\n[logger_root]\nhandlers=\n[formatter_f]\nclass=probe\ndefaults={value}"
    );
    let document = Document::parse(&text, Format::Ini).expect("an expression cannot break its value");
    let Err(errors) = check(&document, &REGISTRY) else { return };
    for error in errors {
        assert_eq!(error.key_path(), "formatter_f.defaults");
        let position = error.position().expect("what is refused has a place");
        assert!(position.line >= 11 && position.line <= text.split('\n').count());
    }
});
