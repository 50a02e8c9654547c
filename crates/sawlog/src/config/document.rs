//! A configuration as it was read: a tree of values that know where they stand in their text.
//!
//! The first step of a configuration's way: text becomes a [`Document`], which the schema is read from. A document
//! made from a [`Value`] has no positions; all else is the same.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use indexmap::IndexMap;

use super::error::{ConfigError, ConfigErrorKind, Position};
use super::lines::Lines;
use super::{json, toml, yaml};
use crate::value::{Dict, Value};

/// The largest text that is read as a configuration, in bytes.
pub const MAX_TEXT: usize = 16 << 20;
/// How deep a configuration may be nested, after aliases are unfolded.
pub const MAX_DEPTH: usize = 200;
/// How many values a configuration may have, after aliases and merge keys are unfolded.
pub const MAX_NODES: usize = 1_000_000;

/// A language in which a configuration is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// YAML, as PyYAML's safe loader reads it.
    Yaml,
    /// JSON, as Python's `json` reads it: `NaN` and `Infinity` are numbers, of equal keys the last counts.
    Json,
    /// TOML.
    Toml,
}

impl Format {
    /// The format that a file's extension stands for: `yaml`, `yml`, `json` or `toml`, in any letter case.
    pub fn of_path(path: &Path) -> Option<Format> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "yaml" | "yml" => Some(Format::Yaml),
            "json" => Some(Format::Json),
            "toml" => Some(Format::Toml),
            _ => None,
        }
    }
}

/// One value of a configuration and its place in the text.
#[derive(Clone, Debug, Default)]
pub struct Node {
    /// The value itself.
    pub kind: NodeKind,
    /// Where it begins; `None` if it was not read from a text.
    pub position: Option<Position>,
}

/// What a [`Node`] is.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum NodeKind {
    /// A value without parts that a configuration could look into.
    Scalar(Value<'static>),
    /// A list.
    List(Vec<Node>),
    /// A tuple.
    Tuple(Vec<Node>),
    /// A mapping, in order.
    Mapping(Mapping),
}

impl Default for NodeKind {
    fn default() -> Self {
        NodeKind::Scalar(Value::None)
    }
}

/// Keys and their nodes, in order; a key that comes again keeps its place and takes the new value.
pub type Mapping = IndexMap<Value<'static>, Entry>;

/// A key's place, and what stands under it.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// Where the key stands.
    pub key_position: Option<Position>,
    /// What stands under the key.
    pub node: Node,
}

impl Node {
    /// A node at a place.
    pub fn new(kind: NodeKind, position: impl Into<Option<Position>>) -> Node {
        Node { kind, position: position.into() }
    }

    /// A scalar at a place.
    pub fn scalar(value: impl Into<Value<'static>>, position: impl Into<Option<Position>>) -> Node {
        Node::new(NodeKind::Scalar(value.into()), position)
    }

    /// The mapping, if this is one.
    pub fn as_mapping(&self) -> Option<&Mapping> {
        match &self.kind {
            NodeKind::Mapping(mapping) => Some(mapping),
            _ => None,
        }
    }

    /// The items, if this is a list or a tuple.
    pub fn as_items(&self) -> Option<&[Node]> {
        match &self.kind {
            NodeKind::List(items) | NodeKind::Tuple(items) => Some(items),
            _ => None,
        }
    }

    /// The value, if this is a scalar.
    pub fn as_scalar(&self) -> Option<&Value<'static>> {
        match &self.kind {
            NodeKind::Scalar(value) => Some(value),
            _ => None,
        }
    }

    /// The text, if this is one.
    pub fn as_str(&self) -> Option<&str> {
        self.as_scalar().and_then(Value::as_str)
    }

    /// What stands under a text key of a mapping.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_mapping()?.get(&Value::from(key.to_owned())).map(|entry| &entry.node)
    }

    /// Whether Python's `bool()` would say true.
    pub fn is_truthy(&self) -> bool {
        match &self.kind {
            NodeKind::Scalar(value) => value.is_truthy(),
            NodeKind::List(items) | NodeKind::Tuple(items) => !items.is_empty(),
            NodeKind::Mapping(mapping) => !mapping.is_empty(),
        }
    }

    /// The plain value, without positions.
    pub fn to_value(&self) -> Value<'static> {
        match &self.kind {
            NodeKind::Scalar(value) => value.clone(),
            NodeKind::List(items) => Value::list(items.iter().map(Node::to_value)),
            NodeKind::Tuple(items) => Value::tuple(items.iter().map(Node::to_value)),
            NodeKind::Mapping(mapping) => {
                Value::from(mapping.iter().map(|(key, entry)| (key.clone(), entry.node.to_value())).collect::<Dict>())
            }
        }
    }

    /// Python's name of the value's type.
    pub fn type_name(&self) -> std::borrow::Cow<'_, str> {
        match &self.kind {
            NodeKind::Scalar(value) => value.type_name(),
            NodeKind::List(_) => "list".into(),
            NodeKind::Tuple(_) => "tuple".into(),
            NodeKind::Mapping(_) => "dict".into(),
        }
    }
}

/// A configuration's tree and the name of the file that it came from.
#[derive(Clone, Debug, Default)]
pub struct Document {
    root: Node,
    file: Option<PathBuf>,
}

impl Document {
    /// Reads a text.
    ///
    /// ```
    /// use sawlog::config::{Document, Format};
    /// let document = Document::parse("mode: 0644\nloud: yes\n", Format::Yaml)?;
    /// assert_eq!(document.root().get("mode").unwrap().to_value(), 420.into());
    /// assert_eq!(document.root().get("loud").unwrap().position.unwrap().line, 2);
    /// # Ok::<(), sawlog::config::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// A text that is not of this format, or is larger or deeper than [`MAX_TEXT`], [`MAX_DEPTH`] and [`MAX_NODES`]
    /// allow.
    ///
    /// # Python
    /// `yaml.safe_load`, `json.loads`, `tomllib.loads`. A YAML text that is empty is `None`.
    pub fn parse(text: &str, format: Format) -> Result<Document, ConfigError> {
        if text.len() > MAX_TEXT {
            return Err(too_large());
        }
        let root = match format {
            Format::Yaml => yaml::parse(text, &yaml::NoTags)?,
            Format::Json => json::parse(text)?,
            Format::Toml => toml::parse(text)?,
        };
        Ok(Document { root, file: None })
    }

    /// Reads a YAML text in which tags of one's own may stand.
    ///
    /// ```
    /// use sawlog::config::{Document, Node, Tags};
    /// use sawlog::Value;
    ///
    /// struct Upper;
    /// impl Tags for Upper {
    ///     fn construct(&self, tag: &str, node: &Node) -> Option<Result<Value<'static>, String>> {
    ///         (tag == "!upper").then(|| match node.as_str() {
    ///             Some(text) => Ok(text.to_uppercase().into()),
    ///             None => Err("a text was expected".to_owned()),
    ///         })
    ///     }
    /// }
    /// let document = Document::parse_yaml_with("name: !upper shop", &Upper)?;
    /// assert_eq!(document.root().get("name").unwrap().as_str(), Some("SHOP"));
    /// # Ok::<(), sawlog::config::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// As [`Document::parse`].
    ///
    /// # Python
    /// `SafeLoader.add_constructor`.
    pub fn parse_yaml_with(text: &str, tags: &dyn Tags) -> Result<Document, ConfigError> {
        if text.len() > MAX_TEXT {
            return Err(too_large());
        }
        Ok(Document { root: yaml::parse(text, tags)?, file: None })
    }

    /// Reads a file, in the format that its extension stands for.
    ///
    /// # Errors
    /// A file that cannot be read, has another extension than those of [`Format::of_path`], is not UTF-8 (or UTF-16
    /// with a byte order mark), or is refused by [`Document::parse`]; the error names the file.
    pub fn read(path: impl AsRef<Path>) -> Result<Document, ConfigError> {
        let path = path.as_ref();
        let format = Format::of_path(path).ok_or_else(|| {
            ConfigError::new(ConfigErrorKind::Input("the file's name does not say which format it has".to_owned()))
                .with_hint("known: .yaml, .yml, .json, .toml")
                .in_file(path)
        })?;
        Document::read_as(path, format)
    }

    /// Reads a file in a given format.
    ///
    /// # Errors
    /// As [`Document::read`], but for the extension.
    pub fn read_as(path: impl AsRef<Path>, format: Format) -> Result<Document, ConfigError> {
        let path = path.as_ref();
        let read = || {
            let text = decode(read_bounded(path)?)?;
            Document::parse(&text, format)
        };
        let document = read().map_err(|error| error.in_file(path))?;
        Ok(Document { file: Some(path.to_owned()), ..document })
    }

    /// A document without positions.
    ///
    /// # Errors
    /// A value that unfolds into more than [`MAX_NODES`] values or is deeper than [`MAX_DEPTH`].
    pub fn from_value(value: &Value<'_>) -> Result<Document, ConfigError> {
        let mut budget = Budget::default();
        Ok(Document { root: budget.unfold(value, 0)?, file: None })
    }

    /// The same document, said to come from this file.
    #[must_use]
    pub fn with_file(mut self, file: impl Into<PathBuf>) -> Document {
        self.file = Some(file.into());
        self
    }

    /// The whole tree.
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// The file that it came from.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }
}

/// Makes values of the tags that a YAML text uses beyond YAML's own.
pub trait Tags {
    /// The value for a tagged node, `None` for a tag that is not known; the reason if the node does not fit.
    ///
    /// A scalar arrives as its text, whatever it looks like.
    fn construct(&self, tag: &str, node: &Node) -> Option<Result<Value<'static>, String>>;
}

/// Counts what a value unfolds into.
#[derive(Debug, Default)]
pub(super) struct Budget {
    nodes: usize,
    bytes: usize,
}

impl Budget {
    /// Counts one more node and its text.
    pub(super) fn spend(&mut self, bytes: usize) -> Result<(), ConfigError> {
        self.nodes += 1;
        self.bytes = self.bytes.saturating_add(bytes);
        if self.nodes > MAX_NODES || self.bytes > 4 * MAX_TEXT {
            let limit =
                format!("the configuration unfolds into more than {MAX_NODES} values or {} bytes", 4 * MAX_TEXT);
            return Err(ConfigErrorKind::TooLarge(limit).into());
        }
        Ok(())
    }

    /// The tree of a value, each of its parts counted.
    pub(super) fn unfold(&mut self, value: &Value<'_>, depth: usize) -> Result<Node, ConfigError> {
        if depth > MAX_DEPTH {
            return Err(too_deep());
        }
        self.spend(value.as_str().map_or(0, str::len))?;
        let kind = match value {
            Value::List(items) => NodeKind::List(self.items(items, depth)?),
            Value::Tuple(items) => NodeKind::Tuple(self.items(items, depth)?),
            Value::Dict(dict) => {
                let mut mapping = Mapping::with_capacity(dict.len());
                for (key, value) in dict.iter() {
                    self.spend(key.as_str().map_or(0, str::len))?;
                    mapping.insert(key.clone(), Entry { key_position: None, node: self.unfold(value, depth + 1)? });
                }
                NodeKind::Mapping(mapping)
            }
            scalar => NodeKind::Scalar(scalar.clone().into_owned()),
        };
        Ok(Node::new(kind, None))
    }

    fn items(&mut self, items: &[Value<'static>], depth: usize) -> Result<Vec<Node>, ConfigError> {
        items.iter().map(|item| self.unfold(item, depth + 1)).collect()
    }
}

pub(super) fn too_deep() -> ConfigError {
    ConfigErrorKind::TooLarge(format!("the configuration is nested more than {MAX_DEPTH} deep")).into()
}

fn too_large() -> ConfigError {
    ConfigErrorKind::TooLarge(format!("the configuration is larger than {MAX_TEXT} bytes")).into()
}

fn read_bounded(path: &Path) -> Result<Vec<u8>, ConfigError> {
    let mut bytes = Vec::new();
    let limit = MAX_TEXT as u64 + 1;
    File::open(path)
        .and_then(|file| file.take(limit).read_to_end(&mut bytes))
        .map_err(|error| ConfigErrorKind::Read(error.into()))?;
    if bytes.len() > MAX_TEXT { Err(too_large()) } else { Ok(bytes) }
}

fn decode(bytes: Vec<u8>) -> Result<String, ConfigError> {
    let utf16 = |unit: fn([u8; 2]) -> u16| {
        let (pairs, rest) = bytes[2..].as_chunks::<2>();
        let text = char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).collect::<Result<String, _>>();
        match text {
            Ok(text) if rest.is_empty() => Ok(text),
            _ => Err(ConfigErrorKind::Input("the text is not valid UTF-16".to_owned()).into()),
        }
    };
    match bytes.as_slice() {
        [0xFF, 0xFE, ..] => return utf16(u16::from_le_bytes),
        [0xFE, 0xFF, ..] => return utf16(u16::from_be_bytes),
        _ => {}
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let before = String::from_utf8_lossy(&error.as_bytes()[..valid]);
        let position = Lines::of(&before).position(valid);
        ConfigError::new(ConfigErrorKind::Input("the text is not valid UTF-8".to_owned())).at(position)
    })?;
    Ok(match text.strip_prefix('\u{FEFF}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}
