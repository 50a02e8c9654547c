use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

use spdlog::formatter::{PatternFormatter, pattern};
use spdlog::sink::FileSink;
use spdlog::{LevelFilter, Logger};

use crate::bench::Calls;
use harness::line::{BASKET, LOGGER, item};

pub fn prepare(file: &Path) -> anyhow::Result<Calls> {
    let formatter = PatternFormatter::new(pattern!("{date} {time},{millisecond} {level} {logger} {payload}{eol}"));
    // Without a buffer, each record is written at once and whole.
    let sink = FileSink::builder().path(file).formatter(formatter).capacity(0).build()?;
    let log = Logger::builder().name(LOGGER).level_filter(LevelFilter::All).sink(Arc::new(sink)).build()?;
    Ok(Box::new(move |calls| {
        for call in 0..calls {
            spdlog::info!(logger: log, "put {} into {}", item(call), black_box(BASKET));
        }
    }))
}
