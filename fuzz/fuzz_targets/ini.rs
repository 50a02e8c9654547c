//! One INI text: read, its values put together, and checked as a configuration.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use sawlog::config::{Document, Format, Registry, check};

static REGISTRY: LazyLock<Registry> = LazyLock::new(Registry::new);

fuzz_target!(|text: &str| {
    let document = match Document::parse(text, Format::Ini) {
        Ok(document) => document,
        Err(error) => {
            let position = error.position().expect("what is wrong with a text has a place");
            assert!(position.line <= text.split('\n').count());
            return;
        }
    };
    let sections = document.root().as_mapping().expect("sections");
    for (section, options) in sections.iter().take(4) {
        let (section, options) = (section.as_str().expect("a text"), options.node.as_mapping().expect("options"));
        for (option, written) in options.iter().take(4) {
            let value = document.ini_option(section, option.as_str().expect("a text"));
            let written = written.node.as_str().expect("a text");
            assert!(written.contains('%') || value.expect("nothing to put in").as_deref() == Some(written));
        }
    }
    if let Err(errors) = check(&document, &REGISTRY) {
        assert!(!errors.is_empty());
        errors.iter().for_each(|error| assert!(!error.to_string().is_empty()));
    }
});
