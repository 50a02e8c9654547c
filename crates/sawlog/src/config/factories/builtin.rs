//! The names that mean something from the start: Python's class paths, our own, and constants.

use super::parameters::Signature;
use super::{Factory, Make, Object, Prepare, QueueFactory, Registry, django, filters, formatters, handlers, queues};
use crate::filter::SharedFilter;
use crate::handlers::Stream;
use crate::level::Level;
use crate::value::Value;
use crate::wire::syslog::{Facility, Severity};
use std::sync::Arc;

pub(super) fn register(registry: &Registry) {
    let handlers: [(&str, &str, Prepare, Signature); 14] = [
        ("logging", "StreamHandler", handlers::stream, handlers::STREAM),
        ("logging", "FileHandler", handlers::file, handlers::FILE),
        ("logging", "NullHandler", handlers::null, handlers::NULL),
        ("logging.handlers", "RotatingFileHandler", handlers::rotating, handlers::ROTATING),
        ("logging.handlers", "TimedRotatingFileHandler", handlers::timed, handlers::TIMED),
        ("logging.handlers", "WatchedFileHandler", handlers::watched, handlers::WATCHED),
        ("logging.handlers", "BufferingHandler", handlers::buffering, handlers::BUFFERING),
        ("logging.handlers", "QueueHandler", handlers::queue_handler, handlers::QUEUE),
        ("logging.handlers", "MemoryHandler", handlers::memory, handlers::MEMORY),
        ("logging.handlers", "HTTPHandler", handlers::http, handlers::HTTP),
        ("logging.handlers", "SMTPHandler", handlers::smtp, handlers::SMTP),
        ("logging.handlers", "DatagramHandler", handlers::datagram, handlers::DATAGRAM),
        ("logging.handlers", "SocketHandler", handlers::socket, handlers::SOCKET),
        ("logging.handlers", "SysLogHandler", handlers::syslog, handlers::SYSLOG),
    ];
    for (module, name, prepare, signature) in handlers {
        registry.add(&format!("{module}.{name}"), Factory::handler(prepare), signature);
        registry.alias(&format!("sawlog.{name}"), &format!("{module}.{name}"));
    }
    registry.add("sawlog.JournaldHandler", Factory::handler(handlers::journald), handlers::JOURNALD);
    for (path, prepare, signature) in queues::CLASSES {
        registry.add(path, Factory::Queue(QueueFactory::Builtin(*prepare)), signature);
    }
    let nt_event_log = Factory::handler(handlers::nt_event_log);
    registry.add("logging.handlers.NTEventLogHandler", nt_event_log, handlers::NT_EVENT_LOG);
    let formatter = Factory::Formatter { make: Arc::new(formatters::formatter), pure: true };
    registry.add("logging.Formatter", formatter, formatters::FORMATTER);
    registry.alias("sawlog.Formatter", "logging.Formatter");
    let json = Factory::Formatter { make: Arc::new(formatters::json), pure: true };
    registry.add("sawlog.JsonFormatter", json, formatters::JSON);
    registry.add("logging.Filter", Factory::Filter { make: Arc::new(filters::name), pure: true }, filters::NAME);
    let own: [(&str, Make<SharedFilter>, Signature); 4] = [
        ("LevelRangeFilter", Arc::new(filters::level_range), filters::LEVEL_RANGE),
        ("RegexFilter", Arc::new(filters::regex), filters::REGEX),
        ("RateLimitFilter", Arc::new(filters::rate_limit), filters::RATE_LIMIT),
        ("DuplicateFilter", Arc::new(filters::duplicates), filters::DUPLICATES),
    ];
    for (name, make, signature) in own {
        registry.add(&format!("sawlog.{name}"), Factory::Filter { make, pure: true }, signature);
    }
    registry.alias("sawlog.NameFilter", "logging.Filter");
    registry.alias("sawlog.Filter", "logging.Filter");
    registry.add("django.utils.log.AdminEmailHandler", Factory::handler(django::admin_email), django::ADMIN_EMAIL);
    registry.alias("django.utils.log.NullHandler", "logging.NullHandler");
    register_objects(registry);
}

fn register_objects(registry: &Registry) {
    for name in ["logging.handlers.QueueListener", "sawlog.QueueListener"] {
        registry.add_object(name, Object::Class(name.to_owned()));
    }
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
    let facilities = Facility::ALL.iter().map(|facility| (facility.constant(), facility.number()));
    let severities = Severity::constants().map(|(name, severity)| (name.to_uppercase(), severity.number()));
    for (name, number) in facilities.chain(severities) {
        registry.value(&format!("logging.handlers.SysLogHandler.LOG_{name}"), i64::from(number));
    }
    // Python's `SocketKind`, by its numbers on Linux.
    for (name, number) in [("SOCK_STREAM", 1), ("SOCK_DGRAM", 2)] {
        registry.value(&format!("socket.{name}"), number);
    }
    // What INI files reach among the names of `logging`.
    for (name, text) in [
        ("devnull", "/dev/null"),
        ("sep", "/"),
        ("linesep", "\n"),
        ("pathsep", ":"),
        ("extsep", "."),
        ("curdir", "."),
        ("pardir", ".."),
        ("name", "posix"),
    ] {
        registry.value(&format!("os.{name}"), Value::from(text));
    }
    registry.value("sys.maxsize", i64::MAX);
    registry.value("logging.BASIC_FORMAT", Value::from("%(levelname)s:%(name)s:%(message)s"));
}
