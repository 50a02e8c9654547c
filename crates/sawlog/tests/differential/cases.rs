//! Random cases: what each asks of CPython, and what the library makes of it.

use jiff::tz::TimeZone;
use sawlog::format::{BraceFormatter, DollarFormatter, PercentFormatter};
use sawlog::strftime::{BrokenDownTime, Strftime};
use sawlog::value::{Args, Dict, Value, brace, percent, repr};
use sawlog::{FormatError, Formatter, LogRecord};
use serde_json::{Value as Json, json};

use super::random::Random;
use super::values::{self, Told};

/// The zone of records and of the times that are given to `strftime` itself.
pub(crate) const ZONE: &str = "CET-1CEST,M3.5.0,M10.5.0/3";

/// What is asked, and our own answer.
pub(crate) struct Case {
    pub(crate) asked: Json,
    pub(crate) answer: Result<String, FormatError>,
}

const LITERALS: &str = "abc xyz:;,.é€😀\n-";

pub(crate) fn percent(random: &mut Random) -> Case {
    let by_name = random.once_in(4);
    let mut args: Vec<Told> = vec![];
    let mut names: Vec<(Told, Told)> = vec![];
    let mut template = String::new();
    for _ in 0..random.below(4) + 1 {
        template.push_str(&random.chars_of(LITERALS, 4));
        if random.once_in(25) {
            template.push_str(&random.chars_of("%%()*.0-+ #dsxfgcl9", 5));
            continue;
        }
        let letter = random.char_of("ddiuoxXeEfFgGcrssa%");
        let letter = if random.once_in(60) { random.char_of("yzDbn?é\n") } else { letter };
        template.push('%');
        if by_name && !random.once_in(30) {
            let name = random.pick(&["a", "b", "n(1)", "", "long name"]);
            template.push_str(&format!("({name})"));
            if !random.once_in(30) {
                names.push(((Value::from(name), json!(["str", name])), values::any(random)));
            }
        }
        template.push_str(&random.chars_of("#0- +", 2));
        for point in ["", "."] {
            template.push_str(if random.once_in(2) { point } else { continue });
            match random.below(8) {
                0 if !by_name => {
                    template.push('*');
                    args.push(values::small_int(random, 20));
                }
                1 if random.once_in(20) => template.push_str("99999999999999999999999"),
                2 if random.once_in(5) => template.push_str(&random.below(400).to_string()),
                3 => {}
                _ => template.push_str(&random.below(24).to_string()),
            }
        }
        template.push_str(random.pick(&["", "", "", "", "", "l", "h", "L"]));
        template.push(letter);
        if letter != '%' {
            let number = "diuoxXeEfFgGc".contains(letter) && !random.once_in(12);
            args.push(match letter {
                'o' | 'x' | 'X' | 'c' if !random.once_in(8) => values::int(random),
                _ if number => values::number(random),
                _ => values::any(random),
            });
        }
    }
    if random.once_in(30) {
        args.pop();
    }
    if random.once_in(30) {
        args.push(values::any(random));
    }
    let (args, told) = if by_name {
        // Of a name that comes twice the last value counts; a mapping has it once.
        values::mapping(names)
    } else if args.len() == 1 && random.once_in(3) && !matches!(args[0].0, Value::Tuple(_)) {
        args.remove(0)
    } else {
        let (args, told): (Vec<_>, Vec<_>) = args.into_iter().unzip();
        (Value::tuple(args), json!(["tuple", told]))
    };
    let mut out = String::new();
    let answer = percent::format(&template, &Args::Value(args), &mut out).map(|()| out);
    Case { asked: json!({"kind": "percent", "template": template, "args": told}), answer }
}

pub(crate) fn brace(random: &mut Random) -> Case {
    let numbering = random.below(3);
    let positional: Vec<Told> = (0..random.below(4) + 1).map(|_| values::any(random)).collect();
    let names = ["name", "n", "deep"];
    let named: Vec<(Told, Told)> =
        names.iter().map(|name| ((Value::from(*name), json!(["str", name])), values::any(random))).collect();
    let mut template = String::new();
    let mut next = 0;
    for _ in 0..random.below(4) + 1 {
        template.push_str(&random.chars_of(LITERALS, 4));
        if random.once_in(12) {
            template.push_str(random.pick(&["{{", "}}", "{{}}"]));
        }
        if random.once_in(25) {
            template.push_str(&random.chars_of("{{}}!:.[]0r>5d", 6));
            continue;
        }
        let value = field(random, numbering, &mut next, &positional, &mut template);
        let converted = random.once_in(5);
        if converted {
            template.push('!');
            template.push(if random.once_in(20) { random.char_of("xzRé}:") } else { random.char_of("rsa") });
        }
        // What has no format of its own refuses every spec.
        let plain = value.is_some_and(|value| {
            !converted
                && matches!(
                    value,
                    Value::None | Value::Bytes(_) | Value::List(_) | Value::Tuple(_) | Value::Dict(_) | Value::Set(_)
                )
        });
        if !random.once_in(if plain { 1 } else { 3 }) || random.once_in(20) {
            template.push(':');
            let shown = Value::from("");
            let value = value.filter(|_| !converted).unwrap_or(if converted { &shown } else { &named[0].1.0 });
            spec(random, value, &mut template);
        }
        template.push('}');
    }
    let (named, told_named) = values::mapping(named);
    let Value::Dict(named) = named else { unreachable!("a mapping is a dict") };
    let (positional, told): (Vec<_>, Vec<_>) = positional.into_iter().unzip();
    let mut out = String::new();
    let answer = brace::format(&template, &positional, &*named, &mut out).map(|()| out);
    Case { asked: json!({"kind": "brace", "template": template, "positional": told, "named": told_named}), answer }
}

/// Writes the beginning of a field, and says which value it has, if that is simple.
fn field<'v>(
    random: &mut Random,
    numbering: usize,
    next: &mut usize,
    positional: &'v [Told],
    template: &mut String,
) -> Option<&'v Value<'static>> {
    template.push('{');
    let numbering = if random.once_in(40) { random.below(3) } else { numbering };
    let value = match numbering {
        0 => {
            *next += 1;
            positional.get(*next - 1)
        }
        1 => {
            let past = usize::from(random.once_in(20));
            let index = random.below(positional.len() + past);
            template.push_str(&index.to_string());
            positional.get(index)
        }
        _ => {
            template.push_str(if random.once_in(30) { "absent" } else { random.pick(&["name", "n", "deep"]) });
            None
        }
    };
    let mut simple = true;
    while random.once_in(10) {
        simple = false;
        let key = random.pick(&[
            ".real", ".imag", ".year", ".absent", ".minute", "[0]", "[1]", "[a]", "[key]", "[x y]", "[99]", "[-1]",
            ".", "[]", "[",
        ]);
        // The last three are no paths at all.
        template.push_str(if key.len() < 3 && !random.once_in(4) { "[0]" } else { key });
    }
    value.filter(|_| simple).map(|(value, _)| value)
}

fn spec(random: &mut Random, value: &Value<'_>, template: &mut String) {
    if random.once_in(40) {
        template.push_str(&random.chars_of("<>=^+- z#0,_.5dxfs{}%", 6));
        return;
    }
    if matches!(value, Value::Foreign(_)) && !random.once_in(8) {
        template.push_str(&pattern(random, true).replace(['{', '}'], ""));
        return;
    }
    let is_text = matches!(value, Value::Str(_));
    if random.once_in(3) {
        if random.once_in(2) {
            template.push(random.char_of("*0 <=x€_"));
        }
        template.push(random.char_of(if is_text { "<>^" } else { "<>^=" }));
    }
    if !is_text || random.once_in(20) {
        template.push_str(random.pick(&["", "", "", "+", "-", " "]));
        template.push_str(random.pick(&["", "", "", "", "z"]));
        template.push_str(random.pick(&["", "", "", "#"]));
    }
    template.push_str(random.pick(&["", "", "", "0"]));
    match random.below(6) {
        0 => {}
        1 if random.once_in(30) => template.push_str("99999999999999999999"),
        1 if random.once_in(3) => template.push_str(random.pick(&["{}", "{0}", "{n}", "{name!r}", "{:{}}"])),
        _ => template.push_str(&random.below(24).to_string()),
    }
    if !is_text || random.once_in(20) {
        template.push_str(random.pick(&["", "", "", "", ",", "_", ",_"]));
    }
    let precise = is_text || matches!(value, Value::Float(_) | Value::Decimal(_)) || random.once_in(10);
    if precise && random.once_in(2) {
        let most = if random.once_in(10) { 300 } else { 20 };
        template.push_str(&format!(".{}", random.below(most)));
    }
    let letters = match value {
        Value::Str(_) => "s",
        Value::Float(_) => "eEfFgGn%",
        Value::Decimal(_) => "eEfFgGn%",
        _ => "bcdoxXnneEfFgG%",
    };
    match random.below(12) {
        0 => template.push(random.char_of("bcdoxXneEfFgGs%yN")),
        1..=3 => {}
        _ => template.push(random.char_of(letters)),
    }
}

pub(crate) fn shown(random: &mut Random) -> Case {
    let (value, told) = values::any(random);
    let mut out = String::new();
    let answer = repr::write_str(&value, &mut out).and_then(|()| {
        out.push('\n');
        repr::write_repr(&value, &mut out)?;
        out.push('\n');
        repr::write_ascii(&value, &mut out)
    });
    Case { asked: json!({"kind": "shown", "value": told}), answer: answer.map(|()| out) }
}

/// A pickle of ours, and what it should be.
pub(crate) fn pickled(random: &mut Random) -> Case {
    let (value, told) = values::any(random);
    let mut pickle = Vec::new();
    let answer = sawlog::wire::pickle::encode(&value, &mut pickle).map(|()| "same".to_owned());
    let hex: String = pickle.iter().map(|byte| format!("{byte:02x}")).collect();
    Case { asked: json!({"kind": "pickled", "value": told, "pickle": hex}), answer }
}

fn pattern(random: &mut Random, local: bool) -> String {
    let mut pattern = String::new();
    for _ in 0..random.below(5) + 1 {
        pattern.push_str(&random.chars_of("ab :-é", 2));
        pattern.push('%');
        if random.once_in(3) {
            pattern.push_str(&random.chars_of("_-0^#", 2));
        }
        if random.once_in(5) {
            pattern.push_str(&random.below(30).to_string());
        }
        if random.once_in(200) {
            pattern.push_str(random.pick(&["999", "5000", "99999999999"]));
        }
        if random.once_in(8) {
            pattern.push(random.char_of("EO"));
        }
        let letters = "aAbBcCdDeFgGhHIjklmMnpPrRStTuUVwWxXyYzZ%";
        match random.below(30) {
            0 => pattern.push(random.char_of("fiJKLNoqQv+:€@")),
            // What C makes of it in UTC depends on the local zone.
            1 if local => pattern.push('s'),
            _ => pattern.push(random.char_of(letters)),
        }
    }
    if random.once_in(20) {
        pattern.push_str(random.pick(&["%", "%-", "%5", "%E", "%_^10"]));
    }
    pattern
}

pub(crate) fn date(random: &mut Random) -> Case {
    let utc = random.once_in(2);
    let second = match random.below(3) {
        0 if utc => (random.next() % 315_000_000_000) as i64 - 62_000_000_000,
        1 => (random.next() % 253_000_000_000) as i64,
        _ => (random.next() % 4_000_000_000) as i64,
    };
    let pattern = pattern(random, !utc);
    let zone = TimeZone::posix(ZONE).expect("a zone");
    let time = if utc { BrokenDownTime::utc(second) } else { BrokenDownTime::at(second, &zone) };
    let mut out = String::new();
    let answer = time.and_then(|time| Strftime::new(&pattern).write(&time, &mut out));
    Case {
        asked: json!({"kind": "date", "zone": ZONE, "pattern": pattern, "second": second, "utc": utc}),
        answer: answer.map(|()| out),
    }
}

pub(crate) fn record(random: &mut Random) -> Case {
    let (record, told_record) = attributes(random);
    let (style, format) = match random.below(3) {
        0 => ("%", percent_format(random)),
        1 => ("{", brace_format(random)),
        _ => ("$", dollar_format(random)),
    };
    let validate = !random.once_in(3);
    let datefmt = if random.once_in(3) { Some(pattern(random, false)) } else { None };
    let (defaults, told_defaults) = if random.once_in(2) {
        values::mapping(vec![((Value::from("user"), json!(["str", "user"])), values::text(random))])
    } else {
        values::mapping(vec![])
    };
    let Value::Dict(defaults) = defaults else { unreachable!("a mapping is a dict") };
    let mut out = String::new();
    let answer = formatted(style, &format, datefmt.as_deref(), validate, (*defaults).clone(), &record, &mut out);
    let asked = json!({
        "kind": "record", "zone": ZONE, "style": style, "format": format, "datefmt": datefmt, "validate": validate,
        "defaults": told_defaults, "record": told_record,
    });
    Case { asked, answer: answer.map(|()| out) }
}

fn formatted(
    style: &str,
    format: &str,
    datefmt: Option<&str>,
    validate: bool,
    defaults: Dict,
    record: &LogRecord<'_>,
    out: &mut String,
) -> Result<(), FormatError> {
    macro_rules! by {
        ($formatter:ty) => {{
            let formatter = if validate { <$formatter>::new(format)? } else { <$formatter>::unvalidated(format) };
            let formatter = formatter.time_zone(TimeZone::posix(ZONE).expect("a zone")).defaults(defaults);
            formatter.datefmt(datefmt.unwrap_or_default()).format(record, out)
        }};
    }
    let written = match style {
        "%" => by!(PercentFormatter),
        "{" => by!(BraceFormatter),
        _ => by!(DollarFormatter),
    };
    // There a missing field is a `ValueError` of the formatter's.
    written.map_err(|error| match error {
        FormatError::Key(name) => FormatError::Value(name),
        other => other,
    })
}

const NAMES: [&str; 12] = [
    "name",
    "levelname",
    "levelno",
    "message",
    "asctime",
    "lineno",
    "msecs",
    "created",
    "funcName",
    "user",
    "absent",
    "pathname",
];

fn percent_format(random: &mut Random) -> String {
    let mut format = String::new();
    for _ in 0..random.below(4) {
        format.push_str(&random.chars_of("x% (%", 2));
        let flags = random.chars_of("#0- +", 1);
        let size = random.pick(&["", "", "8", "-12", ".3", "10.4", "*", "."]);
        format.push_str(&format!("%({}){flags}{size}{}", random.pick(&NAMES), random.char_of("sssssdfrxSé")));
    }
    format
}

fn brace_format(random: &mut Random) -> String {
    let mut format = String::new();
    for _ in 0..random.below(4) {
        format.push_str(random.pick(&["", "a ", "{{", "b", "}", "x"]).trim_end_matches(if random.once_in(20) {
            ""
        } else {
            "}"
        }));
        let name = if random.once_in(20) {
            random.pick(&["", "0", "a b", "name.x", "name[0]", "é"])
        } else {
            random.pick(&NAMES)
        };
        let conversion = random.pick(&["", "", "", "!r", "!s", "!x"]);
        let conversion = if conversion == "!x" && !random.once_in(5) { "" } else { conversion };
        let spec = random.pick(&["", "", ":<12", ":>{lineno}", ":.3", ":^+9", ":q", ":\u{e9}<12s", ":-<10\n"]);
        format.push_str(&format!("{{{name}{conversion}{spec}}}"));
    }
    format
}

fn dollar_format(random: &mut Random) -> String {
    let mut format = String::new();
    for _ in 0..random.below(4) {
        format.push_str(random.pick(&["", " ", "$$", "é"]));
        let name = random.pick(&NAMES);
        format.push_str(&match random.below(12) {
            0 => random.pick(&["$", "${", "$1", "${a b}", "$é"]).to_owned(),
            1..=5 => format!("${name}"),
            _ => format!("${{{name}}}"),
        });
    }
    format
}

fn attributes(random: &mut Random) -> (LogRecord<'static>, Json) {
    let level = random.pick(&[(10, "DEBUG"), (20, "INFO"), (25, "Level 25")]);
    // The second's fraction is exact in both.
    let milliseconds = random.below(8) as f64 * 125.0;
    let created = random.below(4_000_000) as f64 * 1000.0 + milliseconds / 1000.0;
    let hex = |number: f64| {
        let bits = number.to_bits();
        if bits == 0 {
            return "0.0".to_owned();
        }
        format!("0x1.{:013x}p{}", bits & ((1 << 52) - 1), (bits >> 52) as i64 - 1023)
    };
    let mut pairs: Vec<(&str, Value<'static>, Json)> = vec![
        ("name", "shop.basket".into(), json!(["str", "shop.basket"])),
        ("levelno", level.0.into(), json!(["int", format!("{:x}", level.0)])),
        ("levelname", level.1.into(), json!(["str", level.1])),
        ("msg", "put %s into %d".into(), json!(["str", "put %s into %d"])),
        ("args", Value::tuple(["apples".into(), 7.into()]), json!(["tuple", [["str", "apples"], ["int", "7"]]])),
        ("lineno", 12.into(), json!(["int", "c"])),
        ("pathname", "/srv/shop.py".into(), json!(["str", "/srv/shop.py"])),
        ("funcName", Value::None, json!(["none", null])),
        ("created", created.into(), json!(["float", hex(created)])),
        ("msecs", milliseconds.into(), json!(["float", hex(milliseconds)])),
    ];
    if random.once_in(3) {
        pairs.push(("exc_text", "Traceback:\n  oops".into(), json!(["str", "Traceback:\n  oops"])));
    }
    if random.once_in(3) {
        pairs.push(("stack_info", "Stack:\n  here\n".into(), json!(["str", "Stack:\n  here\n"])));
    }
    if random.once_in(2) {
        let (value, told) = values::any(random);
        pairs.push(("user", value, told));
    }
    let told: Vec<Json> = pairs.iter().map(|(name, _, told)| json!([["str", name], told])).collect();
    let record = sawlog::make_log_record(pairs.into_iter().map(|(name, value, _)| (name, value)));
    (record, json!(["dict", told]))
}
