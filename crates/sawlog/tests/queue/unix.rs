//! The queue over a Unix socket: what comes through it, what is full, who may listen; processes are in `queue_processes`.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use sawlog::config::{Configurator, Document, Format, Policy, explain};
use sawlog::{
    HandleRecord, HandlerRef, Level, LogRecord, Manager, MemoryHandler, QueueHandler, QueueListener, Queued, UnixQueue,
    WhenFull, error, info,
};
use tempfile::TempDir;

use super::kept::Kept;
use super::python;

pub(super) fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("queue.sock");
    (folder, path)
}

/// A tree that logs into the queue at a path, as another process would.
pub(super) fn worker(path: &Path, when_full: WhenFull, capacity: usize) -> (Manager, HandlerRef<QueueHandler>) {
    let soon = Duration::from_millis(5);
    let queue = UnixQueue::builder(path).maxsize(capacity).max_bytes(1 << 20).back_off(soon, 1.0, soon).build();
    let handler = QueueHandler::builder(Arc::new(queue)).when_full(when_full).structured(true);
    let handler = handler.patience(Duration::from_secs(60)).build();
    handler.set_error_policy(sawlog::ErrorPolicy::Ignore);
    let manager = Manager::new();
    manager.root().set_level(Level::DEBUG).unwrap();
    manager.root().add_handler(&handler);
    (manager, handler)
}

pub(super) fn listener(path: &Path, handler: impl HandleRecord) -> QueueListener {
    let soon = Duration::from_millis(5);
    let queue = Arc::new(UnixQueue::builder(path).back_off(soon, 1.0, soon).build());
    let listener = QueueListener::builder(queue).handler(handler).build();
    listener.start().unwrap();
    listener
}

pub(super) fn wait_until(what: impl Fn() -> bool) {
    let began = Instant::now();
    while !what() {
        assert!(began.elapsed() < Duration::from_secs(60), "it does not come");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Keeps the records themselves.
#[derive(Clone, Default)]
struct Whole(Arc<Mutex<Vec<LogRecord<'static>>>>);

impl HandleRecord for Whole {
    fn handle(&self, record: &mut LogRecord<'_>) {
        self.0.lock().unwrap().push(record.to_owned_record());
    }
}

#[test]
fn a_record_comes_with_all_that_it_has() {
    let (_folder, path) = place();
    let whole = Whole::default();
    let listener = listener(&path, whole.clone());
    let (manager, handler) = worker(&path, WhenFull::Block, 100);
    let wrong = "x".parse::<i32>().unwrap_err();
    error!(manager.get_logger("shop.web"), exc = &wrong, user = "ann", n = 3; "not paid: {}", 5);
    handler.flush().unwrap();
    let records = whole.0.lock().unwrap();
    let record = &records[0];
    assert_eq!((record.name(), record.level(), record.message().unwrap()), ("shop.web", Level::ERROR, "not paid: 5"));
    assert_eq!((record.get("user"), record.get("n")), (Some("ann".into()), Some(3.into())));
    assert_eq!(record.exc_info().unwrap().type_name(), "core::num::error::ParseIntError");
    assert!(record.module_path().is_some_and(|path| path.ends_with("unix")) && record.pathname().ends_with("unix.rs"));
    drop(records);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    listener.stop().unwrap();
    assert!(!path.exists());
}

#[test]
fn a_flush_goes_through_to_what_buffers() {
    let (_folder, path) = place();
    let kept = Kept::new();
    let buffer = MemoryHandler::builder(100).target(kept.clone()).build();
    let listener = listener(&path, buffer);
    let (manager, handler) = worker(&path, WhenFull::Block, 100);
    info!(manager.root(), "one");
    handler.flush().unwrap();
    assert_eq!(kept.texts(), ["one"]);
    // Nothing was put since: there is nobody to be asked.
    listener.stop().unwrap();
    handler.flush().unwrap();
}

#[test]
fn what_there_is_no_room_for_is_dealt_with_as_in_any_queue() {
    for (when_full, arrive, dropped) in [
        (WhenFull::DropNewest, (0..16).collect::<Vec<_>>(), 4),
        (WhenFull::DropOldest, (4..20).collect(), 4),
        (WhenFull::BlockFor(Duration::from_millis(1)), (0..16).collect(), 4),
        (WhenFull::DropBelow(Level::WARNING), (0..14).collect(), 6),
    ] {
        let (_folder, path) = place();
        let (manager, handler) = worker(&path, when_full, 16);
        for number in 0..20 {
            info!(manager.root(), "{number}");
        }
        assert_eq!((handler.dropped(), handler.queue().len()), (dropped, 20 - dropped as usize), "{when_full:?}");
        let kept = Kept::new();
        let listener = listener(&path, kept.clone());
        handler.flush().unwrap();
        let arrive: Vec<String> = arrive.iter().map(ToString::to_string).collect();
        assert_eq!(kept.texts(), arrive, "{when_full:?}");
        assert_eq!(handler.queue().len(), 0);
        listener.stop().unwrap();
    }
}

#[test]
fn a_caller_that_blocks_goes_on_when_somebody_listens() {
    let (_folder, path) = place();
    let (manager, handler) = worker(&path, WhenFull::Block, 10);
    let kept = Kept::new();
    let listening = std::thread::scope(|scope| {
        let log = scope.spawn(|| (0..500).for_each(|number| info!(manager.root(), "{number}")));
        wait_until(|| handler.queue().len() == 10);
        let listening = listener(&path, kept.clone());
        log.join().unwrap();
        listening
    });
    handler.flush().unwrap();
    assert!(kept.texts().iter().eq((0..500).map(|number| number.to_string()).collect::<Vec<_>>().iter()));
    assert_eq!(handler.dropped(), 0);
    listening.stop().unwrap();
}

#[test]
fn pythons_socket_handler_reaches_the_listener() {
    let (_folder, path) = place();
    let kept = Kept::new();
    let listener = listener(&path, kept.clone());
    wait_until(|| path.exists());
    let script = format!(
        "import logging, logging.handlers\nlog = logging.getLogger('py')\n\
         log.addHandler(logging.handlers.SocketHandler({:?}, None))\n\
         for n in range(100): log.error('from %s %d', 'Python', n)\nlogging.shutdown()\n",
        path.display().to_string()
    );
    if python::python(&script, "").is_some() {
        wait_until(|| kept.texts().len() == 100);
        assert!(kept.texts().into_iter().eq((0..100).map(|number| format!("from Python {number}"))));
    }
    listener.stop().unwrap();
}

#[test]
fn nobody_listens_or_sends_where_others_could_put_a_socket() {
    let (folder, path) = place();
    let (manager, handler) = worker(&path, WhenFull::DropNewest, 10);
    fs::set_permissions(folder.path(), Permissions::from_mode(0o777)).unwrap();
    let kept = Kept::new();
    let listener = listener(&path, kept.clone());
    info!(manager.root(), "waits");
    std::thread::sleep(Duration::from_millis(50));
    assert!(!path.exists() && kept.texts().is_empty());
    fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
    handler.flush().unwrap();
    assert_eq!(kept.texts(), ["waits"]);
    listener.stop().unwrap();
    // What is no socket is left alone.
    fs::write(&path, "a file").unwrap();
    let listener = self::listener(&path, kept);
    std::thread::sleep(Duration::from_millis(50));
    listener.stop().unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "a file");
}

#[test]
fn a_second_listener_takes_over_when_the_first_ends() {
    let (_folder, path) = place();
    let (first, second) = (Kept::new(), Kept::new());
    let listens = listener(&path, first.clone());
    wait_until(|| path.exists());
    let waits = listener(&path, second.clone());
    let (manager, handler) = worker(&path, WhenFull::Block, 10);
    info!(manager.root(), "to the first");
    handler.flush().unwrap();
    listens.stop().unwrap();
    info!(manager.root(), "to the second");
    handler.flush().unwrap();
    assert_eq!((first.texts(), second.texts()), (vec!["to the first".to_owned()], vec!["to the second".to_owned()]));
    waits.stop().unwrap();
}

#[test]
fn a_worker_can_tell_the_listener_to_end() {
    let (_folder, path) = place();
    let kept = Kept::new();
    let queue = Arc::new(UnixQueue::builder(&path).ended_by_workers(true).build());
    let listener = QueueListener::builder(queue).handler(kept.clone()).build();
    listener.start().unwrap();
    let (manager, handler) = worker(&path, WhenFull::Block, 10);
    info!(manager.root(), "last");
    handler.queue().put(Queued::End).unwrap();
    wait_until(|| !listener.is_running());
    assert_eq!(kept.texts(), ["last"]);
}

fn configuration(path: &Path, more: &str) -> Document {
    let text = format!(
        "version: 1\nhandlers:\n  q: {{class: logging.handlers.QueueHandler, queue: {{(): sawlog.UnixQueue, path: {}}}{more}}}\n  \
         file: {{class: logging.FileHandler, filename: {}, delay: true}}\nroot: {{handlers: [q]}}\n",
        path.display(),
        path.with_extension("log").display()
    );
    Document::parse(&text, Format::Yaml).unwrap()
}

#[test]
fn two_configuration_files_are_a_worker_and_a_writer() {
    let (folder, path) = place();
    let log = path.with_extension("log");
    let (worker, writer) = (Manager::new(), Manager::new());
    let (of_worker, of_writer) = (configuration(&path, ""), configuration(&path, ", handlers: [file]"));
    let _guards = [(&worker, &of_worker), (&writer, &of_writer)]
        .map(|(manager, document)| Configurator::new(manager).configure(document).unwrap());
    worker.root().warning("of the worker");
    worker.root().handlers()[0].flush().unwrap();
    assert_eq!(fs::read_to_string(&log).unwrap(), "of the worker\n");
    // The writer's own records need no socket, and are flushed as well.
    writer.root().warning("of the writer");
    writer.root().handlers()[0].flush().unwrap();
    assert_eq!(fs::read_to_string(&log).unwrap(), "of the worker\nof the writer\n");

    // A reload keeps the queue, and another queue is another handler.
    let reload = |document: &Document, policy: Policy| Configurator::new(&writer).policy(policy).reload(document);
    let told = |document: &Document| reload(document, Policy::everything()).unwrap().to_string();
    assert_eq!(told(&of_writer), "2 handlers kept, 0 made, 0 closed");
    let moved = configuration(&folder.path().join("moved.sock"), ", handlers: [file]");
    assert!(reload(&moved, Policy::default()).is_err());
    assert_eq!(reload(&of_writer, Policy::default()).unwrap().to_string(), "2 handlers kept, 0 made, 0 closed");
    assert_eq!(told(&moved), "0 handlers kept, 2 made, 2 closed");
    wait_until(|| !path.exists() && folder.path().join("moved.sock").exists());
}

#[test]
fn what_a_queue_reaches_is_told_and_judged() {
    let (folder, path) = place();
    let (worker, writer) = (configuration(&path, ""), configuration(&path, ", handlers: [file]"));
    let registry = sawlog::config::Registry::global();
    let told = |document: &Document| explain(document, registry).unwrap().to_string();
    assert!(told(&worker).contains(&format!("peer: {}", path.display())), "{}", told(&worker));
    assert!(told(&writer).contains(&format!("file: {}", path.display())), "{}", told(&writer));
    let allowed = |document: &Document, policy: Policy| {
        Configurator::new(&Manager::new()).policy(policy).reload(document).map(|done| done.to_string())
    };
    let files = || Policy::default().files_in(folder.path());
    assert!(allowed(&worker, files()).unwrap_err().to_string().contains("may not send to"));
    allowed(&worker, files().peer(path.display().to_string())).unwrap();
    assert!(allowed(&writer, Policy::default().network()).unwrap_err().to_string().contains("may not open"));
    allowed(&writer, files()).unwrap();
    let wrong = |more: &str| {
        let text = format!(
            "{{version: 1, handlers: {{q: {{class: logging.handlers.QueueHandler, queue: {{(): sawlog.UnixQueue{more}}}}}}}}}"
        );
        Configurator::new(&Manager::new())
            .configure(&Document::parse(&text, Format::Yaml).unwrap())
            .map(drop)
            .unwrap_err()
    };
    let too_long = format!(", path: /{}", "a".repeat(107));
    for (more, path, said) in [
        ("", "handlers.q.queue", "path"),
        (", path: ''", "handlers.q.queue.path", "which has a name"),
        (&too_long, "handlers.q.queue.path", "give a shorter one"),
        (", path: a, maxBytes: 0", "handlers.q.queue.maxBytes", "greater than zero"),
        (", path: a, maxsize: 99999999", "handlers.q.queue.maxsize", "1048576"),
        (", path: 7", "handlers.q.queue.path", "a text"),
        (", path: a, sise: 7", "handlers.q.queue.sise", "sise"),
    ] {
        let error = wrong(more);
        assert_eq!(error.key_path(), path, "{error}");
        assert!(error.to_string().contains(said) && error.position().is_some(), "{error}");
    }
    // 0 is the usual size, as for every queue, and a path may have 107 bytes.
    for more in [", maxsize: 0".to_owned(), format!(", path: /{}", "a".repeat(106))] {
        let path = if more.contains("path") { "" } else { ", path: a" };
        let text = format!(
            "{{version: 1, handlers: {{q: {{class: logging.handlers.QueueHandler, queue: {{(): sawlog.UnixQueue{path}{more}}}}}}}}}"
        );
        let _guard =
            Configurator::new(&Manager::new()).configure(&Document::parse(&text, Format::Yaml).unwrap()).unwrap();
    }
}

#[test]
fn what_is_sent_again_is_handled_once() {
    use sawlog::wire::delivery::FromWorker;
    use std::io::Write as _;

    let (_folder, path) = place();
    let kept = Kept::new();
    let listener = listener(&path, kept.clone());
    wait_until(|| path.exists());
    // A worker that heard nothing of its first connection's records.
    for count in [2, 4] {
        let mut bytes = Vec::new();
        FromWorker::Hello { worker: [7; 16], next: 5 }.write(&mut bytes);
        for number in 0..count {
            let record = sawlog::make_log_record([("msg", sawlog::Value::from(number.to_string()))]);
            sawlog::wire::write_frame(&mut bytes, |out| sawlog::wire::write_compact(&record, out)).unwrap();
        }
        std::os::unix::net::UnixStream::connect(&path).unwrap().write_all(&bytes).unwrap();
        wait_until(|| kept.texts().len() >= count);
    }
    listener.stop().unwrap();
    assert_eq!(kept.texts(), ["0", "1", "2", "3"]);
}
