//! What a block under `.` sets on an object once it is made, and which of it anything reads.

use std::cell::RefCell;

use crate::config::node::Node;

/// Attributes by name, as the configuration gives them.
#[derive(Clone, Debug, Default)]
pub(in crate::config) struct Properties {
    given: Vec<(String, Node)>,
    /// The names that were asked for, given or not.
    read: RefCell<Vec<String>>,
}

impl Properties {
    pub(super) fn new(given: Vec<(String, Node)>) -> Properties {
        Properties { given, read: RefCell::default() }
    }

    /// What is set under a name.
    pub(super) fn get(&self, name: &str) -> Option<&Node> {
        let mut read = self.read.borrow_mut();
        if !read.iter().any(|known| known == name) {
            read.push(name.to_owned());
        }
        self.given.iter().find(|(known, _)| known == name).map(|(_, node)| node)
    }

    /// All of them, whoever reads them.
    pub(in crate::config) fn all(&self) -> &[(String, Node)] {
        &self.given
    }

    /// Those that nobody asked for.
    pub(in crate::config) fn unread(&self) -> impl Iterator<Item = (&str, &Node)> {
        let read = self.read.borrow().clone();
        let unread = self.given.iter().filter(move |(name, _)| !read.contains(name));
        unread.map(|(name, node)| (name.as_str(), node))
    }

    /// The names that something asks for.
    pub(in crate::config) fn known(&self) -> Vec<String> {
        self.read.borrow().clone()
    }
}
