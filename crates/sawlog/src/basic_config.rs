//! The shortest way to log: one call that gives the root logger a handler.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use crate::error::{FormatError, LevelError};
use crate::format::{Formatter, Style, style_formatter};
use crate::guard::Guard;
use crate::handler::{HandlerRef, IntoHandler, close_in_reverse};
use crate::handlers::{EncodeErrors, Encoding, FileHandler, OpenMode, Stream, StreamHandler};
use crate::level::{IntoLevel, Level};
use crate::manager::Manager;

/// What [`basic_config`](crate::basic_config) is told.
///
/// ```
/// use sawlog::{Level, basic_config, info};
/// let _guard = basic_config().level(Level::INFO).format("%(levelname)s: %(message)s").init()?;
/// info!("ready");
/// # Ok::<(), sawlog::BasicConfigError>(())
/// ```
///
/// | option | default |
/// |---|---|
/// | `filename` | none: the handler writes to `stream` |
/// | `filemode` | append |
/// | `encoding` | UTF-8, of the file |
/// | `errors` | `backslashreplace`, of the file |
/// | `stream` | stderr |
/// | `handlers` | one, made from what is above |
/// | `format` | the style's own: level, name and message between colons |
/// | `datefmt` | ISO 8601 with milliseconds |
/// | `style` | `%` |
/// | `level` | the root's stays |
/// | `force` | no |
///
/// # Python
/// `logging.basicConfig`, with all of its arguments. Unlike there, a call that is refused changes nothing.
#[must_use = "nothing is configured before `init`"]
pub struct BasicConfig<'m> {
    manager: &'m Manager,
    filename: Option<PathBuf>,
    filemode: OpenMode,
    encoding: Encoding,
    errors: EncodeErrors,
    stream: Option<Stream>,
    handlers: Option<Vec<HandlerRef>>,
    format: Option<String>,
    datefmt: Option<String>,
    style: Style,
    level: Option<Result<Level, LevelError>>,
    force: bool,
}

/// Why [`BasicConfig::init`] refused; nothing was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BasicConfigError {
    /// Both name where to write.
    #[error("`stream` and `filename` exclude each other")]
    StreamAndFilename,
    /// Handlers that are given know where they write.
    #[error("`handlers` excludes `stream` and `filename`")]
    HandlersAndDestination,
    /// The file cannot be opened.
    #[error("cannot open {}: {source}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The format is not one of its style.
    #[error("`format`: {0}")]
    Format(#[from] FormatError),
    /// No level has this name.
    #[error("`level`: {0}")]
    Level(#[from] LevelError),
}

impl<'m> BasicConfig<'m> {
    /// Starts one for the tree of a manager of one's own.
    pub fn new(manager: &'m Manager) -> BasicConfig<'m> {
        BasicConfig {
            manager,
            filename: None,
            filemode: OpenMode::default(),
            encoding: Encoding::UTF_8,
            errors: EncodeErrors::BackslashReplace,
            stream: None,
            handlers: None,
            format: None,
            datefmt: None,
            style: Style::default(),
            level: None,
            force: false,
        }
    }

    /// Writes to a file.
    pub fn filename(mut self, filename: impl Into<PathBuf>) -> Self {
        self.filename = Some(filename.into());
        self
    }

    /// Opens the file this way.
    pub fn filemode(mut self, mode: OpenMode) -> Self {
        self.filemode = mode;
        self
    }

    /// Writes the file in this encoding.
    pub fn encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = encoding;
        self
    }

    /// Does this with characters that the file's encoding lacks.
    pub fn errors(mut self, errors: EncodeErrors) -> Self {
        self.errors = errors;
        self
    }

    /// Writes to a stream.
    pub fn stream(mut self, stream: Stream) -> Self {
        self.stream = Some(stream);
        self
    }

    /// Gives the root these handlers; those without a formatter get the one described here.
    pub fn handlers(mut self, handlers: impl IntoIterator<Item = impl IntoHandler>) -> Self {
        self.handlers = Some(handlers.into_iter().map(IntoHandler::into_handler).collect());
        self
    }

    /// Formats records like this.
    pub fn format(mut self, format: impl Into<String>) -> Self {
        self.format = Some(format.into());
        self
    }

    /// Shows times like this, by the rules of `strftime`.
    pub fn datefmt(mut self, datefmt: impl Into<String>) -> Self {
        self.datefmt = Some(datefmt.into());
        self
    }

    /// Reads `format` in this style.
    pub fn style(mut self, style: Style) -> Self {
        self.style = style;
        self
    }

    /// Sets the root's level.
    pub fn level(mut self, level: impl IntoLevel) -> Self {
        self.level = Some(level.into_level());
        self
    }

    /// Takes away and closes the handlers that the root has.
    pub fn force(mut self, force: bool) -> Self {
        self.force = force;
        self
    }

    /// Configures the root logger; nothing happens if it has handlers, unless [`force`](BasicConfig::force) is set.
    ///
    /// # Errors
    /// What is described cannot be; nothing was changed then.
    pub fn init(self) -> Result<Guard, BasicConfigError> {
        let guard = Guard::new(self.manager);
        if !self.force && !self.manager.root().handlers().is_empty() {
            return Ok(guard);
        }
        let (manager, force) = (self.manager, self.force);
        // DIFFERENCE: Python has by now removed the old handlers, and may have added the new ones, when it raises.
        let Built { handlers, formatter, level } = self.build()?;
        let former = manager.batch(|state| {
            let root = state.settings_mut("");
            if !force && !root.handlers.is_empty() {
                // Somebody else was quicker.
                return Vec::new();
            }
            let former = std::mem::take(&mut root.handlers);
            for handler in handlers {
                if handler.formatter().is_none() {
                    handler.set_shared_formatter(Some(Arc::clone(&formatter)));
                }
                root.add_handler(handler);
            }
            if let Some(level) = level {
                root.set_level(level);
            }
            former
        });
        let root = manager.root().handlers();
        let closed: Vec<HandlerRef> =
            former.into_iter().filter(|handler| !root.iter().any(|kept| kept.ptr_eq(handler))).collect();
        close_in_reverse(&closed);
        Ok(guard)
    }

    /// Makes everything that can fail.
    fn build(self) -> Result<Built, BasicConfigError> {
        let filename = self.filename.filter(|path| !path.as_os_str().is_empty());
        match (&self.handlers, &self.stream, &filename) {
            (Some(_), Some(_), _) | (Some(_), _, Some(_)) => return Err(BasicConfigError::HandlersAndDestination),
            (None, Some(_), Some(_)) => return Err(BasicConfigError::StreamAndFilename),
            _ => {}
        }
        let level = self.level.transpose()?;
        let format = self.format.as_deref().unwrap_or(self.style.basic_format());
        let formatter = style_formatter(self.style, Some(format), self.datefmt.as_deref(), true, None)?;
        let handlers = match (self.handlers, filename) {
            (Some(handlers), _) => handlers,
            (None, Some(path)) => {
                let builder = FileHandler::builder(&path).mode(self.filemode);
                match builder.encoding(self.encoding).errors(self.errors).build() {
                    Ok(handler) => vec![handler.erase()],
                    Err(source) => return Err(BasicConfigError::Open { path, source }),
                }
            }
            (None, None) => {
                vec![StreamHandler::builder().stream(self.stream.unwrap_or_default()).build().erase()]
            }
        };
        Ok(Built { handlers, formatter, level })
    }
}

/// What the root is given.
struct Built {
    handlers: Vec<HandlerRef>,
    formatter: Arc<dyn Formatter>,
    level: Option<Level>,
}
