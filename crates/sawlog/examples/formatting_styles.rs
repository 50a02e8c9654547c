//! The three styles, in the lines that handlers write and in the messages that calls give.

use std::fmt;

use sawlog::value::{Dict, ToValue, brace, dollar};
use sawlog::{
    BraceFormatter, DollarFormatter, FormatError, Level, StreamHandler, Value, critical, debug, get_logger, percent,
    root,
};

/// A message in `{}` style, put together when a handler needs it, by Python's rules.
struct Brace<'a> {
    template: &'a str,
    names: Dict,
}

impl fmt::Display for Brace<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(f, |out| brace::Template::new(self.template).format(&[], &self.names, out))
    }
}

/// A message in `$` style.
struct Dollar<'a> {
    template: &'a str,
    names: Dict,
}

impl fmt::Display for Dollar<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(f, |out| dollar::substitute(self.template, &self.names, out))
    }
}

fn write(f: &mut fmt::Formatter<'_>, put: impl FnOnce(&mut String) -> Result<(), FormatError>) -> fmt::Result {
    let mut text = String::new();
    put(&mut text).map_err(|_| fmt::Error)?;
    f.write_str(&text)
}

fn names<const N: usize>(pairs: [(&str, &dyn ToValue); N]) -> Dict {
    pairs.into_iter().map(|(name, value)| (Value::from(name).into_owned(), value.to_value().into_owned())).collect()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    root().set_level(Level::DEBUG)?;
    let handler = StreamHandler::stdout();
    root().add_handler(&handler);
    let log = get_logger("atelier.paint");

    handler.set_formatter(BraceFormatter::new("{name} {levelname:8s}| {message}")?);
    debug!(log, "lines in braces");
    critical!(log, "out of blue");

    handler.set_formatter(DollarFormatter::new("$name ${levelname} | $message")?);
    debug!(log, "lines in dollars");
    critical!(log, "out of red");

    // How a line is formatted and how a message is put together are two things.
    percent!(log, Level::ERROR, "a message %s of %d parts, %.1f percent of them %%-signs", "made", 3, 33.333);
    let named = names([("width", &0.5), ("height", &0.25)]);
    debug!(log, "{}", Brace { template: "a canvas of {width:.2f} by {height:.2f}", names: named });
    debug!(
        log,
        "{}",
        Dollar { template: "$count ${what}es to clean", names: names([("count", &2), ("what", &"brush")]) }
    );
    Ok(())
}
