use sawlog::config::{Document, Format, Registry};

fn ini(yaml: &str) -> Result<String, String> {
    let document = Document::parse(yaml, Format::Yaml).unwrap();
    document.convert(Format::Ini, Registry::global()).map_err(|error| error.to_string())
}

#[test]
fn a_configuration_looks_as_a_person_would_write_it() {
    let yaml = r#"
version: 1
disable_existing_loggers: false
formatters:
  line: {format: "%(asctime)s %(message)s", datefmt: "%H:%M"}
  brace: {format: "{message}", style: "{", defaults: {user: "-"}}
handlers:
  console: {class: logging.StreamHandler, level: INFO, formatter: line, stream: ext://sys.stdout}
  file: {class: logging.FileHandler, filename: app.log, mode: w, encoding: utf-8, delay: true}
  rotating: {class: logging.handlers.RotatingFileHandler, filename: 100%.log, maxBytes: 1000, backupCount: 3}
  syslog: {class: logging.handlers.SysLogHandler, address: [localhost, 514], facility: local0, socktype: ext://socket.SOCK_DGRAM}
  memory: {class: logging.handlers.MemoryHandler, capacity: 10, flushLevel: ERROR, target: file}
  silent: {class: logging.NullHandler}
loggers:
  shop.basket: {level: DEBUG, handlers: [console, file], propagate: false}
root: {level: 30, handlers: [console]}
"#;
    let expected = r#"# fileConfig is to be called with disable_existing_loggers=False.

[loggers]
keys=root,shop.basket

[handlers]
keys=console,file,rotating,syslog,memory,silent

[formatters]
keys=line,brace

[logger_root]
level=WARNING
handlers=console

[logger_shop.basket]
level=DEBUG
handlers=console,file
qualname=shop.basket
propagate=0

[handler_console]
class=StreamHandler
level=INFO
formatter=line
args=(sys.stdout,)

[handler_file]
class=FileHandler
args=('app.log', 'w', 'utf-8', True)

[handler_rotating]
class=handlers.RotatingFileHandler
args=('100%%.log',)
kwargs={'maxBytes': 1000, 'backupCount': 3}

[handler_syslog]
class=handlers.SysLogHandler
args=(('localhost', 514), 'local0', handlers.socket.SOCK_DGRAM)

[handler_memory]
class=handlers.MemoryHandler
args=(10, ERROR)
target=file

[handler_silent]
class=NullHandler
args=()

[formatter_line]
format=%(asctime)s %(message)s
datefmt=%H:%M

[formatter_brace]
format={message}
style={
defaults={'user': '-'}
"#;
    assert_eq!(ini(yaml).unwrap(), expected);
}

#[test]
fn what_ini_cannot_say_is_refused_at_its_place() {
    for (yaml, error) in [
        ("{version: 1, incremental: true}", "incremental: INI cannot say an incremental configuration"),
        ("{version: 1, filters: {f: {name: a}}}", "filters.f: INI cannot say filters"),
        (
            "{version: 1, formatters: {f: {(): logging.Formatter}}}",
            "formatters.f.(): INI cannot say a factory (class, with the keys of logging.Formatter)",
        ),
        (
            "{version: 1, formatters: {f: {format: '%(message)s '}}}",
            "formatters.f.format: INI cannot say a text with white space at its ends",
        ),
        (
            "{version: 1, formatters: {f: {format: x, validate: no}}}",
            "formatters.f.validate: INI cannot say a format that is not checked",
        ),
        ("{version: 1, root: {level: 15}}", "root.level: INI cannot say a level by its number"),
        (
            "{version: 1, handlers: {'a,b': {class: logging.NullHandler}}}",
            "handlers.a,b: INI cannot say a name that is empty, has brackets or commas, or white space at its ends",
        ),
        (
            "{version: 1, handlers: {h: {class: logging.StreamHandler, .: {terminator: '!'}}}}",
            "handlers.h[.]: INI cannot say attributes of handlers",
        ),
        (
            "{version: 1, x: {s: a.log}, handlers: {h: {class: logging.FileHandler, filename: 'cfg://x.s'}}}",
            "handlers.h.filename: INI cannot say references (write the value itself in its place)",
        ),
        (
            "{version: 1, root: {handlers: [h]}, handlers: cfg://x, x: {h: {class: logging.NullHandler}}}",
            "handlers: INI cannot say references (write the value itself in its place)",
        ),
        (
            "{version: 1, loggers: {root: {level: INFO}}}",
            "loggers.root: INI cannot say the root among the other loggers",
        ),
    ] {
        let told = ini(yaml).unwrap_err();
        let (position, told) = told.split_once(' ').unwrap();
        assert!(position.starts_with("1:") && position.len() > 4, "{position}");
        assert_eq!(told, error);
    }
}

#[test]
fn a_wrong_configuration_is_refused_as_such() {
    assert!(ini("{version: 1, root: {level: LOUD}}").unwrap_err().contains("root.level"));
}

#[test]
fn what_ini_says_can_be_said_by_the_others() {
    let text = r#"
[DEFAULT]
folder = logs
[loggers]
keys = root, basket
[handlers]
keys = memory, file, console
[formatters]
keys = line
[logger_root]
level = WARNING
handlers = console
[logger_basket]
qualname = shop.basket
handlers = memory,console
propagate = 0
[handler_console]
class = StreamHandler
formatter = line
args = (sys.stderr,)
[handler_file]
class = handlers.RotatingFileHandler
level = ERROR
args = ('%(folder)s/shop.log', 'a', 10 * 1024 * 1024)
kwargs = {'delay': True}
[handler_memory]
class = logging.handlers.MemoryHandler
args = (10, logging.handlers.logging.ERROR)
target = file
[formatter_line]
format = %(asctime)s %(message)s
"#;
    let expected = r#"version: 1
formatters:
  line: {format: "%(asctime)s %(message)s"}
handlers:
  file:
    class: logging.handlers.RotatingFileHandler
    level: ERROR
    filename: logs/shop.log
    mode: a
    maxBytes: 10485760
    delay: true
  memory: {class: logging.handlers.MemoryHandler, capacity: 10, flushLevel: ERROR, target: file}
  console: {class: logging.StreamHandler, formatter: line, stream: ext://sys.stderr}
loggers:
  shop.basket: {handlers: [memory, console], propagate: false}
root: {level: WARNING, handlers: [console]}
"#;
    let text = text.replace("logging.handlers.logging.ERROR", "handlers.logging.ERROR");
    let document = Document::parse(&text, Format::Ini).unwrap();
    let yaml = document.convert(Format::Yaml, Registry::global()).unwrap();
    assert_eq!(yaml, expected);
    for format in [Format::Json, Format::Toml] {
        let text = document.convert(format, Registry::global()).unwrap();
        let again = Document::parse(&text, format).unwrap().convert(Format::Yaml, Registry::global()).unwrap();
        // TOML has no order between values and tables.
        assert_eq!(again, expected);
    }
    let sections = document.convert(Format::Ini, Registry::global()).unwrap();
    assert!(sections.starts_with("[DEFAULT]\nfolder=logs\n\n[loggers]\nkeys=root, basket\n"), "{sections}");
    assert!(sections.contains("args=('%(folder)s/shop.log', 'a', 10 * 1024 * 1024)\n"), "{sections}");
}

#[test]
fn a_text_of_ini_that_would_be_a_reference_is_refused() {
    let text = "[loggers]\nkeys=root\n[handlers]\nkeys=h\n[formatters]\nkeys=\n[logger_root]\nhandlers=h\n\
                [handler_h]\nclass=FileHandler\nargs=('ext://sys.stdout',)\n";
    let document = Document::parse(text, Format::Ini).unwrap();
    let error = document.convert(Format::Json, Registry::global()).unwrap_err().to_string();
    assert_eq!(error, "handler_h: dictConfig has no way to say a text that looks like a reference");
}

#[test]
fn of_queues_it_says_what_there_is_to_say() {
    let with = |handler: &str| {
        ini(&format!(
            "{{version: 1, handlers: {{h: {{class: logging.NullHandler}}, q: {{{handler}}}}}, root: {{handlers: [q]}}}}"
        ))
    };
    for (handler, said) in [
        ("class: logging.NullHandler, async: true", "handlers.q.async: INI cannot say `async: true`"),
        ("class: logging.handlers.QueueHandler", "handlers.q: INI cannot say a logging.handlers.QueueHandler without"),
        ("class: logging.handlers.QueueHandler, queue: queue.Queue", "handlers.q.queue: INI cannot say how a queue is"),
        ("class: logging.handlers.QueueHandler, handlers: [h]", "handlers.q.handlers: INI cannot say `handlers` of a"),
    ] {
        let error = with(handler).unwrap_err();
        assert!(error.contains(said) && error.contains("sawlog.QueueHandler"), "{error}");
    }
    let text = with("class: sawlog.QueueHandler, handlers: [h], queueSize: 20, whenFull: drop below WARNING").unwrap();
    let expected = "[handler_q]\nclass=sawlog.QueueHandler\nargs=()\n\
                    kwargs={'handlers': ['h'], 'queueSize': 20, 'whenFull': 'drop below WARNING'}\n";
    assert!(text.ends_with(expected), "{text}");
}
