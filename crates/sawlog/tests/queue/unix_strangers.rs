//! What comes over a queue's socket from whoever can connect, and what a listener makes of it.

use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::time::Duration;

use sawlog::wire::delivery::FromWorker;
use sawlog::{QueueListener, Queued, UnixQueue, WhenFull, info};

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

#[test]
fn the_rest_of_a_frame_is_not_waited_for_without_end() {
    let (_folder, path) = place();
    let queue = Arc::new(UnixQueue::builder(&path).frame_timeout(Duration::from_millis(20)).build());
    let listener = QueueListener::builder(queue.clone()).handler(Kept::new()).build();
    listener.start().unwrap();
    wait_until(|| path.exists());
    let mut stranger = UnixStream::connect(&path).unwrap();
    stranger.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    stranger.write_all(b"\0\0\0\x64half").unwrap();
    assert_eq!(stranger.read(&mut [0; 64]).unwrap(), 0);
    wait_until(|| queue.stats().torn == 1 && queue.stats().connections == 0);
    listener.stop().unwrap();
}

#[test]
fn all_strangers_together_keep_so_much_of_what_is_not_whole() {
    let (_folder, path) = place();
    let mut limits = sawlog::wire::Limits::default();
    limits.frame_len = 1 << 20;
    let queue = Arc::new(UnixQueue::builder(&path).limits(limits).build());
    let kept = Kept::new();
    let listener = QueueListener::builder(queue.clone()).handler(kept.clone()).build();
    listener.start().unwrap();
    wait_until(|| path.exists());
    let mut most = (1_u32 << 20).to_be_bytes().to_vec();
    most.resize(1_000_000, b'x');
    let strangers: Vec<_> = (0..12)
        .map(|_| {
            let mut stranger = UnixStream::connect(&path).unwrap();
            let _ = stranger.write_all(&most);
            stranger
        })
        .collect();
    // Eight such frames are as much as there may be.
    wait_until(|| queue.stats().torn == 4 && queue.stats().connections == 8);
    let (manager, handler) = worker(&path, WhenFull::Block, 10);
    info!(manager.root(), "one");
    handler.flush().unwrap();
    assert_eq!(kept.texts(), ["one"]);
    drop(strangers);
    listener.stop().unwrap();
}
