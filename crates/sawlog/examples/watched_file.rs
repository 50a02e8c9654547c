//! A file that `logrotate` moves away: the handler notices and begins a new one.

use sawlog::{WatchedFileHandler, get_logger, warning};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let log = get_logger("mill");
    log.add_handler(WatchedFileHandler::new("mill.log")?);
    warning!(log, "the wheel stands still");
    std::fs::rename("mill.log", "mill.log.1")?;
    warning!(log, "the wheel turns again");
    Ok(())
}
