//! What a program may say about an INI file besides its path.

use super::Ini;
use crate::config::error::ConfigError;
use crate::handlers::Encoding;

/// How an INI file is read and carried out; `Manager::file_config_with` and [`Document::read_ini_with`] take it.
///
/// | setting | default |
/// |---|---|
/// | `defaults` | none |
/// | `disable_existing_loggers` | `true` |
/// | `encoding` | UTF-8 |
///
/// ```
/// use sawlog::config::{Configurator, Document, FileConfig};
///
/// let text = "
/// [loggers]
/// keys = root
/// [handlers]
/// keys = console
/// [formatters]
/// keys =
/// [logger_root]
/// level = %(level)s
/// handlers = console
/// [handler_console]
/// class = StreamHandler
/// args = (sys.stdout,)
/// ";
/// let manager = sawlog::Manager::new();
/// let options = FileConfig::new().defaults([("level", "DEBUG")]);
/// let document = Document::parse_ini_with(text, &options)?;
/// let _guard = Configurator::new(&manager).configure(&document)?;
/// assert_eq!(manager.root().level(), sawlog::Level::DEBUG);
/// # Ok::<(), sawlog::config::ConfigError>(())
/// ```
///
/// # Python
/// The arguments of `logging.config.fileConfig`, by their names.
///
/// [`Document::read_ini_with`]: crate::config::Document::read_ini_with
#[derive(Clone, Debug)]
pub struct FileConfig {
    defaults: Vec<(String, String)>,
    disable_existing_loggers: bool,
    encoding: Encoding,
}

impl Default for FileConfig {
    fn default() -> FileConfig {
        FileConfig::new()
    }
}

impl FileConfig {
    /// With all defaults.
    pub fn new() -> FileConfig {
        FileConfig { defaults: Vec::new(), disable_existing_loggers: true, encoding: Encoding::UTF_8 }
    }

    /// Options of the section `DEFAULT` that are there before the file is read; what the file says there counts more.
    #[must_use]
    pub fn defaults<N: Into<String>, V: ToString>(mut self, defaults: impl IntoIterator<Item = (N, V)>) -> FileConfig {
        self.defaults.extend(defaults.into_iter().map(|(name, value)| (name.into(), value.to_string())));
        self
    }

    /// Whether loggers that exist and are not named in the file are switched off.
    #[must_use]
    pub fn disable_existing_loggers(mut self, disable: bool) -> FileConfig {
        self.disable_existing_loggers = disable;
        self
    }

    /// The encoding that the file is written in.
    ///
    /// # Python
    /// There the default is the locale's.
    #[must_use]
    pub fn encoding(mut self, encoding: Encoding) -> FileConfig {
        self.encoding = encoding;
        self
    }

    pub(in crate::config) fn encoding_of_file(&self) -> Encoding {
        self.encoding
    }

    /// Reads a text; lines end with a line feed alone.
    pub(in crate::config) fn parse(&self, text: &str) -> Result<Ini, ConfigError> {
        let mut ini = super::read::parse(text, Ini::with_defaults(&self.defaults)?)?;
        ini.disable_existing_loggers = self.disable_existing_loggers;
        Ok(ini)
    }
}
