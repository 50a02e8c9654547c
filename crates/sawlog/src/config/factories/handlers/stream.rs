//! `logging.StreamHandler`.

use super::property::fixed;
use super::{Prepared, Reach, terminator};
use crate::config::error::ConfigError;
use crate::config::factories::Arguments;
use crate::config::factories::parameters::{Kind, Parameter, Signature};
use crate::handler::IntoHandler;
use crate::handlers::{StreamHandler, When, WhenError};
/// What [`stream`] takes.
pub(in crate::config::factories) const STREAM: Signature = &[&[
    Parameter::optional("stream", Kind::Stream, "Where records go; standard error unless it is given."),
    Parameter::ours("color", WHEN, "Whether levels are coloured; auto: on a terminal."),
    Parameter::ours("escape", WHEN, "Whether control characters are escaped; auto: on a terminal."),
]];

const WHEN: Kind = Kind::OneOf(&["auto", "always", "never"]);

/// `logging.StreamHandler(stream=None)`; by our own name also `color` and `escape`: `auto`, `always` or `never`.
pub(in crate::config::factories) fn stream(args: &mut Arguments<'_>) -> Result<Prepared, ConfigError> {
    let stream = args.stream("stream")?;
    let terminator = terminator(args)?;
    fixed(args, &["stream"])?;
    let ours = args.class().starts_with("sawlog.");
    let (color, escape) = if ours { (when(args, "color")?, when(args, "escape")?) } else { (None, None) };
    Ok(Prepared::new(Reach::Stream, move |_| {
        let mut builder = StreamHandler::builder();
        if let Some(color) = color {
            builder = builder.color(color);
        }
        if let Some(escape) = escape {
            builder = builder.escape(escape);
        }
        if let Some(stream) = &stream {
            builder = builder.stream(stream());
        }
        if let Some(terminator) = &terminator {
            builder = builder.terminator(terminator);
        }
        Ok(builder.build().into_handler())
    }))
}

fn when(args: &mut Arguments<'_>, name: &str) -> Result<Option<When>, ConfigError> {
    let text = args.text(name)?;
    text.map(|text| text.parse().map_err(|error: WhenError| args.error(name, error.to_string()))).transpose()
}
