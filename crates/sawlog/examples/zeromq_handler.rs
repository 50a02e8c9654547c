//! Logs over ZeroMQ: section 12 of the Logging Cookbook. Who takes it may be `zeromq_listener`, `sawlog serve` with
//! `zeromq_listener.yaml`, or a program with pyzmq.
//!
//! The queue is in `zeromq_handler.yaml` beside this file. In a program's text it would be
//!
//!     let queue = ZmqQueue::push().connect("ipc://log.zmq").build()?;
//!     get_logger("").add_handler(QueueHandler::new(Arc::new(queue)));

use std::path::Path;

use sawlog::{dict_config_file, error, get_logger, info, set_process_name};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    set_process_name("mill");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/zeromq_handler.yaml");
    let _guard = dict_config_file(path)?;
    let log = get_logger("mill.stones");
    for sack in 1..=3 {
        info!(log, sack; "sack {sack} is ground");
    }
    if let Err(error) = "stone".parse::<i32>() {
        error!(log, exc = &error; "what was that?");
    }
    // The guard waits until all of it has been handed over. If nobody is there yet, that takes until somebody is, or
    // until its time is over.
    Ok(())
}
