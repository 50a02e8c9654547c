//! What a frame asks for.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::config::error::{ConfigError, ConfigErrorKind};
use crate::config::place::Place;
use crate::config::{Document, Format, Node};
use crate::level::Level;
use crate::value::Value;

/// The key that makes a JSON object a control request.
const KEY: &str = "sawlog";

/// What a client asks for.
#[derive(Debug)]
pub(super) enum Request {
    /// To carry out a configuration.
    Configure { document: Document, all_errors: bool },
    /// To set a logger's level, for a time or for good.
    Level { logger: String, level: Level, time: Option<Duration> },
    /// To tell of all loggers.
    Tree { json: bool },
}

impl Request {
    /// What is asked for, in a word.
    pub(super) fn what(&self) -> &'static str {
        match self {
            Request::Configure { .. } => "configuration",
            Request::Level { .. } => "level",
            Request::Tree { .. } => "tree",
        }
    }

    /// Reads a frame that has been verified.
    pub(super) fn read(bytes: &[u8]) -> Result<Request, ConfigError> {
        let text = std::str::from_utf8(bytes)
            .map_err(|_| ConfigError::new(ConfigErrorKind::Input("the text is not valid UTF-8".to_owned())))?;
        let configure = |document| Request::Configure { document, all_errors: false };
        if !text.trim_start().starts_with('{') {
            return Ok(configure(Document::parse(text, ini()?)?));
        }
        let document = Document::parse(text, Format::Json)?;
        match document.root().get(KEY) {
            Some(command) => control(document.root(), command),
            None => Ok(configure(document)),
        }
    }
}

/// The language of `fileConfig`.
fn ini() -> Result<Format, ConfigError> {
    named("ini").ok_or_else(|| {
        let kind =
            ConfigErrorKind::Syntax("the text is no JSON object, and INI is not available in this build".to_owned());
        ConfigError::new(kind)
    })
}

/// The format that is known by this ending.
fn named(ending: &str) -> Option<Format> {
    Format::of_path(Path::new(&format!("x.{ending}")))
}

fn control(root: &Node, command: &Node) -> Result<Request, ConfigError> {
    let fields = Fields(Place { node: Cow::Borrowed(root), path: String::new() });
    match command.as_str() {
        Some("level") => {
            fields.are_among(&["logger", "level", "for"])?;
            let level = fields.require("level")?.level()?;
            Ok(Request::Level { logger: fields.text("logger")?, level, time: fields.seconds("for")? })
        }
        Some("tree") => {
            fields.are_among(&["format"])?;
            let format = fields.get("format");
            let json = match format.as_ref().map(|format| format.node.as_str()) {
                None | Some(Some("text")) => false,
                Some(Some("json")) => true,
                Some(_) => return Err(fields.wrong("format", "\"text\" or \"json\"")),
            };
            Ok(Request::Tree { json })
        }
        Some("config") => {
            fields.are_among(&["text", "format", "file"])?;
            configuration(&fields)
        }
        _ => Err(fields.wrong(KEY, "\"level\", \"tree\" or \"config\"")),
    }
}

fn configuration(fields: &Fields<'_>) -> Result<Request, ConfigError> {
    let file = match fields.get("file") {
        Some(_) => Some(PathBuf::from(fields.text("file")?)),
        None => None,
    };
    let format = match fields.get("format") {
        Some(_) => named(&fields.text("format")?)
            .ok_or_else(|| fields.wrong("format", "\"yaml\", \"json\", \"toml\" or \"ini\""))?,
        None => file.as_deref().and_then(Format::of_path).ok_or_else(|| {
            let missing = ConfigError::new(ConfigErrorKind::MissingKey("format".to_owned()));
            missing.with_hint("the file's name does not say it")
        })?,
    };
    let in_file = |error: ConfigError| match &file {
        Some(file) => error.in_file(file),
        None => error,
    };
    let document = Document::parse(&fields.text("text")?, format).map_err(in_file)?;
    let document = match file {
        Some(file) => document.with_file(file),
        None => document,
    };
    Ok(Request::Configure { document, all_errors: true })
}

/// The members of a control request.
struct Fields<'d>(Place<'d>);

impl Fields<'_> {
    fn get(&self, name: &str) -> Option<Place<'_>> {
        let node = self.0.node.get(name)?;
        Some(self.0.below(&Value::from(name), Cow::Borrowed(node)))
    }

    fn require(&self, name: &str) -> Result<Place<'_>, ConfigError> {
        self.get(name).ok_or_else(|| self.0.error(ConfigErrorKind::MissingKey(name.to_owned())))
    }

    fn text(&self, name: &str) -> Result<String, ConfigError> {
        let place = self.require(name)?;
        place.node.as_str().map(str::to_owned).ok_or_else(|| place.wrong_type("a text"))
    }

    /// A time in seconds; none if it is not there.
    fn seconds(&self, name: &str) -> Result<Option<Duration>, ConfigError> {
        let Some(place) = self.get(name) else { return Ok(None) };
        let number = match place.node.as_scalar() {
            Some(Value::Int(number)) => Some(*number as f64),
            Some(Value::Float(number)) => Some(*number),
            _ => None,
        };
        let time = number.and_then(|number| Duration::try_from_secs_f64(number).ok()).filter(|time| !time.is_zero());
        time.map(Some).ok_or_else(|| place.wrong_type("a number of seconds above 0"))
    }

    fn wrong(&self, name: &str, expected: &str) -> ConfigError {
        match self.get(name) {
            Some(place) => place.wrong_type(expected),
            None => self.0.error(ConfigErrorKind::MissingKey(name.to_owned())),
        }
    }

    /// Refuses members that no such request has.
    fn are_among(&self, known: &[&str]) -> Result<(), ConfigError> {
        let Some(mapping) = self.0.node.as_mapping() else { return Ok(()) };
        for (key, entry) in mapping {
            let key = key.as_str().unwrap_or_default();
            if key != KEY && !known.contains(&key) {
                let error = ConfigError::new(ConfigErrorKind::Value(format!("no such request has {key:?}")));
                return Err(error.at(entry.key_position).with_known(key, known.iter().copied()));
            }
        }
        Ok(())
    }
}
