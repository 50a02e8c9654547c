//! What the children do.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::forking::{End, fork};
use sawlog::format::PercentFormatter;
use sawlog::{FileHandler, HandlerRef, QueueHandler, QueueListener, UnixQueue, WhenFull, get_logger, root};

/// Logs so many records with a pause after each, and ends when the listener has written them.
pub(crate) fn worker(path: &str, name: &str, count: &str, pause: &str) {
    sawlog::set_process_name(name);
    let (count, pause) = (count.parse().expect("a number"), Duration::from_micros(pause.parse().expect("a number")));
    let queue = Arc::new(UnixQueue::builder(path).maxsize(1000).max_bytes(1 << 20).build());
    let handler = QueueHandler::builder(Arc::clone(&queue) as _).when_full(WhenFull::Block);
    let handler = handler.patience(Duration::from_secs(120)).build();
    root().set_level(sawlog::Level::DEBUG).expect("no handler minds");
    root().add_handler(handler.clone());
    let log = get_logger("shop.worker");
    for number in 0..count {
        let number: usize = number;
        log.info(number.to_string());
        if !pause.is_zero() {
            std::thread::sleep(pause);
        }
    }
    handler.flush().expect("the listener writes them");
    println!("flushed, {} dropped, {} kept", handler.dropped(), queue.stats().kept);
}

/// Writes what comes to a file, until stdin ends.
pub(crate) fn listener(path: &str, file: &str) {
    let queue = Arc::new(UnixQueue::new(path));
    let listener = QueueListener::builder(queue.clone()).handler(writes_to(Path::new(file))).build();
    listener.start().expect("a thread");
    println!("listening");
    let _ = std::io::stdin().read(&mut [0]);
    listener.stop().expect("it ends in time");
    let stats = queue.stats();
    println!("{} received, {} doubles, {} torn", stats.received, stats.doubles, stats.torn);
}

/// The same; forks when it is told to. The child logs nothing, and lives until stdin ends.
pub(crate) fn forking_listener(path: &str, file: &str) {
    let queue = Arc::new(UnixQueue::new(path));
    let listener = QueueListener::builder(queue).handler(writes_to(Path::new(file))).build();
    listener.start().expect("a thread");
    println!("listening");
    let go_on = || std::io::stdin().read(&mut [0]).expect("a pipe");
    go_on();
    let child = fork(End::AtOnce, || {
        println!("forked");
        go_on();
    });
    child.ended();
}

/// Sends one record as a worker does, and the beginning of another.
pub(crate) fn half_a_record(path: &str) {
    use sawlog::wire::delivery::FromWorker;
    let record = sawlog::make_log_record([("msg", "0".into()), ("processName", "half".into())]);
    let mut bytes = Vec::new();
    FromWorker::Hello { worker: *b"a worker of half", next: 0 }.write(&mut bytes);
    sawlog::wire::write_frame(&mut bytes, |payload| sawlog::wire::write_compact(&record, payload)).expect("a record");
    let half = bytes.len();
    sawlog::wire::write_frame(&mut bytes, |payload| sawlog::wire::write_compact(&record, payload)).expect("a record");
    let mut stream = std::os::unix::net::UnixStream::connect(path).expect("a listener");
    stream.write_all(&bytes[..half + 20]).expect("it takes them");
    println!("half");
    let _ = std::io::stdin().read(&mut [0]);
}

/// A handler that writes who sent a record, and its message.
pub(crate) fn writes_to(file: &Path) -> HandlerRef<FileHandler> {
    let handler = FileHandler::new(file).expect("a file");
    handler.set_formatter(PercentFormatter::new("%(processName)s %(message)s").expect("a format"));
    handler
}
