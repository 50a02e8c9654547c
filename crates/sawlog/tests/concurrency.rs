//! Threads that log while others change everything about logging, and foreign code that fails.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier, Mutex};
use std::thread;

use sawlog::config::Format;
use sawlog::{
    EmitError, ErrorPolicy, FormatError, Formatter, Handler, HandlerBase, HandlerRef, Level, LogRecord, Logger,
    Manager, NullHandler, PercentFormatter, SharedFilter, StreamHandler, error, info, warning,
};

const LOGGING: usize = 4;
const RECORDS: usize = 5_000;
const CHANGES: usize = 300;

/// A writer that keeps what it gets.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Shared {
    fn handler(&self) -> HandlerRef {
        let handler = StreamHandler::writer(self.clone());
        handler.set_formatter(PercentFormatter::new("%(name)s %(levelname)s %(message)s|").unwrap());
        handler.erase()
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

#[test]
fn records_are_whole_whatever_is_changed_meanwhile() {
    let (manager, folder) = (Manager::new(), tempfile::tempdir().unwrap());
    let (changing, steady) = (Shared::default(), Shared::default());
    let (log, calm) = (manager.get_logger("app.changing"), manager.get_logger("app.changing.calm"));
    let handler = changing.handler();
    log.add_handler(&handler);
    calm.add_handler(steady.handler());
    calm.set_propagate(false);
    calm.set_level(Level::DEBUG).unwrap();

    let changes = changes(&manager, &log, &handler, folder.path());
    let start = Barrier::new(LOGGING + changes.len());
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        for change in changes {
            let (start, done) = (&start, &done);
            scope.spawn(move || {
                start.wait();
                for n in 0.. {
                    if n >= CHANGES && done.load(Ordering::Relaxed) {
                        break;
                    }
                    change(n);
                }
            });
        }
        let logging: Vec<_> = (0..LOGGING)
            .map(|number| {
                let (start, log, calm) = (&start, log.clone(), calm.clone());
                scope.spawn(move || {
                    start.wait();
                    for n in 0..RECORDS {
                        info!(log, n; "{number} {n} {}", "x".repeat(n % 50));
                        error!(calm, "{number} {n} {}", "x".repeat(n % 50));
                    }
                })
            })
            .collect();
        for thread in logging {
            thread.join().unwrap();
        }
        done.store(true, Ordering::Relaxed);
    });

    assert_whole(&changing.text(), "app.changing INFO ");
    assert_eq!(assert_whole(&steady.text(), "app.changing.calm ERROR "), LOGGING * RECORDS);
}

type Change = Box<dyn Fn(usize) + Send>;

/// What is done to logging, over and over, a thread for each.
fn changes(manager: &Manager, log: &Logger, handler: &HandlerRef, folder: &std::path::Path) -> Vec<Change> {
    let levels = [Level::DEBUG, Level::CRITICAL, Level::INFO, Level::NOTSET];
    let filter: SharedFilter = Arc::new(sawlog::FilterFn(|record: &mut LogRecord<'_>| {
        record.set("seen", true);
        record.lineno() % 2 == 0
    }));
    let config = format!(
        "{{version: 1, disable_existing_loggers: false, formatters: {{f: {{format: '%(message)s'}}}}, \
          handlers: {{h: {{class: logging.FileHandler, filename: '{}', formatter: f}}}}, \
          loggers: {{other.a: {{level: DEBUG, handlers: [h]}}}}, root: {{level: WARNING, handlers: [h]}}}}",
        folder.join("configured").display()
    );
    let incremental = "{version: 1, incremental: true, loggers: {app: {level: INFO}}, root: {level: ERROR}}";
    let (manager, log, handler) = (manager.clone(), log.clone(), handler.clone());
    let tree = manager.clone();
    vec![
        Box::new({
            let (log, handler) = (log.clone(), handler.clone());
            move |n| {
                log.set_level(levels[n % 4]).unwrap();
                handler.set_level(levels[(n + 2) % 4]).unwrap();
            }
        }),
        Box::new({
            let (log, extra) = (log.clone(), NullHandler::new());
            move |n| {
                log.remove_handler(&handler);
                log.add_handler(&extra);
                log.add_shared_filter(Arc::clone(&filter));
                handler.add_shared_filter(Arc::clone(&filter));
                log.add_handler(&handler);
                log.remove_filter(&filter);
                handler.remove_filter(&filter);
                log.remove_handler(&extra);
                log.set_propagate(n % 2 == 0);
                log.set_disabled(n % 7 == 0);
            }
        }),
        Box::new(move |n| {
            manager.disable(levels[n % 3].min(Level::WARNING)).unwrap();
            manager.get_logger(&format!("app.changing.below{}", n % 100)).set_level(levels[n % 4]).unwrap();
        }),
        Box::new(move |n| {
            let text = if n % 2 == 0 { &config } else { incremental };
            drop(tree.dict_config_str(text, Format::Yaml).unwrap());
        }),
    ]
}

/// Asserts that each line is one record, and each thread's in order; returns how many there are.
fn assert_whole(text: &str, prefix: &str) -> usize {
    let mut next = [0; LOGGING];
    for line in text.lines() {
        let record = line.strip_prefix(prefix).and_then(|line| line.strip_suffix('|')).expect("a whole record");
        let [number, n, fill]: [&str; 3] = record.split(' ').collect::<Vec<_>>().try_into().expect("three parts");
        let (number, n): (usize, usize) = (number.parse().unwrap(), n.parse().unwrap());
        assert_eq!(fill, "x".repeat(n % 50));
        assert!(n >= next[number], "{line}");
        next[number] = n + 1;
    }
    text.lines().count()
}

/// Logs when it is displayed, and again in that record, and so on.
struct Nested(Logger);

impl fmt::Display for Nested {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        info!(self.0, "within [{}]", Nested(self.0.clone()));
        f.write_str("shown")
    }
}

#[test]
fn a_display_that_logs_is_heard_to_a_depth() {
    let (manager, written) = (Manager::new(), Shared::default());
    let log = manager.get_logger("nested");
    log.set_level(Level::INFO).unwrap();
    log.add_handler(written.handler());
    info!(log, "outer {}", Nested(log.clone()));
    let text = written.text();
    let lines: Vec<&str> = text.lines().collect();
    assert!((2..=16).contains(&lines.len()), "{text}");
    assert!(lines[..lines.len() - 1].iter().all(|line| *line == "nested INFO within [shown]|"), "{text}");
    assert_eq!(lines[lines.len() - 1], "nested INFO outer shown|");
    // Once it is over, logging goes on as before.
    info!(log, "after");
    assert!(written.text().ends_with("nested INFO after|\n"));
}

/// Panics wherever it is used.
struct Panics;

impl fmt::Display for Panics {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("Display")
    }
}

impl Handler for Panics {
    fn emit(&self, _: &LogRecord<'_>, _: &HandlerBase) -> Result<(), EmitError> {
        panic!("Handler")
    }

    fn flush(&self) -> Result<(), EmitError> {
        panic!("flush")
    }
}

impl Formatter for Panics {
    fn format(&self, _: &LogRecord<'_>, _: &mut String) -> Result<(), FormatError> {
        panic!("Formatter")
    }
}

impl std::io::Write for Panics {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        panic!("Write")
    }

    fn flush(&mut self) -> std::io::Result<()> {
        panic!("Write")
    }
}

#[test]
fn foreign_code_that_panics_harms_nobody_else() {
    let (manager, written) = (Manager::new(), Shared::default());
    let log = manager.get_logger("panics");
    let errors = Arc::new(Mutex::new(Vec::new()));
    let failing: Vec<HandlerRef> = vec![
        HandlerRef::new(Panics).erase(),
        StreamHandler::builder().formatter(Panics).build().erase(),
        StreamHandler::writer(Panics).erase(),
        NullHandler::new().erase(),
    ];
    failing[3].add_filter_fn(|_| -> bool { panic!("Filter") });
    for handler in &failing {
        let errors = Arc::clone(&errors);
        handler.on_error(move |_, error| {
            errors.lock().unwrap().push(error.to_string());
            panic!("the callback, too");
        });
        log.add_handler(handler);
    }
    log.add_handler(written.handler());
    for _ in 0..3 {
        warning!(log, "fine");
    }
    assert_eq!(written.text(), "panics WARNING fine|\n".repeat(3));
    let expected = ["panicked: Handler", "panicked: Formatter", "panicked: Write", "panicked: Filter"];
    assert_eq!(*errors.lock().unwrap(), expected.repeat(3));
    assert!(failing.iter().all(|handler| handler.failures() == 3));
    assert!(failing[0].flush().is_err());

    warning!(log, "{}", Panics);
    assert_eq!(written.text().lines().count(), 3, "a message that cannot be shown is not written");
    log.add_filter_fn(|_| -> bool { panic!("the logger's filter") });
    warning!(log, "rejected by a panic");
    assert_eq!(written.text().lines().count(), 3);
    manager.set_record_factory(|_, _| panic!("the factory"));
    warning!(log, "no record");
    assert_eq!(written.text().lines().count(), 3);
}

/// A writer that logs to the logger that it writes for.
struct Echo(Logger, Shared);

impl std::io::Write for Echo {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        warning!(self.0, "echo of {} bytes", bytes.len());
        self.1.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_sink_that_logs_does_not_log_into_itself() {
    let (manager, written, other) = (Manager::new(), Shared::default(), Shared::default());
    let log = manager.get_logger("echo");
    let handler = StreamHandler::writer(Echo(log.clone(), written.clone()));
    handler.set_error_policy(ErrorPolicy::Ignore);
    log.add_handler(&handler);
    log.add_handler(other.handler());
    warning!(log, "once");
    assert_eq!(written.text(), "once\n");
    assert_eq!(other.text(), "echo WARNING echo of 5 bytes|\necho WARNING once|\n");
    assert_eq!(handler.failures(), 1);
}
