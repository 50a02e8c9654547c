//! Lines become sections and options, by the rules of `ConfigParser` with nothing said otherwise: `=` and `:` end a
//! name, `#` and `;` begin a comment only as the first of a line, what is indented deeper goes on with the value, empty
//! lines within are part of it, and nothing may come twice.

use super::{Choice, DEFAULT, Ini, Section, Text, is_space, option_name, strip};
use crate::config::budget::Budget;
use crate::config::error::{ConfigError, ConfigErrorKind, Position};
use indexmap::map::Entry;

/// Reads one text, on top of what its options of `DEFAULT` are already.
///
/// Lines end with a line feed alone.
pub(super) fn parse(text: &str, defaults: Ini) -> Result<Ini, ConfigError> {
    let mut reader = Reader {
        ini: defaults,
        open: None,
        option: None,
        indent: 0,
        written_defaults: Section::default(),
        budget: Budget::default(),
    };
    for (index, line) in text.split('\n').enumerate() {
        reader.line(index + 1, line)?;
    }
    Ok(reader.finish())
}

struct Reader {
    ini: Ini,
    /// The section that options go to.
    open: Option<Open>,
    /// The option that is written on: its name.
    option: Option<String>,
    /// The column, from 0, at which the last section or option begins.
    indent: usize,
    /// What the text itself says in `DEFAULT`, which may not come twice.
    written_defaults: Section,
    budget: Budget,
}

enum Open {
    Default,
    Named(String),
}

impl Reader {
    fn line(&mut self, number: usize, line: &str) -> Result<(), ConfigError> {
        let content = strip(line);
        if content.starts_with(['#', ';']) {
            return Ok(());
        }
        if content.is_empty() {
            if let Some(choice) = self.written_on() {
                choice.value.push_line_feed();
            }
            return Ok(());
        }
        let indent = line.chars().take_while(|c| is_space(*c)).count();
        let position = Position { line: number, column: indent + 1 };
        if indent > self.indent
            && let Some(choice) = self.written_on()
        {
            choice.value.push_line_feed();
            choice.value.push(content, position);
            return Ok(());
        }
        self.indent = indent;
        match header(content) {
            Some(name) => self.begin_section(name, position),
            None if self.open.is_none() => {
                let message = if content.starts_with('\u{FEFF}') {
                    "the text begins with a byte order mark, which is no part of a section's header"
                } else {
                    "before the first section there can be nothing but comments"
                };
                let error = syntax(message, position);
                Err(if content.starts_with('\u{FEFF}') {
                    error.with_hint("the encoding utf-8-sig reads such files")
                } else {
                    error.with_hint("a section begins with its name in brackets: [loggers]")
                })
            }
            None => self.begin_option(content, position),
        }
    }

    /// The option that a further line would belong to.
    fn written_on(&mut self) -> Option<&mut Choice> {
        let option = self.option.as_ref()?;
        let section = match self.open.as_ref()? {
            Open::Default => &mut self.written_defaults,
            Open::Named(name) => self.ini.sections.get_mut(name)?,
        };
        section.options.get_mut(option)
    }

    fn begin_section(&mut self, name: &str, position: Position) -> Result<(), ConfigError> {
        self.option = None;
        self.budget.spend(name.len()).map_err(|error| error.at(position))?;
        if name == DEFAULT {
            self.written_defaults.position.get_or_insert(position);
            self.open = Some(Open::Default);
            return Ok(());
        }
        match self.ini.sections.entry(name.to_owned()) {
            Entry::Occupied(first) => {
                let before = first.get().position.map_or(0, |position| position.line);
                Err(twice(&format!("the section [{name}]"), before, position).at_key(name))
            }
            Entry::Vacant(place) => {
                place.insert(Section { position: Some(position), ..Section::default() });
                self.open = Some(Open::Named(name.to_owned()));
                Ok(())
            }
        }
    }

    fn begin_option(&mut self, content: &str, position: Position) -> Result<(), ConfigError> {
        let no_option = || {
            syntax("this line is neither a section nor an option", position).with_hint(
                "an option is written name = value; a line that goes on with a value is indented deeper than its name",
            )
        };
        let delimiter = content.find(['=', ':']).ok_or_else(no_option)?;
        let written = content[..delimiter].trim_end_matches(is_space);
        if written.is_empty() {
            return Err(syntax("this option has no name", position));
        }
        let name = option_name(written);
        let value = &content[delimiter + 1..];
        let value_at = content.len() - value.trim_start_matches(is_space).len();
        let column = position.column + content[..value_at].chars().count();
        let mut text = Text::default();
        text.push(strip(value), Position { column, ..position });
        self.budget.spend(content.len()).map_err(|error| error.at(position))?;
        let (section, path) = match &self.open {
            Some(Open::Named(section)) => (self.ini.sections.get_mut(section), section.as_str()),
            _ => (Some(&mut self.written_defaults), DEFAULT),
        };
        // A section that is open is there.
        let Some(section) = section else { return Err(no_option()) };
        if let Some(first) = section.options.get(&name) {
            let before = first.key_position.map_or(0, |position| position.line);
            return Err(twice(&format!("the option {name:?}"), before, position).at_key(path));
        }
        section.options.insert(name.clone(), Choice { key_position: Some(position), value: text });
        self.option = Some(name);
        Ok(())
    }

    fn finish(self) -> Ini {
        let mut ini = self.ini;
        let Section { position, options } = self.written_defaults;
        ini.defaults.position = position;
        ini.defaults.options.extend(options);
        let sections = ini.sections.values_mut().chain([&mut ini.defaults]);
        for choice in sections.flat_map(|section| section.options.values_mut()) {
            if choice.key_position.is_some() {
                choice.value.trim_end();
            }
        }
        ini
    }
}

/// The name in a section's header; what follows the last bracket says nothing.
fn header(content: &str) -> Option<&str> {
    let rest = content.strip_prefix('[')?;
    let end = rest.rfind(']')?;
    (end > 0).then(|| &rest[..end])
}

fn syntax(message: &str, position: Position) -> ConfigError {
    ConfigError::new(ConfigErrorKind::Syntax(message.to_owned())).at(position)
}

fn twice(what: &str, line: usize, position: Position) -> ConfigError {
    syntax(&format!("{what} is there already, in line {line}"), position)
}
