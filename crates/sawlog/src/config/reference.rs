//! `ext://` and `cfg://`: values that stand elsewhere.
//!
//! As in Python a reference is followed when the value that it stands for is taken out of a mapping by its key.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashSet;

use super::budget::{MAX_DEPTH, MAX_NODES, too_many_copies};
use super::error::{ConfigError, ConfigErrorKind};
use super::factories::{Object, Registry};
use super::node::{Entry, Mapping, Node, NodeKind};
use super::place::{Place, wrong_type};
use crate::value::Value;

/// A part of the configuration whose entries become objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Section {
    Formatters,
    Filters,
    Handlers,
}

impl Section {
    pub(super) fn key(self) -> &'static str {
        match self {
            Section::Formatters => "formatters",
            Section::Filters => "filters",
            Section::Handlers => "handlers",
        }
    }

    fn of_key(key: &Value<'_>) -> Option<Section> {
        [Section::Formatters, Section::Filters, Section::Handlers].into_iter().find(|s| Some(s.key()) == key.as_str())
    }
}

/// What a value turned out to be.
#[derive(Clone, Debug)]
pub(super) enum Resolved<'d> {
    /// A plain value.
    Node(Cow<'d, Node>),
    /// Something registered under an `ext://` name.
    Object(Object),
    /// A formatter, filter or handler of this configuration.
    Built(Section, Value<'static>),
}

impl Resolved<'_> {
    /// Whether Python's `bool()` would say true.
    pub(super) fn is_truthy(&self) -> bool {
        match self {
            Resolved::Node(node) => node.is_truthy(),
            Resolved::Object(_) | Resolved::Built(..) => true,
        }
    }

    pub(super) fn is_none(&self) -> bool {
        matches!(self, Resolved::Node(node) if matches!(node.as_scalar(), Some(Value::None)))
    }

    pub(super) fn into_owned(self) -> Resolved<'static> {
        match self {
            Resolved::Node(node) => Resolved::Node(Cow::Owned(node.into_owned())),
            Resolved::Object(object) => Resolved::Object(object),
            Resolved::Built(section, name) => Resolved::Built(section, name),
        }
    }
}

/// Follows references within one configuration.
pub(super) struct Resolver<'d> {
    root: &'d Mapping,
    registry: &'d Registry,
    /// The entries that are objects by now: `cfg://` finds those, and no longer what they were made of.
    built: HashSet<(Section, Value<'static>)>,
    /// Keys that were taken out of the top level.
    taken: Vec<&'static str>,
    /// Sections that were gone through: Python has put an empty one where there was none.
    read: Vec<&'static str>,
    /// How much of what references stand for was copied.
    copied: Cell<usize>,
}

/// How many values all references together may stand for.
const MAX_COPIED: usize = 4 * MAX_NODES;

impl<'d> Resolver<'d> {
    pub(super) fn new(root: &'d Mapping, registry: &'d Registry) -> Resolver<'d> {
        Resolver { root, registry, built: HashSet::new(), taken: Vec::new(), read: Vec::new(), copied: Cell::new(0) }
    }

    pub(super) fn registry(&self) -> &'d Registry {
        self.registry
    }

    /// From now on the entry is an object.
    pub(super) fn mark_built(&mut self, section: Section, name: &Value<'static>) {
        self.built.insert((section, name.clone()));
    }

    /// From now on a section of the top level is there, if only as an empty one.
    pub(super) fn mark_read(&mut self, section: &'static str) {
        self.read.push(section);
    }

    /// What stands under a key of the top level.
    pub(super) fn top(&self, key: &str) -> Result<Option<Place<'d>>, ConfigError> {
        let Some(entry) = self.root.get(&Value::from(key.to_owned())) else { return Ok(None) };
        let place = Place { node: Cow::Borrowed(&entry.node), path: key.to_owned() };
        self.plain(place).map(Some)
    }

    /// The mapping itself that stands at a place, or that a reference there leads to: to compare by where it is.
    pub(super) fn mapping_at(&self, place: &Place<'d>) -> Option<&'d Node> {
        let node = match &place.node {
            Cow::Borrowed(node) => Cow::Borrowed(*node),
            Cow::Owned(node) => Cow::Owned(Node::scalar(node.as_str()?.to_owned(), None)),
        };
        match self.follow(node, 0) {
            Ok(Resolved::Node(Cow::Borrowed(node))) => node.as_mapping().map(|_| node),
            _ => None,
        }
    }

    /// As [`mapping_at`](Resolver::mapping_at), for a key of the top level.
    pub(super) fn mapping_at_top(&self, key: &str) -> Option<&'d Node> {
        let entry = self.root.get(&Value::from(key.to_owned()))?;
        self.mapping_at(&Place { node: Cow::Borrowed(&entry.node), path: key.to_owned() })
    }

    /// Whether what stands under a key of the top level is true; `cfg://` does not find the key any more.
    pub(super) fn pop_truth(&mut self, key: &'static str) -> Result<Option<bool>, ConfigError> {
        let entry = self.root.get(&Value::from(key));
        let truth = entry.map(|entry| {
            let place = Place { node: Cow::Borrowed(&entry.node), path: key.to_owned() };
            let resolved = self.follow(place.node.clone(), 0);
            resolved.map(|resolved| resolved.is_truthy()).map_err(|error| place.located(error))
        });
        self.taken.push(key);
        truth.transpose()
    }

    /// What stands under a key of a mapping, references followed; `None` if there is no such key.
    pub(super) fn get<'p>(
        &self,
        place: &'p Place<'d>,
        key: &str,
    ) -> Result<Option<(Place<'d>, Resolved<'d>)>, ConfigError> {
        let key = Value::from(key.to_owned());
        let Some(child) = child(&place.node, &key) else { return Ok(None) };
        let below = place.below(&key, child);
        let resolved = self.follow(below.node.clone(), 0).map_err(|error| below.located(error))?;
        Ok(Some((below, resolved)))
    }

    /// As [`get`](Resolver::get), where only a plain value makes sense.
    pub(super) fn get_plain(&self, place: &Place<'d>, key: &str) -> Result<Option<Place<'d>>, ConfigError> {
        match self.get(place, key)? {
            None => Ok(None),
            Some((below, resolved)) => below.plain(resolved).map(Some),
        }
    }

    /// The same place with its reference followed.
    pub(super) fn plain(&self, place: Place<'d>) -> Result<Place<'d>, ConfigError> {
        let resolved = self.follow(place.node.clone(), 0).map_err(|error| place.located(error))?;
        place.plain(resolved)
    }

    /// The value itself, or what it refers to.
    fn follow(&self, node: Cow<'d, Node>, depth: usize) -> Result<Resolved<'d>, ConfigError> {
        if depth > MAX_DEPTH {
            return Err(ConfigErrorKind::Value("references lead to references without end".to_owned()).into());
        }
        let reference = node.as_str().and_then(parse).map(|(prefix, rest)| (prefix.to_owned(), rest.to_owned()));
        match reference {
            Some((prefix, name)) if prefix == "ext" => self.external(&name),
            Some((prefix, path)) if prefix == "cfg" => self.internal(&path, depth),
            _ => Ok(Resolved::Node(node)),
        }
    }

    fn external(&self, name: &str) -> Result<Resolved<'d>, ConfigError> {
        match self.registry.lookup(name) {
            Some(Object::Value(value)) => Ok(Resolved::Node(Cow::Owned(Node::scalar(value, None)))),
            Some(object) => Ok(Resolved::Object(object)),
            None => Err(self.registry.unresolved(name)),
        }
    }

    fn internal(&self, path: &str, depth: usize) -> Result<Resolved<'d>, ConfigError> {
        let malformed =
            |rest: &str| ConfigError::from(ConfigErrorKind::Value(format!("cannot follow cfg://{path} at {rest:?}")));
        let (word, mut rest) = word(path.trim_start()).ok_or_else(|| malformed(path))?;
        let first = Value::from(word.to_owned());
        let mut at = match self.root.get(&first) {
            Some(entry) if !self.taken.contains(&word) => self.follow(Cow::Borrowed(&entry.node), depth + 1)?,
            None if self.read.contains(&word) => {
                Resolved::Node(Cow::Owned(Node::new(NodeKind::Mapping(Mapping::default()), None)))
            }
            _ => return Err(ConfigErrorKind::MissingKey(word.to_owned()).into()),
        };
        let mut section = Section::of_key(&first);
        while !rest.is_empty() {
            let key;
            if let Some(after) = rest.strip_prefix('.') {
                let (word, after) = self::word(after.trim_start()).ok_or_else(|| malformed(rest))?;
                (key, rest) = (Key::Name(word), after);
            } else if let Some(after) = rest.strip_prefix('[') {
                let end = after.find(['[', ']']).ok_or_else(|| malformed(rest))?;
                if !after[end..].starts_with(']') {
                    return Err(malformed(rest));
                }
                (key, rest) = (Key::of_brackets(&after[..end]), after[end + 1..].trim_start());
            } else {
                return Err(malformed(rest));
            }
            at = self.step(at, &key, section.take(), depth)?;
        }
        self.count(&at)?;
        Ok(at)
    }

    /// Counts what a reference stands for: unlike Python's, it is copied wherever it is used.
    fn count(&self, resolved: &Resolved<'d>) -> Result<(), ConfigError> {
        let Resolved::Node(node) = resolved else { return Ok(()) };
        let copied = self.copied.get() + weight(node);
        self.copied.set(copied);
        if copied > MAX_COPIED { Err(too_many_copies(MAX_COPIED)) } else { Ok(()) }
    }

    fn step(
        &self,
        at: Resolved<'d>,
        key: &Key<'_>,
        section: Option<Section>,
        depth: usize,
    ) -> Result<Resolved<'d>, ConfigError> {
        let node = match at {
            Resolved::Node(node) => node,
            Resolved::Object(_) | Resolved::Built(..) => {
                return Err(ConfigErrorKind::Value(format!("{key} cannot be looked up in an object")).into());
            }
        };
        let missing = || ConfigError::from(ConfigErrorKind::MissingKey(key.to_string()));
        match (&node.kind, key) {
            (NodeKind::Mapping(_), _) => {
                let key = key.value();
                let below = child(&node, &key).ok_or_else(missing)?;
                match section {
                    Some(section) if self.built.contains(&(section, key.clone())) => Ok(Resolved::Built(section, key)),
                    _ => self.follow(below, depth + 1),
                }
            }
            (NodeKind::List(_) | NodeKind::Tuple(_), Key::Index(index, _)) => {
                self.follow(item(&node, *index).ok_or_else(missing)?, depth + 1)
            }
            (NodeKind::Scalar(Value::Str(text)), Key::Index(index, _)) => {
                let c = text.chars().nth(*index).ok_or_else(missing)?;
                Ok(Resolved::Node(Cow::Owned(Node::scalar(c, node.position))))
            }
            _ => Err(wrong_type(&node, &format!("something in which {key} can be looked up")).into()),
        }
    }
}

impl<'d> Place<'d> {
    /// This place with the plain value that its reference leads to.
    pub(super) fn plain(self, resolved: Resolved<'d>) -> Result<Place<'d>, ConfigError> {
        match resolved {
            Resolved::Node(mut node) => {
                if node.position != self.node.position {
                    node.to_mut().position = self.node.position;
                }
                Ok(Place { node, path: self.path })
            }
            Resolved::Object(_) => Err(self.wrong_type("a plain value, not an object")),
            Resolved::Built(section, _) => {
                let what = format!("a plain value, not one of the configured {}", section.key());
                Err(self.wrong_type(&what))
            }
        }
    }
}

/// A step of a `cfg://` path.
enum Key<'p> {
    Name(&'p str),
    /// An index, and its digits.
    Index(usize, &'p str),
}

impl<'p> Key<'p> {
    fn of_brackets(text: &'p str) -> Key<'p> {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse() {
            Ok(index) if digits => Key::Index(index, text),
            _ => Key::Name(text),
        }
    }

    fn value(&self) -> Value<'static> {
        match self {
            Key::Name(name) => Value::from((*name).to_owned()),
            Key::Index(index, _) => Value::from(*index),
        }
    }
}

impl std::fmt::Display for Key<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Key::Name(text) | Key::Index(_, text) => f.write_str(text),
        }
    }
}

/// What stands under a key, borrowed as long as the mapping is.
pub(super) fn child<'d>(node: &Cow<'d, Node>, key: &Value<'static>) -> Option<Cow<'d, Node>> {
    let of = |entry: &Entry| entry.node.clone();
    match node {
        Cow::Borrowed(node) => node.as_mapping()?.get(key).map(|entry| Cow::Borrowed(&entry.node)),
        Cow::Owned(node) => node.as_mapping()?.get(key).map(of).map(Cow::Owned),
    }
}

/// How many values a node has; a long text is as good as several.
fn weight(node: &Node) -> usize {
    match &node.kind {
        NodeKind::Scalar(value) => 1 + value.as_str().map_or(0, str::len) / 64,
        NodeKind::List(items) | NodeKind::Tuple(items) => 1 + items.iter().map(weight).sum::<usize>(),
        NodeKind::Mapping(mapping) => {
            1 + mapping
                .iter()
                .map(|(key, entry)| 1 + key.as_str().map_or(0, str::len) / 64 + weight(&entry.node))
                .sum::<usize>()
        }
    }
}

fn item<'d>(node: &Cow<'d, Node>, index: usize) -> Option<Cow<'d, Node>> {
    match node {
        Cow::Borrowed(node) => node.as_items()?.get(index).map(Cow::Borrowed),
        Cow::Owned(node) => node.as_items()?.get(index).cloned().map(Cow::Owned),
    }
}

/// Splits `ext://name` into prefix and rest; any text of lower-case letters before `://` is a prefix.
fn parse(text: &str) -> Option<(&str, &str)> {
    let (prefix, rest) = text.split_once("://")?;
    let rest = rest.strip_suffix('\n').unwrap_or(rest);
    let valid = !prefix.is_empty() && prefix.bytes().all(|byte| byte.is_ascii_lowercase()) && !rest.contains('\n');
    valid.then_some((prefix, rest))
}

/// A word at the beginning of a text, and what follows it and the white space behind it.
fn word(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    (end > 0).then(|| (&text[..end], text[end..].trim_start()))
}
