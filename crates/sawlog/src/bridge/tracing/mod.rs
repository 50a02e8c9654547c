//! The `tracing` crate's events, on their way through our loggers.
//!
//! A [`layer`] of a `tracing_subscriber` registry, alone or beside others: what a library tells by `tracing::info!` with the
//! target `shop::web` goes through the logger `shop.web`, as if it had been logged by our own macros, with the fields of
//! the spans around it as attributes.
//!
//! | of `tracing` | here |
//! |---|---|
//! | target `a::b` | the logger `a.b` |
//! | level | `ERROR`, `WARNING`, `INFO`, `DEBUG`, and 5 for `TRACE` |
//! | field `message` | the message; without one, the event's name if it was given one |
//! | other fields | added attributes: numbers, booleans and texts as such, `?x` and `%x` as the text that they show |
//! | an error as a field | an attribute with its text; the first one is the record's exception, too, with its sources |
//! | fields of the spans around the event | added attributes; of one name the event's own holds, then the nearest span's |
//! | the spans' names | `span`, the nearest one's, and `spans`, all of them: `request:query` |
//! | file and line | `pathname` and `lineno` |
//! | module path | the attribute `module_path`, where the target is another |
//!
//! A field that has the name of a standard attribute gets `_` behind its name. An event of the `log` crate that came by
//! `tracing-log` goes by its own target, file and line.
//!
//! # Levels
//! Loggers decide. What no logger takes costs what a disabled event costs in `tracing`, as its callsite is not interested; whenever levels
//! change, by a call, a configuration or [`disable`](crate::disable), callsites are asked again, once for each change. That the loggers are
//! not interested keeps nothing from other layers.
//!
//! A span is there for a record if it was enabled when it was entered: those from `INFO` on always are, so that a warning has its
//! request's context where loggers stand at `WARNING`; see [`Bridge::span_level`].
//!
//! # Bounds
//! Of the spans around an event the nearest 64 count, and 128 attributes in all. Events within events (a handler whose
//! library tells of its work) are bounded as logging calls are.
//!
//! # Python
//! No counterpart; a library that tells by `tracing` is one that calls `logging.getLogger(__name__)` there.

use tracing_core::dispatcher::{Dispatch, SetGlobalDefaultError, set_global_default};
use tracing_core::{LevelFilter, Subscriber};
use tracing_subscriber::filter::Filtered;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;

use crate::bridge::loggers::BridgeId;
use crate::level::Level;
use crate::logger::Logger;
use crate::manager::Manager;

mod attributes;
mod event;
mod filter;
mod interest;
mod layer;
mod span;

pub use filter::LoggerLevels;
pub use layer::Records;

/// What [`layer`] makes: a layer whose filter is the loggers' levels.
pub type RecordLayer<S> = Filtered<Records, LoggerLevels, S>;

/// A layer that leads events through the process's own loggers.
///
/// ```
/// use tracing_subscriber::layer::SubscriberExt;
///
/// let subscriber = tracing_subscriber::registry()
///     .with(tracing_subscriber::fmt::layer().with_writer(std::io::sink))
///     .with(sawlog::bridge::tracing::layer());
/// tracing::subscriber::with_default(subscriber, || {
///     let _request = tracing::info_span!("request", id = 17).entered();
///     tracing::warn!(user = "sheila", "cannot log in");  // a record with id, user, span and spans
/// });
/// ```
pub fn layer<S>() -> RecordLayer<S>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    Bridge::new(crate::manager()).layer()
}

/// Leads the events of the whole program through the process's own loggers, and nowhere else.
///
/// ```
/// sawlog::bridge::tracing::init()?;
/// tracing::warn!(target: "shop::web", user = "sheila", "cannot log in");
/// # Ok::<(), tracing::subscriber::SetGlobalDefaultError>(())
/// ```
///
/// # Errors
/// The program has given `tracing` another subscriber already.
pub fn init() -> Result<(), SetGlobalDefaultError> {
    set_global_default(Dispatch::new(tracing_subscriber::registry().with(layer())))
}

/// The `tracing` crate's way into one tree of loggers.
#[derive(Clone, Debug)]
pub struct Bridge {
    manager: Manager,
    id: BridgeId,
    span_level: Level,
}

impl Bridge {
    /// A way into this manager's tree.
    pub fn new(manager: &Manager) -> Bridge {
        Bridge { manager: manager.clone(), id: BridgeId::next(), span_level: Level::INFO }
    }

    /// From which level on spans are there whatever the loggers' levels are; [`Level::INFO`] unless said otherwise. A span below
    /// it is there if the logger of its target takes its level.
    ///
    /// ```
    /// use sawlog::Level;
    /// use sawlog::bridge::tracing::Bridge;
    ///
    /// // Spans go by the loggers' levels alone.
    /// let bridge = Bridge::new(sawlog::manager()).span_level(Level::new(i64::MAX));
    /// ```
    #[must_use]
    pub fn span_level(mut self, level: impl Into<Level>) -> Bridge {
        self.span_level = level.into();
        self
    }

    /// The layer.
    pub fn layer<S>(self) -> RecordLayer<S>
    where
        S: Subscriber + for<'a> LookupSpan<'a>,
    {
        self.manager.watch_thresholds(interest::levels_have_changed);
        Filtered::new(Records(self.clone()), LoggerLevels(self))
    }

    /// The logger of a target, if it takes this level.
    fn logger(&self, target: &str, level: Level) -> Option<Logger> {
        self.id.find(target, &self.manager, |logger| logger.is_enabled_for(level))
    }
}

/// The level that one of `tracing`'s is.
fn level_of(level: &tracing_core::Level) -> Level {
    match *level {
        tracing_core::Level::ERROR => Level::ERROR,
        tracing_core::Level::WARN => Level::WARNING,
        tracing_core::Level::INFO => Level::INFO,
        tracing_core::Level::DEBUG => Level::DEBUG,
        _ => Level::new(5),
    }
}

/// The least severe of `tracing`'s levels that passes a threshold.
fn filter_at(threshold: i64) -> LevelFilter {
    use tracing_core::Level;
    let levels = [Level::TRACE, Level::DEBUG, Level::INFO, Level::WARN, Level::ERROR];
    let passing = levels.into_iter().find(|level| level_of(level).number() >= threshold);
    passing.map_or(LevelFilter::OFF, LevelFilter::from_level)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_lets_the_levels_above_it_pass() {
        for (threshold, filter) in [
            (i64::MIN, LevelFilter::TRACE),
            (5, LevelFilter::TRACE),
            (6, LevelFilter::DEBUG),
            (20, LevelFilter::INFO),
            (30, LevelFilter::WARN),
            (40, LevelFilter::ERROR),
            (41, LevelFilter::OFF),
        ] {
            assert_eq!(filter_at(threshold), filter);
        }
    }
}
