use std::hint::black_box;
use std::path::Path;

use sawlog::format::PercentFormatter;
use sawlog::{
    FileHandler, IntoHandler, Level, Packing, RolloverWhen, RotatingFileHandler, TimedRotatingFileHandler,
    WatchedFileHandler, get_logger, info,
};

use crate::bench::Calls;
use harness::line::{BASKET, LOGGER, item};

pub fn file(file: &Path) -> anyhow::Result<Calls> {
    calls(FileHandler::builder(file).formatter(formatter()?).build()?)
}

pub fn by_size(file: &Path) -> anyhow::Result<Calls> {
    let handler = RotatingFileHandler::builder(file).max_bytes(1 << 40).backup_count(5);
    calls(handler.formatter(formatter()?).build()?)
}

pub fn by_time(file: &Path) -> anyhow::Result<Calls> {
    let handler = TimedRotatingFileHandler::builder(file).when(RolloverWhen::Sunday).interval(2).backup_count(5);
    calls(handler.formatter(formatter()?).build()?)
}

pub fn shared(file: &Path) -> anyhow::Result<Calls> {
    let handler = RotatingFileHandler::builder(file).max_bytes(1 << 40).backup_count(5).multi_process(true);
    calls(handler.formatter(formatter()?).build()?)
}

pub fn compressed(file: &Path) -> anyhow::Result<Calls> {
    let handler = RotatingFileHandler::builder(file).max_bytes(1 << 40).backup_count(5).compress(Packing::Gzip);
    calls(handler.formatter(formatter()?).build()?)
}

pub fn watched(file: &Path) -> anyhow::Result<Calls> {
    calls(WatchedFileHandler::builder(file).formatter(formatter()?).build()?)
}

fn formatter() -> anyhow::Result<PercentFormatter> {
    Ok(PercentFormatter::new("%(asctime)s %(levelname)s %(name)s %(message)s")?)
}

fn calls(handler: impl IntoHandler) -> anyhow::Result<Calls> {
    let log = get_logger(LOGGER);
    log.set_level(Level::INFO)?;
    log.add_handler(handler);
    Ok(Box::new(move |calls| {
        for call in 0..calls {
            info!(log, "put {} into {}", item(call), black_box(BASKET));
        }
    }))
}
