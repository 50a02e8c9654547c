//! The layer: each event is a record, each span keeps what its records are to carry.

use tracing_core::span::{Attributes as NewSpan, Id, Record};
use tracing_core::{Dispatch, Event as TracingEvent, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

use super::attributes::Attributes;
use super::event::Fields;
use super::span::{self, Spans};
use super::{Bridge, interest, level_of};
use crate::handler::{Nested, report};
use crate::logger::Event;
use crate::value::Value;

/// Makes records of events; what [`layer`](super::layer) puts behind [`LoggerLevels`](super::LoggerLevels).
#[derive(Debug)]
pub struct Records(pub(super) Bridge);

impl<S> Layer<S> for Records
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn on_register_dispatch(&self, subscriber: &Dispatch) {
        interest::keep_in_mind(subscriber);
    }

    fn on_new_span(&self, new: &NewSpan<'_>, id: &Id, cx: Context<'_, S>) {
        if let Some(span) = cx.span(id) {
            span::keep(&span, new);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, cx: Context<'_, S>) {
        if let Some(span) = cx.span(id) {
            span::keep_more(&span, values);
        }
    }

    fn on_event(&self, event: &TracingEvent<'_>, cx: Context<'_, S>) {
        let metadata = event.metadata();
        // The fields' own code runs before the logger is called.
        let Some(_nested) = Nested::enter() else {
            return report(metadata.target(), "logging calls are nested too deep; one was dropped");
        };
        let mut fields = Fields::of(event);
        let exc_info = fields.exception.take();
        let place = fields.place(metadata);
        let level = level_of(metadata.level());
        // Levels may have changed since the callsite was asked.
        let Some(logger) = self.0.logger(place.target, level) else { return };
        let spans = Spans::of(cx.event_scope(event));
        let mut attributes = Attributes::default();
        spans.put_into(&mut attributes);
        fields.put_into(&mut attributes);
        if let Some(path) = place.site.module_path.filter(|path| *path != place.target) {
            attributes.put("module_path", Value::from(path));
        }
        let event = Event { exc_info, extra: attributes.as_slice(), ..Event::new(place.site) };
        logger.log_event(level, Value::from(fields.message(metadata)), event);
    }
}
