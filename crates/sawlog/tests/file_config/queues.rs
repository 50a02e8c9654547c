//! Queue handlers in an INI file: the program's own queue by its name, as Python takes it, and what is refused.

use std::sync::Arc;

use sawlog::config::{Configurator, Document, Format, Registry, check};
use sawlog::{BoundedQueue, Manager, QueueHandler, RecordQueue};

use super::{error, with_handler};

#[test]
fn a_queue_of_the_programs() {
    let registry = Registry::new();
    let queue = Arc::new(BoundedQueue::new(10));
    registry.queue("shop.records", queue.clone());
    for arguments in ["args=(shop.records,)", "kwargs={'queue': shop.records}"] {
        let text = with_handler(&format!("class=handlers.QueueHandler\n{arguments}"));
        let manager = Manager::new();
        let document = Document::parse(&text, Format::Ini).unwrap();
        let _guard = Configurator::new(&manager).registry(&registry).configure(&document).unwrap();
        manager.root().warning("Look out!");
        assert!(matches!(queue.get(std::time::Duration::ZERO), Some(sawlog::Queued::Record(_))), "{arguments}");
    }
}

#[test]
fn what_is_no_queue_is_refused() {
    for (arguments, path, said) in [
        ("args=('queue.Queue',)", "handler_h.queue", "expected a queue, found str"),
        ("args=(None,)", "handler_h.queue", "expected a queue, found NoneType"),
        ("args=(handlers.queue.Queue(-1),)", "handler_h.args", "the call of handlers.queue.Queue"),
        ("args=()", "handler_h", "queue"),
        ("kwargs={'handlers': ['h']}", "handler_h.handlers", "takes no argument \"handlers\""),
        ("kwargs={'listener': 'logging.handlers.QueueListener'}", "handler_h.listener", "no argument \"listener\""),
    ] {
        let error = error(&with_handler(&format!("class=handlers.QueueHandler\n{arguments}")));
        assert_eq!(error.key_path(), path, "{arguments}: {error}");
        assert!(error.to_string().contains(said), "{arguments}: {error}");
        assert!(error.position().is_some(), "{arguments}: {error}");
    }
    let error = error(&with_handler("class=FileHandler\nargs=('a.log',)\nkwargs={'async': True}"));
    assert_eq!(error.key_path(), "handler_h.async");
}

/// By our own name it has handlers behind it, whatever the order of their names.
#[test]
fn one_of_our_own() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let text = format!(
        "[loggers]\nkeys=root\n[handlers]\nkeys=q,one,two\n[formatters]\nkeys=\n[logger_root]\nhandlers=q\n\
         [handler_q]\nclass=sawlog.QueueHandler\nkwargs={{'handlers': ['two', 'one'], 'queueSize': 20, 'whenFull': 'block'}}\n\
         [handler_one]\nclass=FileHandler\nargs=('{}',)\n[handler_two]\nclass=FileHandler\nargs=('{}',)\n",
        path("one.log").display(),
        path("two.log").display(),
    );
    let manager = Manager::new();
    let document = Document::parse(&text, Format::Ini).unwrap();
    let _guard = Configurator::new(&manager).configure(&document).unwrap();
    let handler = manager.root().handlers().remove(0);
    assert_eq!(handler.downcast_ref::<QueueHandler>().unwrap().queue().capacity(), 20);
    manager.root().warning("Look out!");
    handler.flush().unwrap();
    for name in ["one.log", "two.log"] {
        assert_eq!(std::fs::read_to_string(path(name)).unwrap(), "Look out!\n");
    }

    let wrong = |from: &str, to: &str| {
        let document = Document::parse(&text.replace(from, to), Format::Ini).unwrap();
        check(&document, Registry::global()).unwrap_err().remove(0)
    };
    let error = wrong("'one']", "'won']");
    assert_eq!(error.key_path(), "handler_q.handlers[1]");
    assert!(error.to_string().contains("known: one, q, two"), "{error}");
    let error = wrong("'one']", "'q']");
    assert!(error.to_string().contains("in a circle"), "{error}");
}
