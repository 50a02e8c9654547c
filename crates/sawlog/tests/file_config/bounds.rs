//! Texts made to exhaust whoever reads them.

use std::fmt::Write as _;

use sawlog::config::{ConfigErrorKind, Document, Format, MAX_TEXT};

use super::{error, errors, with_handler};

fn assert_too_large(text: &str) {
    let error = error(text);
    assert!(matches!(error.kind(), ConfigErrorKind::TooLarge(_)), "{error}");
}

#[test]
fn values_that_unfold_without_end() {
    let mut laughs = "class=FileHandler\nargs=('%(v9)s',)\nv0=ha\n".to_owned();
    for level in 1..10 {
        let _ = writeln!(laughs, "v{level}={}", format!("%(v{})s", level - 1).repeat(100));
    }
    assert_too_large(&with_handler(&laughs));
}

#[test]
fn values_that_unfold_into_nothing_for_ever() {
    let mut nothing = "class=FileHandler\nargs=('%(v9)s',)\nv0=\n".to_owned();
    for level in 1..10 {
        let _ = writeln!(nothing, "v{level}={}", format!("%(v{})s", level - 1).repeat(1000));
    }
    assert_too_large(&with_handler(&nothing));
}

#[test]
fn many_values_of_one_large_one() {
    let mut text = String::from("[loggers]\nkeys=root\n[handlers]\nkeys=h0");
    (1..200).for_each(|number| _ = write!(text, ",h{number}"));
    let _ = write!(text, "\n[formatters]\nkeys=\n[logger_root]\nhandlers=\n[DEFAULT]\nlarge={}\n", "x".repeat(1 << 20));
    (0..200).for_each(|number| _ = write!(text, "[handler_h{number}]\nclass=FileHandler\nargs=('%(large)s',)\n"));
    let errors = errors(&text);
    assert!(errors.iter().any(|error| matches!(error.kind(), ConfigErrorKind::TooLarge(_))));
}

#[test]
fn many_names_in_one_line() {
    let names = "a,".repeat(1_000_001);
    assert_too_large(&format!("[formatters]\nkeys={names}\n"));
}

#[test]
fn large_texts_and_many_options() {
    assert!(Document::parse(&"\n".repeat(MAX_TEXT + 1), Format::Ini).is_err());
    let mut many = String::from("[a]\n");
    (0..1_000_001).for_each(|number| _ = writeln!(many, "{number:x}="));
    assert_too_large(&many);
}

#[test]
fn deep_nesting() {
    for (open, close) in [("(", ")"), ("[", "]"), ("{1:", "}"), ("1+(", ")"), ("2**", "")] {
        let (deep, shallow) = (100_000, 90);
        let of = |times: usize| format!("{}1{}", open.repeat(times), close.repeat(times));
        let error = error(&with_handler(&format!("class=FileHandler\nargs=({})", of(deep))));
        assert!(error.to_string().contains("nested more than 200 deep"), "{error}");
        let error = super::error(&with_handler(&format!("class=FileHandler\nargs=({},)", of(shallow))));
        assert!(!error.to_string().contains("nested"), "{error}");
    }
    let signs = "- ".repeat(100_001);
    assert!(errors(&with_handler(&format!("class=FileHandler\nargs=('a.log', 'a', None, {signs}1)"))).is_empty());
}

#[test]
fn large_numbers() {
    let digits = "9".repeat(4301);
    let error = error(&with_handler(&format!("class=FileHandler\nargs=('a.log', 'a', None, {digits})")));
    assert!(error.to_string().contains("more than 4300 digits"), "{error}");
}

#[test]
fn many_items() {
    assert_too_large(&with_handler(&format!("class=FileHandler\nargs=('a.log', [{}])", "1,".repeat(1_000_001))));
}

#[test]
fn long_lines_take_no_longer_for_their_places() {
    // A place a word: quadratic, this would take minutes.
    let items = "'é', ".repeat(300_000);
    let error = error(&with_handler(&format!("class=FileHandler\nargs=('a.log', [{items}])")));
    assert_eq!(error.key_path(), "handler_h.mode");
}
