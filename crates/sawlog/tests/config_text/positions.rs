//! Where values and errors stand, in each of the formats, and reading from files.

use std::fs;
use std::path::PathBuf;

use sawlog::config::{ConfigErrorKind, Document, Format, Node, Position};

fn at(line: usize, column: usize) -> Option<Position> {
    Some(Position { line, column })
}

fn entry<'d>(node: &'d Node, key: &str) -> (Option<Position>, &'d Node) {
    let entry = &node.as_mapping().expect("a mapping")[&sawlog::Value::from(key.to_owned())];
    (entry.key_position, &entry.node)
}

#[test]
fn values_know_their_places() {
    let texts = [
        (Format::Yaml, "é: x\nhandlers:\n  file:\n    maxBytes: ten\n", at(4, 5), at(4, 15)),
        (Format::Json, "{\"é\": \"x\",\n \"handlers\": {\"file\": {\"maxBytes\": \"ten\"}}}", at(2, 24), at(2, 36)),
        (Format::Toml, "é = 'x'\n[handlers.file]\nmaxBytes = 'ten'\n", at(3, 1), at(3, 12)),
    ];
    for (format, text, key_at, value_at) in texts {
        let text = if format == Format::Toml { text.replace('é', "e") } else { text.to_owned() };
        let document = Document::parse(&text, format).expect("a valid text");
        let (_, handlers) = entry(document.root(), "handlers");
        let (_, file) = entry(handlers, "file");
        let (key, value) = entry(file, "maxBytes");
        assert_eq!((key, value.position), (key_at, value_at), "{format:?}");
    }
}

#[test]
fn columns_count_characters_also_far_into_a_line() {
    let padding = "é".repeat(1000);
    let document = Document::parse(&format!("[\"{padding}\", 1]"), Format::Json).expect("a valid text");
    assert_eq!(document.root().as_items().expect("a list")[1].position, at(1, 1006));
}

#[test]
fn errors_know_their_places() {
    for (format, text, place) in [
        (Format::Yaml, "a: 1\nb: [1\n", at(2, 4)),
        (Format::Yaml, "a: 1\nb: !foo x\n", at(2, 9)),
        (Format::Yaml, "a: 1\nb:\tx\n", at(2, 3)),
        (Format::Yaml, "a: 1\nb: \u{1}\n", at(2, 4)),
        (Format::Json, "{\"a\": 1,\n \"b\" 2}", at(2, 6)),
        (Format::Json, "[1,\n  \"x", at(2, 3)),
        (Format::Toml, "a = 1\nb = yes\n", at(2, 5)),
    ] {
        let error = Document::parse(text, format).expect_err(text);
        assert!(matches!(error.kind(), ConfigErrorKind::Syntax(_)), "{error}");
        assert_eq!(error.position(), place, "{text:?}: {error}");
    }
}

#[test]
fn files_are_read_by_their_extension() {
    let folder = scratch("files_are_read_by_their_extension");
    let utf16: Vec<u8> = "\u{feff}a: é\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (name, bytes) in [
        ("a.yaml", "a: é\n".as_bytes()),
        ("b.YML", "\u{feff}a: é\n".as_bytes()),
        ("c.yml", &utf16),
        ("d.json", "{\"a\": \"é\"}".as_bytes()),
        ("e.toml", "a = 'é'\n".as_bytes()),
    ] {
        fs::write(folder.join(name), bytes).expect("the folder is there");
        let document = Document::read(folder.join(name)).expect(name);
        assert_eq!(document.root().get("a").and_then(Node::as_str), Some("é"), "{name}");
        assert_eq!(document.file(), Some(folder.join(name).as_path()));
    }
    fs::write(folder.join("f.yaml"), b"a: 1\nb: \xff\n").expect("the folder is there");
    let error = Document::read(folder.join("f.yaml")).expect_err("not UTF-8");
    assert_eq!(error.position(), at(2, 4));
    assert!(error.to_string().starts_with(&format!("{}:2:4: ", folder.join("f.yaml").display())), "{error}");

    let error = Document::read(folder.join("g.text")).expect_err("no format");
    assert!(error.to_string().contains(".toml"), "{error}");
    let error = Document::read(folder.join("absent.yaml")).expect_err("no file");
    assert!(matches!(error.kind(), ConfigErrorKind::Read(_)), "{error}");
}

fn scratch(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a scratch folder");
    folder
}

#[test]
fn words_know_where_they_end() {
    let texts = [
        (Format::Yaml, "é: x\n'max Bytes' : ten  # more\n", at(2, 12), at(2, 18)),
        (Format::Yaml, "{max: \"t\\\"en\"}\n", at(1, 5), at(1, 14)),
        (Format::Yaml, "max: >\n  ten\n", at(1, 4), None),
        (Format::Yaml, "max: ten\n  more\n", at(1, 4), None),
        (Format::Json, "{\"é\": 1, \"max\":\t\"t\\\"en\" }", at(1, 15), at(1, 24)),
        (Format::Json, "{\"max\": 12 }", at(1, 7), at(1, 11)),
        (Format::Toml, "é = 1\nmax = 'ten' # more\n", at(2, 4), at(2, 12)),
    ];
    for (format, text, key_end, value_end) in texts {
        let text = if format == Format::Toml { text.replace('é', "e") } else { text.to_owned() };
        let document = Document::parse(&text, format).expect("a valid text");
        let (_, entry) = document.root().as_mapping().expect("a mapping").last().expect("an entry");
        let end = |begin: Option<Position>| begin.and_then(|begin| document.end_of(begin));
        assert_eq!((end(entry.key_position), end(entry.node.position)), (key_end, value_end), "{text}");
    }
}
