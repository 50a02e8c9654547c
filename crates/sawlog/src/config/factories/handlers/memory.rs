//! `logging.handlers.MemoryHandler` and `logging.handlers.BufferingHandler`.

use num_traits::{Signed, ToPrimitive};

use super::property::fixed;
use super::{Prepared, Reach};
use crate::config::error::ConfigError;
use crate::config::factories::Arguments;
use crate::config::factories::parameters::{Kind, Parameter, Signature};
use crate::config::place::Place;
use crate::handler::IntoHandler;
use crate::handlers::{BufferingHandler, Discard, MemoryHandler};
use crate::level::Level;
use crate::value::Value;
/// What [`memory`] takes.
pub(in crate::config::factories) const MEMORY: Signature = &[
    &[
        CAPACITY,
        Parameter::optional("flushLevel", Kind::Level, "The level from which a record has all of them passed on."),
        Parameter::optional("target", Kind::Handler, "The handler that records are passed on to."),
        Parameter::optional("flushOnClose", Kind::Truth, "Whether they are passed on at the end, too."),
    ],
    BOUNDS,
];

/// What [`buffering`] takes.
pub(in crate::config::factories) const BUFFERING: Signature = &[&[CAPACITY], BOUNDS];

const CAPACITY: Parameter = Parameter::required("capacity", Kind::Number, "How many records fill the buffer.");
const BOUNDS: &[Parameter] = &[
    Parameter::ours("maxRecords", Kind::Number, "How many records are kept, whatever the capacity."),
    Parameter::ours("maxBytes", Kind::Number, "How many bytes the records that are kept may take."),
];

/// `logging.handlers.MemoryHandler(capacity, flushLevel=ERROR, target=None, flushOnClose=True)`; by our own name also
/// `maxRecords` and `maxBytes`.
pub(in crate::config::factories) fn memory(args: &mut Arguments<'_>) -> Result<Prepared, ConfigError> {
    let capacity = capacity(args)?;
    let flush_level = match args.plain("flushLevel")? {
        Some(level) => level.level()?,
        None => Level::ERROR,
    };
    let target = args.handler_needed("target")?;
    let flush_on_close = args.truth("flushOnClose")?.unwrap_or(true);
    let (max_records, max_bytes) = bounds(args)?;
    // As Python sets them on the handler that is made.
    let capacity = args.property_place("capacity").map_or(Ok(capacity), |place| count(&place))?;
    let flush_level = args.property_place("flushLevel").map_or(Ok(flush_level), |place| place.level())?;
    let flush_on_close = args.property("flushOnClose").map_or(flush_on_close, |value| value.is_truthy());

    fixed(args, &["buffer", "target"])?;
    let needed = target.clone();
    let prepared = Prepared::new(Reach::Nothing, move |making| {
        let mut builder = MemoryHandler::builder(capacity).flush_level(flush_level).flush_on_close(flush_on_close);
        if let Some(target) = target.as_ref().and_then(|target| making.handler(&target.name)) {
            builder = builder.target(target);
        }
        if let Some(records) = max_records {
            builder = builder.max_records(records);
        }
        if let Some(bytes) = max_bytes {
            builder = builder.max_bytes(bytes);
        }
        Ok(builder.build().into_handler())
    });
    Ok(prepared.needing(needed))
}

/// `logging.handlers.BufferingHandler(capacity)`, which throws away what it has buffered; by our own name also
/// `maxRecords` and `maxBytes`.
pub(in crate::config::factories) fn buffering(args: &mut Arguments<'_>) -> Result<Prepared, ConfigError> {
    let capacity = capacity(args)?;
    let (max_records, max_bytes) = bounds(args)?;
    let capacity = args.property_place("capacity").map_or(Ok(capacity), |place| count(&place))?;
    fixed(args, &["buffer"])?;
    Ok(Prepared::new(Reach::Nothing, move |_| {
        let mut builder = BufferingHandler::builder(Discard).capacity(capacity);
        if let Some(records) = max_records {
            builder = builder.max_records(records);
        }
        if let Some(bytes) = max_bytes {
            builder = builder.max_bytes(bytes);
        }
        Ok(builder.build().into_handler())
    }))
}

fn capacity(args: &mut Arguments<'_>) -> Result<usize, ConfigError> {
    match args.plain("capacity")? {
        Some(place) => count(&place),
        None => Err(args.missing("capacity").with_hint("how many records fill the buffer, such as 100")),
    }
}

fn bounds(args: &mut Arguments<'_>) -> Result<(Option<usize>, Option<usize>), ConfigError> {
    if !args.class().starts_with("sawlog.") {
        return Ok((None, None));
    }
    let mut bound = |name| args.plain(name)?.map(|place| count(&place)).transpose();
    Ok((bound("maxRecords")?, bound("maxBytes")?))
}

/// The number of things at which Python's `len(…) >= number` holds.
fn count(place: &Place<'_>) -> Result<usize, ConfigError> {
    match place.node.as_scalar() {
        Some(Value::BigInt(number)) => {
            Ok(if number.is_negative() { 0 } else { number.to_usize().unwrap_or(usize::MAX) })
        }
        Some(Value::Float(number)) if number.is_nan() => Ok(usize::MAX),
        Some(Value::Float(number)) => Ok(number.ceil() as usize),
        Some(number) => match number.as_i64() {
            Some(number) => Ok(usize::try_from(number).unwrap_or(0)),
            None => Err(place.wrong_type("a number")),
        },
        // DIFFERENCE: Python takes anything here and raises out of the first logging call.
        None => Err(place.wrong_type("a number")),
    }
}
