use std::hint::black_box;
use std::path::Path;

use sawlog::format::PercentFormatter;
use sawlog::{FileHandler, Level, get_logger, info};

use crate::bench::Calls;
use harness::line::{BASKET, LOGGER, item};

pub fn prepare(file: &Path) -> anyhow::Result<Calls> {
    let formatter = PercentFormatter::new("%(asctime)s %(levelname)s %(name)s %(message)s")?;
    let handler = FileHandler::builder(file).formatter(formatter).build()?;
    let log = get_logger(LOGGER);
    log.set_level(Level::INFO)?;
    log.add_handler(handler);
    Ok(Box::new(move |calls| {
        for call in 0..calls {
            info!(log, "put {} into {}", item(call), black_box(BASKET));
        }
    }))
}
