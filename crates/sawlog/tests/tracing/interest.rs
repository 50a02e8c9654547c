//! Whether callsites are of interest follows the loggers, whenever their levels change.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use sawlog::config::Format;
use sawlog::{Manager, capture};
use tracing::callsite::{DefaultCallsite, Identifier};
use tracing::field::FieldSet;
use tracing::level_filters::LevelFilter;
use tracing::metadata::Kind;
use tracing::subscriber::Interest;
use tracing::{Metadata, debug, error, info, trace};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, Filter, SubscriberExt};

use super::{layer, turn};

static CALLSITE: DefaultCallsite = DefaultCallsite::new(&METADATA);
static METADATA: Metadata<'static> = Metadata::new(
    "event",
    "shop::web",
    tracing::Level::INFO,
    None,
    None,
    None,
    FieldSet::new(&["message"], Identifier(&CALLSITE)),
    Kind::EVENT,
);

/// A filter that wants nothing, and counts how often it is asked of [`CALLSITE`].
#[derive(Clone, Default)]
struct Asked(Arc<AtomicUsize>);

impl<S> Filter<S> for Asked {
    fn enabled(&self, _: &Metadata<'_>, _: &Context<'_, S>) -> bool {
        false
    }

    fn callsite_enabled(&self, metadata: &'static Metadata<'static>) -> Interest {
        self.0.fetch_add((metadata.callsite() == METADATA.callsite()).into(), Ordering::Relaxed);
        Interest::never()
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::OFF)
    }
}

/// A layer that does nothing.
struct Nothing;

impl<S: tracing::Subscriber> Layer<S> for Nothing {}

/// With a layer of this tree, and no other.
fn with_layer(manager: &Manager, f: impl FnOnce()) {
    tracing::subscriber::with_default(tracing_subscriber::registry().with(layer(manager)), f);
}

#[track_caller]
fn assert_interest(expected: bool) {
    let interest = CALLSITE.interest();
    assert!(if expected { interest.is_always() } else { interest.is_never() }, "{interest:?}");
}

#[test]
fn interest_is_what_the_logger_takes() {
    let _turn = turn();
    let manager = Manager::new();
    let (root, logger) = (manager.root(), manager.get_logger("shop.web"));
    with_layer(&manager, || {
        assert_interest(false);
        root.set_level("INFO").unwrap();
        assert_interest(true);
        logger.set_level("ERROR").unwrap();
        assert_interest(false);
        logger.set_level("DEBUG").unwrap();
        assert_interest(true);
        manager.disable("INFO").unwrap();
        assert_interest(false);
        manager.disable(0).unwrap();
        assert_interest(true);
        logger.set_disabled(true);
        assert_interest(false);
        logger.set_disabled(false);
        assert_interest(true);
        logger.set_level(0).unwrap();
        root.set_level("WARNING").unwrap();
        assert_interest(false);
        manager.set_level_for("shop", "DEBUG", Duration::from_secs(3600)).unwrap();
        assert_interest(true);
        // An incremental configuration ends it.
        let _ = manager
            .dict_config_str("version: 1\nincremental: true\nloggers: {shop: {level: ERROR}}", Format::Yaml)
            .unwrap();
        assert_interest(false);
    });
}

#[test]
fn the_greatest_level_follows_the_loggers() {
    let _turn = turn();
    let manager = Manager::new();
    with_layer(&manager, || {
        // Spans from INFO on are there in any case.
        assert_eq!(LevelFilter::current(), LevelFilter::INFO);
        manager.get_logger("a.b").set_level("DEBUG").unwrap();
        assert_eq!(LevelFilter::current(), LevelFilter::DEBUG);
        manager.get_logger("a.b").set_level(1).unwrap();
        assert_eq!(LevelFilter::current(), LevelFilter::TRACE);
        manager.disable("CRITICAL").unwrap();
        assert_eq!(LevelFilter::current(), LevelFilter::INFO);
    });
}

#[test]
fn what_is_set_at_run_time_holds_for_the_next_event() {
    let _turn = turn();
    let manager = Manager::new();
    let captured = capture(&manager.root(), 1);
    manager.root().set_level("INFO").unwrap();
    let logger = manager.get_logger("shop");
    let tell = || {
        debug!(target: "shop::web", "debug");
        trace!(target: "shop::web", "trace");
    };
    with_layer(&manager, || {
        tell();
        logger.set_level("DEBUG").unwrap();
        tell();
        logger.set_level(5).unwrap();
        tell();
        logger.set_level(0).unwrap();
        tell();
    });
    assert_eq!(captured.output(), ["DEBUG:shop.web:debug", "DEBUG:shop.web:debug", "Level 5:shop.web:trace"]);
}

#[test]
fn a_configuration_asks_once_and_what_moves_no_level_not_at_all() {
    let _turn = turn();
    let manager = Manager::new();
    let configuration = |level: &str| {
        let loggers: String = (0..1000).map(|n| format!("  shop.l{n}: {{level: {level}}}\n")).collect();
        format!("version: 1\ndisable_existing_loggers: false\nloggers:\n  shop: {{level: {level}}}\n{loggers}")
    };
    let asked = Asked::default();
    let subscriber = tracing_subscriber::registry().with(layer(&manager)).with(Nothing.with_filter(asked.clone()));
    tracing::subscriber::with_default(subscriber, || {
        let asked = &asked.0;
        assert!(CALLSITE.interest().is_never());
        let before = asked.load(Ordering::Relaxed);
        let asked_for = |what: &dyn Fn()| {
            let before = asked.load(Ordering::Relaxed);
            what();
            asked.load(Ordering::Relaxed) - before
        };
        assert!(before > 0);
        assert_eq!(asked_for(&|| manager.dict_config_str(&configuration("INFO"), Format::Yaml).map(drop).unwrap()), 1);
        // By one of two layers.
        assert!(CALLSITE.interest().is_sometimes());
        assert_eq!(asked_for(&|| manager.dict_config_str(&configuration("ERROR"), Format::Yaml).map(drop).unwrap()), 1);
        assert!(CALLSITE.interest().is_never());
        assert_eq!(asked_for(&|| manager.dict_config_str(&configuration("ERROR"), Format::Yaml).map(drop).unwrap()), 0);
        assert_eq!(asked_for(&|| manager.get_logger("shop").set_level("ERROR").unwrap()), 0);
        assert_eq!(asked_for(&|| manager.root().add_handler(sawlog::NullHandler::new())), 0);
        assert_eq!(asked_for(&|| drop(manager.get_logger("quite.new"))), 0);
    });
}

#[test]
fn changes_of_several_threads_leave_the_last_answer() {
    let _turn = turn();
    let manager = Manager::new();
    with_layer(&manager, || {
        std::thread::scope(|threads| {
            for thread in 0..4 {
                let logger = manager.get_logger(if thread == 0 { "shop.web" } else { "elsewhere" });
                threads.spawn(move || {
                    for n in 0..200 {
                        logger.set_level(if n % 2 == 0 { "ERROR" } else { "DEBUG" }).unwrap();
                    }
                });
            }
        });
        assert_interest(true);
    });
}

/// What a logger factory sets, it sets while a callsite is asked.
#[test]
fn a_logger_factory_may_set_levels() {
    let _turn = turn();
    let manager = Manager::new();
    let captured = capture(&manager.root(), 1);
    manager.root().set_level("WARNING").unwrap();
    manager.set_logger_factory(|logger| {
        if logger.name() == "made.late" {
            logger.set_level("INFO").unwrap();
        }
    });
    with_layer(&manager, || info!(target: "made::late", "heard"));
    assert_eq!(captured.output(), ["INFO:made.late:heard"]);
}

#[test]
fn a_handler_may_set_levels() {
    struct Sets(Manager);
    impl sawlog::Handler for Sets {
        fn emit(&self, record: &sawlog::LogRecord<'_>, _: &sawlog::HandlerBase) -> Result<(), sawlog::EmitError> {
            let level = if record.message()? == "louder" { "INFO" } else { "ERROR" };
            let _ = self.0.get_logger("shop").set_level(level);
            Ok(())
        }
    }
    let _turn = turn();
    let manager = Manager::new();
    manager.get_logger("control").add_handler(sawlog::HandlerRef::new(Sets(manager.clone())));
    with_layer(&manager, || {
        error!(target: "control", "louder");
        assert_interest(true);
        error!(target: "control", "quieter");
        assert_interest(false);
    });
}

/// Where nobody has made the subscriber that of the thread which changes a level.
#[test]
fn levels_may_be_changed_on_any_thread() {
    let _turn = turn();
    let manager = Manager::new();
    with_layer(&manager, || {
        for (level, expected) in [("INFO", true), ("ERROR", false), ("DEBUG", true)] {
            std::thread::scope(|threads| threads.spawn(|| manager.root().set_level(level).unwrap()).join().unwrap());
            assert_interest(expected);
        }
    });
}
