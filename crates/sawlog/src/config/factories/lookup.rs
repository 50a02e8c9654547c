//! What a registry is asked for: what a class path or an `ext://` name stands for, and all that there are.

use std::collections::BTreeMap;

use super::parameters::{Signature, by_position};
use super::{Factory, Names, Object, Registry};
use crate::config::error::{ConfigError, ConfigErrorKind};
use crate::fork;

/// How many aliases may lead to one another.
const MAX_ALIASES: usize = 16;

impl Registry {
    /// The constructor that a class path stands for.
    pub(in crate::config) fn class(&self, path: &str) -> Result<Factory, ConfigError> {
        let names = fork::read(&self.0);
        let meant = names.meant(path);
        if let Some(factory) = names.factories.get(meant) {
            return Ok(factory.clone());
        }
        let known = || names.factories.keys().chain(names.aliases.keys()).map(String::as_str);
        Err(ConfigError::new(ConfigErrorKind::Unresolved(path.to_owned())).with_known(path, known()))
    }

    /// The path that a class path means by its aliases, itself if by none.
    pub(in crate::config) fn meant(&self, path: &str) -> String {
        fork::read(&self.0).meant(path).to_owned()
    }

    /// The parameters of a class's constructor, in order, if they are known.
    pub(in crate::config) fn parameters_of(&self, path: &str) -> Option<Vec<String>> {
        let names = fork::read(&self.0);
        let meant = names.meant(path);
        let known = || names.signatures.get(meant).map(|it| by_position(it).map(str::to_owned).collect());
        [path, meant].into_iter().find_map(|path| names.parameters.get(path).cloned()).or_else(known)
    }

    /// What an `ext://` name stands for.
    pub(in crate::config) fn lookup(&self, name: &str) -> Option<Object> {
        let names = fork::read(&self.0);
        if let Some(object) = names.objects.get(name) {
            return Some(object.clone());
        }
        let is_class = names.factories.contains_key(name) || names.aliases.contains_key(name);
        is_class.then(|| Object::Class(name.to_owned()))
    }

    /// The `ext://` names of all objects.
    pub(in crate::config) fn object_names(&self) -> Vec<String> {
        fork::read(&self.0).objects.keys().cloned().collect()
    }

    /// The error for an `ext://` name that stands for nothing.
    pub(in crate::config) fn unresolved(&self, name: &str) -> ConfigError {
        let names = fork::read(&self.0);
        let error = ConfigError::new(ConfigErrorKind::Unresolved(name.to_owned()));
        error.with_known(name, names.objects.keys().map(String::as_str))
    }

    /// What the constructor takes that a class path stands for; `None` if it has not said so.
    pub(in crate::config) fn signature(&self, path: &str) -> Option<Signature> {
        let names = fork::read(&self.0);
        names.signatures.get(names.meant(path)).copied()
    }

    /// All class paths, and what they stand for, in order.
    pub(in crate::config) fn classes(&self) -> BTreeMap<String, Factory> {
        let names = fork::read(&self.0);
        let paths = names.factories.keys().chain(names.aliases.keys());
        paths.filter_map(|path| Some((path.clone(), names.factories.get(names.meant(path))?.clone()))).collect()
    }

    /// All `ext://` names, in order.
    pub(in crate::config) fn objects(&self) -> BTreeMap<String, Object> {
        let names = fork::read(&self.0);
        names.objects.iter().map(|(name, object)| (name.clone(), object.clone())).collect()
    }
}

impl Names {
    fn meant<'n>(&'n self, path: &'n str) -> &'n str {
        let mut meant = path;
        for _ in 0..MAX_ALIASES {
            match self.aliases.get(meant) {
                Some(next) => meant = next,
                None => break,
            }
        }
        meant
    }
}
