use std::env::VarError;

use sawlog::config::{ConfigErrorKind, Document, Format, Registry, check};
use sawlog::{Manager, Value};

use crate::of;

fn yaml(text: &str) -> Document {
    Document::parse(text, Format::Yaml).unwrap()
}

/// What a value comes to with variables of this environment.
fn value(text: &str, variables: &[(&str, &str)]) -> Value<'static> {
    let document = yaml(&format!("a: '{text}'")).expand_env(of(variables)).unwrap();
    document.root().get("a").unwrap().to_value()
}

fn refusal(text: &str, variables: &[(&str, &str)]) -> String {
    yaml(text).expand_env(of(variables)).unwrap_err().to_string()
}

#[test]
fn a_value_that_is_one_variable_is_read_as_in_yaml() {
    let alone = |held: &str| value("${A}", &[("A", held)]);
    assert_eq!(alone("9020"), 9020.into());
    assert_eq!(alone("yes"), true.into());
    assert_eq!(alone("1.5"), 1.5.into());
    assert_eq!(alone("null"), Value::None);
    assert_eq!(alone("logs/app.log"), "logs/app.log".into());
    assert_eq!(alone("[1, 2]"), "[1, 2]".into());
    assert_eq!(alone(""), "".into());
    assert_eq!(value("${A:-10}", &[]), 10.into());
    assert!(matches!(alone("on"), Value::Bool(true)));
}

#[test]
fn a_value_with_more_than_a_variable_stays_a_text() {
    assert_eq!(value("${A}${B}", &[("A", "1"), ("B", "2")]), "12".into());
    assert_eq!(value("${A}${NOTHING:-}", &[("A", "0123")]), "0123".into());
    assert_eq!(value(" ${A}", &[("A", "1")]), " 1".into());
    assert_eq!(value("x${A:-y}z", &[("A", "")]), "xyz".into());
}

#[test]
fn nothing_is_expanded_twice() {
    assert_eq!(value("${A}", &[("A", "${B}"), ("B", "no")]), "${B}".into());
    assert_eq!(value("${A}${B}", &[("A", "$"), ("B", "{C}"), ("C", "no")]), "${C}".into());
    assert_eq!(value("$${A}", &[("A", "no")]), "${A}".into());
}

#[test]
fn keys_and_other_values_stay() {
    let document = yaml("{'${A}': 1, list: [x, '${A}', {b: '${A}'}], n: 7}").expand_env(of(&[("A", "v")])).unwrap();
    assert_eq!(document.root().to_value(), yaml("{'${A}': 1, list: [x, v, {b: v}], n: 7}").root().to_value());
}

#[test]
fn what_is_wrong_is_told_at_its_place() {
    assert_eq!(
        refusal("handlers:\n  file:\n    filename: logs/${NAME}.log\n", &[]),
        "3:15: handlers.file.filename: the environment variable NAME is not set \
         (set it, or give a default: ${NAME:-...}; for the text itself write $${NAME})"
    );
    assert_eq!(
        refusal("a: [x, '${1}']", &[]),
        "1:8: a[1]: \"${1}\" is no variable: a name is wanted: letters, digits and _ \
         (${NAME} or ${NAME:-default}; for the two characters themselves write $${)"
    );
    let in_file = yaml("a: ${X}").with_file("logging.yaml").expand_env(of(&[])).unwrap_err();
    assert!(in_file.to_string().starts_with("logging.yaml:1:4: a: "), "{in_file}");
    let not_text = yaml("a: ${X}").expand_env(|_| Err(VarError::NotUnicode("x".into()))).unwrap_err();
    assert_eq!(not_text.to_string(), "1:4: a: what the environment variable X holds is not valid UTF-8");
}

#[test]
fn positions_are_those_of_the_text() {
    let document = yaml("version: 1\nroot:\n  level: ${LEVEL}\n").expand_env(of(&[("LEVEL", "LOUD")])).unwrap();
    let errors = check(&document, &Registry::new()).unwrap_err();
    let position = errors[0].position().unwrap();
    assert_eq!((errors[0].key_path(), position.line, position.column), ("root.level", 3, 10));
}

#[test]
fn what_is_put_in_is_bounded() {
    let large = "x".repeat(1 << 20);
    let text = format!("a: [{}]", ["'${A}${A}'"; 10].join(", "));
    let error = yaml(&text).expand_env(of(&[("A", &large)])).unwrap_err();
    assert!(matches!(error.kind(), ConfigErrorKind::TooLarge(_)), "{error}");
}

#[test]
fn all_formats_have_variables() {
    let variables = [("PORT", "9020"), ("HOST", "logs.example.org")];
    let json = r#"{"version": 1, "handlers": {"s": {"class": "logging.handlers.SocketHandler", "host": "${HOST}", "port": "${PORT}"}}}"#;
    let toml = "version = 1\n[handlers.s]\nclass = \"logging.handlers.SocketHandler\"\nhost = \"${HOST}\"\nport = \"${PORT}\"\n";
    for (text, format) in [(json, Format::Json), (toml, Format::Toml)] {
        let document = Document::parse(text, format).unwrap().expand_env(of(&variables)).unwrap();
        let port = document.root().get("handlers").unwrap().get("s").unwrap().get("port").unwrap();
        assert_eq!(port.to_value(), 9020.into());
        check(&document, &Registry::new()).unwrap();
    }
}

#[test]
fn without_being_asked_for_nothing_is_expanded() {
    let manager = Manager::new();
    let error = manager.dict_config_str("{version: 1, root: {level: '${PATH}'}}", Format::Yaml).unwrap_err();
    assert!(error.to_string().contains("\"${PATH}\""), "{error}");
}

const INI: &str = "
[DEFAULT]
folder = ${FOLDER:-logs}
[loggers]
keys = root
[handlers]
keys = file, socket
[formatters]
keys = line
[logger_root]
level = ${LEVEL}
handlers = file
[handler_file]
class = FileHandler
args = ('%(folder)s/${NAME}.log',)
kwargs = {'delay': True}
[handler_socket]
class = handlers.SocketHandler
args = ('localhost', ${PORT:-9020})
[formatter_line]
format = $${name} ${PREFIX:-} ${message:-${message}}
style = $
";

#[test]
fn values_of_ini_stay_texts() {
    let text = INI.replace(" ${message:-${message}}", " $message");
    let said = [("LEVEL", "DEBUG"), ("NAME", "100%(x)s"), ("PORT", "9021"), ("PREFIX", "it's 5%")];
    let document = Document::parse(&text, Format::Ini).unwrap().expand_env(of(&said)).unwrap();
    let yaml = document.convert(Format::Yaml, &Registry::new()).unwrap();
    let expected = "version: 1
formatters:
  line: {format: \"${name} it's 5% $message\", style: $}
handlers:
  file: {class: logging.FileHandler, filename: logs/100%(x)s.log, delay: true}
  socket: {class: logging.handlers.SocketHandler, host: localhost, port: 9021}
root: {level: DEBUG, handlers: [file]}
";
    assert_eq!(yaml.replace("format: ${name} it's 5% $message,", "format: \"${name} it's 5% $message\","), expected);
}

#[test]
fn what_is_wrong_in_ini_is_told_at_its_place() {
    let refused = |text: &str, variables: &[(&str, &str)]| {
        Document::parse(text, Format::Ini).unwrap().expand_env(of(variables)).unwrap_err().to_string()
    };
    let text = INI.replace(" ${message:-${message}}", "");
    assert_eq!(
        refused(&text, &[("NAME", "a")]),
        "11:9: logger_root.level: the environment variable LEVEL is not set \
         (set it, or give a default: ${LEVEL:-...}; for the text itself write $${LEVEL})"
    );
    assert_eq!(
        refused(&text, &[("LEVEL", "INFO"), ("NAME", "a', 'w")]),
        "15:21: handler_file.args: what NAME holds has quotes, backslashes or line ends (INI has no way to say it here)"
    );
    assert!(refused(INI, &[("LEVEL", "INFO"), ("NAME", "a")]).contains("a default is plain text"));
}
