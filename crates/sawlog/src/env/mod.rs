//! Logging as the environment says: which configuration file, and which levels.
//!
//! The shortest way to logging that operators can turn without touching the program: one call in `main`, two variables.

mod directives;
mod error;

use std::env::VarError;
use std::path::PathBuf;

use crate::basic_config::BasicConfig;
use crate::config::{Configurator, Document};
use crate::guard::Guard;
use crate::manager::Manager;
use directives::Directive;
pub use error::FromEnvError;

/// What [`from_env`](crate::from_env) is told.
///
/// Two variables of the environment say how a program logs:
///
/// `SAWLOG_CONFIG` names a configuration file, whose extension says its format. Without it records go to standard
/// error, as [`basic_config`](crate::basic_config) has it.
///
/// `SAWLOG_LEVEL` has directives, with commas between them, that set levels on top of that:
///
/// | directive | what it does |
/// |---|---|
/// | `warn` | the root's level, and so that of all loggers that have none of their own |
/// | `app.db=debug` | the level of one logger and of those below it |
/// | `app::db=trace` | the same logger, as Rust names its module |
/// | `app` | everything of this logger and those below it |
/// | `app.noise=off` | nothing of it |
/// | `app=15` | a level by number |
///
/// Levels are `trace` (5), `debug`, `info`, `warn` or `warning`, `error`, `critical` or `fatal`, `off`, the names
/// given by [`add_level_name`](crate::add_level_name), in letters of any size, and numbers. White space around
/// directives, names and levels does not count, nor do empty directives; of two for one logger the last counts. A name
/// alone that looks like a misspelt level is refused. A logger that a directive names is switched on, where the
/// configuration file has switched it off.
///
/// The levels of handlers, which a configuration file may set, stay: what a handler does not want, no directive brings.
///
/// ```
/// use std::env::VarError;
/// use sawlog::{FromEnv, Level, Manager};
///
/// let manager = Manager::new();
/// let _guard = FromEnv::new(&manager)
///     .level_variable("SHOP_LOG")
///     .default_level("info,shop.db=warn")
///     .init()?;
/// assert_eq!(manager.root().level(), Level::INFO);
/// assert_eq!(manager.get_logger("shop.db").level(), Level::WARNING);
/// # Ok::<(), sawlog::FromEnvError>(())
/// ```
///
/// | option | default |
/// |---|---|
/// | `config_variable` | `SAWLOG_CONFIG` |
/// | `level_variable` | `SAWLOG_LEVEL` |
/// | `default_config` | none: `basic` is used |
/// | `default_level` | none: the root's stays `WARNING` |
/// | `basic` | [`BasicConfig`]'s own |
/// | `expand` | no |
/// | `lookup` | [`std::env::var`] |
///
/// # Python
/// Has no such thing; the idiom is `logging.basicConfig(level=os.environ.get("LOGLEVEL", "WARNING"))`. Rust's
/// `env_logger` reads directives of this form from `RUST_LOG`; its filter by pattern, behind a `/`, is the work of the
/// class `sawlog.RegexFilter` in a configuration file here.
#[must_use = "nothing is configured before `init`"]
pub struct FromEnv<'m> {
    manager: &'m Manager,
    config_variable: String,
    level_variable: String,
    default_config: Option<PathBuf>,
    default_level: Option<String>,
    basic: Box<Basic<'m>>,
    expand: bool,
    lookup: Box<Lookup>,
}

type Basic<'m> = dyn FnOnce(BasicConfig<'m>) -> BasicConfig<'m> + 'm;
type Lookup = dyn Fn(&str) -> Result<String, VarError>;

impl<'m> FromEnv<'m> {
    /// Starts one for the tree of a manager of one's own.
    pub fn new(manager: &'m Manager) -> FromEnv<'m> {
        FromEnv {
            manager,
            config_variable: "SAWLOG_CONFIG".to_owned(),
            level_variable: "SAWLOG_LEVEL".to_owned(),
            default_config: None,
            default_level: None,
            basic: Box::new(|basic| basic),
            expand: false,
            lookup: Box::new(|name| std::env::var(name)),
        }
    }

    /// Reads the name of the configuration file from another variable.
    pub fn config_variable(mut self, name: impl Into<String>) -> Self {
        self.config_variable = name.into();
        self
    }

    /// Reads directives from another variable.
    pub fn level_variable(mut self, name: impl Into<String>) -> Self {
        self.level_variable = name.into();
        self
    }

    /// Reads this configuration file where the variable names none.
    pub fn default_config(mut self, file: impl Into<PathBuf>) -> Self {
        self.default_config = Some(file.into());
        self
    }

    /// Sets these levels where no variable says anything: neither directives, nor a configuration file.
    pub fn default_level(mut self, directives: impl Into<String>) -> Self {
        self.default_level = Some(directives.into());
        self
    }

    /// Says more of what the root logger does where there is no configuration file: its format, its file.
    ///
    /// ```
    /// let manager = sawlog::Manager::new();
    /// let _guard = sawlog::FromEnv::new(&manager).basic(|basic| basic.format("%(asctime)s %(message)s")).init()?;
    /// # Ok::<(), sawlog::FromEnvError>(())
    /// ```
    pub fn basic(mut self, basic: impl FnOnce(BasicConfig<'m>) -> BasicConfig<'m> + 'm) -> Self {
        self.basic = Box::new(basic);
        self
    }

    /// Puts variables into the values of the configuration file; see [`Document::expand_env`].
    pub fn expand(mut self, expand: bool) -> Self {
        self.expand = expand;
        self
    }

    /// Finds variables by a function rather than in the process's environment.
    pub fn lookup(mut self, lookup: impl Fn(&str) -> Result<String, VarError> + 'static) -> Self {
        self.lookup = Box::new(lookup);
        self
    }

    /// Configures logging.
    ///
    /// # Errors
    /// A directive that is none, a configuration that is refused, a variable that is no text; nothing was changed then.
    pub fn init(self) -> Result<Guard, FromEnvError> {
        let said = self.variable(&self.level_variable)?;
        let file = self.variable(&self.config_variable)?.map(PathBuf::from);
        let (name, directives) = match (said, &self.default_level) {
            (Some(said), _) => (self.level_variable.clone(), Some(said)),
            (None, Some(default)) if file.is_none() => ("default_level".to_owned(), Some(default.clone())),
            _ => (String::new(), None),
        };
        let directives = directives.as_deref().map(directives::parse).transpose();
        let directives = directives.map_err(|refused| refused.into_error(name))?.unwrap_or_default();

        let from_default = file.is_none();
        let guard = match file.or_else(|| self.default_config.clone()) {
            Some(file) => {
                let variable = if from_default { "default_config" } else { &self.config_variable };
                let refused = |source| FromEnvError::Config { variable: variable.to_owned(), source };
                let mut document = Document::read(&file).map_err(refused)?;
                if self.expand {
                    document = document.expand_env(&self.lookup).map_err(refused)?;
                }
                Configurator::new(self.manager).configure(&document).map_err(refused)?
            }
            None => (self.basic)(BasicConfig::new(self.manager)).init()?,
        };
        set(self.manager, &directives);
        Ok(guard)
    }

    /// What a variable holds, if it is set and not empty.
    fn variable(&self, name: &str) -> Result<Option<String>, FromEnvError> {
        match (self.lookup)(name) {
            Ok(value) => Ok(Some(value).filter(|value| !value.trim().is_empty())),
            Err(VarError::NotPresent) => Ok(None),
            Err(VarError::NotUnicode(_)) => Err(FromEnvError::NotUnicode { variable: name.to_owned() }),
        }
    }
}

/// All at once.
fn set(manager: &Manager, directives: &[Directive]) {
    // Made before anything is locked: a logger factory sees them.
    for directive in directives {
        manager.get_logger(&directive.logger);
    }
    manager.batch(|changes| {
        for directive in directives {
            let settings = changes.settings_or_make(&directive.logger);
            settings.level = directive.level;
            settings.disabled = false;
        }
    });
}
