//! The tables beside what the constructors do.

use std::collections::BTreeSet;

use super::*;
use crate::config::error::ConfigErrorKind;
use crate::config::factories::{Argument, Arguments, Factory, HandlerFactory, QueueFactory, Registry};
use crate::config::node::Node;
use crate::config::{ConfigError, Document};
use crate::value::{Dict, Value};

/// Arguments that only make sense with others.
const COMPANIONS: &[(&str, &[&str])] = &[
    ("caFile", &["tls", "secure"]),
    ("serverName", &["tls"]),
    ("certFile", &["tls", "keyFile"]),
    ("keyFile", &["tls", "certFile"]),
    ("verify", &["secure"]),
    ("user", &["password"]),
    ("password", &["user"]),
    ("spoolBytes", &["spool"]),
    ("perSeconds", &["maxMails"]),
    ("interval", &["when"]),
    ("utc", &["when"]),
    ("atTime", &["when"]),
    ("mailhost", &["fromaddr", "toaddrs"]),
    ("fromaddr", &["mailhost", "toaddrs"]),
    ("toaddrs", &["mailhost", "fromaddr"]),
];
/// What Django's handler takes when it is to send mail.
const MAIL: &[&str] = &["mailhost", "fromaddr", "toaddrs"];

#[test]
fn constructors_ask_for_what_their_tables_say() {
    let registry = Registry::new();
    let mut seen = 0;
    for (path, factory) in registry.classes() {
        let signature = registry.signature(&path).expect("every class of ours has a table");
        let known: Vec<&Parameter> = taken_by(&path, signature).collect();
        let mut asked = BTreeSet::new();
        let mut try_with = |given: Vec<(&str, Value<'static>)>| {
            let (names, outcome) = call(&path, &factory, &given);
            asked.extend(names);
            match outcome {
                Ok(()) => true,
                Err(error) if matches!(error.kind(), ConfigErrorKind::Unavailable(_)) => false,
                Err(_) if path == "logging.handlers.NTEventLogHandler" => false,
                Err(error) => panic!("{path} with {given:?}: {error}"),
            }
        };
        let of = |name: &str| known.iter().copied().find(|parameter| parameter.name == name);
        let mut there: Vec<&str> = known.iter().filter(|it| it.is_required).map(|it| it.name).collect();
        if !try_with(there.iter().filter_map(|name| Some((*name, sample(of(name)?)))).collect()) {
            continue;
        }
        seen += 1;
        if path.starts_with("django.") {
            there.extend(MAIL);
        }
        for parameter in &known {
            let companions = COMPANIONS.iter().find(|(name, _)| *name == parameter.name);
            let with = companions.map_or(&[][..], |(_, names)| names);
            // Those of mail handlers have another way to say it.
            let with =
                with.iter().filter(|name| !(path.contains("SMTP") || path.contains("Admin")) || **name == "maxMails");
            let others = there.iter().chain(with).filter(|name| **name != parameter.name);
            let mut given: Vec<(&str, Value<'static>)> =
                others.filter_map(|name| Some((*name, sample(of(name)?)))).collect();
            given.dedup_by_key(|(name, _)| *name);
            for value in samples(parameter) {
                try_with(given.iter().cloned().chain([(parameter.name, value)]).collect());
            }
        }
        let known: BTreeSet<String> = known.iter().map(|parameter| parameter.name.to_owned()).collect();
        assert_eq!(asked, known, "{path}: asked for, and known by its table");
    }
    assert!(seen > 30, "{seen} classes");
}

#[test]
fn those_that_python_has_are_in_its_order() {
    let registry = Registry::new();
    let order = |path: &str| by_position(registry.signature(path).unwrap()).collect::<Vec<_>>().join(" ");
    for (path, names) in [
        ("logging.StreamHandler", "stream"),
        ("logging.FileHandler", "filename mode encoding delay errors"),
        ("logging.handlers.WatchedFileHandler", "filename mode encoding delay errors"),
        ("logging.handlers.RotatingFileHandler", "filename mode maxBytes backupCount encoding delay errors"),
        (
            "logging.handlers.TimedRotatingFileHandler",
            "filename when interval backupCount encoding delay utc atTime errors",
        ),
        ("logging.handlers.SocketHandler", "host port"),
        ("logging.handlers.DatagramHandler", "host port"),
        ("logging.handlers.SysLogHandler", "address facility socktype"),
        ("logging.handlers.BufferingHandler", "capacity"),
        ("logging.handlers.MemoryHandler", "capacity flushLevel target flushOnClose"),
        ("logging.NullHandler", "level"),
        ("logging.Formatter", "fmt datefmt style validate"),
        ("logging.Filter", "name"),
    ] {
        assert_eq!(order(path), names, "{path}");
    }
}

/// What a constructor asked for, and whether it was content.
fn call(path: &str, factory: &Factory, given: &[(&str, Value<'static>)]) -> (Vec<String>, Result<(), ConfigError>) {
    let mut args = Arguments::new(path, "it", None);
    for (name, value) in given {
        let argument = match value {
            Value::Str(text) if text == "ext://sys.stdout" => {
                Argument::Object(Registry::global().lookup("sys.stdout").unwrap())
            }
            value => Argument::Plain(node(value)),
        };
        args.insert((*name).to_owned(), argument, None);
    }
    // No file is to be looked into.
    args.set_trusted(false);
    let outcome = match factory {
        Factory::Formatter { make, .. } => make(&mut args).map(drop),
        Factory::Filter { make, .. } => make(&mut args).map(drop),
        Factory::Handler(HandlerFactory::Builtin(prepare)) => prepare(&mut args).map(drop).map_err(Into::into),
        Factory::Queue(QueueFactory::Builtin(prepare)) => prepare(&mut args).map(drop).map_err(Into::into),
        Factory::Queue(QueueFactory::Own(_)) | Factory::Handler(HandlerFactory::Own(_)) => {
            unreachable!("nothing of a program's own is registered")
        }
    };
    let outcome = outcome.map_err(|error| *error.downcast::<ConfigError>().expect("an error with its place"));
    (args.asked().to_vec(), outcome.and_then(|()| args.finish()))
}

fn node(value: &Value<'static>) -> Node {
    Document::from_value(value).unwrap().root().clone()
}

fn sample(parameter: &Parameter) -> Value<'static> {
    samples(parameter).swap_remove(0)
}

/// Values that it takes.
fn samples(parameter: &Parameter) -> Vec<Value<'static>> {
    let one = match (parameter.name, parameter.kind) {
        (_, Kind::OneOf(known) | Kind::Such(known)) => return known.iter().map(|text| Value::from(*text)).collect(),
        ("fromaddr" | "toaddrs", _) => "app@example.org".into(),
        ("fmt", _) => "%(message)s".into(),
        ("spoolBytes", _) => (1 << 20).into(),
        ("url", _) => "/log".into(),
        ("namer", _) => "{}.gz".into(),
        ("structuredDataId", _) => "shop@32473".into(),
        (_, Kind::Text | Kind::TextIfAny | Kind::Host) => "text".into(),
        (_, Kind::Truth) => Value::Bool(true),
        (_, Kind::Integer | Kind::Count | Kind::Number | Kind::Seconds | Kind::NumberOrText) => 1.into(),
        (_, Kind::Age) => "30 days".into(),
        (_, Kind::TimeOfDay) => "12:30".into(),
        (_, Kind::Level) => "INFO".into(),
        (_, Kind::Stream) => "ext://sys.stdout".into(),
        (_, Kind::Handler) => "another".into(),
        (_, Kind::Handlers) => Value::list(["another".into()]),
        (_, Kind::Queue) => "queue.Queue".into(),
        (_, Kind::Port) => 9020.into(),
        (_, Kind::Address) => Value::list(["localhost".into(), 514.into()]),
        (_, Kind::Pair) => Value::list(["user".into(), "password".into()]),
        (_, Kind::Texts) => Value::list(["a".into(), "b".into()]),
        (_, Kind::UpToTwo) => Value::list([]),
        (_, Kind::Facility) => "local0".into(),
        (_, Kind::Fields) => Value::list(["message".into()]),
        (_, Kind::Mapping) => Value::from([("a".into(), 1.into())].into_iter().collect::<Dict>()),
        (_, Kind::Nothing) => Value::None,
    };
    vec![one]
}
