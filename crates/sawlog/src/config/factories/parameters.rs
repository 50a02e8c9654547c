//! The parameters of the constructors that ship with sawlog, in Python's order: an INI file gives arguments without names.

/// Those of the class of this path; `None` if it takes arguments by name alone, or is not known.
pub(super) fn of(path: &str) -> Option<&'static [&'static str]> {
    Some(match path {
        "logging.StreamHandler" => &["stream"],
        "logging.FileHandler" | "logging.handlers.WatchedFileHandler" => {
            &["filename", "mode", "encoding", "delay", "errors"]
        }
        "logging.NullHandler" => &["level"],
        "logging.handlers.RotatingFileHandler" => {
            &["filename", "mode", "maxBytes", "backupCount", "encoding", "delay", "errors"]
        }
        "logging.handlers.TimedRotatingFileHandler" => {
            &["filename", "when", "interval", "backupCount", "encoding", "delay", "utc", "atTime", "errors"]
        }
        "logging.handlers.BufferingHandler" => &["capacity"],
        "logging.handlers.MemoryHandler" => &["capacity", "flushLevel", "target", "flushOnClose"],
        "logging.handlers.SocketHandler" | "logging.handlers.DatagramHandler" => &["host", "port"],
        "logging.handlers.SysLogHandler" => &["address", "facility", "socktype"],
        "logging.handlers.HTTPHandler" => &["host", "url", "method", "secure", "credentials", "context"],
        "logging.handlers.SMTPHandler" => {
            &["mailhost", "fromaddr", "toaddrs", "subject", "credentials", "secure", "timeout"]
        }
        "logging.handlers.NTEventLogHandler" => &["appname", "dllname", "logtype"],
        "django.utils.log.AdminEmailHandler" => &["include_html", "email_backend", "reporter_class"],
        _ => return None,
    })
}
