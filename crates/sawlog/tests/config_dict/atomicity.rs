//! All or nothing: what a refused configuration leaves, and what others see while one is carried out.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use sawlog::config::{Configurator, Document, Format, Registry};
use sawlog::{EmitError, Handler, HandlerBase, LogRecord, Manager};

use super::state;

fn configure(manager: &Manager, text: &str, folder: &Path) -> Result<(), String> {
    let text = text.replace("{dir}", &folder.display().to_string());
    manager.dict_config_str(&text, Format::Yaml).map(drop).map_err(|error| error.to_string())
}

const GOOD: &str = "
version: 1
handlers: {h: {class: logging.FileHandler, filename: '{dir}/good.log', mode: w}}
loggers: {a: {level: DEBUG, handlers: [h], propagate: false}}
";

#[test]
fn a_refused_configuration_leaves_the_old_one_running() {
    let folder = state::scratch("refused");
    let manager = Manager::new();
    configure(&manager, GOOD, &folder).expect("it is right");
    let logger = manager.get_logger("a");
    logger.debug("before");
    let before = state::of_tree(&manager);
    for bad in [
        "{version: 1, handlers: {g: {class: logging.FileHandler, filename: '{dir}/new.log'}}, root: {handlers: [none]}}",
        "{version: 1, handlers: {g: {class: logging.FileHandler, filename: '{dir}/good.log', mode: w}, \
          z: {class: logging.FileHandler, filename: '{dir}/no/folder.log'}}}",
        "{version: 1, handlers: {g: {class: logging.FileHandler, filename: '{dir}/new.log', mode: x}, \
          z: {class: logging.FileHandler, filename: '{dir}/good.log', mode: x}}}",
        "{version: 1, handlers: {g: {class: logging.FileHandler, filename: '{dir}/new.log', mode: x}, \
          z: {class: logging.FileHandler, filename: '{dir}/new.log', mode: x}}}",
        "{version: 1, incremental: true, handlers: {h: {level: ERROR}}, root: {level: LOUD}}",
        "{version: 1, incremental: true, handlers: {h: {level: ERROR}, none: {level: ERROR}}}",
    ] {
        configure(&manager, bad, &folder).expect_err(bad);
        assert_eq!(state::of_tree(&manager), before, "{bad}");
        let files: Vec<_> = fs::read_dir(&folder).expect("it is there").map(|file| file.unwrap().file_name()).collect();
        assert_eq!(files, ["good.log"], "{bad}");
    }
    logger.debug("after");
    assert_eq!(fs::read_to_string(folder.join("good.log")).expect("it is there"), "before\nafter\n");
}

#[test]
fn a_constructor_that_fails_late_leaves_files_as_they_were() {
    let folder = state::scratch("fails_late");
    fs::write(folder.join("kept.log"), "kept\n").expect("the folder is there");
    let registry = Registry::new();
    registry.handler("own.Handler", |_| -> Result<sawlog::NullHandler, _> { Err("not today".into()) });
    let text = "{version: 1, handlers: {a: {class: logging.FileHandler, filename: '{dir}/kept.log', mode: w}, \
                b: {class: logging.FileHandler, filename: '{dir}/new.log', mode: w}, z: {class: own.Handler}}}";
    let document = Document::parse(&text.replace("{dir}", &folder.display().to_string()), Format::Yaml).unwrap();
    let error = Configurator::new(&Manager::new()).registry(&registry).configure(&document).map(drop).unwrap_err();
    assert_eq!(error.key_path(), "handlers.z", "{error}");
    assert!(error.to_string().contains("not today"), "{error}");
    assert_eq!(fs::read_to_string(folder.join("kept.log")).unwrap(), "kept\n");
    assert!(!folder.join("new.log").exists());
}

#[test]
fn the_old_handlers_are_closed() {
    let folder = state::scratch("closed");
    let manager = Manager::new();
    configure(&manager, GOOD, &folder).expect("it is right");
    let old = manager.get_logger("a").handlers()[0].clone();
    configure(&manager, "{version: 1}", &folder).expect("it is right");
    fs::remove_file(folder.join("good.log")).expect("it is there");
    let mut record = sawlog::make_log_record([("msg", "late".into())]);
    old.handle(&mut record);
    assert!(!folder.join("good.log").exists(), "a closed file that `w` would empty is not opened again");
}

#[test]
fn handlers_are_found_by_name_until_the_next_configuration() {
    let folder = state::scratch("by_name");
    let manager = Manager::new();
    let text = "{version: 1, handlers: {found_by_name: {class: logging.NullHandler}}}";
    configure(&manager, text, &folder).expect("it is right");
    assert!(sawlog::get_handler_by_name("found_by_name").is_some());
    configure(&manager, "{version: 1, root: {handlers: [none]}}", &folder).expect_err("no such handler");
    assert!(sawlog::get_handler_by_name("found_by_name").is_some());
    configure(&manager, "{version: 1}", &folder).expect("it is right");
    assert!(sawlog::get_handler_by_name("found_by_name").is_none());
}

/// Counts in one of two places, by the configuration that it belongs to.
struct Count(Arc<AtomicU64>);

impl Handler for Count {
    fn emit(&self, _: &LogRecord<'_>, _: &HandlerBase) -> Result<(), EmitError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

/// Both configurations give the record to exactly one handler, by different ways: what sees half of a change sees none
/// or two.
#[test]
fn records_meet_the_old_configuration_or_the_new_one() {
    let registry = Registry::new();
    let count: Arc<AtomicU64> = Arc::default();
    let counted = Arc::clone(&count);
    registry.handler("own.Count", move |_| Ok(Count(Arc::clone(&counted))));
    let parse = |text: &str| Document::parse(text, Format::Yaml).expect("valid YAML");
    let by_root = parse("{version: 1, handlers: {h: {class: own.Count}}, loggers: {a.b: {}}, root: {handlers: [h]}}");
    let by_self = parse(
        "{version: 1, handlers: {h: {class: own.Count}}, loggers: {a.b: {handlers: [h], propagate: false}}, root: {level: INFO}}",
    );
    let by_root_again = parse(
        "{version: 1, handlers: {h: {class: own.Count}}, loggers: {a.b: {propagate: true}}, root: {handlers: [h]}}",
    );
    let manager = Manager::new();
    let configurator = Configurator::new(&manager).registry(&registry);
    drop(configurator.configure(&by_root).expect("it is right"));
    let logger = manager.get_logger("a.b");
    let done = Arc::new(AtomicBool::new(false));
    let threads: Vec<_> = (0..2)
        .map(|_| {
            let (logger, done) = (logger.clone(), Arc::clone(&done));
            std::thread::spawn(move || {
                let mut sent = 0;
                while !done.load(Ordering::Relaxed) {
                    logger.warning("x");
                    sent += 1;
                }
                sent
            })
        })
        .collect();
    for _ in 0..300 {
        drop(configurator.configure(&by_self).expect("it is right"));
        drop(configurator.configure(&by_root_again).expect("it is right"));
    }
    done.store(true, Ordering::Relaxed);
    let sent: u64 = threads.into_iter().map(|thread| thread.join().expect("no panic")).sum();
    assert_eq!(count.load(Ordering::Relaxed), sent);
}

#[test]
fn a_link_to_no_file_leaves_none_behind() {
    let folder = state::scratch("dangling");
    std::os::unix::fs::symlink("middle.log", folder.join("link.log")).unwrap();
    std::os::unix::fs::symlink("target.log", folder.join("middle.log")).unwrap();
    let with = |other: &str| {
        format!(
            "{{version: 1, handlers: {{a: {{class: logging.FileHandler, filename: '{{dir}}/link.log'}}, b: {{class: logging.FileHandler, filename: '{{dir}}/{other}', mode: x}}}}, root: {{handlers: [a]}}}}"
        )
    };
    let manager = Manager::new();
    configure(&manager, &with("middle.log"), &folder).expect_err("there is such a name");
    assert!(!folder.join("target.log").exists());
    configure(&manager, &with("new.log"), &folder).expect("it is right");
    manager.root().warning("written");
    assert_eq!(fs::read_to_string(folder.join("target.log")).expect("it is there"), "written\n");
}
