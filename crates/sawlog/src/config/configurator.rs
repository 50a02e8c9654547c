//! Carrying a configuration out: the calls of this module that programs make.

use std::path::Path;

use super::document::{Document, Format};
use super::error::ConfigError;
use super::factories::{Making, Registry};
use super::former::Former;
use super::ini::FileConfig;
use super::policy::Policy;
use super::{apply, build, files, schema};
use crate::guard::Guard;
use crate::manager::Manager;
use crate::value::Value;

/// Configures one tree of loggers, with the names of one registry.
///
/// ```
/// use sawlog::config::{Configurator, Document, Format};
/// use sawlog::{Level, Manager};
///
/// let manager = Manager::new();
/// let text = "{version: 1, loggers: {shop.basket: {level: DEBUG}}}";
/// let _guard = Configurator::new(&manager).configure(&Document::parse(text, Format::Yaml)?)?;
/// assert_eq!(manager.get_logger("shop.basket").level(), Level::DEBUG);
/// # Ok::<(), sawlog::config::ConfigError>(())
/// ```
///
/// # Python
/// `logging.config.DictConfigurator`.
#[derive(Clone, Debug)]
pub struct Configurator {
    pub(super) manager: Manager,
    pub(super) registry: Registry,
    pub(super) policy: Policy,
}

impl Configurator {
    /// For this tree, with the names of [`Registry::global`].
    pub fn new(manager: &Manager) -> Configurator {
        Configurator { manager: manager.clone(), registry: Registry::global().clone(), policy: Policy::everything() }
    }

    /// With the names of another registry.
    #[must_use]
    pub fn registry(mut self, registry: &Registry) -> Configurator {
        self.registry = registry.clone();
        self
    }

    /// With what this policy allows; [`Policy::everything`] is the default.
    #[must_use]
    pub fn policy(mut self, policy: Policy) -> Configurator {
        self.policy = policy;
        self
    }

    /// Carries a configuration out: all of it, or none of it.
    ///
    /// Other threads that log meanwhile go by the old configuration or by the new one. The handlers of the old one
    /// are closed, as in Python; a logger that keeps one may open it again.
    ///
    /// # Errors
    /// The first thing that is wrong. Then nothing has changed, and no file that was not there before is left behind.
    ///
    /// # Python
    /// `logging.config.dictConfig`, which has by then closed the old handlers when it raises.
    pub fn configure(&self, document: &Document) -> Result<Guard, ConfigError> {
        let plan = schema::read(document, &self.registry, self.policy.is_everything()).map_err(first)?;
        let in_file = |error: ConfigError| document.locate(error);
        if plan.incremental {
            apply::increment(&self.manager, plan).map_err(in_file)?;
        } else {
            let refusals = self.policy.refusals(&plan, &Former::default(), &vec![None; plan.handlers.len()]);
            if let Some(refused) = refusals.into_iter().next() {
                return Err(in_file(refused));
            }
            let making = Making::new(self.manager.clock());
            let built = build::build(plan, making, None).map_err(in_file)?;
            // Only a reload can come too late.
            let _ = apply::replace(&self.manager, built, None);
        }
        Ok(Guard::new(&self.manager))
    }
}

/// Checks a configuration without carrying it out.
///
/// Constructors of the program's own are not called, no file is opened; whether files could be is looked up: their
/// folders, what is there already, who may write.
///
/// ```
/// use sawlog::config::{Document, Format, Registry, check};
/// let document = Document::parse("{version: 1, root: {level: LOUD, handlers: [x]}}", Format::Yaml)?;
/// let errors = check(&document, Registry::global()).unwrap_err();
/// assert_eq!(errors[0].key_path(), "root.level");
/// # Ok::<(), sawlog::config::ConfigError>(())
/// ```
///
/// # Errors
/// What is wrong, each wrong key and name of an entry by itself as far as they can be told apart; the first is what
/// [`Configurator::configure`] would return. See [`lint`](super::lint) for what is legal and surely not meant.
pub fn check(document: &Document, registry: &Registry) -> Result<(), Vec<ConfigError>> {
    let plan = schema::read(document, registry, true)?;
    let errors = files::foresee(&plan.handlers);
    let in_file = |error: ConfigError| document.locate(error);
    if errors.is_empty() { Ok(()) } else { Err(errors.into_iter().map(in_file).collect()) }
}

impl Manager {
    /// Configures this tree by a mapping; see [`Configurator::configure`].
    ///
    /// # Errors
    /// The first thing that is wrong; then nothing has changed.
    ///
    /// # Python
    /// `logging.config.dictConfig`.
    pub fn dict_config(&self, config: &Value<'_>) -> Result<Guard, ConfigError> {
        Configurator::new(self).configure(&Document::from_value(config)?)
    }

    /// Configures this tree by a text.
    ///
    /// # Errors
    /// As [`dict_config`](Manager::dict_config), and those of [`Document::parse`].
    pub fn dict_config_str(&self, text: &str, format: Format) -> Result<Guard, ConfigError> {
        Configurator::new(self).configure(&Document::parse(text, format)?)
    }

    /// Configures this tree by a file, whose extension says its format.
    ///
    /// # Errors
    /// As [`dict_config`](Manager::dict_config), and those of [`Document::read`].
    pub fn dict_config_file(&self, path: impl AsRef<Path>) -> Result<Guard, ConfigError> {
        Configurator::new(self).configure(&Document::read(path)?)
    }
}

impl Manager {
    /// Configures this tree by an INI file; see [`file_config_with`](Manager::file_config_with).
    ///
    /// # Errors
    /// As [`file_config_with`](Manager::file_config_with).
    pub fn file_config(&self, path: impl AsRef<Path>) -> Result<Guard, ConfigError> {
        self.file_config_with(path, &FileConfig::new())
    }

    /// Configures this tree by an INI file, whatever its extension.
    ///
    /// What Python evaluates there (`args`, `kwargs`, `defaults` of a formatter) is read as literals, integers with
    /// arithmetic, and names that are registered; nothing is executed.
    ///
    /// # Errors
    /// The file cannot be read, or the first thing that is wrong in it, with line and column; then nothing has changed.
    ///
    /// # Python
    /// `logging.config.fileConfig`, which has by then closed the old handlers when it raises.
    pub fn file_config_with(&self, path: impl AsRef<Path>, options: &FileConfig) -> Result<Guard, ConfigError> {
        Configurator::new(self).configure(&Document::read_ini_with(path, options)?)
    }
}

fn first(mut errors: Vec<ConfigError>) -> ConfigError {
    // `schema::read` fails with at least one.
    errors.swap_remove(0)
}
