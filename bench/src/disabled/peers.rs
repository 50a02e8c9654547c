use std::hint::black_box;
use std::path::Path;

use tracing_subscriber::filter::LevelFilter;

use crate::bench::Calls;
use harness::line::{BASKET, LOGGER};

pub fn spdlog(_: &Path) -> anyhow::Result<Calls> {
    let level = spdlog::LevelFilter::MoreSevereEqual(spdlog::Level::Info);
    let log = spdlog::Logger::builder().name(LOGGER).level_filter(level).build()?;
    Ok(Box::new(move |calls| {
        for call in 0..calls {
            spdlog::debug!(logger: black_box(&log), "put {call} into {BASKET}");
        }
    }))
}

pub fn tracing(_: &Path) -> anyhow::Result<Calls> {
    tracing_subscriber::fmt().with_max_level(LevelFilter::INFO).init();
    Ok(Box::new(|calls| {
        for call in 0..calls {
            black_box(());
            tracing::debug!("put {call} into {BASKET}");
        }
    }))
}
