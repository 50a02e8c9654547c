//! Reading a configuration: a text, a file or a value becomes a tree of values that know where they stand.
//!
//! The first step of a configuration's way: text becomes a [`Document`], which the schema is read from. A document
//! made from a [`Value`] has no positions; all else is the same.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::budget::{Budget, MAX_TEXT};
use super::error::{ConfigError, ConfigErrorKind};
use super::extents::Extents;
use super::ini::{FileConfig, Ini};
use super::lines::Lines;
use super::node::Node;
use super::yaml::Tags;
use super::{json, toml, yaml};
use crate::handlers::Encoding;
use crate::value::Value;

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
    /// INI, as `logging.config.fileConfig` reads it; another schema than that of the others.
    Ini,
}

impl Format {
    /// The format that a file's extension stands for: `yaml`, `yml`, `json`, `toml`, and `ini`, `conf` or `cfg` for INI,
    /// in any letter case.
    pub fn of_path(path: &Path) -> Option<Format> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "yaml" | "yml" => Some(Format::Yaml),
            "json" => Some(Format::Json),
            "toml" => Some(Format::Toml),
            "ini" | "conf" | "cfg" => Some(Format::Ini),
            _ => None,
        }
    }
}

/// A configuration's tree and the name of the file that it came from.
///
/// One in INI is for the schema of `fileConfig`, any other for that of `dictConfig`.
#[derive(Clone, Debug, Default)]
pub struct Document {
    root: Node,
    file: Option<PathBuf>,
    extents: Extents,
    ini: Option<Arc<Ini>>,
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
    /// A text that is not of this format, or is larger or deeper than [`MAX_TEXT`], [`MAX_DEPTH`](super::MAX_DEPTH) and [`MAX_NODES`](super::MAX_NODES)
    /// allow.
    ///
    /// # Python
    /// `yaml.safe_load`, `json.loads`, `tomllib.loads`. A YAML text that is empty is `None`.
    pub fn parse(text: &str, format: Format) -> Result<Document, ConfigError> {
        if text.len() > MAX_TEXT {
            return Err(too_large());
        }
        let (root, extents) = match format {
            Format::Yaml => yaml::parse(text, &yaml::NoTags)?,
            Format::Json => json::parse(text)?,
            Format::Toml => toml::parse(text)?,
            Format::Ini => return Document::parse_ini_with(text, &FileConfig::new()),
        };
        Ok(Document { root, extents, ..Document::default() })
    }

    /// Reads an INI text, with what `fileConfig` may be told besides.
    ///
    /// # Errors
    /// As [`Document::parse`].
    ///
    /// # Python
    /// `configparser.ConfigParser(defaults).read_file(io.StringIO(text))`: lines end with a line feed.
    pub fn parse_ini_with(text: &str, options: &FileConfig) -> Result<Document, ConfigError> {
        if text.len() > MAX_TEXT {
            return Err(too_large());
        }
        let ini = options.parse(text)?;
        let root = ini.to_node();
        Ok(Document { extents: Extents::of_lines(&root), root, file: None, ini: Some(Arc::new(ini)) })
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
        let (root, extents) = yaml::parse(text, tags)?;
        Ok(Document { root, extents, ..Document::default() })
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
                .with_hint("known: .yaml, .yml, .json, .toml, .ini, .conf, .cfg")
                .in_file(path)
        })?;
        Document::read_as(path, format)
    }

    /// Reads a file in a given format.
    ///
    /// # Errors
    /// As [`Document::read`], but for the extension.
    pub fn read_as(path: impl AsRef<Path>, format: Format) -> Result<Document, ConfigError> {
        if format == Format::Ini {
            return Document::read_ini_with(path, &FileConfig::new());
        }
        let path = path.as_ref();
        let read = || {
            let text = decode(read_bounded(path)?)?;
            Document::parse(&text, format)
        };
        let document = read().map_err(|error| error.in_file(path))?;
        Ok(Document { file: Some(path.to_owned()), ..document })
    }

    /// The text that a file's bytes stand for: UTF-8, or UTF-16 with a byte order mark; of an INI file, UTF-8 as Python
    /// opens it.
    ///
    /// # Errors
    /// Bytes that are no such text, or more than [`MAX_TEXT`].
    pub fn decode(bytes: Vec<u8>, format: Format) -> Result<String, ConfigError> {
        match format {
            _ if bytes.len() > MAX_TEXT => Err(too_large()),
            Format::Ini => text_of_file(&bytes, FileConfig::new().encoding_of_file()),
            _ => decode(bytes),
        }
    }

    /// Reads an INI file, with what `fileConfig` may be told besides.
    ///
    /// # Errors
    /// A file that cannot be read, is empty, is not written in its encoding, or is refused by [`Document::parse`]; the error
    /// names the file.
    ///
    /// # Python
    /// What `logging.config.fileConfig` reads.
    pub fn read_ini_with(path: impl AsRef<Path>, options: &FileConfig) -> Result<Document, ConfigError> {
        let path = path.as_ref();
        let read = || {
            let text = text_of_file(&read_bounded(path)?, options.encoding_of_file())?;
            Document::parse_ini_with(&text, options)
        };
        let document = read().map_err(|error| error.in_file(path))?;
        Ok(Document { file: Some(path.to_owned()), ..document })
    }

    /// A document without positions.
    ///
    /// # Errors
    /// A value that unfolds into more than [`MAX_NODES`](super::MAX_NODES) values or is deeper than [`MAX_DEPTH`](super::MAX_DEPTH).
    pub fn from_value(value: &Value<'_>) -> Result<Document, ConfigError> {
        let mut budget = Budget::default();
        Ok(Document { root: budget.unfold(value, 0)?, ..Document::default() })
    }

    /// The same document, said to come from this file.
    #[must_use]
    pub fn with_file(mut self, file: impl Into<PathBuf>) -> Document {
        self.file = Some(file.into());
        self
    }

    /// A document of the same file, with another tree.
    pub(super) fn with_root(&self, root: Node) -> Document {
        Document { root, file: self.file.clone(), ini: None, extents: self.extents.clone() }
    }

    /// The same document, with other sections.
    pub(super) fn with_ini(&self, ini: Ini) -> Document {
        Document {
            root: ini.to_node(),
            file: self.file.clone(),
            ini: Some(Arc::new(ini)),
            extents: self.extents.clone(),
        }
    }

    /// The value of an option of an INI text, with others put in the places of their names; `None` if there is no such
    /// option, neither in the section nor in `DEFAULT`, or no such section.
    ///
    /// ```
    /// use sawlog::config::{Document, Format};
    /// let document = Document::parse("[paths]\nhome = /srv\nlog = %(home)s/log\n", Format::Ini)?;
    /// assert_eq!(document.ini_option("paths", "log")?.as_deref(), Some("/srv/log"));
    /// # Ok::<(), sawlog::config::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// A `%` that begins nothing, a name that no option has, or values that lead to one another without end.
    ///
    /// # Python
    /// `ConfigParser.get(section, option)`.
    pub fn ini_option(&self, section: &str, option: &str) -> Result<Option<String>, ConfigError> {
        match self.ini().and_then(|ini| ini.section(section)) {
            Some(view) => {
                let value = view.get(&option.to_lowercase(), &mut Budget::default())?;
                Ok(value.map(|value| value.as_str().to_owned()))
            }
            None => Ok(None),
        }
    }

    /// The sections and options of an INI text.
    pub(super) fn ini(&self) -> Option<&Ini> {
        self.ini.as_deref()
    }

    /// The whole tree; of an INI text its sections, with values as they are written.
    pub fn root(&self) -> &Node {
        &self.root
    }

    pub(super) fn extents(&self) -> &Extents {
        &self.extents
    }

    /// The file that it came from.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }
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

/// The text of an INI file, as Python opens it: every kind of line end is a line feed.
fn text_of_file(bytes: &[u8], encoding: Encoding) -> Result<String, ConfigError> {
    if bytes.is_empty() {
        return Err(ConfigErrorKind::Input("the file is empty".to_owned()).into());
    }
    let text = encoding.decode(bytes).map_err(|(before, at)| {
        let message = format!("the text is not valid {}", encoding.name());
        ConfigError::new(ConfigErrorKind::Input(message)).at(Lines::of(&before).position(at))
    })?;
    Ok(if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text })
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
