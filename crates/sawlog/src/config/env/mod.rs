//! `${VAR}` in a configuration: values that the environment gives, put in when a program asks for it.
//!
//! Between reading a document and reading the schema from it: what stands in a variable is a value like one in the
//! file, at the place of the text that names it.

mod ini;
mod template;

use std::env::VarError;

use super::budget::MAX_TEXT;
use super::document::Document;
use super::error::{ConfigError, ConfigErrorKind};
use super::node::{Node, NodeKind};
use super::place::join;
use super::yaml;
use crate::value::Value;
use template::Part;

impl Document {
    /// The same document, with what the environment says in its values.
    ///
    /// In a text `${VAR}` stands for what the variable holds, `${VAR:-default}` for that or, where it is not set or
    /// empty, for the default; `$${` is `${` itself, as the `$` style of formatters needs it. Keys stay as they are.
    /// What is put in is not looked through again.
    ///
    /// A value that is one variable and nothing else is read as it would be in a YAML file: `port: ${PORT}` is a
    /// number where `PORT` is `9020`, `delay: ${DELAY}` is on where `DELAY` is `yes`, and so in JSON and TOML, where
    /// it stands in quotes. An empty variable stays an empty text. Where a text must stay one whatever it looks like,
    /// a password of digits, a second variable beside it does that: `${PASSWORD}${NOTHING:-}`.
    ///
    /// In an INI file every value is a text. What is put in is that text whatever it holds: a `%` begins no
    /// interpolation, and one that has quotes, backslashes or line ends, which would end a literal in `args`, is
    /// refused but for formats.
    ///
    /// `lookup` finds a variable: [`std::env::var`], or what a test likes.
    ///
    /// ```
    /// use std::env::VarError;
    /// use sawlog::config::{Document, Format};
    ///
    /// let lookup = |name: &str| match name {
    ///     "PORT" => Ok("9020".to_owned()),
    ///     _ => Err(VarError::NotPresent),
    /// };
    /// let document = Document::parse("{port: '${PORT}', file: '${FOLDER:-/var/log}/app.log', text: '$${levelname}'}", Format::Yaml)?;
    /// let document = document.expand_env(lookup)?;
    /// assert_eq!(document.root().get("port").unwrap().to_value(), 9020.into());
    /// assert_eq!(document.root().get("file").unwrap().as_str(), Some("/var/log/app.log"));
    /// assert_eq!(document.root().get("text").unwrap().as_str(), Some("${levelname}"));
    ///
    /// let document = Document::parse("host: ${HOST}", Format::Yaml)?;
    /// let error = document.expand_env(lookup).unwrap_err();
    /// assert_eq!(error.key_path(), "host");
    /// # Ok::<(), sawlog::config::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// A variable that is not set and has no default, or is no text; a `${` that begins no variable; values that make
    /// the configuration larger than it may be. The first of them, with its place.
    ///
    /// # Python
    /// Has no such thing; programs do it by hand before `dictConfig`.
    pub fn expand_env(&self, lookup: impl Fn(&str) -> Result<String, VarError>) -> Result<Document, ConfigError> {
        let mut expansion = Expansion { lookup: &lookup, spent: 0 };
        let expanded = match self.ini() {
            Some(ini) => expansion.ini(ini).map(|ini| self.with_ini(ini)),
            None => expansion.node(self.root(), "").map(|root| self.with_root(root)),
        };
        expanded.map_err(|error| match self.file() {
            Some(file) => error.in_file(file),
            None => error,
        })
    }
}

struct Expansion<'l> {
    lookup: &'l dyn Fn(&str) -> Result<String, VarError>,
    /// How much text was put in, in bytes.
    spent: usize,
}

impl Expansion<'_> {
    fn node(&mut self, node: &Node, path: &str) -> Result<Node, ConfigError> {
        let mut items = |items: &[Node]| {
            let each = items.iter().enumerate().map(|(index, item)| self.node(item, &format!("{path}[{index}]")));
            each.collect::<Result<Vec<_>, _>>()
        };
        let kind = match &node.kind {
            NodeKind::List(list) => NodeKind::List(items(list)?),
            NodeKind::Tuple(list) => NodeKind::Tuple(items(list)?),
            NodeKind::Mapping(mapping) => {
                let mut mapping = mapping.clone();
                for (key, entry) in &mut mapping {
                    entry.node = self.node(&entry.node, &join(path, key))?;
                }
                NodeKind::Mapping(mapping)
            }
            NodeKind::Scalar(Value::Str(text)) if text.contains("${") => {
                let value = self.text(text).map_err(|error| error.at_key(path).at(node.position))?;
                NodeKind::Scalar(value)
            }
            NodeKind::Scalar(_) => node.kind.clone(),
        };
        Ok(Node::new(kind, node.position))
    }

    fn text(&mut self, text: &str) -> Result<Value<'static>, ConfigError> {
        let parts = template::parse(text)?;
        if let [Part::Variable { name, default }] = &*parts {
            let value = self.variable(name, *default)?;
            return Ok(if value.is_empty() { value.into() } else { yaml::plain_value(&value) });
        }
        let mut expanded = String::with_capacity(text.len());
        for part in parts {
            match part {
                Part::Text(text) => expanded.push_str(text),
                Part::Variable { name, default } => expanded.push_str(&self.variable(name, default)?),
            }
        }
        Ok(expanded.into())
    }

    fn variable(&mut self, name: &str, default: Option<&str>) -> Result<String, ConfigError> {
        let value = match ((self.lookup)(name), default) {
            (Ok(value), Some(default)) if value.is_empty() => default.to_owned(),
            (Ok(value), _) => value,
            (Err(VarError::NotPresent), Some(default)) => default.to_owned(),
            (Err(VarError::NotPresent), None) => {
                let kind = ConfigErrorKind::Value(format!("the environment variable {name} is not set"));
                let hint =
                    format!("set it, or give a default: ${{{name}:-...}}; for the text itself write $${{{name}}}");
                return Err(ConfigError::new(kind).with_hint(hint));
            }
            (Err(VarError::NotUnicode(_)), _) => {
                let reason = format!("what the environment variable {name} holds is not valid UTF-8");
                return Err(ConfigErrorKind::Value(reason).into());
            }
        };
        self.spent = self.spent.saturating_add(value.len());
        if self.spent > MAX_TEXT {
            let reason = format!("environment variables would put more than {MAX_TEXT} bytes into the configuration");
            return Err(ConfigErrorKind::TooLarge(reason).into());
        }
        Ok(value)
    }
}
