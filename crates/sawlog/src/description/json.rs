//! The tree for programs: one JSON object.

use serde_json::{Value, json};

use super::{HandlerDescription, LoggerDescription, TreeDescription};

impl TreeDescription {
    /// As a JSON object, with line breaks:
    ///
    /// ```json
    /// {"disabled": "NOTSET",
    ///  "loggers": [{"name": "root", "level": "DEBUG", "effective_level": "DEBUG", "goes_back": {"seconds": 9.5, "level": "WARNING"},
    ///               "propagate": true, "disabled": false, "filters": ["NameFilter \"shop\""],
    ///               "handlers": [{"class": "FileHandler", "name": "file", "level": "NOTSET", "formatter": "\"%(message)s\"",
    ///                             "filters": [], "destination": "/var/log/shop.log", "failures": 0, "dropped": null,
    ///                             "waiting": null, "target": null}]}],
    ///  "unused_handlers": []}
    /// ```
    ///
    /// What a logger or a handler does not have is `null`; levels are names, or `Level N`.
    pub fn to_json(&self) -> String {
        let object = json!({
            "disabled": self.disabled.name(),
            "loggers": self.loggers.iter().map(logger).collect::<Vec<_>>(),
            "unused_handlers": self.unused_handlers.iter().map(handler).collect::<Vec<_>>(),
        });
        format!("{object:#}")
    }
}

fn logger(logger: &LoggerDescription) -> Value {
    let goes_back = logger.goes_back.map(|(left, level)| json!({"seconds": left.as_secs_f64(), "level": level.name()}));
    json!({
        "name": logger.name,
        "level": logger.level.name(),
        "effective_level": logger.effective_level.name(),
        "goes_back": goes_back,
        "propagate": logger.propagate,
        "disabled": logger.disabled,
        "filters": logger.filters,
        "handlers": logger.handlers.iter().map(handler).collect::<Vec<_>>(),
    })
}

fn handler(of: &HandlerDescription) -> Value {
    json!({
        "class": of.class,
        "name": of.name,
        "level": of.level.name(),
        "formatter": of.formatter,
        "filters": of.filters,
        "destination": of.destination,
        "failures": of.failures,
        "dropped": of.dropped,
        "waiting": of.waiting,
        "target": of.target.as_deref().map(handler),
    })
}
