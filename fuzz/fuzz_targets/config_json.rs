//! One JSON text as a configuration: read, then checked.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sawlog::config::{Document, Format};

mod configuration;

fuzz_target!(|text: &str| {
    if let Ok(document) = Document::parse(text, Format::Json) {
        configuration::check(&document, text);
    }
});
