//! The tree to read: a line for each logger and handler, indented below what it belongs to.

use std::fmt::{self, Display, Formatter, Write};

use super::{HandlerDescription, LoggerDescription, TreeDescription};
use crate::level::Level;

/// Each logger stands below the nearest one above it that has been made; names are whole. Control characters are escaped.
impl Display for TreeDescription {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.disabled != Level::NOTSET {
            writeln!(f, "nothing is logged up to {}", self.disabled)?;
        }
        let mut above: Vec<&str> = Vec::new();
        for logger in &self.loggers {
            while above.last().is_some_and(|name| !is_below(&logger.name, name)) {
                above.pop();
            }
            logger.write(f, above.len())?;
            if logger.name != "root" {
                above.push(&logger.name);
            }
        }
        for handler in &self.unused_handlers {
            handler.write(f, 0, "no logger's handler")?;
        }
        Ok(())
    }
}

impl LoggerDescription {
    fn write(&self, f: &mut Formatter<'_>, depth: usize) -> fmt::Result {
        let mut line = format!("{}  {}", self.name, self.level);
        if self.level != self.effective_level {
            let _ = write!(line, " (effective {})", self.effective_level);
        }
        if let Some((left, level)) = self.goes_back {
            let _ = write!(line, " for {} more, then {level}", seconds(left));
        }
        if !self.propagate {
            line.push_str(", does not propagate");
        }
        if self.disabled {
            line.push_str(", disabled");
        }
        indented(f, depth, &line)?;
        for filter in &self.filters {
            indented(f, depth + 1, &format!("filter {filter}"))?;
        }
        self.handlers.iter().try_for_each(|handler| handler.write(f, depth + 1, "handler"))
    }
}

impl HandlerDescription {
    fn write(&self, f: &mut Formatter<'_>, depth: usize, what: &str) -> fmt::Result {
        let mut line = format!("{what} {}", self.class);
        if let Some(name) = &self.name {
            let _ = write!(line, " '{name}'");
        }
        let _ = write!(line, "  {}", self.level);
        if let Some(destination) = &self.destination {
            let _ = write!(line, "  {destination}");
        }
        let counts = [
            ("failures", self.failures),
            ("dropped", self.dropped.unwrap_or(0)),
            ("waiting", self.waiting.unwrap_or(0) as u64),
        ];
        for (what, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
            let _ = write!(line, ", {what} {count}");
        }
        indented(f, depth, &line)?;
        if let Some(formatter) = &self.formatter {
            indented(f, depth + 1, &format!("formatter {formatter}"))?;
        }
        for filter in &self.filters {
            indented(f, depth + 1, &format!("filter {filter}"))?;
        }
        match &self.target {
            Some(target) => target.write(f, depth + 1, "to"),
            None => Ok(()),
        }
    }
}

fn indented(f: &mut Formatter<'_>, depth: usize, line: &str) -> fmt::Result {
    for _ in 0..depth {
        f.write_str("  ")?;
    }
    for c in line.chars() {
        if c.is_control() { write!(f, "{}", c.escape_default())? } else { f.write_char(c)? }
    }
    f.write_char('\n')
}

fn is_below(name: &str, above: &str) -> bool {
    name.strip_prefix(above).is_some_and(|rest| rest.starts_with('.'))
}

fn seconds(time: std::time::Duration) -> String {
    format!("{}s", time.as_secs() + u64::from(time.subsec_nanos() > 0))
}
