//! TOML texts against Python's `tomllib`, and against what is written here.

use sawlog::config::Format;

use super::{canonical, python};

const TEXTS: &[&str] = &[
    "version = 1\n[handlers.h]\nclass = 'logging.StreamHandler'\n[root]\nhandlers = ['h']\n",
    "a = 0x1F\nb = 0o17\nc = 0b11\nd = 1_000\n",
    "a = 1.5\nb = inf\nc = -inf\nd = nan\ne = 1e3\nf = 1_0.5\n",
    "a = true\nb = false\n",
    "a = \"x\\n\\u00e9\"\nb = 'x\\n'\nc = \"\"\"x\ny\"\"\"\n",
    "a = [1, 'x', [2]]\nb = {x = 1, y = {z = 2}}\n",
    "[[a]]\nx = 1\n[[a]]\nx = 2\n",
    "a.b.c = 1\n",
    "\"a.b\".c = 1\n",
    "a = 1\na = 2\n",
    "a = \n",
    "= 1\n",
    "[a\n",
    "a = yes\n",
    "",
    "# c\n",
    "a = 2001-02-03\nb = 2001-02-03T04:05:06\nc = 2001-02-03 04:05:06.789Z\nd = 04:05:06.123456789\ne = 2001-02-03T04:05:06+05:30\n",
    "a = 2001-02-30\n",
    "a = 25:00:00\n",
    "[b]\nx = 1\n[a]\ny = 2\n",
];

#[test]
fn reads_as_tomllib_reads() {
    python::assert_same("toml", Format::Toml, &TEXTS.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
}

#[test]
fn toml_types() {
    for (text, expected) in [
        ("a = 0o17\n", "{str 61: int 15}"),
        ("a.b = [inf]\n", "{str 61: {str 62: [float 7ff0000000000000]}}"),
        ("a = 9223372036854775808\n", "{str 61: int 9223372036854775808}"),
        ("a = yes\n", "error"),
    ] {
        assert_eq!(canonical::reading(text, Format::Toml), expected, "{text:?}");
    }
}
