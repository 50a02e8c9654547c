//! spdlog-rs: an `AsyncPoolSink` that blocks before a `FileSink` with its usual buffer.

use std::hint::black_box;
use std::num::NonZeroUsize;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use harness::line::{BASKET, LOGGER};
use harness::{CAPACITY, Peer};
use spdlog::formatter::{PatternFormatter, pattern};
use spdlog::sink::{AsyncPoolSink, FileSink, OverflowPolicy};
use spdlog::{LevelFilter, Logger, ThreadPool};

struct Pool {
    log: Logger,
    pool: Arc<ThreadPool>,
}

impl Peer for Pool {
    fn set_up(file: &Path, _: usize) -> anyhow::Result<Pool> {
        let formatter = PatternFormatter::new(pattern!("{date} {time},{millisecond} {level} {logger} {payload}{eol}"));
        let file = FileSink::builder().path(file).formatter(formatter).build_arc()?;
        let pool = ThreadPool::builder().capacity(NonZeroUsize::new(CAPACITY).expect("not 0")).build_arc()?;
        let sink = AsyncPoolSink::builder().sink(file).thread_pool(Arc::clone(&pool));
        let sink = sink.overflow_policy(OverflowPolicy::Block).build_arc()?;
        let log = Logger::builder().name(LOGGER).level_filter(LevelFilter::All).sink(sink).build()?;
        Ok(Pool { log, pool })
    }

    fn producer(&self, _: usize) -> impl FnMut(u64) + Send {
        |item| spdlog::info!(logger: self.log, "put {} into {}", item, black_box(BASKET))
    }

    fn drain(self) {
        self.log.flush();
        drop(self.log);
        // The last one who has it waits for its thread.
        drop(self.pool);
    }
}

fn main() -> ExitCode {
    harness::main::<Pool>()
}
