//! Two handlers on one logger: everything to a file, what is grave to the console as well.

use std::sync::Arc;

use sawlog::{FileHandler, Level, PercentFormatter, StreamHandler, critical, debug, error, get_logger, info, warning};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let log = get_logger("ferry");
    log.set_level(Level::DEBUG)?;

    let formatter = Arc::new(PercentFormatter::new("%(asctime)s - %(name)s - %(levelname)s - %(message)s")?);
    let file = FileHandler::builder("ferry.log").mode("w".parse()?).formatter(formatter.clone());
    let console = StreamHandler::builder().stdout().level(Level::ERROR).formatter(formatter);
    log.add_handler(console.build());
    log.add_handler(file.level(Level::DEBUG).build()?);

    debug!(log, "engine at {} turns a minute", 90);
    info!(log, "cast off");
    warning!(log, "fog");
    error!(log, "missed the pier");
    critical!(log, "{} passengers wet", 12);
    Ok(())
}
