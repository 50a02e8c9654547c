//! The way back: a document as a text in another format, and the proof that it still says the same.
//!
//! One file for each format. What a format cannot say is refused with its place in the document; nothing is left out.

mod ini;
mod json;
mod plain;
mod proof;
mod toml;
mod yaml;

use super::document::{Document, Format};
use super::error::{ConfigError, ConfigErrorKind};
use super::factories::Registry;
use super::schema;

impl Document {
    /// The same values as a text, as a person would write it: in the same order, short lists and mappings in one line.
    ///
    /// Comments are not part of a document, and not in the text.
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
        };
        written.map_err(|error| self.in_file(error))
    }

    /// The configuration as a text in another format, proven to configure the same.
    ///
    /// The text is read again, and both are read as configurations, with the names of a registry: formatters, filters,
    /// handlers with their classes and arguments, loggers. Nothing is made or opened.
    ///
    /// ```
    /// use sawlog::config::{Document, Format, Registry};
    /// let document = Document::parse("{version: 1, loggers: {shop.basket: {level: DEBUG}}}", Format::Yaml)?;
    /// let toml = document.convert(Format::Toml, Registry::global())?;
    /// assert_eq!(toml, "version = 1\n\n[loggers.\"shop.basket\"]\nlevel = \"DEBUG\"\n");
    /// # Ok::<(), sawlog::config::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// What is wrong with the configuration, what the format cannot say, and any difference that the proof finds.
    pub fn convert(&self, to: Format, registry: &Registry) -> Result<String, ConfigError> {
        let first = |mut errors: Vec<ConfigError>| errors.swap_remove(0);
        let plan = schema::read(self, registry, false).map_err(first)?;
        let text = self.to_text(to)?;
        let again = Document::parse(&text, to).and_then(|again| schema::read(&again, registry, false).map_err(first));
        let difference = match again {
            Ok(again) => proof::difference(&plan, &again),
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

    /// The configuration as `fileConfig` reads it.
    ///
    /// Handlers and formatters keep their names, loggers are called by their own. What dictConfig says by an argument
    /// of its own is an argument of `fileConfig`: a comment tells where `disable_existing_loggers=False` is meant. A
    /// logger whose `propagate` is not given gets the default, which is what it has in a process that has not
    /// configured logging before.
    ///
    /// ```
    /// use sawlog::config::{Document, Format, Registry};
    /// let text = "
    /// version: 1
    /// handlers: {console: {class: logging.StreamHandler, stream: ext://sys.stdout}}
    /// root: {level: INFO, handlers: [console]}
    /// ";
    /// let ini = Document::parse(text, Format::Yaml)?.to_ini(Registry::global())?;
    /// assert!(ini.contains("[handler_console]\nclass=StreamHandler\nargs=(sys.stdout,)\n"));
    /// # Ok::<(), sawlog::config::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// What is wrong with the configuration, and what INI cannot say: filters, factories, `cfg://`, levels without a
    /// name.
    ///
    /// # Python
    /// `logging.config.fileConfig`.
    pub fn to_ini(&self, registry: &Registry) -> Result<String, ConfigError> {
        schema::read(self, registry, false).map_err(|mut errors| errors.swap_remove(0))?;
        ini::write(self.root(), registry).map_err(|error| self.in_file(error))
    }

    fn in_file(&self, error: ConfigError) -> ConfigError {
        match self.file() {
            Some(file) => error.in_file(file),
            None => error,
        }
    }
}
