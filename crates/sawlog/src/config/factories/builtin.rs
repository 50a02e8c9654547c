//! The names that mean something from the start: Python's class paths, our own, and constants.

use super::{Factory, HandlerFactory, Object, Registry, django, formatters, handlers};
use crate::filter::{NameFilter, SharedFilter};
use crate::handlers::Stream;
use crate::level::Level;
use crate::value::Value;
use std::sync::Arc;

/// Classes of Python's that configurations may name and this build does not have.
pub(super) const LATER: &[&str] = &[
    "logging.handlers.BufferingHandler",
    "logging.handlers.DatagramHandler",
    "logging.handlers.MemoryHandler",
    "logging.handlers.NTEventLogHandler",
    "logging.handlers.QueueHandler",
    "logging.handlers.QueueListener",
    "logging.handlers.RotatingFileHandler",
    "logging.handlers.SocketHandler",
    "logging.handlers.SysLogHandler",
    "logging.handlers.TimedRotatingFileHandler",
    "logging.handlers.WatchedFileHandler",
];

pub(super) fn register(registry: &Registry) {
    let handlers: [(&str, HandlerFactory); 3] = [
        ("StreamHandler", HandlerFactory::Builtin(handlers::stream)),
        ("FileHandler", HandlerFactory::Builtin(handlers::file)),
        ("NullHandler", HandlerFactory::Builtin(handlers::null)),
    ];
    for (name, factory) in handlers {
        registry.add(&format!("logging.{name}"), Factory::Handler(factory));
        registry.alias(&format!("sawlog.{name}"), &format!("logging.{name}"));
    }
    let networked: [(&str, HandlerFactory); 2] = [
        ("HTTPHandler", HandlerFactory::Builtin(handlers::http)),
        ("SMTPHandler", HandlerFactory::Builtin(handlers::smtp)),
    ];
    for (name, factory) in networked {
        registry.add(&format!("logging.handlers.{name}"), Factory::Handler(factory));
        registry.alias(&format!("sawlog.{name}"), &format!("logging.handlers.{name}"));
    }
    registry.add("logging.Formatter", Factory::Formatter { make: Arc::new(formatters::formatter), pure: true });
    registry.alias("sawlog.Formatter", "logging.Formatter");
    registry.add("sawlog.JsonFormatter", Factory::Formatter { make: Arc::new(formatters::json), pure: true });
    registry.add("logging.Filter", Factory::Filter { make: Arc::new(name_filter), pure: true });
    registry.alias("sawlog.NameFilter", "logging.Filter");
    registry.alias("sawlog.Filter", "logging.Filter");
    registry.add("django.utils.log.AdminEmailHandler", Factory::Handler(HandlerFactory::Builtin(django::admin_email)));
    registry.alias("django.utils.log.NullHandler", "logging.NullHandler");
    register_objects(registry);
}

fn register_objects(registry: &Registry) {
    for name in ["sys.stdout", "sys.__stdout__"] {
        registry.add_object(name, Object::Stream(Arc::new(|| Stream::Stdout)));
    }
    for name in ["sys.stderr", "sys.__stderr__"] {
        registry.add_object(name, Object::Stream(Arc::new(|| Stream::Stderr)));
    }
    for (name, level) in [
        ("NOTSET", Level::NOTSET),
        ("DEBUG", Level::DEBUG),
        ("INFO", Level::INFO),
        ("WARN", Level::WARNING),
        ("WARNING", Level::WARNING),
        ("ERROR", Level::ERROR),
        ("FATAL", Level::CRITICAL),
        ("CRITICAL", Level::CRITICAL),
    ] {
        registry.value(&format!("logging.{name}"), level.number());
    }
    for (name, port) in [
        ("DEFAULT_TCP_LOGGING_PORT", 9020),
        ("DEFAULT_UDP_LOGGING_PORT", 9021),
        ("DEFAULT_HTTP_LOGGING_PORT", 9022),
        ("DEFAULT_SOAP_LOGGING_PORT", 9023),
        ("SYSLOG_UDP_PORT", 514),
        ("SYSLOG_TCP_PORT", 514),
    ] {
        registry.value(&format!("logging.handlers.{name}"), port);
    }
    registry.value("logging.BASIC_FORMAT", Value::from("%(levelname)s:%(name)s:%(message)s"));
}

fn name_filter(args: &mut super::Arguments<'_>) -> Result<SharedFilter, super::BoxError> {
    let name = match args.plain("name")? {
        None => String::new(),
        Some(place) => place.node.as_str().ok_or_else(|| place.wrong_type("the name of a logger"))?.to_owned(),
    };
    Ok(Arc::new(NameFilter::new(name)))
}
