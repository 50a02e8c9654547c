//! Directives: levels of loggers, as `RUST_LOG` has them.

use super::FromEnvError;
use crate::config::{are_close, known_names};
use crate::level::{Level, get_level_names_mapping};

/// Which logger gets which level; the root has the empty name.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Directive {
    pub(super) logger: String,
    pub(super) level: Level,
}

/// A directive that is none.
#[derive(Debug)]
pub(super) struct Refused {
    directive: String,
    reason: String,
    hint: String,
}

/// How many there may be.
const MAX_DIRECTIVES: usize = 10_000;
/// Rust's `trace`, which Python has no name for.
const TRACE: Level = Level::new(5);
/// Above every level that a record has.
const OFF: Level = Level::new(i64::MAX);

/// The directives of a text, in order.
pub(super) fn parse(text: &str) -> Result<Vec<Directive>, Refused> {
    let given: Vec<&str> = text.split(',').map(str::trim).filter(|directive| !directive.is_empty()).collect();
    if given.len() > MAX_DIRECTIVES {
        let reason = format!("there are {} directives", given.len());
        return Err(refused(given[0], reason, &format!("{MAX_DIRECTIVES} are read")));
    }
    given.into_iter().map(directive).collect()
}

impl Refused {
    pub(super) fn into_error(self, variable: String) -> FromEnvError {
        let Refused { directive, reason, hint } = self;
        FromEnvError::Directive { variable, directive, reason, hint }
    }
}

fn directive(text: &str) -> Result<Directive, Refused> {
    if text.contains('/') {
        let reason = "a filter by pattern cannot be said here".to_owned();
        return Err(refused(text, reason, "a configuration file has sawlog.RegexFilter"));
    }
    if let Some((name, level)) = text.rsplit_once('=') {
        let (name, level) = (name.trim(), level.trim());
        let logger = logger(name).map_err(|reason| refused(text, reason, "such as app.db=debug"))?;
        return match self::level(level) {
            Some(level) => Ok(Directive { logger, level }),
            None => Err(refused(text, format!("no level is named {level:?}"), &levels_like(level))),
        };
    }
    if let Some(level) = level(text) {
        return Ok(Directive { logger: String::new(), level });
    }
    let names = level_names();
    if names.iter().any(|name| are_close(name, text)) {
        let reason = format!("no level is named {text:?}");
        let hint = format!("{}; for everything of a logger of this name write {text}=trace", levels_like(text));
        return Err(refused(text, reason, &hint));
    }
    match logger(text) {
        Ok(logger) if !logger.contains(':') => Ok(Directive { logger, level: TRACE }),
        _ => Err(refused(text, "this is neither a level nor a logger".to_owned(), "such as debug, or app.db=debug")),
    }
}

/// A logger's name, dotted; empty for the root's.
fn logger(name: &str) -> Result<String, String> {
    let name = name.replace("::", ".");
    if name == "root" {
        return Ok(String::new());
    }
    let is_odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '=' | '[' | ']' | '{' | '}' | '"');
    if name.is_empty() || name.split('.').any(str::is_empty) || name.contains(is_odd) {
        return Err(format!("{name:?} is not the name of a logger"));
    }
    Ok(name)
}

/// A level by name, in letters of any size, or by number.
fn level(text: &str) -> Option<Level> {
    let lower = text.to_lowercase();
    let known = || {
        let names = get_level_names_mapping();
        names.into_iter().find(|(name, _)| name.to_lowercase() == lower).map(|(_, level)| level)
    };
    let number = || text.parse().ok().map(Level::new);
    Level::from_name(text).or_else(known).or_else(number).or(match &*lower {
        "trace" => Some(TRACE),
        "off" => Some(OFF),
        _ => None,
    })
}

/// All names, as directives have them.
fn level_names() -> Vec<String> {
    let known = get_level_names_mapping().into_keys().map(|name| name.to_lowercase());
    known.chain(["trace".to_owned(), "off".to_owned()]).collect()
}

fn levels_like(text: &str) -> String {
    let names = level_names();
    known_names(text, names.iter().map(String::as_str)).unwrap_or_default()
}

fn refused(directive: &str, reason: String, hint: &str) -> Refused {
    Refused { directive: directive.to_owned(), reason, hint: hint.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, i64)> {
        parse(text).unwrap().into_iter().map(|it| (it.logger, it.level.number())).collect()
    }

    fn of(pairs: &[(&str, i64)]) -> Vec<(String, i64)> {
        pairs.iter().map(|(logger, level)| ((*logger).to_owned(), *level)).collect()
    }

    #[test]
    fn directives_are_read() {
        assert_eq!(read("warn"), of(&[("", 30)]));
        assert_eq!(read("warn,app.db=debug"), of(&[("", 30), ("app.db", 10)]));
        assert_eq!(read(" app::db = TRACE , , Off,"), of(&[("app.db", 5), ("", i64::MAX)]));
        assert_eq!(read("15,app=-1,root=critical"), of(&[("", 15), ("app", -1), ("", 50)]));
        assert_eq!(read("my_crate::web"), of(&[("my_crate.web", 5)]));
        assert_eq!(read("Warning,FATAL,notset"), of(&[("", 30), ("", 50), ("", 0)]));
        assert_eq!(read(" , ,"), of(&[]));
    }

    #[test]
    fn what_is_no_directive_is_refused() {
        for (text, reason, hint) in [
            (
                "wran",
                "no level is named \"wran\"",
                "did you mean \"warn\"?; for everything of a logger of this name write wran=trace",
            ),
            ("app=debgu", "no level is named \"debgu\"", "did you mean \"debug\"?"),
            ("app=", "no level is named \"\"", ""),
            ("=debug", "\"\" is not the name of a logger", "such as app.db=debug"),
            ("a..b=debug", "\"a..b\" is not the name of a logger", "such as app.db=debug"),
            ("app[span]=debug", "\"app[span]\" is not the name of a logger", "such as app.db=debug"),
            ("app:debug", "this is neither a level nor a logger", "such as debug, or app.db=debug"),
            ("warn app", "this is neither a level nor a logger", "such as debug, or app.db=debug"),
            ("info/needle", "a filter by pattern cannot be said here", "a configuration file has sawlog.RegexFilter"),
        ] {
            let refused = parse(&format!("info,{text}")).unwrap_err();
            assert_eq!(refused.reason, reason, "{text}");
            assert!(hint.is_empty() || refused.hint == hint, "{text}: {}", refused.hint);
            assert_eq!(refused.directive, text);
        }
    }
}
