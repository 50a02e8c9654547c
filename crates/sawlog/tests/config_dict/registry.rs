//! Class paths, objects and aliases of a program's own.

use std::sync::{Arc, Mutex};

use sawlog::config::{Arguments, Configurator, Document, Format, Registry};
use sawlog::{
    EmitError, Handler, HandlerBase, HandlerRef, LogRecord, Manager, Stream, Value, Verdict, make_log_record,
};

/// Keeps messages; passes records on to another handler if it has one.
struct Collector {
    texts: Arc<Mutex<Vec<String>>>,
    target: Option<HandlerRef>,
}

impl Handler for Collector {
    fn emit(&self, record: &LogRecord<'_>, base: &HandlerBase) -> Result<(), EmitError> {
        base.with_formatted(record, |text| {
            self.texts.lock().unwrap().push(text.clone());
            Ok(())
        })?;
        if let Some(target) = &self.target {
            let text = record.message()?;
            target.handle(&mut make_log_record([("msg", Value::from(text))]));
        }
        Ok(())
    }
}

fn collector(args: &mut Arguments<'_>) -> Result<Collector, sawlog::config::BoxError> {
    let texts = args.object("texts")?.ok_or("texts must be given")?;
    Ok(Collector { texts, target: args.handler("target")? })
}

type Texts = Arc<Mutex<Vec<String>>>;

fn setup() -> (Manager, Registry, Texts) {
    let registry = Registry::new();
    let texts: Texts = Arc::default();
    registry.handler("project.Collector", collector);
    registry.object("texts", Arc::clone(&texts) as Arc<dyn std::any::Any + Send + Sync>);
    (Manager::new(), registry, texts)
}

fn configure(manager: &Manager, registry: &Registry, text: &str) -> Result<(), String> {
    let document = Document::parse(text, Format::Yaml).expect("valid YAML");
    let configured = Configurator::new(manager).registry(registry).configure(&document);
    configured.map(drop).map_err(|error| error.to_string())
}

#[test]
fn handlers_formatters_and_filters_of_ones_own() {
    let (manager, registry, texts) = setup();
    registry.formatter("project.Loud", |args| {
        let suffix = args.text("fmt")?.unwrap_or_default();
        Ok(Loud(suffix))
    });
    registry.filter("project.Only", |args| {
        let name = args.require_text("name")?;
        Ok(sawlog::FilterFn(move |record: &mut LogRecord<'_>| Verdict::from(record.name() == name)))
    });
    let text = "
version: 1
formatters: {loud: {(): project.Loud, format: '!'}}
filters: {only: {(): project.Only, name: a}}
handlers: {h: {class: project.Collector, texts: ext://texts, formatter: loud, filters: [only]}}
root: {handlers: [h]}
";
    configure(&manager, &registry, text).expect("it is right");
    manager.get_logger("a").warning("one");
    manager.get_logger("b").warning("two");
    assert_eq!(*texts.lock().unwrap(), ["ONE!"]);
}

struct Loud(String);

impl sawlog::Formatter for Loud {
    fn format(&self, record: &LogRecord<'_>, out: &mut String) -> Result<(), sawlog::FormatError> {
        out.push_str(&record.message()?.to_uppercase());
        out.push_str(&self.0);
        Ok(())
    }
}

#[test]
fn a_handler_may_name_one_that_is_made_later() {
    for target in ["z", "cfg://handlers.z"] {
        let (manager, registry, texts) = setup();
        let text = format!(
            "{{version: 1, handlers: {{a: {{class: project.Collector, texts: 'ext://texts', target: '{target}'}}, \
             z: {{class: project.Collector, texts: 'ext://texts'}}}}, root: {{handlers: [a]}}}}"
        );
        let outcome = configure(&manager, &registry, &text);
        if target == "z" {
            outcome.expect("it is right");
            manager.root().warning("x");
            assert_eq!(*texts.lock().unwrap(), ["x", "x"]);
        } else {
            // A reference is followed when the handler is read, and `z` is still a mapping then.
            assert!(outcome.is_err());
        }
    }
    let (manager, registry, _) = setup();
    let circle = "{version: 1, handlers: {a: {class: project.Collector, texts: 'ext://texts', target: b}, \
                  b: {class: project.Collector, texts: 'ext://texts', target: a}}}";
    assert!(configure(&manager, &registry, circle).is_err());
}

#[test]
fn what_a_constructor_does_not_ask_for_is_refused() {
    let (manager, registry, _) = setup();
    let text = "{version: 1, handlers: {h: {class: project.Collector, texts: ext://texts, targt: x}}}";
    let error = configure(&manager, &registry, text).expect_err("no such argument");
    assert!(error.contains("handlers.h.targt") && error.contains("did you mean \"target\"?"), "{error}");
}

#[test]
fn what_a_constructor_says_is_passed_on_with_its_place() {
    let (manager, registry, _) = setup();
    let error = configure(&manager, &registry, "{version: 1, handlers: {h: {class: project.Collector}}}").unwrap_err();
    assert!(error.contains("handlers.h") && error.contains("texts must be given"), "{error}");
    let text = "{version: 1, handlers: {h: {class: project.Collector, texts: ext://sys.stdout}}}";
    let error = configure(&manager, &registry, text).unwrap_err();
    assert!(error.contains("handlers.h.texts") && error.contains("found a stream"), "{error}");
}

#[test]
fn aliases_streams_and_values() {
    let (manager, registry, _) = setup();
    let written: Texts = Arc::default();
    registry.alias("project.logging.Console", "my.Console");
    registry.alias("my.Console", "logging.StreamHandler");
    let sink = Arc::clone(&written);
    registry.stream("project.console", move || Stream::Writer(Box::new(Sink(Arc::clone(&sink)))));
    registry.value("project.LEVEL", 35);
    let text = "{version: 1, handlers: {h: {class: project.logging.Console, stream: ext://project.console, \
                level: ext://project.LEVEL, '.': {terminator: ';'}}}, root: {handlers: [h]}}";
    configure(&manager, &registry, text).expect("it is right");
    manager.root().warning("no");
    manager.root().error("yes");
    assert_eq!(*written.lock().unwrap(), ["yes;"]);
}

struct Sink(Texts);

impl std::io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().push(String::from_utf8_lossy(bytes).into_owned());
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn djangos_configuration_is_taken() {
    let (manager, registry, _) = setup();
    registry.alias("project.logging.SpecialFilter", "own.Special");
    registry.filter("own.Special", |args| {
        assert_eq!(args.value("foo")?, Some(Value::from("bar")));
        Ok(sawlog::NameFilter::new(""))
    });
    let text = "
version: 1
disable_existing_loggers: true
formatters:
  verbose: {format: '%(levelname)s %(asctime)s %(module)s %(process)d %(thread)d %(message)s'}
filters: {special: {(): project.logging.SpecialFilter, foo: bar}}
handlers:
  none: {level: DEBUG, class: django.utils.log.NullHandler}
  console: {level: DEBUG, class: logging.StreamHandler, formatter: verbose}
  mail_admins: {level: ERROR, class: django.utils.log.AdminEmailHandler, filters: [special], include_html: true}
loggers:
  django: {handlers: [none], propagate: true, level: INFO}
  django.request: {handlers: [mail_admins], level: ERROR, propagate: false}
";
    configure(&manager, &registry, text).expect("it is right");
    let request = manager.get_logger("django.request");
    let failures = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&failures);
    request.handlers()[0].on_error(move |_, error| kept.lock().unwrap().push(error.to_string()));
    request.error("first");
    request.error("second");
    assert_eq!(failures.lock().unwrap().len(), 1, "said once");
}

#[test]
fn json_lines() {
    let (manager, registry, texts) = setup();
    let text = "
version: 1
formatters: {json: {(): sawlog.JsonFormatter, fields: {severity: level, msg: message, user: user}}}
handlers: {h: {class: project.Collector, texts: ext://texts, formatter: json}}
root: {handlers: [h]}
";
    configure(&manager, &registry, text).expect("it is right");
    manager.root().warning("hot");
    assert_eq!(*texts.lock().unwrap(), [r#"{"severity":"WARNING","msg":"hot"}"#]);
}
