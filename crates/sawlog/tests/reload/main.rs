//! `Configurator::reload`: what is kept, what is made anew, what a policy allows, and that no call waits for it.

mod calls;
mod kept;
mod loggers;
mod policy;
mod queues;

use std::path::Path;

use sawlog::Manager;
use sawlog::config::{ConfigError, Configurator, Document, Format, Policy, Reloaded};

/// Reloads a tree with a text in YAML, in which `{dir}` is a folder.
fn reload(manager: &Manager, folder: &Path, text: &str) -> Result<Reloaded, ConfigError> {
    reload_within(manager, folder, text, Policy::everything())
}

/// The same, within what a policy allows.
fn reload_within(manager: &Manager, folder: &Path, text: &str, policy: Policy) -> Result<Reloaded, ConfigError> {
    let text = text.replace("{dir}", folder.to_str().unwrap());
    Configurator::new(manager).policy(policy).reload(&Document::parse(&text, Format::Yaml)?)
}

/// What a reload did: kept, made, closed.
fn counts(done: Result<Reloaded, ConfigError>) -> (usize, usize, usize) {
    let done = done.unwrap();
    (done.kept, done.made, done.closed)
}

fn read(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap()
}
