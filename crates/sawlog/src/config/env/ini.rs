//! Variables in an INI file, whose values are texts of which Python's literals are made.

use super::Expansion;
use super::template::{self, Part};
use crate::config::error::{ConfigError, ConfigErrorKind};
use crate::config::ini::{Ini, Places, Text};
use crate::config::place::join;
use crate::value::Value;

impl Expansion<'_> {
    pub(super) fn ini(&mut self, ini: &Ini) -> Result<Ini, ConfigError> {
        ini.with_values(&mut |section, option, value| {
            if !value.as_str().contains("${") {
                return Ok(value.clone());
            }
            let path = join(section, &Value::from(option));
            self.value(section, option, value).map_err(|error| error.at_key(path).at(value.position(0)))
        })
    }

    fn value(&mut self, section: &str, option: &str, value: &Text) -> Result<Text, ConfigError> {
        let text = value.as_str();
        // What `fileConfig` takes as it stands.
        let is_format = section.starts_with("formatter_") && matches!(option, "format" | "datefmt" | "style");
        let mut expanded = Text::default();
        let mut places = Places::of(value);
        // Where the next part begins, in bytes.
        let mut at = 0;
        for part in template::parse(text)? {
            match part {
                Part::Text(part) => {
                    // `$${` stands for less than is written.
                    at += text[at..].find(part).unwrap_or(0);
                    expanded.push_part(value, at..at + part.len(), places.at(at));
                    at += part.len();
                }
                Part::Variable { name, default } => {
                    at += text[at..].find("${").unwrap_or(0);
                    let position = places.at(at);
                    let held = self.variable(name, default).map_err(|error| error.at(position))?;
                    if held.contains(['\n', '\r']) || (!is_format && held.contains(['\'', '"', '\\'])) {
                        let reason = format!("what {name} holds has quotes, backslashes or line ends");
                        let error = ConfigError::new(ConfigErrorKind::Value(reason)).at(position);
                        return Err(error.with_hint("INI has no way to say it here"));
                    }
                    let held = if is_format { held } else { held.replace('%', "%%") };
                    expanded.push(&held, position.unwrap_or(crate::config::Position { line: 1, column: 1 }));
                    at += text[at..].find('}').map_or(0, |end| end + 1);
                }
            }
        }
        Ok(expanded)
    }
}
