//! `basic_config`: what it sets up, and what it refuses.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sawlog::{
    BasicConfig, BasicConfigError, EmitError, Handler, HandlerBase, HandlerRef, Level, LogRecord, Manager, NullHandler,
    OpenMode, PercentFormatter, Stream, Style, info, warning,
};

mod python;
mod skipped;

/// Takes nothing and remembers that it was closed.
#[derive(Clone, Default)]
struct Closing(Arc<AtomicBool>);

impl Handler for Closing {
    fn emit(&self, _: &LogRecord<'_>, _: &HandlerBase) -> Result<(), EmitError> {
        Ok(())
    }

    fn close(&self) -> Result<(), EmitError> {
        self.0.store(true, Ordering::Relaxed);
        Ok(())
    }
}

#[test]
fn a_file_is_written_as_cpython_writes_it() {
    let folder = tempfile::tempdir().unwrap();
    let (ours, theirs) = (folder.path().join("ours"), folder.path().join("theirs"));
    let script = format!(
        r"
import logging
logging.basicConfig(filename={theirs:?}, filemode='w', format='{{name:>8}} {{levelname}} {{message}}', style='{{',
                    level='DEBUG', encoding='latin-1')
logging.getLogger('shop').debug('caf\xe9 \u20ac %d', 5)
logging.warning('stock')
logging.basicConfig(level='ERROR')
logging.info('still')
"
    );
    if python::python(&script, "").is_none() {
        return;
    }
    fs::write(&ours, "gone").unwrap();
    let manager = Manager::new();
    let _guard = BasicConfig::new(&manager)
        .filename(&ours)
        .filemode(OpenMode::Truncate)
        .format("{name:>8} {levelname} {message}")
        .style(Style::Brace)
        .level("DEBUG")
        .encoding("latin-1".parse().unwrap())
        .init()
        .unwrap();
    sawlog::percent!(manager.get_logger("shop"), Level::DEBUG, "caf\u{e9} \u{20ac} %d", 5);
    warning!(manager.root(), "stock");
    let _second = BasicConfig::new(&manager).level("ERROR").init().unwrap();
    info!(manager.root(), "still");
    assert_eq!(fs::read(ours).unwrap(), fs::read(theirs).unwrap());
}

#[test]
fn nothing_happens_if_the_root_has_handlers_whatever_is_asked() {
    let manager = Manager::new();
    manager.root().add_handler(NullHandler::new());
    let asked = BasicConfig::new(&manager).stream(Stream::Stdout).filename("/nowhere/x").level("NONSENSE");
    assert!(asked.init().is_ok());
    assert_eq!((manager.root().level(), manager.root().handlers().len()), (Level::WARNING, 1));
}

#[test]
fn force_puts_new_handlers_in_place_of_the_old_which_are_closed() {
    let (manager, old) = (Manager::new(), Closing::default());
    manager.root().add_handler(old.clone());
    let with_formatter = NullHandler::new();
    with_formatter.set_formatter(PercentFormatter::new("%(message)s").unwrap());
    let formatter = with_formatter.formatter().unwrap();
    let handlers: [HandlerRef; 2] = [with_formatter.erase(), NullHandler::new().erase()];
    let _guard = BasicConfig::new(&manager).force(true).handlers(&handlers).level(25).init().unwrap();
    assert!(old.0.load(Ordering::Relaxed));
    let root = manager.root();
    assert_eq!(root.level(), Level::new(25));
    assert!(root.handlers().iter().zip(&handlers).all(|(a, b)| a.ptr_eq(b)));
    assert!(Arc::ptr_eq(&root.handlers()[0].formatter().unwrap(), &formatter));
    assert!(root.handlers()[1].formatter().is_some());
}

#[test]
fn what_is_refused_changes_nothing() {
    let (manager, old) = (Manager::new(), Closing::default());
    manager.root().add_handler(old.clone());
    let forced = || BasicConfig::new(&manager).force(true);
    let refused = |config: BasicConfig<'_>| config.init().map(drop).unwrap_err();
    assert!(matches!(refused(forced().stream(Stream::Stdout).filename("x")), BasicConfigError::StreamAndFilename));
    let none: [HandlerRef; 0] = [];
    assert!(matches!(
        refused(forced().handlers(&none).stream(Stream::Stdout)),
        BasicConfigError::HandlersAndDestination
    ));
    assert!(matches!(refused(forced().handlers(&none).filename("x")), BasicConfigError::HandlersAndDestination));
    let error = refused(forced().filename("/nowhere/at/all.log"));
    assert!(error.to_string().starts_with("cannot open /nowhere/at/all.log: "), "{error}");
    assert!(refused(forced().format("%(message")).to_string().starts_with("`format`: "));
    assert_eq!(
        refused(forced().level("LOUD")).to_string(),
        "`level`: unknown level: \"LOUD\" (a name such as \"INFO\", or an integer)"
    );
    assert!(!old.0.load(Ordering::Relaxed));
    assert_eq!((manager.root().level(), manager.root().handlers().len()), (Level::WARNING, 1));
}

#[test]
fn a_guard_flushes_when_dropped_and_closes_when_told() {
    #[derive(Default)]
    struct Counting(Arc<[AtomicBool; 2]>);
    impl Handler for Counting {
        fn emit(&self, _: &LogRecord<'_>, _: &HandlerBase) -> Result<(), EmitError> {
            Ok(())
        }
        fn flush(&self) -> Result<(), EmitError> {
            self.0[0].store(true, Ordering::Relaxed);
            Ok(())
        }
        fn close(&self) -> Result<(), EmitError> {
            self.0[1].store(true, Ordering::Relaxed);
            Ok(())
        }
    }
    let (manager, seen) = (Manager::new(), Arc::<[AtomicBool; 2]>::default());
    let told = || [seen[0].load(Ordering::Relaxed), seen[1].load(Ordering::Relaxed)];
    let _ = BasicConfig::new(&manager).handlers([Counting(Arc::clone(&seen))]).init().unwrap();
    assert_eq!(told(), [true, false]);
    BasicConfig::new(&manager).init().unwrap().shutdown();
    assert_eq!(told(), [true, true]);
}
