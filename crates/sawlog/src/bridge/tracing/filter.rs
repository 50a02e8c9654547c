//! The loggers' levels, as a filter of one layer.

use tracing_core::subscriber::Interest;
use tracing_core::{LevelFilter, Metadata};
use tracing_subscriber::layer::{Context, Filter};

use super::event::comes_from_log;
use super::{Bridge, filter_at, interest, level_of};

/// A filter of the events that loggers take, and of the spans that records may want; what [`layer`](super::layer) puts before
/// [`Records`](super::Records).
///
/// Whoever wants less by another filter as well says `sawlog::bridge::tracing::layer().with_filter(…)`.
#[derive(Debug)]
pub struct LoggerLevels(pub(super) Bridge);

impl LoggerLevels {
    fn takes(&self, metadata: &Metadata<'_>) -> bool {
        let level = level_of(metadata.level());
        if metadata.is_span() && level >= self.0.span_level {
            return true;
        }
        // Where such an event belongs, and with that its logger, is in its fields.
        comes_from_log(metadata) || self.0.logger(metadata.target(), level).is_some()
    }
}

impl<S> Filter<S> for LoggerLevels {
    fn enabled(&self, metadata: &Metadata<'_>, _: &Context<'_, S>) -> bool {
        self.takes(metadata)
    }

    fn callsite_enabled(&self, metadata: &'static Metadata<'static>) -> Interest {
        if comes_from_log(metadata) {
            return Interest::sometimes();
        }
        if interest::while_asked(|| self.takes(metadata)) { Interest::always() } else { Interest::never() }
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        let lowest = self.0.manager.read(|state| state.lowest_threshold());
        Some(filter_at(lowest.min(self.0.span_level.number())))
    }
}
