//! What a tree of loggers is like at the moment, to be read: [`Manager::describe`].
//!
//! Here is what is told; `handler` asks a handler, `text` and `json` write it down.

mod handler;
mod json;
mod text;

use std::time::{Duration, Instant};

pub use handler::HandlerDescription;

use crate::level::Level;
use crate::manager::Manager;
use crate::tree::{Settings, State};

/// Every logger of a tree, as it was at one moment; its `Display` is a tree to read, [`to_json`](TreeDescription::to_json) the
/// same for programs.
///
/// ```
/// use sawlog::{Manager, NullHandler};
/// let manager = Manager::new();
/// manager.get_logger("shop.db").set_level("DEBUG")?;
/// manager.root().add_handler(NullHandler);
/// assert_eq!(
///     manager.describe().to_string(),
///     "root  WARNING\n  handler NullHandler  NOTSET\nshop.db  DEBUG\n"
/// );
/// # Ok::<(), sawlog::LevelError>(())
/// ```
///
/// # Python
/// The package `logging_tree`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TreeDescription {
    /// The root, then all others in order of name.
    pub loggers: Vec<LoggerDescription>,
    /// The handlers of the last configuration that no logger has.
    pub unused_handlers: Vec<HandlerDescription>,
    /// The level given to [`Manager::disable`], or `NOTSET`.
    pub disabled: Level,
}

/// One logger.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LoggerDescription {
    /// The dotted name; `root` for the root.
    pub name: String,
    /// Its own level; `NOTSET` if it has none.
    pub level: Level,
    /// Its own level or that of the nearest ancestor that has one.
    pub effective_level: Level,
    /// If the level was set for a time: how much of it is left, and the level that comes back.
    pub goes_back: Option<(Duration, Level)>,
    /// Whether records go on to the handlers above.
    pub propagate: bool,
    /// Whether it is switched off.
    pub disabled: bool,
    /// What its filters are called, in order.
    pub filters: Vec<String>,
    /// Its own handlers, in order.
    pub handlers: Vec<HandlerDescription>,
}

impl Manager {
    /// Describes all loggers as they are now, and their handlers.
    ///
    /// # Python
    /// `logging_tree.format.build_description()`.
    pub fn describe(&self) -> TreeDescription {
        struct Found {
            logger: LoggerDescription,
            filters: Vec<crate::SharedFilter>,
            handlers: Vec<crate::HandlerRef>,
        }
        let now = Instant::now();
        let found = |state: &State, settings: &Settings| Found {
            logger: LoggerDescription::of(state, settings, now),
            filters: settings.filters.clone(),
            handlers: settings.handlers.clone(),
        };
        let (found, configured, disabled) = self.read(|state| {
            let all: Vec<Found> = state.all().map(|settings| found(state, settings)).collect();
            (all, state.configured.clone(), state.disable)
        });
        // Handlers and filters may be the program's own: they are asked when nothing is locked.
        let is_used = |handler: &crate::HandlerRef| {
            found.iter().flat_map(|found| &found.handlers).any(|used| used.number() == handler.number())
        };
        let unused: Vec<_> =
            configured.iter().filter(|handler| !is_used(handler)).map(HandlerDescription::of).collect();
        let described = found.into_iter().map(|Found { logger, filters, handlers }| LoggerDescription {
            filters: filters.iter().map(|filter| filter.description()).collect(),
            handlers: handlers.iter().map(HandlerDescription::of).collect(),
            ..logger
        });
        let mut loggers: Vec<LoggerDescription> = described.collect();
        // Part by part, so that `a-b` does not come between `a` and `a.b`; the root stays first.
        loggers[1..].sort_by(|a, b| a.name.split('.').cmp(b.name.split('.')));
        TreeDescription { loggers, unused_handlers: unused, disabled }
    }
}

impl LoggerDescription {
    fn of(state: &State, settings: &Settings, now: Instant) -> LoggerDescription {
        LoggerDescription {
            name: settings.node.name().to_string(),
            level: settings.level,
            effective_level: state.effective_level(settings),
            goes_back: settings.temporary.map(|set| (set.until.saturating_duration_since(now), set.before)),
            propagate: settings.propagate,
            disabled: settings.disabled,
            filters: Vec::new(),
            handlers: Vec::new(),
        }
    }
}
