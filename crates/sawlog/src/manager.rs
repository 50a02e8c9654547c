//! A tree of loggers of its own, and what holds for all of it.

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use crate::clock::{self, Clock};
use crate::error::LevelError;
use crate::fork;
use crate::handler::{HandlerRef, IntoHandler, close_in_reverse};
use crate::handlers::StreamHandler;
use crate::level::{IntoLevel, Level};
use crate::logger::Logger;
use crate::record::{LogRecord, RecordArgs};
use crate::tree::{RecordFactory, State, Tree};

/// A tree of loggers of its own. Programs use the global one; tests and embedding programs make others.
///
/// ```
/// use sawlog::{Level, Manager};
/// let manager = Manager::new();
/// assert_eq!(manager.root().level(), Level::WARNING);
/// assert_eq!(manager.get_logger("a.b").effective_level(), Level::WARNING);
/// ```
///
/// # Python
/// `logging.Manager`, together with the root logger and what `logging` keeps globally. Dropping a manager silences its loggers.
#[derive(Clone)]
pub struct Manager(Arc<Tree>);

impl Default for Manager {
    fn default() -> Manager {
        Manager::new()
    }
}

impl Manager {
    /// A tree with a root logger at `WARNING`, on the system's clock.
    pub fn new() -> Manager {
        Manager(Tree::new(None, clock::started(), last_resort()))
    }

    /// A tree whose records get time, zone and identity from a clock of their own.
    pub fn with_clock(clock: Arc<dyn Clock>) -> Manager {
        let started = clock.now();
        Manager(Tree::new(Some(clock), started, last_resort()))
    }

    /// The root logger.
    pub fn root(&self) -> Logger {
        Logger::new(Arc::clone(self.0.root()))
    }

    /// The logger of a dotted name, made if there is none yet. The empty name and `root` are the root logger.
    ///
    /// # Python
    /// `logging.getLogger(name)`.
    pub fn get_logger(&self, name: &str) -> Logger {
        if name == "root" { self.root() } else { Logger::new(self.0.get_or_make(name)) }
    }

    /// The logger of exactly this name, if it has been made.
    pub fn existing_logger(&self, name: &str) -> Option<Logger> {
        let name = if name == "root" { "" } else { name };
        self.0.read(|state| state.existing(name).map(|settings| Logger::new(Arc::clone(&settings.node))))
    }

    /// The logger of this name, or the nearest ancestor that has been made: where a record of that name would be
    /// handled, without making a logger for every name that a stranger sends.
    pub fn nearest_logger(&self, name: &str) -> Logger {
        self.0.read(|state| Logger::new(Arc::clone(&state.nearest(name).node)))
    }

    /// How many loggers have been made, read without a lock. While it stays the same, so does every answer of
    /// [`existing_logger`](Manager::existing_logger) and [`nearest_logger`](Manager::nearest_logger), which may
    /// therefore be kept.
    pub fn loggers_made(&self) -> u64 {
        self.0.nodes_made()
    }

    /// Every logger that has been made, but the root, in order of name.
    pub fn loggers(&self) -> Vec<Logger> {
        self.0.read(|state| state.all().skip(1).map(|settings| Logger::new(Arc::clone(&settings.node))).collect())
    }

    /// Silences all loggers for this level and those below; [`Level::NOTSET`] ends it.
    ///
    /// # Errors
    /// A name that no level has.
    ///
    /// # Python
    /// `logging.disable`.
    pub fn disable(&self, level: impl IntoLevel) -> Result<(), LevelError> {
        self.0.disable(level.into_level()?);
        Ok(())
    }

    /// The level given to [`disable`](Manager::disable), or `NOTSET`.
    pub fn disabled(&self) -> Level {
        self.0.disabled()
    }

    /// Has records made by another function, which is given the one in force now and may call it.
    ///
    /// ```
    /// let manager = sawlog::Manager::new();
    /// manager.set_record_factory(|make, args| {
    ///     let mut record = make(args);
    ///     record.set("host", "web-1");
    ///     record
    /// });
    /// ```
    ///
    /// # Python
    /// `logging.setLogRecordFactory`, with the former factory handed over rather than fetched.
    pub fn set_record_factory<F>(&self, factory: F)
    where
        F: for<'a> Fn(&RecordFactory, RecordArgs<'a>) -> LogRecord<'a> + Send + Sync + 'static,
    {
        self.0.change_all(|state| {
            let former = state.factory.take().unwrap_or_else(|| Arc::new(default_factory));
            state.factory = Some(chain(move |args| factory(&former, args)));
        });
    }

    /// Has records made by [`LogRecord::new`] again.
    pub fn reset_record_factory(&self) {
        let former = self.0.change_all(|state| state.factory.take());
        drop(former);
    }

    /// The function that makes records now.
    ///
    /// # Python
    /// `logging.getLogRecordFactory`.
    pub fn record_factory(&self) -> RecordFactory {
        self.0.read(|state| state.factory.clone()).unwrap_or_else(|| Arc::new(default_factory))
    }

    /// Has every logger that is made from now on shown to a function, which may set it up.
    ///
    /// # Python
    /// `setLoggerClass` and `Manager.setLoggerFactory`: what a subclass does in its constructor is done here; for other
    /// methods, wrap the logger in an adapter.
    pub fn set_logger_factory(&self, factory: impl Fn(&Logger) + Send + Sync + 'static) {
        self.0.set_new_node_hook(Arc::new(move |node| factory(&Logger::new(Arc::clone(node)))));
    }

    /// What gets a record of a logger that reaches no handler; by default stderr from `WARNING` on.
    ///
    /// # Python
    /// `logging.lastResort`.
    pub fn set_last_resort(&self, handler: Option<HandlerRef>) {
        let former = self.0.change_all(|state| std::mem::replace(&mut state.last_resort, handler));
        drop(former);
    }

    /// The clock, if it is not the system's.
    pub fn clock(&self) -> Option<Arc<dyn Clock>> {
        self.0.read(|state| state.clock.clone())
    }

    /// The handlers of all loggers, each once, in order of their loggers' names, the root's first; then those of the last
    /// configuration that no logger has.
    pub fn handlers(&self) -> Vec<HandlerRef> {
        let mut known = HashSet::new();
        self.0.read(|state| {
            let attached = state.all().flat_map(|settings| &settings.handlers);
            let all = attached.chain(&state.configured);
            all.filter(|handler| known.insert(handler.number())).cloned().collect()
        })
    }

    /// Flushes and closes the handlers of this tree's loggers.
    pub fn shutdown(&self) {
        close_in_reverse(&self.handlers());
    }

    /// Has a function told the lowest threshold of the tree's loggers, now and after each change.
    pub(crate) fn follow_lowest_threshold(&self, follower: fn(i64)) {
        self.0.follow_lowest_threshold(follower);
    }

    /// Has a function called after each change that moves a threshold of the tree's loggers, without a lock of the tree's.
    #[cfg(feature = "tracing")]
    pub(crate) fn watch_thresholds(&self, watcher: fn()) {
        self.0.watch_thresholds(watcher);
    }

    /// Reads several settings at once.
    pub(crate) fn read<R>(&self, read: impl FnOnce(&State) -> R) -> R {
        self.0.read(read)
    }

    /// Makes several changes of which no record sees a part; they are worked out once, at the end.
    pub(crate) fn batch<R>(&self, changes: impl FnOnce(&mut State) -> R) -> R {
        self.0.change_all(changes)
    }
}

impl Logger {
    /// The manager of the tree that the logger belongs to, while it lives.
    pub fn manager(&self) -> Option<Manager> {
        self.node().tree().map(Manager)
    }
}

impl std::fmt::Debug for Manager {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "<Manager of {} loggers>", self.0.read(|state| state.all().count()))
    }
}

fn default_factory(args: RecordArgs<'_>) -> LogRecord<'_> {
    LogRecord::new(args)
}

/// Says what a closure's lifetimes are, which is not inferred where it is made.
fn chain(factory: impl for<'a> Fn(RecordArgs<'a>) -> LogRecord<'a> + Send + Sync + 'static) -> RecordFactory {
    Arc::new(factory)
}

/// One for the whole process, as every tree's start.
fn last_resort() -> HandlerRef {
    static LAST_RESORT: OnceLock<HandlerRef> = OnceLock::new();
    let _within = fork::enter();
    let handler = LAST_RESORT.get_or_init(|| {
        let handler = StreamHandler::stderr();
        // WARNING is a level.
        let _ = handler.set_level(Level::WARNING);
        handler.into_handler()
    });
    handler.clone()
}
