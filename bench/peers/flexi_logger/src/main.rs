//! flexi_logger, `WriteMode::AsyncWith`: its channel has no bound, so that it does not block.

use std::hint::black_box;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use flexi_logger::{DeferredNow, FileSpec, LogSpecification, Logger, LoggerHandle, WriteMode};
use harness::line::BASKET;
use harness::{CAPACITY, Peer};
use log::Record;

struct Flexi(LoggerHandle);

impl Peer for Flexi {
    fn set_up(file: &Path, _: usize) -> anyhow::Result<Flexi> {
        let mode =
            WriteMode::AsyncWith { pool_capa: CAPACITY, message_capa: 200, flush_interval: Duration::from_secs(1) };
        let logger = Logger::with(LogSpecification::info()).log_to_file(FileSpec::try_from(file)?);
        Ok(Flexi(logger.write_mode(mode).format(line).start()?))
    }

    fn producer(&self, _: usize) -> impl FnMut(u64) + Send {
        |item| log::info!(target: "shop.basket", "put {} into {}", item, black_box(BASKET))
    }

    fn drain(self) {
        self.0.shutdown();
    }
}

fn line(out: &mut dyn Write, now: &mut DeferredNow, record: &Record<'_>) -> io::Result<()> {
    let time = now.format("%Y-%m-%d %H:%M:%S,%3f");
    write!(out, "{time} {} {} {}", record.level(), record.target(), record.args())
}

fn main() -> ExitCode {
    harness::main::<Flexi>()
}
