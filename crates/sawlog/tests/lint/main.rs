//! What `lint` warns of and what it must not, and what `explain` tells.

mod explained;
mod ini;
mod places;
mod queues;
mod rules;
mod shapes;

use sawlog::config::{Document, Format, Registry, Warning, lint};

/// The warnings of a YAML text.
fn warnings(text: &str) -> Vec<Warning> {
    let document = Document::parse(text, Format::Yaml).expect("valid YAML");
    lint(&document, &Registry::new())
}

/// Their names and key paths.
fn found(text: &str) -> Vec<(&'static str, String)> {
    warnings(text).iter().map(|warning| (warning.name(), warning.key_path().to_owned())).collect()
}
