//! Constructors of filters: `logging.Filter`, and our own by keywords in Python's style.

use std::sync::Arc;
use std::time::Duration;

use super::parameters::{Kind, Parameter, Signature};
use super::{Arguments, BoxError};
use crate::config::error::ConfigError;
use crate::filter::{DuplicateFilter, LevelRangeFilter, NameFilter, RateKey, RateLimitFilter, SharedFilter};
use crate::level::Level;
/// What [`name`] takes.
pub(super) const NAME: Signature = &[&[Parameter::optional(
    "name",
    Kind::TextIfAny,
    "The logger whose records pass, and those below it; empty: all.",
)]];

/// `logging.Filter(name='')`.
pub(super) fn name(args: &mut Arguments<'_>) -> Result<SharedFilter, BoxError> {
    let name = match args.plain("name")? {
        None => String::new(),
        Some(place) => place.filter_name()?,
    };
    Ok(Arc::new(NameFilter::new(name)))
}
/// What [`level_range`] takes.
pub(super) const LEVEL_RANGE: Signature = &[&[
    Parameter::optional("minLevel", Kind::Level, "The lowest level that passes."),
    Parameter::optional("maxLevel", Kind::Level, "The highest level that passes."),
]];

/// `sawlog.LevelRangeFilter(minLevel=None, maxLevel=None)`.
pub(super) fn level_range(args: &mut Arguments<'_>) -> Result<SharedFilter, BoxError> {
    let lowest = args.level("minLevel")?.unwrap_or(Level::new(i64::MIN));
    let highest = args.level("maxLevel")?.unwrap_or(Level::new(i64::MAX));
    if lowest > highest {
        return Err(args.error("minLevel", format!("{lowest} is above {highest}: nothing would pass")).into());
    }
    Ok(Arc::new(LevelRangeFilter::new(lowest..=highest)))
}
/// What [`regex`] takes.
pub(super) const REGEX: Signature = &[&[
    Parameter::required("pattern", Kind::Text, "The pattern that is looked for, as in Python's re."),
    Parameter::optional("attribute", Kind::Text, "The attribute of the record that it is looked for in; message."),
    Parameter::optional("exclude", Kind::Truth, "Whether records that have it are rejected rather than kept."),
]];

/// `sawlog.RegexFilter(pattern, attribute='message', exclude=False)`.
#[cfg(feature = "regex")]
pub(super) fn regex(args: &mut Arguments<'_>) -> Result<SharedFilter, BoxError> {
    let pattern = args.require_text("pattern")?;
    let mut filter = crate::filter::RegexFilter::new(&pattern).map_err(|error| {
        let hint = "as in Python's re, without look-around and back-references";
        args.error("pattern", error.to_string()).with_hint(hint)
    })?;
    if let Some(attribute) = args.text("attribute")? {
        filter = filter.attribute(attribute);
    }
    if args.truth("exclude")?.unwrap_or(false) {
        filter = filter.exclude();
    }
    Ok(Arc::new(filter))
}

#[cfg(not(feature = "regex"))]
pub(super) fn regex(args: &mut Arguments<'_>) -> Result<SharedFilter, BoxError> {
    let kind = crate::config::error::ConfigErrorKind::Unavailable(args.class().to_owned());
    Err(ConfigError::new(kind).with_hint("it comes with the feature `regex` of the crate sawlog").into())
}
/// What [`rate_limit`] takes.
pub(super) const RATE_LIMIT: Signature = &[&[
    Parameter::required("rate", Kind::Number, "How many records pass in the time `per`."),
    Parameter::optional("per", Kind::Seconds, "That time, in seconds; 1."),
    Parameter::optional("burst", Kind::Number, "How many may pass at once."),
    Parameter::optional("by", Kind::OneOf(&["logger", "callSite", "all"]), "What is counted apart."),
    Parameter::optional("inText", Kind::Truth, "Whether the next record that passes says how many did not."),
    Parameter::optional("maxKeys", Kind::Count, "How many loggers or call sites are counted apart."),
]];

/// `sawlog.RateLimitFilter(rate, per=1.0, burst=rate, by='logger', inText=True, maxKeys=10000)`.
pub(super) fn rate_limit(args: &mut Arguments<'_>) -> Result<SharedFilter, BoxError> {
    let rate =
        positive(args, "rate")?.ok_or_else(|| args.missing("rate").with_hint("how many records pass, such as 10"))?;
    let per = seconds(args, "per")?.unwrap_or(Duration::from_secs(1));
    let mut builder = RateLimitFilter::builder(rate, per);
    if let Some(burst) = positive(args, "burst")? {
        builder = builder.burst(burst);
    }
    builder = builder.key(match args.text("by")?.as_deref() {
        None | Some("logger") => RateKey::Logger,
        Some("callSite") => RateKey::CallSite,
        Some("all") => RateKey::All,
        Some(other) => {
            let error = args.error("by", format!("records are not counted by {other:?}"));
            return Err(error.with_known(other, ["logger", "callSite", "all"]).into());
        }
    });
    builder = builder.in_text(args.truth("inText")?.unwrap_or(true));
    if let Some(keys) = count(args, "maxKeys")? {
        builder = builder.max_keys(keys);
    }
    Ok(Arc::new(builder.build()))
}
/// What [`duplicates`] takes.
pub(super) const DUPLICATES: Signature = &[&[
    Parameter::optional("window", Kind::Seconds, "For how many seconds a message is not repeated; 60."),
    Parameter::optional("remember", Kind::Count, "How many different messages are remembered; 1."),
    Parameter::optional("inText", Kind::Truth, "Whether the next record that passes says how many did not."),
]];

/// `sawlog.DuplicateFilter(window=60.0, remember=1, inText=True)`.
pub(super) fn duplicates(args: &mut Arguments<'_>) -> Result<SharedFilter, BoxError> {
    let mut builder = DuplicateFilter::builder().in_text(args.truth("inText")?.unwrap_or(true));
    if let Some(window) = seconds(args, "window")? {
        builder = builder.window(window);
    }
    if let Some(messages) = count(args, "remember")? {
        builder = builder.remember(messages);
    }
    Ok(Arc::new(builder.build()))
}

fn positive(args: &mut Arguments<'_>, name: &str) -> Result<Option<f64>, ConfigError> {
    match args.number(name)? {
        Some(number) if number > 0.0 && number.is_finite() => Ok(Some(number)),
        Some(number) => Err(args.error(name, format!("{number} is not a number above 0"))),
        None => Ok(None),
    }
}

fn seconds(args: &mut Arguments<'_>, name: &str) -> Result<Option<Duration>, ConfigError> {
    let Some(seconds) = positive(args, name)? else { return Ok(None) };
    Duration::try_from_secs_f64(seconds).map(Some).map_err(|error| args.error(name, error.to_string()))
}

fn count(args: &mut Arguments<'_>, name: &str) -> Result<Option<usize>, ConfigError> {
    match args.integer(name)? {
        Some(number) if number > 0 => Ok(Some(usize::try_from(number).unwrap_or(usize::MAX))),
        Some(number) => Err(args.error(name, format!("{number} is not a number above 0"))),
        None => Ok(None),
    }
}
