//! JSON texts against Python's `json`, and against what is written here.

use sawlog::config::Format;

use super::{canonical, python};

const TEXTS: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-0",
    "-1",
    "01",
    "1.",
    ".5",
    "1.5",
    "-1.5e3",
    "1e5",
    "1E+5",
    "1e",
    "1e999",
    "-",
    "+1",
    "NaN",
    "Infinity",
    "-Infinity",
    "-NaN",
    "nan",
    "123456789012345678901234567890",
    "\"\"",
    "\"a\\u00e9\\n\\/\\b\\f\\r\\t\\\\\\\"\"",
    "\"\\ud83d\\ude00\"",
    "\"\\ud800\"",
    "\"\\ude00\\ud83d\"",
    "\"\\ud83dx\"",
    "\"\\ud83d\\u0041\"",
    "\"\\u12\"",
    "\"\\x41\"",
    "\"\\",
    "\"\\u",
    "\"a\tb\"",
    "\"a\nb\"",
    "\"a",
    "'a'",
    "[]",
    "[ ]",
    "[1, 2]",
    "[1,]",
    "[,1]",
    "[1 2]",
    "[1",
    "]",
    "{}",
    "{ }",
    "{\"a\": 1}",
    "{\"a\": 1,}",
    "{a: 1}",
    "{\"a\" 1}",
    "{\"a\": 1, \"b\": 2, \"a\": 3}",
    "{\"a\"}",
    "{1: 2}",
    "{\"a\": }",
    "{",
    "}",
    "",
    " ",
    "\n\t [1] \r\n",
    "[1] x",
    "// c\n1",
    "1 2",
    "tru",
    "nullx",
    "\u{a0}1",
    "\u{c}1",
    "[1, {\"a\": [true, {\"b\": null}]}]",
    "\"\u{e9}\u{1f600}\"",
    "\"\u{7f}\"",
    "{\"\\u0061\": 1, \"a\": 2}",
    "--1",
    "1-",
    "\"\\u+123\"",
];

#[test]
fn reads_as_python_reads() {
    let mut texts: Vec<String> = TEXTS.iter().map(|text| (*text).to_owned()).collect();
    texts.push("9".repeat(4300));
    texts.push("9".repeat(4301));
    texts.push(format!("{}1{}", "[".repeat(150), "]".repeat(150)));
    python::assert_same("json", Format::Json, &texts);
}

#[test]
fn pythons_json() {
    for (text, expected) in [
        ("[NaN, -Infinity]", "[float nan, float fff0000000000000]"),
        ("{\"a\": 1, \"b\": 2, \"a\": 3}", "{str 61: int 3, str 62: int 2}"),
        ("\"\\ud800\"", "str d800"),
        ("\"\\ud83d\\ude00\"", "str 1f600"),
        ("[1,]", "error"),
        ("{'a': 1}", "error"),
    ] {
        assert_eq!(canonical::reading(text, Format::Json), expected, "{text:?}");
    }
}
