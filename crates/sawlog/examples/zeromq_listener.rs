//! Takes what others log over ZeroMQ: section 13 of the Logging Cookbook. It ends with its input.

use std::io::Read;
use std::sync::Arc;

use sawlog::{PercentFormatter, QueueListener, StreamHandler, ZmqQueue};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let queue = Arc::new(ZmqQueue::pull().bind("ipc://log.zmq").build()?);
    let console = StreamHandler::builder()
        .stdout()
        .formatter(PercentFormatter::new("%(processName)s %(name)s %(levelname)s %(message)s")?)
        .build();
    let listener = QueueListener::builder(queue.clone()).handler(console).build();
    listener.start()?;
    std::io::stdin().read_to_end(&mut Vec::new())?;
    // Takes what has been sent by now.
    listener.stop()?;
    println!("{} records", queue.stats().taken);
    Ok(())
}
