//! sawlog: a `QueueHandler` and its listener before a `FileHandler`.

use std::hint::black_box;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use harness::line::{BASKET, LOGGER};
use harness::{CAPACITY, Peer};
use sawlog::format::PercentFormatter;
use sawlog::{BoundedQueue, FileHandler, HandlerRef, Level, Logger, QueueHandler, QueueListener, WhenFull, info};

struct Queue {
    log: Logger,
    handler: HandlerRef<QueueHandler>,
}

impl Peer for Queue {
    fn set_up(file: &Path, _: usize) -> anyhow::Result<Queue> {
        let formatter = PercentFormatter::new("%(asctime)s %(levelname)s %(name)s %(message)s")?;
        let file = FileHandler::builder(file).formatter(formatter).build()?;
        let queue = Arc::new(BoundedQueue::new(CAPACITY));
        let listener = QueueListener::builder(queue.clone()).handler(file).build();
        listener.start()?;
        let handler = QueueHandler::builder(queue).when_full(WhenFull::Block).structured(true);
        let handler = handler.listener(Arc::new(listener)).build();
        let log = sawlog::get_logger(LOGGER);
        log.set_level(Level::INFO)?;
        log.add_handler(&handler);
        Ok(Queue { log, handler })
    }

    fn producer(&self, _: usize) -> impl FnMut(u64) + Send {
        |item| info!(self.log, "put {} into {}", item, black_box(BASKET))
    }

    fn drain(self) {
        self.handler.flush().expect("all is written in time");
    }
}

fn main() -> ExitCode {
    harness::main::<Queue>()
}
