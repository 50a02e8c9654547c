//! Line and column of what is wrong.

use sawlog::config::{Document, Format};

use super::{SECTION, error, errors, with_handler};

/// The place of the only mistake in a handler's section, its line counted from that of the header.
fn place(section: &str) -> (usize, usize, String) {
    let error = error(&with_handler(section));
    let position = error.position().unwrap_or_else(|| panic!("no place: {error}"));
    (position.line - SECTION, position.column, error.key_path().to_owned())
}

#[test]
fn within_an_expression() {
    let section = "class=FileHandler\nargs = ('a.log', open('x'))";
    assert_eq!(place(section), (1, 18, "handler_h.args".to_owned()));
    assert_eq!(place("class=FileHandler\nargs=('größe', é)"), (1, 16, "handler_h.args".to_owned()));
}

#[test]
fn within_an_expression_of_several_lines() {
    let section = "class=FileHandler\nargs=('a.log',\n   # not counted as a line of the value\n\n   'a',\n   1 // 0)";
    assert_eq!(place(section), (5, 6, "handler_h.args".to_owned()));
}

#[test]
fn within_what_was_put_in() {
    let section = "class=FileHandler\nargs=('a.log', %(mode)s)\nmode = nothing";
    assert_eq!(place(section), (2, 8, "handler_h.args".to_owned()));
    let section = "class=FileHandler\nargs=(%(name)s, nothing)\nname = 'a.log'";
    assert_eq!(place(section), (1, 17, "handler_h.args".to_owned()));
}

#[test]
fn behind_a_doubled_percent_sign() {
    assert_eq!(place("class=FileHandler\nargs=('%%%%', nothing)"), (1, 15, "handler_h.args".to_owned()));
}

#[test]
fn of_an_argument_that_a_class_refuses() {
    let section = "class=handlers.RotatingFileHandler\nargs=('a.log', 'a', 'many')";
    assert_eq!(place(section), (1, 21, "handler_h.maxBytes".to_owned()));
    let section = "class=FileHandler\nargs=('a.log',)\nkwargs={'delay': True, 'dealy': True}";
    assert_eq!(place(section), (2, 33, "handler_h.dealy".to_owned()));
}

#[test]
fn of_a_reference() {
    let section = "class=FileHandler\nargs=('x %(nobody)s',)";
    assert_eq!(place(section), (1, 10, "handler_h.args".to_owned()));
}

#[test]
fn of_a_name_in_a_list() {
    let error =
        error("[loggers]\nkeys=root,  other\n[handlers]\nkeys=\n[formatters]\nkeys=\n[logger_root]\nhandlers=\n");
    assert_eq!(
        error.to_string(),
        "2:13: logger_other: the section [logger_other] is missing (known: logger_root, …)"
            .replace(" (known: logger_root, …)", &error.hint().map(|hint| format!(" ({hint})")).unwrap_or_default())
    );
}

#[test]
fn of_a_line_that_is_none() {
    let error = error("[a]\n  x = 1\n no sign\n");
    assert_eq!((error.position().unwrap().line, error.position().unwrap().column), (3, 2));
}

#[test]
fn of_what_comes_twice() {
    let error = error("[a]\nx = 1\nX = 2\n");
    assert_eq!(error.to_string(), "3:1: a: the option \"x\" is there already, in line 2");
}

#[test]
fn several_at_once() {
    let text = "[loggers]\nkeys=root,a\n[handlers]\nkeys=h,g\n[formatters]\nkeys=f\n[logger_root]\nlevel=LOUD\nhandlers=h\n\
                [logger_a]\nqualname=a\nhandlers=x\n[handler_h]\nclass=StreamHandler\nformatter=g\n[handler_g]\nclass=Nothing\n\
                [formatter_f]\nformat={message}\n";
    let paths: Vec<String> = errors(text).iter().map(|error| error.key_path().to_owned()).collect();
    let expected =
        ["formatter_f.format", "handler_h.formatter", "handler_g.class", "logger_root.level", "logger_a.handlers"];
    assert_eq!(paths, expected);
}

#[test]
fn of_the_tree_of_a_text() {
    let document = Document::parse("# first\n[a]\nKey : one\n  two\n", Format::Ini).unwrap();
    let section = document.root().as_mapping().unwrap().get_index(0).unwrap().1;
    assert_eq!(section.key_position.unwrap().line, 2);
    let (name, entry) = section.node.as_mapping().unwrap().get_index(0).unwrap();
    assert_eq!(name.as_str(), Some("key"));
    assert_eq!(entry.key_position.unwrap().to_string(), "3:1");
    assert_eq!(entry.node.position.unwrap().to_string(), "3:7");
    assert_eq!(entry.node.as_str(), Some("one\ntwo"));
}
