//! The way back: a document as a text in another format, and the proof that it still says the same.
//!
//! One file for each format. What a format cannot say is refused with its place in the document; nothing is left out.

mod dictionary;
mod ini;
mod json;
mod plain;
mod proof;
mod toml;
mod yaml;

use super::document::{Document, Format};
use super::error::{ConfigError, ConfigErrorKind};
use super::factories::Registry;
use super::ini::FileConfig;
use super::plan::Plan;
use super::schema;
use proof::Proof;

impl Document {
    /// The same values as a text, as a person would write it: in the same order, short lists and mappings in one line.
    ///
    /// Comments are not part of a document, and not in the text. As INI only a tree of sections with options is a text;
    /// a configuration for `dictConfig` becomes one by [`convert`](Document::convert).
    ///
    /// ```
    /// use sawlog::config::{Document, Format};
    /// let document = Document::parse(r#"{"version": 1, "root": {"level": "INFO", "handlers": []}}"#, Format::Json)?;
    /// assert_eq!(document.to_text(Format::Yaml)?, "version: 1\nroot: {level: INFO, handlers: []}\n");
    /// assert_eq!(document.to_text(Format::Toml)?, "version = 1\n\n[root]\nlevel = \"INFO\"\nhandlers = []\n");
    /// # Ok::<(), sawlog::config::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// A value that the format has no way to write, with its key path: `null` in TOML, a key that is no text in JSON.
    ///
    /// # Python
    /// `yaml.safe_dump` and `json.dumps`; PyYAML, `json` and `tomllib` read the same values from the text.
    pub fn to_text(&self, format: Format) -> Result<String, ConfigError> {
        let written = match format {
            Format::Yaml => yaml::write(self.root()),
            Format::Json => json::write(self.root()),
            Format::Toml => toml::write(self.root()),
            Format::Ini => ini::write_sections(self.root()),
        };
        written.map_err(|error| self.in_file(error))
    }

    /// The configuration as a text in another format, proven to configure the same.
    ///
    /// The text is read again, and both are read as configurations, with the names of a registry: formatters, filters,
    /// handlers with their classes and arguments, loggers. Nothing is made or opened.
    ///
    /// Between INI, which is for `fileConfig`, and the others, which are for `dictConfig`, some things are said
    /// otherwise. What `dictConfig` says by `disable_existing_loggers` is an argument of `fileConfig`: a comment tells
    /// where it is to be false. A logger of which `propagate` is not said keeps what it has by the one, and gets the
    /// default by the other: the same in a process that has not configured logging before.
    ///
    /// ```
    /// use sawlog::config::{Document, Format, Registry};
    /// let text = "
    /// version: 1
    /// handlers: {console: {class: logging.StreamHandler, stream: ext://sys.stdout}}
    /// root: {level: INFO, handlers: [console]}
    /// ";
    /// let document = Document::parse(text, Format::Yaml)?;
    /// let toml = document.convert(Format::Toml, Registry::global())?;
    /// assert!(toml.ends_with("[root]\nlevel = \"INFO\"\nhandlers = [\"console\"]\n"));
    /// let ini = document.convert(Format::Ini, Registry::global())?;
    /// assert!(ini.contains("[handler_console]\nclass=StreamHandler\nargs=(sys.stdout,)\n"));
    /// # Ok::<(), sawlog::config::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// What is wrong with the configuration, what the format cannot say, and any difference that the proof finds. INI
    /// cannot say filters, factories, `cfg://` and levels without a name.
    pub fn convert(&self, to: Format, registry: &Registry) -> Result<String, ConfigError> {
        let mut plan = self.plan(registry)?;
        let text = match (self.ini().is_some(), to) {
            (true, Format::Ini) => self.to_text(to)?,
            (true, _) => {
                let dictionary = dictionary::of(self, &plan, registry).map_err(|error| self.in_file(error))?;
                self.with_root(dictionary).to_text(to)?
            }
            (false, Format::Ini) => {
                let text = ini::write(self.root(), registry).map_err(|error| self.in_file(error))?;
                plan = self.with_root(ini::without_defaults(self.root())).plan(registry)?;
                text
            }
            (false, _) => self.to_text(to)?,
        };
        let across = self.ini().is_some() != (to == Format::Ini);
        let options = FileConfig::new().disable_existing_loggers(plan.disable_existing);
        let again = match to {
            Format::Ini => Document::parse_ini_with(&text, &options),
            _ => Document::parse(&text, to),
        };
        let difference = match again.and_then(|again| again.plan(registry)) {
            Ok(again) => Proof { registry, across }.difference(&plan, &again),
            Err(error) => Some(error.to_string()),
        };
        match difference {
            None => Ok(text),
            Some(difference) => {
                let kind = ConfigErrorKind::Value(format!("what was written does not say the same: {difference}"));
                Err(self.in_file(kind.into()))
            }
        }
    }

    fn plan(&self, registry: &Registry) -> Result<Plan, ConfigError> {
        schema::read(self, registry, false).map_err(|mut errors| errors.swap_remove(0))
    }

    fn in_file(&self, error: ConfigError) -> ConfigError {
        match self.file() {
            Some(file) => error.in_file(file),
            None => error,
        }
    }
}
