//! Random INI texts, right and wrong: what is in their sections once values are put into one another.

use sawlog::FormatError;
use sawlog::config::{Document, FileConfig};
use serde_json::json;

use super::cases::Case;
use super::random::Random;

const SECTIONS: [&str; 8] = ["a", "b", "key", "Key", "ÜBER", "two words", "DEFAULT", "DEFAULT"];
const NAMES: [&str; 16] =
    ["a", "b", "c", "d", "e", "f", "g", "h", "key", "Keys", "über", "ÜBEL", "two words", "DEFAULT", "x.y", "ß"];
const ODD: &str = "[]=:;#% \t\n()sab\u{a0}\u{1f}\u{2028}\r%";

pub(crate) fn ini(random: &mut Random) -> Case {
    let mut text = if random.once_in(20) { String::new() } else { format!("[{}]\n", random.pick(&SECTIONS)) };
    for _ in 0..random.below(10) + 1 {
        text.push_str(&line(random));
        text.push('\n');
    }
    if random.once_in(6) {
        let mut characters: Vec<char> = text.chars().collect();
        let at = random.below(characters.len());
        match random.below(3) {
            0 => _ = characters.remove(at),
            1 => characters[at] = random.char_of(ODD),
            _ => characters.insert(at, random.char_of(ODD)),
        }
        text = characters.into_iter().collect();
    }
    let defaults: Vec<(&str, String)> = match random.below(4) {
        0 => vec![("a", value(random)), ("Given", value(random))],
        1 if random.once_in(10) => vec![("a", value(random)), ("A", value(random))],
        _ => vec![],
    };
    let options = FileConfig::new().defaults(defaults.clone());
    let answer = match Document::parse_ini_with(&text, &options) {
        Ok(document) => Ok(shown(&document)),
        Err(error) => Err(FormatError::Value(error.to_string())),
    };
    Case { asked: json!({"kind": "ini", "text": text, "defaults": defaults}), answer }
}

/// Sections and their options in order, those of `DEFAULT` behind a section's own; nothing for a value that cannot be put
/// together.
fn shown(document: &Document) -> String {
    let sections = document.root().as_mapping().expect("sections");
    let options_of = |section: &str| -> Vec<String> {
        let options = document.root().get(section).and_then(|options| options.as_mapping());
        options.into_iter().flatten().filter_map(|(name, _)| name.as_str().map(str::to_owned)).collect()
    };
    let defaults = options_of("DEFAULT");
    let shown: Vec<_> = sections
        .keys()
        .filter_map(|name| name.as_str().filter(|name| *name != "DEFAULT"))
        .map(|section| {
            let mut options = options_of(section);
            let others: Vec<String> = defaults.iter().filter(|name| !options.contains(name)).cloned().collect();
            options.extend(others);
            let values: Vec<_> =
                options.iter().map(|option| json!([option, document.ini_option(section, option).ok()])).collect();
            json!([section, values])
        })
        .collect();
    json!(shown).to_string()
}

fn line(random: &mut Random) -> String {
    let indent = random.pick(&["", "", "", "", " ", "  ", "\t"]);
    let end = random.pick(&["", "", "", " ", "\t", "\r"]);
    let content = match random.below(12) {
        0 => format!("[{}]", random.pick(&SECTIONS)),
        1 if random.once_in(2) => {
            format!("[{}{}", random.chars_of("ab]c[", 3), random.pick(&["]", "] ; x", "", "]=1"]))
        }
        3 => format!("{}{}", random.pick(&["#", ";"]), random.chars_of("ab=c", 3)),
        4 => random.pick(&["", "", "  "]).to_owned(),
        5 => value(random),
        _ => format!(
            "{}{}{}",
            random.pick(&NAMES),
            random.pick(&["=", ":", " = ", " : ", "= ", "", "=="]),
            value(random)
        ),
    };
    format!("{indent}{content}{end}")
}

fn value(random: &mut Random) -> String {
    let mut text = String::new();
    for _ in 0..random.below(3) {
        match random.below(8) {
            0 | 1 => text.push_str(&format!("%({})s", random.pick(&NAMES))),
            2 => text.push_str("%%"),
            3 if random.once_in(3) => {
                text.push_str(random.pick(&["%", "%(a)", "%(a)d", "%()s", "%(nobody)s", "%(a s", "%s"]))
            }
            4 => text.push_str(random.pick(&[" ; no comment", " # no comment", "=", ":", "[x]"])),
            _ => text.push_str(&random.chars_of("abc é1, ", 4)),
        }
    }
    text
}
