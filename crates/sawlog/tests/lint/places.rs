//! Where warnings stand.

use sawlog::config::{Document, Format, Position, Registry, lint};

#[test]
fn a_warning_knows_its_word() {
    let text = "version: 1\nhandlers:\n  lone:\n    class: logging.FileHandler\n    filename: a.log\n    mode: w\n";
    let warnings = super::warnings(text);
    let places: Vec<_> = warnings.iter().map(|warning| (warning.name(), warning.position(), warning.end())).collect();
    let at = |line, column| Some(Position { line, column });
    assert_eq!(places, [("unused-handler", at(3, 3), at(3, 7)), ("truncated-file", at(6, 11), at(6, 12))]);
}

#[test]
fn a_warning_names_its_file() {
    let document = Document::parse("{version: 1, root: {level: INFO}}", Format::Yaml).expect("valid YAML");
    let warnings = lint(&document.with_file("conf/logging.yaml"), &Registry::new());
    assert!(
        warnings[0].to_string().starts_with("conf/logging.yaml:1:14: root: the root has no handlers"),
        "{}",
        warnings[0]
    );
    assert!(warnings[0].to_string().contains("[no-handler]"), "{}", warnings[0]);
}

#[test]
fn without_a_text_there_are_no_places() {
    use sawlog::value::Dict;
    let root: Dict = [("level".into(), "INFO".into())].into_iter().collect();
    let value: Dict = [("version".into(), 1.into()), ("root".into(), root.into())].into_iter().collect();
    let document = Document::from_value(&value.into()).expect("a small value");
    let warnings = lint(&document, &Registry::new());
    assert_eq!((warnings[0].name(), warnings[0].position()), ("no-handler", None));
}

#[test]
fn many_loggers_are_looked_at_in_no_time() {
    use std::fmt::Write as _;
    // Each below the one before, all with the same handlers: what grows with both is seen here.
    let mut text = "version: 1\nhandlers:\n".to_owned();
    let handlers: Vec<String> = (0..300).map(|n| format!("h{n}")).collect();
    for handler in &handlers {
        let _ = writeln!(text, "  {handler}: {{class: logging.StreamHandler}}");
    }
    text.push_str("loggers:\n");
    let mut name = "a".to_owned();
    for _ in 0..400 {
        let _ = writeln!(text, "  {name}: {{handlers: [h0], propagate: yes}}");
        name.push_str(".b");
    }
    let _ = writeln!(text, "root: {{handlers: [{}]}}", handlers.join(", "));
    let warnings = super::warnings(&text);
    assert_eq!(warnings.len(), 400, "each of them prints twice");
}
