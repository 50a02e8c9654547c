//! What comes over a queue's socket from whoever can connect, and what a listener makes of it.

use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::sync::Arc;

use sawlog::wire::delivery::FromWorker;
use sawlog::{QueueListener, Queued, RecordQueue as _, UnixQueue, WhenFull, info};

use super::kept::Kept;
use super::unix::{listener, place, wait_until, worker};

#[test]
fn a_sentinel_from_the_socket_ends_nobody() {
    let (_folder, path) = place();
    let kept = Kept::new();
    let listener = listener(&path, kept.clone());
    wait_until(|| path.exists());
    let mut stranger = UnixStream::connect(&path).unwrap();
    // A flush behind it is answered: it was heard.
    let mut bytes = b"\0\0\0\x02\xc0\x03".to_vec();
    FromWorker::Flush(1).write(&mut bytes);
    stranger.write_all(&bytes).unwrap();
    let _ = stranger.read(&mut [0; 64]).unwrap();
    assert!(listener.is_running());
    // A worker's has a number, and is acknowledged.
    let (manager, handler) = worker(&path, WhenFull::Block, 10);
    info!(manager.root(), "before");
    handler.queue().put(Queued::End).unwrap();
    info!(manager.root(), "after");
    handler.flush().unwrap();
    wait_until(|| handler.queue().is_empty());
    assert_eq!(kept.texts(), ["before", "after"]);
    assert!(listener.is_running());
    listener.stop().unwrap();
}

#[test]
fn the_sentinel_of_a_listener_that_has_ended_ends_no_other() {
    let (_folder, path) = place();
    let first = QueueListener::builder(Arc::new(UnixQueue::new(&path))).handler(Kept::new()).build();
    first.start().unwrap();
    wait_until(|| path.exists());
    first.stop().unwrap();
    let queue = Arc::new(UnixQueue::builder(&path).ended_by_workers(true).build());
    let second = QueueListener::builder(queue).handler(Kept::new()).build();
    second.start().unwrap();
    wait_until(|| path.exists());
    first.enqueue_sentinel().unwrap();
    assert_eq!(first.queue().len(), 0);
    // What it sends goes over the socket, behind the sentinel if that had gone, too.
    let record = sawlog::make_log_record([("msg", "late".into())]);
    first.queue().put(Queued::Record(Box::new(record))).unwrap();
    wait_until(|| first.queue().is_empty());
    assert!(second.is_running());
    second.stop().unwrap();
}
