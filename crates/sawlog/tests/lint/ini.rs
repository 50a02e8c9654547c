//! The same of INI files, which `fileConfig` reads.

use sawlog::config::{Document, Format, Registry, explain, lint};

const TEXT: &str = "\
[loggers]
keys=root,basket

[handlers]
keys=console,file

[formatters]
keys=line,spare

[logger_root]
level=INFO
handlers=console

[logger_basket]
level=DEBUG
handlers=console,file
qualname=shop.basket

[handler_console]
class=StreamHandler
args=(sys.stdout,)
formatter=line

[handler_file]
class=FileHandler
args=('shop.log', 'w')

[formatter_line]
format=%(asctime)s %(levelnam)s %(message)s

[formatter_spare]
";

#[test]
fn warnings_stand_in_their_sections() {
    let document = Document::parse(TEXT, Format::Ini).expect("valid INI");
    let warnings = lint(&document, &Registry::new());
    let found: Vec<_> = warnings
        .iter()
        .map(|warning| (warning.name(), warning.key_path(), warning.position().map(|at| (at.line, at.column))))
        .collect();
    assert_eq!(
        found,
        [
            ("printed-twice", "logger_basket.handlers", Some((16, 10))),
            ("truncated-file", "handler_file.args", Some((26, 6))),
            ("unknown-field", "formatter_line.format", Some((29, 8))),
            ("unused-formatter", "formatter_spare", Some((31, 1))),
        ]
    );
    assert_eq!(warnings[2].end().map(|at| at.column), Some(44));
}

#[test]
fn what_is_right_is_not_warned_of() {
    let right = TEXT.replace("levelnam)", "levelname)").replace(", 'w'", "").replace("line,spare", "line");
    let right = right.replace("qualname", "propagate=0\nqualname");
    let document = Document::parse(&right, Format::Ini).expect("valid INI");
    assert!(lint(&document, &Registry::new()).is_empty(), "{:?}", lint(&document, &Registry::new()));
}

#[test]
fn the_tree_is_explained() {
    let document = Document::parse(TEXT, Format::Ini).expect("valid INI");
    let told = explain(&document, &Registry::new()).expect("accepted").to_string();
    assert!(told.starts_with("loggers\n  root: level INFO\n    -> console\n    shop.basket: level DEBUG\n"), "{told}");
    assert!(told.contains("console: logging.StreamHandler\n    stream: as in (sys.stdout,)\n"), "{told}");
}
