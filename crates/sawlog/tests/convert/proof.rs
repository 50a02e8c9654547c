use sawlog::NullHandler;
use sawlog::config::{Document, Format, Registry};

fn yaml(text: &str) -> Document {
    Document::parse(text, Format::Yaml).unwrap()
}

#[test]
fn a_configuration_that_is_wrong_is_not_converted() {
    let document = yaml("version: 1\nroot: {level: LOUD}\n");
    let error = document.convert(Format::Json, Registry::global()).unwrap_err();
    assert_eq!(error.key_path(), "root.level");
}

#[test]
fn what_means_the_same_is_accepted() {
    let text = "
version: 1
formatters: {f: {format: '%(message)s'}}
handlers:
  h: {class: logging.StreamHandler, formatter: f, stream: ext://sys.stdout}
  own: {class: project.Handler, colour: [1, {a: b}]}
root: {handlers: cfg://lists.all}
lists: {all: [h, own]}
";
    let registry = Registry::new();
    registry.handler("project.Handler", |_| Ok::<_, sawlog::config::BoxError>(NullHandler));
    for format in [Format::Yaml, Format::Json, Format::Toml] {
        let converted = yaml(text).convert(format, &registry).unwrap();
        let again = Document::parse(&converted, format).unwrap();
        assert_eq!(again.root().to_value(), yaml(text).root().to_value(), "{converted}");
    }
}

#[test]
fn nothing_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("app.log");
    let text = format!("version: 1\nhandlers: {{f: {{class: logging.FileHandler, filename: {}}}}}\n", file.display());
    yaml(&text).convert(Format::Toml, Registry::global()).unwrap();
    assert!(!file.exists());
    let missing = "version: 1\nhandlers: {f: {class: logging.FileHandler, filename: /nowhere/at/all/app.log}}\n";
    yaml(missing).convert(Format::Json, Registry::global()).unwrap();
}

#[test]
fn two_surrogates_that_json_would_join_are_noticed() {
    let document = yaml("version: 1\nfilters: {f: {name: \"\\ud83d\\ude00\"}}\n");
    let error = document.convert(Format::Json, Registry::global()).unwrap_err().to_string();
    assert!(error.contains("does not say the same: the filter f"), "{error}");
}
