//! The tree of loggers: who is whose parent, and what each logger's settings come to.
//!
//! All settings live here under one lock. What a record needs of them is worked out once and kept by each thread (see
//! [`Route`]); a change has the loggers concerned worked out anew.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, Weak};

use crate::clock::{self, Clock, Timestamp};
use crate::error::LevelError;
use crate::filter::SharedFilter;
use crate::handler::{HandlerRef, IntoHandler, close_in_reverse};
use crate::handlers::StreamHandler;
use crate::level::{IntoLevel, Level};
use crate::logger::Logger;
use crate::record::{LogRecord, RecordArgs};

/// The function that makes records; see [`Manager::set_record_factory`].
pub type RecordFactory = Arc<dyn for<'a> Fn(RecordArgs<'a>) -> LogRecord<'a> + Send + Sync>;

/// A function that is shown every new logger; see [`Manager::set_logger_factory`].
pub type LoggerFactory = Arc<dyn Fn(&Logger) + Send + Sync>;

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
pub struct Manager(Arc<ManagerInner>);

pub(crate) struct ManagerInner {
    tree: Mutex<Tree>,
    root: Logger,
    warned_of_no_handlers: AtomicBool,
    /// The level that [`Manager::disable`] was given, read without the lock.
    disabled: AtomicI64,
    /// How many loggers have been made.
    made: AtomicU64,
}

struct Tree {
    root: Settings,
    loggers: BTreeMap<Arc<str>, Settings>,
    disable: Level,
    clock: Option<Arc<dyn Clock>>,
    started: Timestamp,
    factory: Option<RecordFactory>,
    logger_factory: Option<LoggerFactory>,
    last_resort: Option<HandlerRef>,
}

/// One logger's settings.
pub(crate) struct Settings {
    logger: Logger,
    parent: Option<Arc<str>>,
    pub(crate) level: Level,
    pub(crate) propagate: bool,
    pub(crate) disabled: bool,
    pub(crate) handlers: Vec<HandlerRef>,
    pub(crate) filters: Vec<SharedFilter>,
}

/// What a record needs to know of its logger, worked out: everything that lies on its way.
pub(crate) struct Route {
    pub(crate) filters: Vec<SharedFilter>,
    /// The handlers of the logger and of its ancestors as far as `propagate` holds.
    pub(crate) handlers: Vec<HandlerRef>,
    pub(crate) last_resort: Option<HandlerRef>,
    pub(crate) clock: Option<Arc<dyn Clock>>,
    pub(crate) started: Timestamp,
    pub(crate) factory: Option<RecordFactory>,
}

impl Default for Manager {
    fn default() -> Manager {
        Manager::new()
    }
}

impl Manager {
    /// A tree with a root logger at `WARNING`, on the system's clock.
    pub fn new() -> Manager {
        Manager::build(None, clock::started())
    }

    /// A tree whose records get time, zone and identity from a clock of their own.
    pub fn with_clock(clock: Arc<dyn Clock>) -> Manager {
        let started = clock.now();
        Manager::build(Some(clock), started)
    }

    fn build(clock: Option<Arc<dyn Clock>>, started: Timestamp) -> Manager {
        Manager(Arc::new_cyclic(|manager| {
            let root = Logger::new(Arc::from("root"), true, manager.clone());
            root.inner().set_threshold(Level::WARNING.number());
            ManagerInner {
                tree: Mutex::new(Tree {
                    root: Settings { level: Level::WARNING, ..Settings::new(root.clone(), None) },
                    loggers: BTreeMap::new(),
                    disable: Level::NOTSET,
                    clock,
                    started,
                    factory: None,
                    logger_factory: None,
                    last_resort: Some(default_last_resort()),
                }),
                root,
                warned_of_no_handlers: AtomicBool::new(false),
                disabled: AtomicI64::new(0),
                made: AtomicU64::new(0),
            }
        }))
    }

    /// The root logger.
    pub fn root(&self) -> Logger {
        self.0.root.clone()
    }

    /// The logger of a dotted name, made if there is none yet. The empty name and `root` are the root logger.
    ///
    /// # Python
    /// `logging.getLogger(name)`.
    pub fn get_logger(&self, name: &str) -> Logger {
        if name.is_empty() || name == "root" {
            return self.root();
        }
        let (logger, factory) = {
            let mut tree = self.0.lock();
            if let Some(settings) = tree.loggers.get(name) {
                return settings.logger.clone();
            }
            let logger = tree.insert(name, Arc::downgrade(&self.0));
            self.0.made.fetch_add(1, Ordering::Release);
            (logger, tree.logger_factory.clone())
        };
        if let Some(factory) = factory {
            factory(&logger);
        }
        logger
    }

    /// The logger of exactly this name, if it has been made.
    pub fn existing_logger(&self, name: &str) -> Option<Logger> {
        if name.is_empty() || name == "root" {
            return Some(self.root());
        }
        self.0.lock().loggers.get(name).map(|settings| settings.logger.clone())
    }

    /// The logger of this name, or the nearest ancestor that has been made: where a record of that name would be
    /// handled, without making a logger for every name that a stranger sends.
    pub fn nearest_logger(&self, name: &str) -> Logger {
        let tree = self.0.lock();
        let mut name = name;
        loop {
            if let Some(settings) = tree.loggers.get(name) {
                return settings.logger.clone();
            }
            match name.rfind('.') {
                Some(dot) => name = &name[..dot],
                None => return self.root(),
            }
        }
    }

    /// How many loggers have been made, read without a lock. While it stays the same, so does every answer of
    /// [`existing_logger`](Manager::existing_logger) and [`nearest_logger`](Manager::nearest_logger), which may
    /// therefore be kept.
    pub fn loggers_made(&self) -> u64 {
        self.0.made.load(Ordering::Acquire)
    }

    /// Every logger that has been made, but the root, in order of name.
    pub fn loggers(&self) -> Vec<Logger> {
        self.0.lock().loggers.values().map(|settings| settings.logger.clone()).collect()
    }

    /// Silences all loggers for this level and those below; [`Level::NOTSET`] ends it.
    ///
    /// # Errors
    /// A name that no level has.
    ///
    /// # Python
    /// `logging.disable`.
    pub fn disable(&self, level: impl IntoLevel) -> Result<(), LevelError> {
        let level = level.into_level()?;
        self.0.disabled.store(level.number(), Ordering::Relaxed);
        self.0.change_all(|tree| tree.disable = level);
        Ok(())
    }

    /// The level given to [`disable`](Manager::disable), or `NOTSET`.
    pub fn disabled(&self) -> Level {
        Level::new(self.0.disabled.load(Ordering::Relaxed))
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
        let former = self.record_factory();
        let chained: RecordFactory = chain(move |args| factory(&former, args));
        self.0.change_all(|tree| tree.factory = Some(chained));
    }

    /// Has records made by [`LogRecord::new`] again.
    pub fn reset_record_factory(&self) {
        self.0.change_all(|tree| tree.factory = None);
    }

    /// The function that makes records now.
    ///
    /// # Python
    /// `logging.getLogRecordFactory`.
    pub fn record_factory(&self) -> RecordFactory {
        self.0.lock().factory.clone().unwrap_or_else(|| Arc::new(default_factory))
    }

    /// Has every logger that is made from now on shown to a function, which may set it up.
    ///
    /// # Python
    /// `setLoggerClass` and `Manager.setLoggerFactory`: what a subclass does in its constructor is done here; for other
    /// methods, wrap the logger in an adapter.
    pub fn set_logger_factory(&self, factory: impl Fn(&Logger) + Send + Sync + 'static) {
        self.0.lock().logger_factory = Some(Arc::new(factory));
    }

    /// What gets a record of a logger that reaches no handler; by default stderr from `WARNING` on.
    ///
    /// # Python
    /// `logging.lastResort`.
    pub fn set_last_resort(&self, handler: Option<HandlerRef>) {
        self.0.change_all(|tree| tree.last_resort = handler);
    }

    /// The clock, if it is not the system's.
    pub fn clock(&self) -> Option<Arc<dyn Clock>> {
        self.0.lock().clock.clone()
    }

    /// The handlers of all loggers, each once, in order of their loggers' names, the root's first.
    pub fn handlers(&self) -> Vec<HandlerRef> {
        let tree = self.0.lock();
        let mut handlers: Vec<HandlerRef> = Vec::new();
        for handler in std::iter::once(&tree.root).chain(tree.loggers.values()).flat_map(|settings| &settings.handlers)
        {
            if !handlers.iter().any(|known| known.ptr_eq(handler)) {
                handlers.push(handler.clone());
            }
        }
        handlers
    }

    /// Flushes and closes the handlers of this tree's loggers.
    pub fn shutdown(&self) {
        close_in_reverse(&self.handlers());
    }

    pub(crate) fn from_inner(inner: Arc<ManagerInner>) -> Manager {
        Manager(inner)
    }

    /// Makes several changes of which no record sees a part; they are worked out once, at the end.
    pub(crate) fn batch<R>(&self, changes: impl FnOnce(&mut Changes<'_>) -> R) -> R {
        let mut tree = self.0.lock();
        let result = changes(&mut Changes { tree: &mut tree, manager: &self.0 });
        tree.refresh_all();
        result
    }
}

/// Changes to a tree that take effect together.
pub(crate) struct Changes<'t> {
    tree: &'t mut Tree,
    manager: &'t Arc<ManagerInner>,
}

impl Changes<'_> {
    /// The names of all loggers that exist, but the root.
    pub(crate) fn names(&self) -> Vec<Arc<str>> {
        self.tree.loggers.keys().cloned().collect()
    }

    /// A logger's settings, made if there is none of that name.
    pub(crate) fn settings(&mut self, name: &str) -> &mut Settings {
        if !name.is_empty() && name != "root" && !self.tree.loggers.contains_key(name) {
            self.tree.insert(name, Arc::downgrade(self.manager));
            self.manager.made.fetch_add(1, Ordering::Release);
        }
        self.tree.settings_mut(name)
    }
}

impl ManagerInner {
    fn lock(&self) -> MutexGuard<'_, Tree> {
        self.tree.lock().unwrap_or_else(|e| e.into_inner())
    }

    fn change_all(&self, change: impl FnOnce(&mut Tree)) {
        let mut tree = self.lock();
        change(&mut tree);
        tree.refresh_all();
    }

    /// Reads one logger's settings.
    pub(crate) fn read<R>(&self, name: &str, read: impl FnOnce(&Settings) -> R) -> R {
        read(self.lock().settings(name))
    }

    /// Changes one logger's settings; those below it follow. Returns what `change` took out, to be dropped unlocked.
    pub(crate) fn change<R>(&self, name: &str, change: impl FnOnce(&mut Settings) -> R) -> R {
        let mut tree = self.lock();
        let result = change(tree.settings_mut(name));
        tree.refresh_below(name);
        result
    }

    pub(crate) fn effective_level(&self, name: &str) -> Level {
        let tree = self.lock();
        tree.effective_level(tree.settings(name))
    }

    pub(crate) fn parent(&self, name: &str) -> Option<Logger> {
        let tree = self.lock();
        tree.parent(tree.settings(name)).map(|settings| settings.logger.clone())
    }

    /// The loggers one dot below this one; the root has the empty name.
    pub(crate) fn children(&self, name: &str) -> Vec<Logger> {
        let tree = self.lock();
        let depth = |name: &str| if name.is_empty() { 0 } else { 1 + name.matches('.').count() };
        let is_child = |settings: &&Settings| {
            settings.parent.as_deref().unwrap_or_default() == name && depth(settings.logger.name()) == depth(name) + 1
        };
        tree.loggers.values().filter(is_child).map(|settings| settings.logger.clone()).collect()
    }

    pub(crate) fn route(&self, name: &str) -> Arc<Route> {
        let tree = self.lock();
        Arc::new(tree.route(tree.settings(name)))
    }

    pub(crate) fn warn_of_no_handlers(&self, name: &str) {
        if crate::handler::raise_exceptions() && !self.warned_of_no_handlers.swap(true, Ordering::Relaxed) {
            let line = format!("No handlers could be found for logger \"{name}\"\n");
            let _ = std::io::Write::write_all(&mut std::io::stderr(), line.as_bytes());
        }
    }
}

impl std::fmt::Debug for Manager {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "<Manager of {} loggers>", self.0.lock().loggers.len())
    }
}

impl Drop for ManagerInner {
    fn drop(&mut self) {
        let tree = self.tree.get_mut().unwrap_or_else(|e| e.into_inner());
        for settings in std::iter::once(&tree.root).chain(tree.loggers.values()) {
            settings.logger.inner().set_threshold(i64::MAX);
        }
    }
}

impl Settings {
    fn new(logger: Logger, parent: Option<Arc<str>>) -> Settings {
        Settings {
            logger,
            parent,
            level: Level::NOTSET,
            propagate: true,
            disabled: false,
            handlers: Vec::new(),
            filters: Vec::new(),
        }
    }

    pub(crate) fn add_handler(&mut self, handler: HandlerRef) {
        if !self.handlers.iter().any(|known| known.ptr_eq(&handler)) {
            self.handlers.push(handler);
        }
    }
}

impl Tree {
    fn settings(&self, name: &str) -> &Settings {
        self.loggers.get(name).unwrap_or(&self.root)
    }

    fn settings_mut(&mut self, name: &str) -> &mut Settings {
        self.loggers.get_mut(name).unwrap_or(&mut self.root)
    }

    fn parent(&self, settings: &Settings) -> Option<&Settings> {
        match &settings.parent {
            Some(name) => Some(self.settings(name)),
            None => (!settings.logger.is_root()).then_some(&self.root),
        }
    }

    fn insert(&mut self, name: &str, manager: Weak<ManagerInner>) -> Logger {
        let name: Arc<str> = Arc::from(name);
        let logger = Logger::new(Arc::clone(&name), false, manager);
        let mut parent = None;
        let mut above: &str = &name;
        while let Some(dot) = above.rfind('.') {
            above = &above[..dot];
            if let Some((known, _)) = self.loggers.get_key_value(above) {
                parent = Some(Arc::clone(known));
                break;
            }
        }
        self.loggers.insert(Arc::clone(&name), Settings::new(logger.clone(), parent.clone()));
        // Loggers below that hung on the new one's parent until now.
        for (_, settings) in below(&mut self.loggers, &name) {
            if settings.parent == parent {
                settings.parent = Some(Arc::clone(&name));
            }
        }
        self.refresh(&name);
        logger
    }

    fn effective_level(&self, settings: &Settings) -> Level {
        let mut settings = settings;
        loop {
            if settings.level != Level::NOTSET {
                return settings.level;
            }
            match self.parent(settings) {
                Some(parent) => settings = parent,
                None => return Level::NOTSET,
            }
        }
    }

    fn threshold(&self, settings: &Settings) -> i64 {
        if settings.disabled {
            return i64::MAX;
        }
        self.effective_level(settings).number().max(self.disable.number().saturating_add(1))
    }

    fn route(&self, settings: &Settings) -> Route {
        let mut handlers: Vec<HandlerRef> = Vec::new();
        let mut at = Some(settings);
        while let Some(settings) = at {
            handlers.extend(settings.handlers.iter().cloned());
            at = if settings.propagate { self.parent(settings) } else { None };
        }
        Route {
            filters: settings.filters.clone(),
            handlers,
            last_resort: self.last_resort.clone(),
            clock: self.clock.clone(),
            started: self.started,
            factory: self.factory.clone(),
        }
    }

    fn refresh(&self, name: &str) {
        let settings = self.settings(name);
        settings.logger.inner().refresh(self.threshold(settings), settings.disabled);
    }

    fn refresh_below(&mut self, name: &str) {
        if !self.loggers.contains_key(name) {
            return self.refresh_all();
        }
        self.refresh(name);
        let (from, to) = range_below(name);
        let range = (Bound::Included(from.as_str()), Bound::Excluded(to.as_str()));
        for settings in self.loggers.range::<str, _>(range).map(|(_, settings)| settings) {
            settings.logger.inner().refresh(self.threshold(settings), settings.disabled);
        }
    }

    fn refresh_all(&mut self) {
        for settings in std::iter::once(&self.root).chain(self.loggers.values()) {
            settings.logger.inner().refresh(self.threshold(settings), settings.disabled);
        }
    }
}

/// The loggers below a name, as their names sort: from `a.` up to `a/`.
fn below<'t>(
    loggers: &'t mut BTreeMap<Arc<str>, Settings>,
    name: &str,
) -> impl Iterator<Item = (&'t Arc<str>, &'t mut Settings)> {
    let (from, to) = range_below(name);
    loggers.range_mut::<str, _>((Bound::Included(from.as_str()), Bound::Excluded(to.as_str())))
}

fn range_below(name: &str) -> (String, String) {
    (format!("{name}."), format!("{name}/"))
}

fn default_factory(args: RecordArgs<'_>) -> LogRecord<'_> {
    LogRecord::new(args)
}

/// Says what a closure's lifetimes are, which is not inferred where it is made.
fn chain(factory: impl for<'a> Fn(RecordArgs<'a>) -> LogRecord<'a> + Send + Sync + 'static) -> RecordFactory {
    Arc::new(factory)
}

/// One for the whole process, as every manager's start.
fn default_last_resort() -> HandlerRef {
    static LAST_RESORT: OnceLock<HandlerRef> = OnceLock::new();
    LAST_RESORT
        .get_or_init(|| {
            let handler = StreamHandler::stderr();
            // WARNING is a level.
            let _ = handler.set_level(Level::WARNING);
            handler.into_handler()
        })
        .clone()
}
