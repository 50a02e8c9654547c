//! Random expressions as INI files have them, right and wrong.

use std::sync::{Arc, Mutex};

use sawlog::config::{Configurator, Document, Format, Registry};
use sawlog::value::Value;
use sawlog::{FormatError, Manager, PercentFormatter};
use serde_json::{Value as Json, json};

use super::cases::Case;
use super::random::Random;

const CHARACTERS: &str = "()[]{},:'\"\\#+-*/%<>=.&|^~ \n01_9xobejtrufab@!;`$é";

/// An expression, whole or with a few characters changed.
pub(crate) fn literal(random: &mut Random) -> Case {
    let mut text = expression(random, 4);
    if random.once_in(3) {
        for _ in 0..=random.below(2) {
            let mut characters: Vec<char> = text.chars().collect();
            let at = random.below(characters.len() + 1);
            match random.below(3) {
                0 if at < characters.len() => _ = characters.remove(at),
                1 if at < characters.len() => characters[at] = random.char_of(CHARACTERS),
                _ => characters.insert(at, random.char_of(CHARACTERS)),
            }
            text = characters.into_iter().collect();
        }
    }
    // As configparser hands it over.
    let lines: Vec<&str> = text.trim().split('\n').map(str::trim).collect();
    let kept: Vec<&str> = lines.into_iter().filter(|line| !line.starts_with(['#', ';'])).collect();
    let text = kept.join("\n").trim().to_owned();
    let value = evaluate(&text);
    let asked = json!({"kind": "literal", "text": text, "value": value.as_ref().map(tagged).ok()});
    Case { asked, answer: value.map(|_| "same".to_owned()).map_err(FormatError::Value) }
}

/// What the library takes it for, as the defaults of a formatter.
fn evaluate(text: &str) -> Result<Value<'static>, String> {
    let seen = Arc::new(Mutex::new(None));
    let registry = Registry::new();
    let shown = Arc::clone(&seen);
    registry.formatter("probe", move |args| {
        *shown.lock().unwrap() = args.value("defaults")?;
        Ok(PercentFormatter::new("%(message)s")?)
    });
    let defaults = text.replace('\n', "\n  ");
    let ini = format!(
        "[loggers]\nkeys=root\n[handlers]\nkeys=\n[formatters]\nkeys=f\n[logger_root]\nhandlers=\n[formatter_f]\nclass=probe\ndefaults={defaults}\n"
    );
    let document = Document::parse(&ini, Format::Ini).map_err(|error| error.to_string())?;
    let configured = Configurator::new(&Manager::new()).registry(&registry).configure(&document);
    match configured {
        Ok(_guard) => Ok(seen.lock().unwrap().take().expect("the probe was made")),
        Err(error) => {
            assert!(error.position().is_some(), "{text:?} is refused without a place: {error}");
            Err(error.to_string())
        }
    }
}

/// The value as the oracle reads it.
fn tagged(value: &Value<'static>) -> Json {
    let items = |items: &[Value<'static>]| items.iter().map(tagged).collect::<Vec<_>>();
    match value {
        Value::None => json!(["none", null]),
        Value::Bool(flag) => json!(["bool", flag]),
        Value::Int(number) if *number < 0 => json!(["int", format!("-{:x}", number.unsigned_abs())]),
        Value::Int(number) => json!(["int", format!("{number:x}")]),
        Value::BigInt(number) => json!(["int", format!("{:x}", **number)]),
        Value::Float(number) => json!(["float", format!("{number:?}")]),
        Value::Str(text) => json!(["str", text]),
        Value::Bytes(bytes) => json!(["bytes", bytes.to_vec()]),
        Value::List(list) => json!(["list", items(list)]),
        Value::Tuple(tuple) => json!(["tuple", items(tuple)]),
        Value::Set(set) => json!(["set", set.iter().map(tagged).collect::<Vec<_>>()]),
        Value::Dict(dict) => {
            json!(["dict", dict.iter().map(|(key, value)| json!([tagged(key), tagged(value)])).collect::<Vec<_>>()])
        }
        other => panic!("an expression has become {other:?}"),
    }
}

fn expression(random: &mut Random, depth: usize) -> String {
    if depth == 0 || random.once_in(3) {
        return match random.below(8) {
            0..=3 => integer(random),
            4 => float(random),
            5 | 6 => quoted(random),
            _ => random.pick(&["None", "True", "False"]).to_owned(),
        };
    }
    let deeper = depth - 1;
    match random.below(12) {
        0..=3 => arithmetic(random, depth),
        4 => format!("({}{}", sequence(random, deeper), random.pick(&[",)", ")", ",  )", "\n)"])),
        5 => format!("[{}]", sequence(random, deeper)),
        6 => format!("{{{}}}", expression(random, deeper)),
        7 => mapping(random, deeper),
        8 => format!("( {} )", expression(random, deeper)),
        9 => (0..random.below(3) + 1).map(|_| quoted(random)).collect::<Vec<_>>().join(random.pick(&[" ", "", "\n"])),
        10 => format!("{}{} # a comment", expression(random, deeper), random.pick(&["", ","])),
        _ => format!("{}, {}", expression(random, deeper), expression(random, deeper)),
    }
}

fn arithmetic(random: &mut Random, depth: usize) -> String {
    let operand = |random: &mut Random| match random.below(6) {
        0 if depth > 1 => format!("({})", arithmetic(random, depth - 1)),
        1 => format!("{}{}", random.pick(&["-", "+", "~", "- -", "-~"]), random.below(50)),
        2 => integer(random),
        3 if random.once_in(8) => expression(random, depth - 1),
        _ => random.below(70).to_string(),
    };
    let mut text = operand(random);
    for _ in 0..=random.below(3) {
        let sign = random.pick(&["+", "-", "*", "//", "%", "<<", ">>", "|", "&", "^", "+", "*", "**"]);
        let sign = if random.once_in(25) { random.pick(&["/", "==", "<", "and", "if", "@", "in"]) } else { sign };
        text.push_str(&format!("{0}{sign}{0}", random.pick(&[" ", ""])));
        text.push_str(&operand(random));
    }
    text
}

fn sequence(random: &mut Random, depth: usize) -> String {
    (0..random.below(4)).map(|_| expression(random, depth)).collect::<Vec<_>>().join(random.pick(&[",", ", ", ",\n "]))
}

fn mapping(random: &mut Random, depth: usize) -> String {
    let entries = (0..random.below(4)).map(|_| {
        let key = match random.below(4) {
            0 => expression(random, depth),
            1 => random.pick(&["1", "True", "1.0", "(1, 2)"]).to_owned(),
            _ => quoted(random),
        };
        format!("{key}: {}", expression(random, depth))
    });
    format!("{{{}{}}}", entries.collect::<Vec<_>>().join(", "), random.pick(&["", ","]))
}

fn integer(random: &mut Random) -> String {
    match random.below(7) {
        0 => format!("0x{:X}", random.next() >> random.below(60)),
        1 => format!("0{}{:o}", random.pick(&["o", "O"]), random.below(5000)),
        2 => format!("0b{:b}", random.below(5000)),
        3 => format!("{}_{:03}", random.below(1000), random.below(1000)),
        4 => random.next().to_string(),
        5 if random.once_in(4) => random.chars_of("0123456789_xobj", 8),
        _ => random.below(1000).to_string(),
    }
}

fn float(random: &mut Random) -> String {
    match random.below(6) {
        0 => format!("{}.", random.below(100)),
        1 => format!(".{}", random.below(100)),
        2 => format!("{}e{}", random.below(100), random.below(400) as i32 - 200),
        3 => format!("0{}.5", random.below(10)),
        4 => format!("-{}.{}E+{}", random.below(100), random.below(100), random.below(30)),
        _ => format!("{}.{}", random.below(100), random.below(1000)),
    }
}

fn quoted(random: &mut Random) -> String {
    let prefix = random.pick(&["", "", "", "", "", "r", "u", "b", "B", "rb", "Br", "U", "R"]);
    let prefix = if random.once_in(40) { random.pick(&["f", "ur", "bb", "x", "rf"]) } else { prefix };
    let quote = random.pick(&["'", "\"", "'''", "\"\"\""]);
    let mut text = random.chars_of("abc xyz.%#,é\u{20ac}01", 4);
    if prefix.contains(['b', 'B']) && !random.once_in(8) {
        text.retain(|c| c.is_ascii());
    }
    for _ in 0..random.below(3) {
        let escape = random.pick(&[
            "\\n",
            "\\t",
            "\\\\",
            "\\'",
            "\\\"",
            "\\x41",
            "\\xe9",
            "\\101",
            "\\7",
            "\\08",
            "\\777",
            "\\u20ac",
            "\\U0001f600",
            "\\a\\b\\f\\r\\v",
            "\\q",
            "\\\n",
            "'",
            "\"",
            "\\ud800",
            "\\x4",
            "\\u12",
            "\\U00110000",
            "\n",
            "\\8",
        ]);
        text.push_str(escape);
    }
    format!("{prefix}{quote}{text}{quote}")
}
