//! Section 5 of the cookbook: a queue between those who log and a handler that may take its time.

use std::sync::Arc;

use sawlog::{BoundedQueue, PercentFormatter, QueueHandler, QueueListener, StreamHandler, root};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let queue = Arc::new(BoundedQueue::default());
    let handler = StreamHandler::builder().stdout().formatter(PercentFormatter::new("%(threadName)s: %(message)s")?);
    let listener = QueueListener::builder(queue.clone()).handler(handler.build()).build();
    let root = root();
    root.add_handler(QueueHandler::new(queue));
    listener.start()?;
    // The output names the thread that logged, not the one that listens to the queue.
    root.warning("Look out!");
    listener.stop()?;
    Ok(())
}
