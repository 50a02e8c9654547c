//! Queues from a configuration: Python's keys, `async: true`, and what a reload keeps.

use std::path::Path;
use std::sync::Arc;

use sawlog::config::{ConfigError, Configurator, Document, Format, Policy, Registry};
use sawlog::{BoundedQueue, Guard, HandlerRef, Manager, QueueHandler, QueueListener};

use super::kept::Kept;

fn configure(manager: &Manager, registry: &Registry, text: &str) -> Result<Guard, ConfigError> {
    Configurator::new(manager).registry(registry).configure(&Document::parse(text, Format::Yaml)?)
}

fn reload(manager: &Manager, text: &str) -> String {
    let document = Document::parse(text, Format::Yaml).unwrap();
    Configurator::new(manager).reload(&document).unwrap().to_string()
}

fn lines(path: &Path) -> Vec<String> {
    std::fs::read_to_string(path).unwrap_or_default().lines().map(str::to_owned).collect()
}

fn queue_of(handler: &HandlerRef) -> &QueueHandler {
    handler.downcast_ref().expect("a queue handler")
}

#[test]
fn a_queue_handler_as_python_takes_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.log");
    for queue in [
        "",
        "queue: queue.Queue,",
        "queue: {(): queue.Queue, maxsize: 100},",
        "queue: {(): multiprocessing.Queue, maxsize: -1},",
    ] {
        let _ = std::fs::remove_file(&path);
        let manager = Manager::new();
        let text = format!(
            "
version: 1
formatters: {{f: {{format: '%(name)s:%(message)s'}}}}
handlers:
  a_queue:
    class: logging.handlers.QueueHandler
    {{0}}
    listener: logging.handlers.QueueListener
    handlers: [file]
    respect_handler_level: true
  file: {{class: logging.FileHandler, filename: {}, formatter: f, level: WARNING}}
root: {{level: DEBUG, handlers: [a_queue]}}
",
            path.display()
        );
        let text = text.replace(
            "    {0}\n",
            &if queue.is_empty() { String::new() } else { format!("    {}\n", queue.trim_end_matches(',')) },
        );
        let _guard = configure(&manager, Registry::global(), &text).unwrap();
        let handler = manager.root().handlers().remove(0);
        assert_eq!(handler.name().as_deref(), Some("a_queue"));
        let capacity = if queue.contains("100") { 100 } else { 65_536 };
        assert_eq!(queue_of(&handler).queue().capacity(), capacity);
        manager.get_logger("a").info("not written");
        manager.get_logger("a").error("written");
        handler.flush().unwrap();
        assert_eq!(lines(&path), ["a:written"]);
    }
}

#[test]
fn a_queue_of_the_programs() {
    let registry = Registry::new();
    let queue = Arc::new(BoundedQueue::new(10));
    registry.queue("shop.records", queue.clone());
    let manager = Manager::new();
    let text = "{version: 1, handlers: {q: {class: logging.handlers.QueueHandler, queue: ext://shop.records}}, root: {handlers: [q]}}";
    let _guard = configure(&manager, &registry, text).unwrap();
    manager.root().warning("Look out!");
    let kept = Kept::new();
    let listener = QueueListener::builder(queue).handler(kept.clone()).build();
    listener.start().unwrap();
    listener.stop().unwrap();
    assert_eq!(kept.texts(), ["Look out!"]);
}

#[test]
fn a_class_of_queues_of_the_programs() {
    let registry = Registry::new();
    registry.queue_class("shop.Queue", |args| {
        let size = args.integer("size")?.unwrap_or(5);
        Ok(BoundedQueue::new(usize::try_from(size)?))
    });
    let configured = |queue: &str| {
        format!(
            "{{version: 1, handlers: {{q: {{class: logging.handlers.QueueHandler, queue: {queue}}}}}, root: {{handlers: [q]}}}}"
        )
    };
    let manager = Manager::new();
    for (queue, capacity) in [("shop.Queue", 5), ("{(): shop.Queue, size: 7}", 7), ("ext://shop.Queue", 5)] {
        let _guard = configure(&manager, &registry, &configured(queue)).unwrap();
        assert_eq!(queue_of(&manager.root().handlers()[0]).queue().capacity(), capacity);
    }
    let error = configure(&manager, &registry, &configured("{(): shop.Queue, sise: 7}")).map(drop).unwrap_err();
    assert!(error.to_string().contains("sise"), "{error}");
    // A stranger may not have one made; once it is there, it is there.
    let stranger = |allowed: Policy| {
        let document = Document::parse(&configured("shop.Queue"), Format::Yaml).unwrap();
        Configurator::new(&manager).registry(&registry).policy(allowed).reload(&document).map(|done| done.to_string())
    };
    assert!(stranger(Policy::default()).unwrap_err().to_string().contains("may not make a shop.Queue"));
    let allowed = Policy::default().allow("class:shop.Queue").unwrap();
    assert_eq!(stranger(allowed).unwrap(), "0 handlers kept, 1 made, 1 closed");
    assert_eq!(stranger(Policy::default()).unwrap(), "1 handler kept, 0 made, 0 closed");
    // Another constructor under the same name makes another queue.
    registry.queue_class("shop.Queue", |_| Ok(BoundedQueue::new(9)));
    assert!(stranger(Policy::default()).is_err());
}

#[test]
fn one_word_puts_any_handler_behind_a_queue() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.log");
    let configuration = |level: &str, format: &str, more: &str| {
        format!(
            "
version: 1
formatters: {{f: {{format: '{format}'}}}}
filters: {{a: {{name: a}}}}
handlers:
  file: {{class: logging.FileHandler, filename: {}, formatter: f, level: {level}, filters: [a], async: true{more}}}
root: {{level: DEBUG, handlers: [file]}}
",
            path.display()
        )
    };
    let manager = Manager::new();
    let _guard = configure(&manager, Registry::global(), &configuration("INFO", "%(name)s %(message)s", "")).unwrap();
    let handler = manager.root().handlers().remove(0);
    assert!(queue_of(&handler).listener().unwrap().is_running());
    let log_all = || {
        manager.get_logger("a").debug("debug");
        manager.get_logger("a.b").info("info");
        manager.get_logger("b").error("of another");
        let wrong = "x".parse::<i32>().unwrap_err();
        sawlog::error!(manager.get_logger("a"), exc = &wrong; "failed");
    };
    log_all();
    handler.flush().unwrap();
    let failed = "ParseIntError: invalid digit found in string";
    let written = lines(&path);
    assert_eq!((&*written[0], &*written[1], written.len()), ("a.b info", "a failed", 3));
    assert!(written[2].ends_with(failed), "{written:?}");

    // Another level and another formatter: the same handler, its queue and its file.
    assert_eq!(reload(&manager, &configuration("ERROR", "<%(message)s>", "")), "1 handler kept, 0 made, 0 closed");
    let same = manager.root().handlers().remove(0);
    assert!(same.ptr_eq(&handler) && queue_of(&same).listener().unwrap().is_running());
    log_all();
    same.flush().unwrap();
    assert_eq!((&*lines(&path)[3], lines(&path).len()), ("<failed>", 5));

    // Another queue is another handler; what was logged to the former one is written.
    manager.get_logger("a").error("last");
    let more = ", queueSize: 10, whenFull: drop oldest";
    assert_eq!(reload(&manager, &configuration("ERROR", "<%(message)s>", more)), "0 handlers kept, 1 made, 1 closed");
    assert_eq!(lines(&path)[5], "<last>");
    assert_eq!(queue_of(&manager.root().handlers()[0]).queue().capacity(), 10);
}

#[test]
fn a_reload_keeps_a_queue_handler_whose_handlers_are_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let configuration = |file: &str, level: &str| {
        let path = folder.path().join(file);
        format!(
            "{{version: 1, handlers: {{q: {{class: logging.handlers.QueueHandler, handlers: [z], level: {level}}}, \
             z: {{class: logging.FileHandler, filename: {}}}}}, root: {{handlers: [q]}}}}",
            path.display()
        )
    };
    let manager = Manager::new();
    let _guard = configure(&manager, Registry::global(), &configuration("one.log", "INFO")).unwrap();
    assert_eq!(reload(&manager, &configuration("one.log", "ERROR")), "2 handlers kept, 0 made, 0 closed");
    manager.root().error("to the first");
    assert_eq!(reload(&manager, &configuration("two.log", "ERROR")), "0 handlers kept, 2 made, 2 closed");
    assert_eq!(lines(&folder.path().join("one.log")), ["to the first"]);
}

#[test]
fn what_is_no_queue_is_refused() {
    let of = |entry: &str| {
        let text = format!("{{version: 1, handlers: {{h: {{class: logging.NullHandler}}, q: {{{entry}}}}}}}");
        configure(&Manager::new(), Registry::global(), &text).map(drop).unwrap_err()
    };
    let queue = |more: &str| of(&format!("class: logging.handlers.QueueHandler, {more}"));
    for (error, path, said) in [
        (queue("queue: os.system"), "handlers.q.queue", "queue.Queue"),
        (queue("queue: {maxsize: 3}"), "handlers.q.queue", "()"),
        (queue("queue: {(): queue.Queue, maxsize: 99999999}"), "handlers.q.queue.maxsize", "1048576"),
        (queue("queue: {(): queue.Queue, size: 3}"), "handlers.q.queue.size", "size"),
        (queue("queue: logging.NullHandler"), "handlers.q.queue", "that of a handler"),
        (of("class: queue.Queue"), "handlers.q", "the class of a handler"),
        (queue("queue: [1]"), "handlers.q.queue", "found list"),
        (queue("queue: ext://sys.stderr"), "handlers.q.queue", "no queue"),
        (queue("listener: shop.Listener"), "handlers.q.listener", "logging.handlers.QueueListener"),
        (queue("handlers: [nobody]"), "handlers.q.handlers[0]", "nobody"),
        (queue("handlers: [q]"), "handlers.q.handlers[0]", "names itself"),
        (queue("queueSize: 3"), "handlers.q.queueSize", "queueSize"),
        (of("class: logging.NullHandler, async: true, whenFull: panic"), "handlers.q.whenFull", "drop newest"),
        (of("class: logging.NullHandler, async: true, queueSize: 99999999"), "handlers.q.queueSize", "1048576"),
        (of("class: logging.NullHandler, async: false, whenFull: panic"), "handlers.q.whenFull", "drop newest"),
        (of("class: logging.NullHandler, queueSize: 10"), "handlers.q.queueSize", "queueSize"),
    ] {
        assert_eq!(error.key_path(), path, "{error}");
        assert!(error.to_string().contains(said), "{error}");
    }
}

#[test]
fn a_queue_that_is_turned_off_may_keep_its_keys() {
    for class in ["logging.NullHandler", "sawlog.QueueHandler"] {
        let text = format!(
            "{{version: 1, handlers: {{h: {{class: {class}, async: false, queueSize: 10, whenFull: block}}}}, root: {{handlers: [h]}}}}"
        );
        let manager = Manager::new();
        let _guard = configure(&manager, Registry::global(), &text).unwrap();
        let handler = manager.root().handlers().remove(0);
        let queued = handler.downcast_ref::<QueueHandler>().map(|handler| handler.queue().capacity());
        assert_eq!(queued, (class == "sawlog.QueueHandler").then_some(10));
    }
}

#[test]
fn what_is_wrong_with_the_keys_of_queues_is_said() {
    let refused = |handler: &str| {
        let text = format!("{{version: 1, handlers: {{q: {{{handler}}}}}}}");
        configure(&Manager::new(), Registry::global(), &text).expect_err(handler).to_string()
    };
    for key in ["queueSize: 10", "whenFull: block", "structured: true"] {
        let said = refused(&format!("class: logging.handlers.QueueHandler, {key}"));
        assert!(said.ends_with("(as sawlog.QueueHandler it takes this)"), "{said}");
    }
    for key in ["queueSize: 10", "whenFull: block"] {
        let said = refused(&format!("class: logging.StreamHandler, {key}"));
        assert!(said.ends_with("(it counts with async: true)"), "{said}");
    }
    let said = refused("class: logging.handlers.QueueHandler, handlers: [q]");
    assert!(said.contains("handlers.q.handlers") && said.ends_with("the handler \"q\" names itself"), "{said}");
}
