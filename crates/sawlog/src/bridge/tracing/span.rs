//! What a span says to the records within it: its name, and its fields as they were last recorded.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use smallvec::SmallVec;
use tracing_core::field::{Field, Visit};
use tracing_core::span::{Attributes as NewSpan, Record};
use tracing_subscriber::registry::{LookupSpan, Scope, SpanRef};

use super::attributes::Attributes;
use crate::bridge::names::unclashing;
use crate::value::foreign::{DebugValue, DisplayValue};
use crate::value::{Value, repr};

/// How many spans around an event count.
const MOST: usize = 64;
/// How many of them take no memory.
const KEPT_IN_PLACE: usize = 8;
/// Bytes of the names of all spans, from which on the outer ones are not named.
const LONGEST_PATH: usize = 1024;

/// One span's, kept with it in the registry.
#[derive(Clone)]
struct Span {
    name: &'static str,
    /// The names from the outermost span on: `request:query`.
    path: Box<str>,
    fields: Vec<(&'static str, Value<'static>)>,
}

/// Shared, so that no lock of the registry's is held while handlers are at work.
struct Kept(Arc<Span>);

/// Keeps what a new span says.
pub(super) fn keep<S: for<'a> LookupSpan<'a>>(span: &SpanRef<'_, S>, new: &NewSpan<'_>) {
    let name = new.metadata().name();
    let path = match span.parent().and_then(|parent| of(&parent)) {
        Some(parent) if parent.path.len() > LONGEST_PATH => format!("...:{name}"),
        Some(parent) => format!("{}:{name}", parent.path),
        None => name.to_owned(),
    };
    let mut kept = Span { name, path: path.into(), fields: Vec::new() };
    new.record(&mut kept);
    span.extensions_mut().replace(Kept(Arc::new(kept)));
}

/// Keeps what a span says anew.
pub(super) fn keep_more<S: for<'a> LookupSpan<'a>>(span: &SpanRef<'_, S>, values: &Record<'_>) {
    let Some(mut kept) = of(span) else { return };
    // Without the registry's lock: a value may log within the span while it is written.
    let own: &mut Span = Arc::make_mut(&mut kept);
    values.record(own);
    let former = span.extensions_mut().replace(Kept(kept));
    drop(former);
}

fn of<S: for<'a> LookupSpan<'a>>(span: &SpanRef<'_, S>) -> Option<Arc<Span>> {
    span.extensions().get::<Kept>().map(|kept| Arc::clone(&kept.0))
}

/// The spans around an event, the nearest first.
#[derive(Default)]
pub(super) struct Spans(SmallVec<[Arc<Span>; KEPT_IN_PLACE]>);

impl Spans {
    pub(super) fn of<S: for<'a> LookupSpan<'a>>(scope: Option<Scope<'_, S>>) -> Spans {
        Spans(scope.into_iter().flatten().filter_map(|span| of(&span)).take(MOST).collect())
    }

    /// Names before fields, and outer spans before inner ones: of one name what comes last holds.
    pub(super) fn put_into<'e>(&'e self, attributes: &mut Attributes<'e>) {
        if let Some(nearest) = self.0.first() {
            attributes.put("span", Value::from(nearest.name));
            attributes.put("spans", Value::from(&*nearest.path));
        }
        for (name, value) in self.0.iter().rev().flat_map(|span| &span.fields) {
            attributes.put(name, value.borrowed());
        }
    }
}

impl Span {
    fn put(&mut self, field: &Field, value: Value<'static>) {
        let name = unclashing(field.name()).unwrap_or(field.name());
        match self.fields.iter_mut().find(|(known, _)| *known == name) {
            Some((_, slot)) => *slot = value,
            None => self.fields.push((name, value)),
        }
    }

    fn put_text(&mut self, field: &Field, value: &Value<'_>) {
        let mut text = String::new();
        if let Err(error) = repr::write_str(value, &mut text) {
            text = format!("<{error}>");
        }
        self.put(field, Value::from(text));
    }
}

impl Visit for Span {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field, value.into());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, value.into());
    }

    fn record_i128(&mut self, field: &Field, value: i128) {
        self.put(field, value.into());
    }

    fn record_u128(&mut self, field: &Field, value: u128) {
        self.put(field, value.into());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, value.into());
    }

    fn record_bytes(&mut self, field: &Field, value: &[u8]) {
        self.put(field, Value::Bytes(value.to_vec().into()));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, Value::from(value.to_owned()));
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        self.put_text(field, &Value::foreign(&DisplayValue::new(&value)));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.put_text(field, &Value::foreign(&DebugValue::new(&value)));
    }
}
