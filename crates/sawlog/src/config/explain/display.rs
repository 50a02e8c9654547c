//! The explanation in lines, control characters escaped.

use std::fmt;

use super::Explanation;
use super::parts::{ExplainedFormatter, ExplainedHandler, ExplainedLogger};
use crate::config::place::level_text;
use crate::level::Level;

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.loggers.is_empty() {
            writeln!(f, "loggers")?;
        }
        self.loggers.iter().try_for_each(|logger| write_logger(logger, f))?;
        if !self.handlers.is_empty() {
            writeln!(f, "handlers")?;
        }
        self.handlers.iter().try_for_each(|handler| write_handler(handler, f))?;
        if !self.formatters.is_empty() {
            writeln!(f, "formatters")?;
        }
        self.formatters.iter().try_for_each(|formatter| write_formatter(formatter, f))?;
        match (self.incremental, self.disable_existing) {
            (true, _) => writeln!(f, "incremental: only levels and propagation change; all else stays as it is"),
            (false, true) => writeln!(f, "loggers that are there already and not named here are switched off"),
            (false, false) => writeln!(f, "loggers that are there already and not named here stay"),
        }
    }
}

fn write_logger(logger: &ExplainedLogger, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let indent = "  ".repeat(logger.depth.min(40) + 1);
    write!(f, "{indent}{}: level ", named(&logger.name))?;
    let (level, holder) = &logger.effective;
    match holder {
        None if logger.level.is_none() => write!(f, "{}, which is a fresh program's", Shown(&level_text(*level)))?,
        None => write!(f, "{}", Shown(&level_text(*level)))?,
        Some(holder) => write!(f, "{}, {} from {}", Level::NOTSET.name(), Shown(&level_text(*level)), named(holder))?,
    }
    if !logger.propagate {
        write!(f, ", does not propagate")?;
    }
    writeln!(f)?;
    if !logger.filters.is_empty() {
        writeln!(f, "{indent}  filters: {}", list(&logger.filters))?;
    }
    logger.handlers.iter().try_for_each(|handler| writeln!(f, "{indent}  -> {}", Shown(handler)))
}

fn write_handler(handler: &ExplainedHandler, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "  {}: {}", Shown(&handler.name), Shown(&handler.class))?;
    if let Some(level) = handler.level {
        write!(f, ", level {}", Shown(&level_text(level)))?;
    }
    writeln!(f)?;
    handler.writes_to.iter().try_for_each(|to| writeln!(f, "    {}", Shown(to)))?;
    for (name, value) in &handler.arguments {
        writeln!(f, "    {}: {}", Shown(name), Shown(value))?;
    }
    if !handler.filters.is_empty() {
        writeln!(f, "    filters: {}", list(&handler.filters))?;
    }
    match &handler.formatter {
        Some(formatter) => writeln!(f, "    formatter: {}", Shown(formatter)),
        None if handler.writes_text => writeln!(f, "    writes the message alone"),
        None => Ok(()),
    }
}

fn write_formatter(formatter: &ExplainedFormatter, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "  {}:", Shown(&formatter.name))?;
    if let Some(template) = &formatter.template {
        write!(f, " {}", Shown(template))?;
    }
    if let Some(datefmt) = &formatter.datefmt {
        write!(f, ", time {}", Shown(datefmt))?;
    }
    writeln!(f)?;
    match &formatter.sample {
        Ok(line) => line.lines().try_for_each(|line| writeln!(f, "    | {}", Shown(line))),
        Err(reason) => writeln!(f, "    ({})", Shown(reason)),
    }
}

fn named(logger: &str) -> Shown<'_> {
    Shown(if logger.is_empty() { "root" } else { logger })
}

fn list(names: &[String]) -> String {
    names.iter().map(|name| Shown(name).to_string()).collect::<Vec<_>>().join(", ")
}

/// A text whose control characters are escaped.
struct Shown<'t>(&'t str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .chars()
            .try_for_each(|c| if c.is_control() { write!(f, "{}", c.escape_default()) } else { write!(f, "{c}") })
    }
}
