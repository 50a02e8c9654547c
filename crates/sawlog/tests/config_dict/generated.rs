//! Generated configurations, one to three after each other: CPython and the library take and refuse the same, and leave
//! the same trees and files.
//!
//! The seed is fixed, or taken from `SAWLOG_SEED`; `SAWLOG_CASES` multiplies the number of cases.

use std::path::PathBuf;

use super::python::{self, Case};
use super::random::Random;
use super::state;

const CASES: usize = 3000;

const LOGGERS: &[&str] = &["a", "a.b", "a.b.c", "a.bc", "a-b", "b", "b.c.d", "root", "root.a", "''"];
const LEVELS: &[&str] =
    &["DEBUG", "INFO", "WARN", "WARNING", "ERROR", "FATAL", "CRITICAL", "NOTSET", "0", "15", "-3", "true", "null"];
/// Values that stand where others belong.
const ODD: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "1",
    "2.5",
    "-1",
    "''",
    "x",
    "INFO",
    "info",
    "[]",
    "[x]",
    "[[x]]",
    "{}",
    "{x: 1}",
    "'20'",
    "cfg://nowhere",
    "cfg://my.level",
    "'cfg://my.list[1]'",
    "'cfg://my[list][7]'",
    "cfg://my",
    "cfg://",
    "ext://none.such",
    "ext://logging.INFO",
    "cfg://version",
    "cfg://root",
    "cfg://loggers",
    "logging.NullHandler",
];
const FORMATS: &[(&str, &str)] = &[
    ("'%(name)s|%(message)s'", "'%'"),
    ("'%(levelname)-8s %(message)s'", "'%'"),
    ("'%(levelno)03d %(custom)s'", "'%'"),
    ("'{name}|{message!r:>9}'", "'{'"),
    ("'{levelno:x}'", "'{'"),
    ("'$name|${message}$$'", "$"),
];
/// Formats that are refused where they are looked at.
const BAD_FORMATS: &[(&str, &str)] =
    &[("'no field'", "'%'"), ("'%(x'", "'%'"), ("'{name'", "'{'"), ("'{name!z}'", "'{'"), ("'$'", "$")];

/// What one configuration has names for.
struct Names {
    formatters: Vec<String>,
    filters: Vec<String>,
    handlers: Vec<String>,
}

struct Generator {
    random: Random,
    /// How seldom a value is an odd one; each case has its own.
    oddity: usize,
}

impl Generator {
    fn chance(&mut self, times: usize) -> bool {
        self.random.once_in(times)
    }

    /// Whether something is to be wrong, so many times more seldom than in a single value.
    fn odd(&mut self, times: usize) -> bool {
        self.random.once_in(times * self.oddity)
    }

    /// This value, or now and then one that does not belong there.
    fn value(&mut self, fitting: impl Into<String>) -> String {
        if self.odd(1) { self.random.pick(ODD).to_owned() } else { fitting.into() }
    }

    fn level(&mut self) -> String {
        let level = self.random.pick(LEVELS).to_owned();
        let level = match self.random.below(12) {
            0 => "cfg://my.level".to_owned(),
            1 => "ext://logging.ERROR".to_owned(),
            _ => level,
        };
        self.value(level)
    }

    /// Some of these names, one of them perhaps unknown.
    fn some(&mut self, names: &[String]) -> String {
        let mut some: Vec<&str> = Vec::new();
        for _ in 0..self.random.below(3) {
            let at = self.random.below(names.len().max(1));
            some.extend(names.get(at).map(String::as_str));
        }
        if self.odd(2) {
            some.push("unknown");
        }
        let list = match self.random.below(20) {
            0 => format!("{{{}}}", some.iter().map(|name| format!("{name}: 1")).collect::<Vec<_>>().join(", ")),
            1 if some.is_empty() => "''".to_owned(),
            _ => format!("[{}]", some.join(", ")),
        };
        self.value(list)
    }

    fn names(&mut self, letter: char) -> Vec<String> {
        let mut names: Vec<String> = (0..self.random.below(4)).map(|n| format!("{letter}{}", (n * 7) % 4)).collect();
        names.dedup();
        names
    }

    fn formatter(&mut self) -> String {
        let formats = if self.odd(1) { BAD_FORMATS } else { FORMATS };
        let (format, style) = self.random.pick(formats);
        let mut keys = Vec::new();
        match self.random.below(6) {
            0 => keys.push("(): logging.Formatter".to_owned()),
            1 => keys.push(format!("class: {}", self.value("logging.Formatter"))),
            _ => {}
        }
        if !self.chance(8) {
            // The type of a format matters to Python when a record comes, that of a style at once.
            keys.push(format!("format: {format}"));
        }
        if style != "'%'" || self.chance(4) {
            let style = if self.odd(2) { "'%'" } else { style };
            keys.push(format!("style: {}", self.value(style)));
        }
        if self.chance(6) {
            keys.push(format!(
                "validate: {}",
                self.random.pick(&["true", "false", "''", "x", "[]", "ext://sys.stdout"])
            ));
        }
        if self.chance(5) {
            keys.push("defaults: {custom: one}".to_owned());
        }
        if self.chance(8) {
            keys.push("datefmt: '%H'".to_owned());
        }
        if self.odd(2) {
            keys.push("unknown: 1".to_owned());
        }
        self.value(format!("{{{}}}", keys.join(", ")))
    }

    fn filter(&mut self) -> String {
        let name = self.random.pick(&["a", "a.b", "''", "[]", "x", "{}"]);
        let filter = match self.random.below(5) {
            0 => format!("{{(): logging.Filter, name: {name}}}"),
            1 => "{(): logging.Filter}".to_owned(),
            2 => "{}".to_owned(),
            _ => format!("{{name: {name}}}"),
        };
        if self.odd(3) { "{(): logging.Filter, nome: x}".to_owned() } else { self.value(filter) }
    }

    fn stream(&mut self) -> &'static str {
        if self.odd(1) {
            "ext://sys.nothing"
        } else {
            self.random.pick(&["ext://sys.stdout", "ext://sys.stderr", "null"])
        }
    }

    fn handler(&mut self, names: &Names) -> String {
        let key = if self.chance(5) { "()" } else { "class" };
        let class = self.random.below(9);
        let mut keys = match class {
            0 => {
                vec![format!("{key}: logging.FileHandler"), format!("filename: '{{dir}}/{}.log'", self.random.below(4))]
            }
            1 => vec![
                format!("{key}: logging.handlers.RotatingFileHandler"),
                format!("filename: '{{dir}}/{}.log'", self.random.below(4)),
                format!("maxBytes: {}", self.random.pick(&["0", "100", "true"])),
                format!("backupCount: {}", self.random.pick(&["0", "3"])),
            ],
            2 => vec![
                format!("{key}: logging.handlers.WatchedFileHandler"),
                format!("filename: '{{dir}}/{}.log'", self.random.below(4)),
            ],
            3 if !names.handlers.is_empty() => {
                let at = self.random.below(names.handlers.len());
                let target = if key == "()" { "null".to_owned() } else { self.value(&*names.handlers[at]) };
                vec![
                    format!("{key}: logging.handlers.MemoryHandler"),
                    format!("capacity: {}", self.random.pick(&["1", "10"])),
                    format!("target: {target}"),
                ]
            }
            4 | 5 => vec![format!("{key}: logging.StreamHandler"), format!("stream: {}", self.stream())],
            6 => vec![format!("{key}: logging.StreamHandler")],
            7 => vec![format!("{key}: {}", self.value("logging.NullHandler"))],
            _ => vec![format!("{key}: logging.NullHandler")],
        };
        if class == 0 && self.chance(2) {
            let mode = if self.odd(2) { "q" } else { self.random.pick(&["a", "w", "a", "w", "a", "w", "x"]) };
            keys.push(format!("mode: {mode}"));
        }
        // A mode that is none is refused at once, and by Python with the first record that has the file opened.
        if class < 3 && self.chance(3) && !keys.iter().any(|key| key == "mode: q") {
            keys.push(format!("delay: {}", self.random.pick(&["true", "false", "'no'", "0", "ext://sys.stdout"])));
        }
        if self.chance(2) {
            keys.push(format!("level: {}", self.level()));
        }
        if self.chance(3) && !names.formatters.is_empty() {
            let at = self.random.below(names.formatters.len());
            keys.push(format!("formatter: {}", self.value(&*names.formatters[at])));
        }
        if self.chance(3) {
            keys.push(format!("filters: {}", self.some(&names.filters)));
        }
        if self.chance(10) {
            let blocks = ["{}", "null", "{terminator: x}", "{nothing: [1]}", "{level: 7}", "[]"];
            let block = if self.odd(1) { self.random.pick(&["[a]", "{1: 2}", "x"]) } else { self.random.pick(&blocks) };
            keys.push(format!("'.': {block}"));
        }
        if self.odd(2) {
            match self.random.below(3) {
                0 => keys.push("unknown: 1".to_owned()),
                1 => keys.push("'no word': 1".to_owned()),
                _ => _ = keys.remove(0),
            }
        }
        self.value(format!("{{{}}}", keys.join(", ")))
    }

    fn logger(&mut self, names: &Names, is_root: bool) -> String {
        let mut keys = Vec::new();
        if !self.chance(4) {
            keys.push(format!("level: {}", self.level()));
        }
        if !self.chance(3) {
            keys.push(format!("handlers: {}", self.some(&names.handlers)));
        }
        if self.chance(4) {
            keys.push(format!("filters: {}", self.some(&names.filters)));
        }
        if !is_root && self.chance(3) {
            keys.push(format!("propagate: {}", self.random.pick(&["true", "false", "'no'", "0", "null", "[]", "2"])));
        }
        self.value(format!("{{{}}}", keys.join(", ")))
    }

    /// A section: what it has under these names, or one that is odd, or no such key.
    fn section(&mut self, key: &str, entries: Vec<String>) -> Option<String> {
        if entries.is_empty() && self.chance(2) {
            return None;
        }
        let section = format!("{{{}}}", entries.join(", "));
        Some(format!("{key}: {}", if self.chance(60) { self.value(section) } else { section }))
    }

    fn config(&mut self, is_later: bool) -> String {
        let names = Names { formatters: self.names('f'), filters: self.names('x'), handlers: self.names('h') };
        let mut parts = Vec::new();
        if !self.odd(8) {
            let version = if self.chance(30) {
                self.value("1")
            } else {
                self.random.pick(&["1", "1", "1", "true", "1.0"]).to_owned()
            };
            parts.push(format!("version: {version}"));
        }
        if is_later && self.chance(3) {
            parts.push("incremental: true".to_owned());
        } else if self.chance(15) {
            parts.push(format!("incremental: {}", self.random.pick(&["false", "0", "'no'", "ext://sys.stdout"])));
        }
        if self.chance(2) {
            let disable = self.random.pick(&["true", "false", "0", "''", "'no'", "null", "ext://sys.stdout"]);
            parts.push(format!("disable_existing_loggers: {disable}"));
        }
        parts.push("my: {level: INFO, list: [DEBUG, ERROR]}".to_owned());
        let formatters = names.formatters.iter().map(|name| format!("{name}: {}", self.formatter())).collect();
        parts.extend(self.section("formatters", formatters));
        let filters = names.filters.iter().map(|name| format!("{name}: {}", self.filter())).collect();
        parts.extend(self.section("filters", filters));
        let handlers = names.handlers.iter().map(|name| format!("{name}: {}", self.handler(&names))).collect();
        parts.extend(self.section("handlers", handlers));
        let loggers: Vec<&str> = (0..self.random.below(4)).map(|_| self.random.pick(LOGGERS)).collect();
        let loggers = loggers.into_iter().map(|name| format!("{name}: {}", self.logger(&names, false))).collect();
        parts.extend(self.section("loggers", loggers));
        if !self.chance(3) {
            let root = self.logger(&names, true);
            parts.push(format!("root: {root}"));
        }
        format!("{{{}}}", parts.join(", "))
    }

    fn case(&mut self) -> (Vec<&'static str>, Vec<String>) {
        self.oddity = self.random.pick(&[8, 40, 200, 1000]);
        let before =
            (0..self.random.below(4)).map(|_| self.random.pick(LOGGERS)).filter(|name| *name != "''").collect();
        let count = 1 + self.random.below(3);
        (before, (0..count).map(|number| self.config(number > 0)).collect())
    }
}

#[test]
fn nothing_differs_from_cpython() {
    let number = |name: &str, default: u64| std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(default);
    let (seed, times) = (number("SAWLOG_SEED", 20_241_123), number("SAWLOG_CASES", 1) as usize);
    let mut generator = Generator { random: Random::new(seed), oddity: 8 };
    let made: Vec<_> = (0..CASES * times).map(|_| generator.case()).collect();
    let made: Vec<(Vec<&str>, Vec<&str>)> =
        made.iter().map(|(loggers, configs)| (loggers.clone(), configs.iter().map(String::as_str).collect())).collect();
    let folder = |side: &str, index: usize| state::scratch(&format!("generated/{side}{index}"));
    let folders: Vec<(PathBuf, PathBuf)> =
        (0..made.len()).map(|i| (folder("python", i), folder("sawlog", i))).collect();
    let cases: Vec<Case<'_>> =
        made.iter().zip(&folders).map(|((loggers, configs), (folder, _))| Case { loggers, configs, folder }).collect();
    let Some(theirs) = python::after(&cases) else { return };
    let (mut different, mut refused) = (Vec::new(), 0);
    for (((loggers, configs), (_, folder)), theirs) in made.iter().zip(&folders).zip(&theirs) {
        let ours = state::after(loggers, configs, folder);
        refused += usize::from(ours == "refused");
        if ours != *theirs {
            different.push(format!("{loggers:?} {configs:#?}\n--- python\n{theirs}\n--- sawlog\n{ours}"));
        }
    }
    println!("seed {seed}: {} cases, {refused} refused, {} differ", made.len(), different.len());
    // Neither all of them wrong, nor all of them right.
    assert!(refused > made.len() / 10 && refused < made.len() * 9 / 10, "{refused} of {} are refused", made.len());
    let shown = different.iter().take(5).cloned().collect::<Vec<_>>().join("\n\n");
    assert!(different.is_empty(), "{} of {} differ:\n{shown}", different.len(), made.len());
}
