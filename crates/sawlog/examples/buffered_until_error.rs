//! Silence while all goes well: what a task logs is kept in memory, and shown only if the task fails.

use sawlog::{HandlerRef, Level, Logger, MemoryHandler, PercentFormatter, StreamHandler, get_logger};

/// Runs a task of this logger's; what it logs is shown if it logs an error, or fails.
fn quietly<T, E>(log: &Logger, console: &HandlerRef, task: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    let memory = MemoryHandler::builder(100).flush_level(Level::ERROR).target(console).flush_on_close(false).build();
    log.add_handler(&memory);
    let outcome = task();
    if outcome.is_err() {
        // What the console refuses is reported by the console.
        let _ = memory.flush();
    }
    log.remove_handler(&memory);
    let _ = memory.close();
    outcome
}

fn ship(log: &Logger, parcel: &str, weight: u32) -> Result<(), String> {
    log.debug(format!("{parcel} weighs {weight} kg"));
    if weight > 30 {
        log.warning(format!("{parcel} is too heavy for the bicycle"));
    }
    if weight > 100 {
        return Err(format!("{parcel} stays here"));
    }
    if weight == 0 {
        log.error(format!("{parcel} is empty"));
    }
    log.info(format!("{parcel} is on its way"));
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let log = get_logger("parcels");
    log.set_level(Level::DEBUG)?;
    log.set_propagate(false);
    let console = StreamHandler::builder().stdout().formatter(PercentFormatter::new("%(levelname)-8s %(message)s")?);
    let console = console.build().erase();

    for (parcel, weight) in [("the book", 1), ("the table", 40), ("the piano", 300), ("the box", 0)] {
        println!("{parcel}:");
        if let Err(reason) = quietly(&log, &console, || ship(&log, parcel, weight)) {
            println!("failed: {reason}");
        }
    }
    Ok(())
}
