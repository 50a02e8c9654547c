//! Reloads and policies take INI as they take the others.

use sawlog::Manager;
use sawlog::config::{Configurator, Document, Format, Policy};

fn text(folder: &std::path::Path, level: &str) -> String {
    format!(
        "[loggers]\nkeys=root\n[handlers]\nkeys=mem,file\n[formatters]\nkeys=f\n[formatter_f]\nformat=%(message)s\n[logger_root]\n\
         level={level}\nhandlers=mem\n[handler_mem]\nclass=handlers.MemoryHandler\nargs=(2,)\ntarget=file\n[handler_file]\n\
         class=FileHandler\nargs=('{}',)\nformatter=f\n",
        folder.join("app.log").display()
    )
}

fn ini(text: &str) -> Document {
    Document::parse(text, Format::Ini).unwrap()
}

#[test]
fn handlers_that_have_not_changed_stay() {
    let folder = tempfile::tempdir().unwrap();
    let manager = Manager::new();
    let configurator = Configurator::new(&manager);
    let _guard = configurator.configure(&ini(&text(folder.path(), "INFO"))).unwrap();
    manager.get_logger("a").info("one");
    let done = configurator.reload(&ini(&text(folder.path(), "DEBUG"))).unwrap();
    assert_eq!((done.kept, done.made, done.closed), (2, 0, 0));
    manager.get_logger("a").debug("two");
    assert_eq!(std::fs::read_to_string(folder.path().join("app.log")).unwrap(), "one\ntwo\n");
    let other = text(folder.path(), "DEBUG").replace("target=file\n", "");
    let done = configurator.reload(&ini(&other)).unwrap();
    assert_eq!((done.kept, done.made, done.closed), (1, 1, 1));
}

#[test]
fn from_ini_to_yaml() {
    let folder = tempfile::tempdir().unwrap();
    let manager = Manager::new();
    let configurator = Configurator::new(&manager);
    let _guard = configurator.configure(&ini(&text(folder.path(), "INFO"))).unwrap();
    let path = folder.path().join("app.log");
    let yaml = format!(
        "{{version: 1, handlers: {{x: {{class: logging.FileHandler, filename: '{}'}}}}, root: {{handlers: [x]}}}}",
        path.display()
    );
    let done = configurator.reload(&Document::parse(&yaml, Format::Yaml).unwrap()).unwrap();
    assert_eq!((done.kept, done.made, done.closed), (1, 0, 1));
}

#[test]
fn a_policy_holds() {
    let folder = tempfile::tempdir().unwrap();
    let manager = Manager::new();
    let stranger = Configurator::new(&manager).policy(Policy::default());
    let error = stranger.configure(&ini(&text(folder.path(), "INFO"))).unwrap_err();
    assert_eq!(error.key_path(), "handler_file");
    assert!(!folder.path().join("app.log").exists());
}
