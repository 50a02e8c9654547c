use sawlog::Value;
use sawlog::config::{Document, Format};
use sawlog::value::{Dict, surrogate};

use crate::canonical;
use crate::python::assert_same;

const PIECES: &[&str] = &[
    "a",
    "b",
    "yes",
    "No",
    "~",
    "null",
    "0",
    "1",
    "7",
    "9",
    "_",
    ".",
    ":",
    "-",
    "+",
    "e",
    "E",
    "x",
    "o",
    "f",
    "n",
    "T",
    "Z",
    " ",
    ": ",
    " #",
    "#",
    "'",
    "\"",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    "&",
    "*",
    "!",
    "|",
    ">",
    "%",
    "@",
    "`",
    "=",
    "<<",
    "?",
    "\n",
    "\t",
    "\r",
    "\u{0}",
    "\u{7}",
    "\u{85}",
    "\u{a0}",
    "\u{2028}",
    "\u{feff}",
    "é",
    "ß",
    "😀",
    "---",
    "...",
    "//",
    "$",
    "on",
    "off",
    "inf",
    "nan",
    "12:30",
    "2026-01-02",
    "0x",
    "0644",
    "true",
    "False",
    "y",
    "N",
    "\u{1b}[0m",
    "\u{fffe}",
];

/// The same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound
    }

    fn text(&mut self) -> String {
        (0..self.below(5)).map(|_| PIECES[self.below(PIECES.len())]).collect()
    }
}

#[test]
fn any_text_reads_as_itself_wherever_it_stands() {
    let mut random = Random(4);
    let mut texts = [Vec::new(), Vec::new(), Vec::new()];
    for _ in 0..4000 {
        let [one, two, three] = [random.text(), random.text(), random.text()];
        let inner: Dict =
            [(two.clone().into(), Value::list([one.clone().into(), three.clone().into()]))].into_iter().collect();
        let outer: Dict = [(three.into(), one.into()), ("inner".into(), inner.into()), ("x".into(), two.into())]
            .into_iter()
            .collect();
        let document = Document::from_value(&outer.into()).unwrap();
        for (format, texts) in [Format::Yaml, Format::Json, Format::Toml].into_iter().zip(&mut texts) {
            let text = document.to_text(format).unwrap();
            let again = Document::parse(&text, format).unwrap_or_else(|error| panic!("{error}\n{text:?}"));
            assert_eq!(again.root().to_value(), document.root().to_value(), "{text:?}");
            texts.push(text);
        }
    }
    let [yaml, json, toml] = texts;
    assert_same("yaml", Format::Yaml, &yaml);
    assert_same("json", Format::Json, &json);
    assert_same("toml", Format::Toml, &toml);
}

#[test]
fn other_values_read_as_themselves() {
    let surrogate = surrogate::char_for(0xDC80).unwrap().to_string();
    let numbers =
        [0.1, -0.0, 1e16, 1e-7, 1.5e300, f64::MAX, f64::MIN_POSITIVE, f64::INFINITY, f64::NEG_INFINITY, f64::NAN];
    let yaml = "[0644, -7, 99999999999999999999999, 2026-01-02, 2026-01-02 03:04:05.000006, 2026-01-02 03:04:05+02:30, !!binary aGVsbG8=, !!binary '', !!set {a, b}, null, true, off]";
    let mut values = Document::parse(yaml, Format::Yaml).unwrap().root().to_value();
    if let Value::List(items) = &values {
        values = Value::list(items.iter().cloned().chain(numbers.map(Value::from)).chain([surrogate.into()]));
    }
    let document = Document::from_value(&values).unwrap();
    let text = document.to_text(Format::Yaml).unwrap();
    assert_eq!(canonical::reading(&text, Format::Yaml), canonical::of_node(document.root()), "{text}");
    assert_same("yaml", Format::Yaml, &[text]);

    let toml = "a = 2026-01-02\nb = 2026-01-02T03:04:05.000006\nc = 2026-01-02T03:04:05+02:30\nd = 12:30:00\ne = inf\nf = -nan\ng = 1e16\nh = 1e-7\n";
    let document = Document::parse(toml, Format::Toml).unwrap();
    let text = document.to_text(Format::Toml).unwrap();
    assert_eq!(canonical::reading(&text, Format::Toml), canonical::of_node(document.root()), "{text}");
    assert_same("toml", Format::Toml, &[text]);
}
