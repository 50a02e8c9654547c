//! Adapters: what they add to calls, and what they leave.

use std::io::{self, Write};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use sawlog::{
    Call, Level, LogRecord, LoggerAdapter, Manager, PercentFormatter, ProcessCall, StreamHandler, Value, info, log,
    percent, warning,
};

#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A logger of its own tree, and what it wrote.
fn logger(format: &str) -> (Manager, sawlog::Logger, Shared) {
    let (manager, written) = (Manager::new(), Shared::default());
    let logger = manager.get_logger("a.b");
    logger.set_level(Level::DEBUG).unwrap();
    let handler = StreamHandler::writer(written.clone());
    handler.set_formatter(PercentFormatter::new(format).unwrap());
    logger.add_handler(handler);
    (manager, logger, written)
}

impl Shared {
    fn take(&self) -> String {
        String::from_utf8(std::mem::take(&mut *self.0.lock().unwrap())).unwrap()
    }
}

/// Every attribute that was added, in order.
struct Extras;

impl sawlog::Formatter for Extras {
    fn format(&self, record: &LogRecord<'_>, out: &mut String) -> Result<(), sawlog::FormatError> {
        out.push_str(record.message()?);
        for (name, value) in record.extras() {
            out.push_str(&format!(" {name}="));
            sawlog::value::repr::write_repr(value, out)?;
        }
        Ok(())
    }
}

fn logger_of_extras() -> (Manager, sawlog::Logger, Shared) {
    let (manager, logger, written) = logger("%(message)s");
    logger.handlers()[0].set_formatter(Extras);
    (manager, logger, written)
}

#[test]
fn the_adapters_attributes_replace_those_of_the_call() {
    let (_manager, logger, written) = logger_of_extras();
    let adapter = LoggerAdapter::new(&logger, [("ip", "10.0.0.1"), ("user", "sheila")]);
    info!(adapter, user = "call", other = 1; "m");
    assert_eq!(written.take(), "m ip='10.0.0.1' user='sheila'\n");
    adapter.warning("by method");
    assert_eq!(written.take(), "by method ip='10.0.0.1' user='sheila'\n");
}

#[test]
fn merged_attributes_of_the_call_hold() {
    let (_manager, logger, written) = logger_of_extras();
    let adapter = LoggerAdapter::new(&logger, [("ip", "10.0.0.1"), ("user", "sheila")]).merge_extra(true);
    info!(adapter, user = "call", other = 1; "m");
    assert_eq!(written.take(), "m ip='10.0.0.1' user='call' other=1\n");
    info!(adapter, "none of its own");
    assert_eq!(written.take(), "none of its own ip='10.0.0.1' user='sheila'\n");
}

#[test]
fn attributes_are_worked_out_once_for_each_enabled_call() {
    let (_manager, logger, written) = logger_of_extras();
    logger.set_level(Level::INFO).unwrap();
    let asked = AtomicU32::new(0);
    let adapter = LoggerAdapter::with_extra_fn(&logger, || [("n", asked.fetch_add(1, Ordering::Relaxed))]);
    adapter.debug("not enabled");
    adapter.info("first");
    log!(adapter, Level::ERROR, "second");
    assert_eq!(written.take(), "first n=0\nsecond n=1\n");
    assert_eq!(asked.load(Ordering::Relaxed), 2);
}

#[test]
fn adapters_stand_on_adapters() {
    let (_manager, logger, written) = logger_of_extras();
    let inner = LoggerAdapter::new(&logger, [("a", 1)]).merge_extra(true);
    let outer = LoggerAdapter::with_process(LoggerAdapter::new(inner, [("b", 2)]), |call| call.prefix("[x] "));
    percent!(outer, Level::INFO, "%s and %s", 1, 2);
    assert_eq!(written.take(), "[x] 1 and 2 a=1 b=2\n");
    info!(outer, "{} is {}", "one", 1);
    assert_eq!(written.take(), "[x] one is 1 a=1 b=2\n");
    assert_eq!(outer.name(), "a.b");
    assert_eq!(format!("{outer:?}"), "<LoggerAdapter a.b (DEBUG)>");
}

#[test]
fn a_type_may_change_the_whole_call() {
    struct Connection {
        peer: String,
    }
    impl ProcessCall for Connection {
        fn process<'c>(&'c self, call: &mut Call<'c>) {
            call.set_extra("peer", &self.peer);
            call.set_extra("length", call.msg_text().map_or(0, |text| text.len()));
            call.args = sawlog::Args::Empty;
            call.msg = Value::from("replaced");
        }
    }
    let (_manager, logger, written) = logger_of_extras();
    let adapter = LoggerAdapter::with(&logger, Connection { peer: "::1".to_owned() });
    percent!(adapter, Level::INFO, kept = true; "%d", 5);
    assert_eq!(written.take(), "replaced kept=True peer='::1' length=2\n");
}

#[test]
fn a_panic_in_an_adapter_costs_its_change_alone() {
    let (_manager, logger, written) = logger_of_extras();
    let adapter = LoggerAdapter::with_process(&logger, |call: &mut Call<'_>| {
        call.set_extra("before", true);
        panic!("in process");
    });
    adapter.info("still logged");
    assert_eq!(written.take(), "still logged before=True\n");
}

#[test]
fn an_adapter_that_logs_through_itself_is_stopped() {
    struct Endless(std::sync::OnceLock<LoggerAdapter<sawlog::Logger, Arc<Endless>>>);
    impl ProcessCall for Endless {
        fn process<'c>(&'c self, _: &mut Call<'c>) {
            self.0.get().unwrap().info("again");
        }
    }
    let (_manager, logger, written) = logger_of_extras();
    let endless = Arc::new(Endless(std::sync::OnceLock::new()));
    let adapter = LoggerAdapter::with(logger, Arc::clone(&endless));
    endless.0.set(adapter.clone()).unwrap();
    adapter.info("once");
    let lines = written.take();
    assert!((2..40).contains(&lines.lines().count()), "{lines}");
    assert!(lines.ends_with("again\nonce\n"), "{lines}");
}

#[test]
fn the_callers_place_is_recorded() {
    let (_manager, logger, written) = logger("%(filename)s:%(lineno)d");
    let adapter = LoggerAdapter::new(LoggerAdapter::new(logger, [("a", 1)]), [("b", 2)]);
    adapter.error("here");
    let line = line!() - 1;
    warning!(adapter, "and here");
    assert_eq!(written.take(), format!("adapter.rs:{line}\nadapter.rs:{}\n", line + 2));
}
