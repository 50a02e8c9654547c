//! A tree of loggers as text, to compare with another or with Python's.

use std::fs;
use std::path::{Path, PathBuf};

use sawlog::config::{Configurator, Document, Format, Registry};
use sawlog::format::MessageFormatter;
use sawlog::{Formatter, HandlerRef, Logger, Manager, Value, make_log_record};

/// What a sequence of configurations makes of a tree: its state, or `refused` where one is.
///
/// `{dir}` in a text stands for the folder.
pub(crate) fn after(loggers: &[&str], configs: &[&str], folder: &Path) -> String {
    let manager = Manager::new();
    for name in loggers {
        manager.get_logger(name);
    }
    let configurator = Configurator::new(&manager).registry(&Registry::new());
    for config in configs {
        let text = config.replace("{dir}", &folder.display().to_string());
        let document = Document::parse(&text, Format::Yaml).expect("the test's own YAML");
        let before = (of_tree(&manager), of_folder(folder));
        if configurator.configure(&document).is_err() {
            assert_eq!((of_tree(&manager), of_folder(folder)), before, "refused, and yet something changed: {config}");
            return "refused".to_owned();
        }
    }
    format!("{}\n{}", of_tree(&manager), of_folder(folder))
}

pub(crate) fn of_tree(manager: &Manager) -> String {
    let loggers = std::iter::once(manager.root()).chain(manager.loggers());
    loggers.map(|logger| of_logger(&logger)).collect::<Vec<_>>().join("\n")
}

fn of_logger(logger: &Logger) -> String {
    let handlers: Vec<String> = logger.handlers().iter().map(of_handler).collect();
    format!(
        "{}: level={} propagate={} disabled={} filters={} [{}]",
        logger.name(),
        logger.level().number(),
        logger.propagate(),
        logger.disabled(),
        logger.filters().len(),
        handlers.join(", ")
    )
}

fn of_handler(handler: &HandlerRef) -> String {
    let record = make_log_record([
        ("name", Value::from("n.m")),
        ("levelname", "INFO".into()),
        ("levelno", 20.into()),
        ("msg", "hello".into()),
    ]);
    let mut text = String::new();
    let outcome = match handler.formatter() {
        Some(formatter) => formatter.format(&record, &mut text),
        None => MessageFormatter.format(&record, &mut text),
    };
    if outcome.is_err() {
        text = "<error>".to_owned();
    }
    let name = handler.name().map_or("None".to_owned(), |name| name.to_string());
    // The class is the first word of what a handler prints as.
    let shown = format!("{handler:?}");
    let class = shown.trim_start_matches('<').split(' ').next().unwrap_or_default();
    format!("{class} {name}/{}/{}/{text}", handler.level().number(), handler.filters().len())
}

fn of_folder(folder: &Path) -> String {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let mut files: Vec<String> = entries
        .map(|entry| {
            let path = entry.expect("the folder can be read").path();
            let text = fs::read_to_string(&path).unwrap_or_default();
            format!("{}={text:?}", path.file_name().unwrap_or_default().to_string_lossy())
        })
        .collect();
    files.sort();
    files.join(" ")
}

/// An empty folder of a test's own.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("config_dict").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a scratch folder");
    folder
}
