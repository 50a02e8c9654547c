//! The cookbook's `MyHandler`: records that go from a queue into a tree of loggers.

use std::sync::Arc;

use sawlog::{BoundedQueue, DispatchHandler, Manager, PercentFormatter, QueueHandler, QueueListener};

use super::kept::Kept;

#[test]
fn each_record_goes_to_the_logger_of_its_name() {
    let (here, there) = (Manager::new(), Manager::new());
    let queue = Arc::new(BoundedQueue::new(100));
    here.root().add_handler(QueueHandler::new(queue.clone()));
    here.root().set_level("DEBUG").unwrap();

    let (foo, all) = (Kept::new(), Kept::new());
    for kept in [&foo, &all] {
        kept.set_formatter(PercentFormatter::new("%(processName)s %(name)s %(message)s").unwrap());
    }
    there.root().add_handler(&all);
    there.get_logger("foo").add_handler(&foo);
    there.get_logger("quiet").set_level("ERROR").unwrap();
    let dispatch = DispatchHandler::new(&there).change(|record| {
        let name = format!("listener (for {})", record.process_name());
        record.set("processName", name);
    });
    let listener = QueueListener::builder(queue).handler(dispatch).build();
    listener.start().unwrap();
    let loggers = there.loggers_made();
    for name in ["foo", "foo.bar", "quiet", "unknown.name", "root"] {
        here.get_logger(name).warning("Look out!");
        here.get_logger(name).debug("not enabled there");
    }
    here.get_logger("quiet").error("enabled");
    listener.stop().unwrap();
    let line = |name: &str, text: &str| format!("listener (for MainProcess) {name} {text}");
    assert_eq!(foo.texts(), [line("foo", "Look out!"), line("foo.bar", "Look out!")]);
    let expected = ["foo", "foo.bar", "unknown.name", "root"].map(|name| line(name, "Look out!"));
    assert_eq!(all.texts(), [&expected[..], &[line("quiet", "enabled")]].concat());
    assert_eq!(there.loggers_made(), loggers);
}

#[test]
fn a_tree_that_leads_back_into_the_queue_ends() {
    let manager = Manager::new();
    let queue = Arc::new(BoundedQueue::new(100));
    let (handler, kept) = (QueueHandler::new(queue.clone()), Kept::new());
    manager.root().add_handler(&handler);
    manager.root().add_handler(&kept);
    let listener = QueueListener::builder(queue).handler(DispatchHandler::new(&manager)).build();
    listener.start().unwrap();
    manager.root().warning("round");
    listener.stop().unwrap();
    assert_eq!((kept.texts(), handler.failures()), (vec!["round".to_owned(), "round".to_owned()], 1));
}
