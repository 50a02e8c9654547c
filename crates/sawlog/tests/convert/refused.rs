use sawlog::config::{Document, Format};

/// The error that converting a YAML text comes to.
fn refusal(yaml: &str, to: Format) -> String {
    Document::parse(yaml, Format::Yaml).unwrap().to_text(to).unwrap_err().to_string()
}

#[test]
fn what_a_format_cannot_say_is_refused_at_its_place() {
    assert_eq!(
        refusal("loggers:\n  a:\n    propagate: null\n", Format::Toml),
        "3:16: loggers.a.propagate: TOML has no null (leave the key out, if that means the same)"
    );
    assert_eq!(
        refusal("a: [1, null]", Format::Toml),
        "1:8: a[1]: TOML has no null (leave the key out, if that means the same)"
    );
    assert_eq!(refusal("a: 9223372036854775808", Format::Toml), "1:4: a: TOML has no integers beyond 64 bits");
    assert_eq!(refusal("a: \"\\ud800\"", Format::Toml), "1:4: a: TOML cannot say a text with a lone surrogate");
    assert_eq!(
        refusal("handlers: {1: {class: x}}", Format::Json),
        "1:15: handlers.1: in JSON a key is a text, and this is a value of type int"
    );
    assert_eq!(refusal("a: !!binary aGk=", Format::Json), "1:13: a: JSON cannot say a value of type bytes");
    assert_eq!(refusal("a: 2026-01-02", Format::Json), "1:4: a: JSON cannot say a value of type datetime.date");
    assert_eq!(refusal("a: !!set {x}", Format::Toml), "1:10: a: TOML cannot say a value of type set");
    assert_eq!(refusal("[1]", Format::Toml), "1:1: expected a mapping, which is all that TOML can hold, found list");

    let toml = Document::parse("at = 12:30:00\n", Format::Toml).unwrap();
    let error = toml.to_text(Format::Yaml).unwrap_err().to_string();
    assert_eq!(
        error,
        "1:6: at: YAML cannot say a value of type datetime.time (a date and a time together can be said)"
    );
}

#[test]
fn the_file_is_named() {
    let document = Document::parse("a: null", Format::Yaml).unwrap().with_file("logging.yaml");
    let error = document.to_text(Format::Toml).unwrap_err().to_string();
    assert!(error.starts_with("logging.yaml:1:4: a: "), "{error}");
}
