//! slog-async, blocking, before slog-term's `FullFormat` to a file.

use std::fs::File;
use std::hint::black_box;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use harness::line::BASKET;
use harness::{CAPACITY, Peer};
use slog::{Drain, Logger, Record};
use slog_async::{Async, AsyncGuard, OverflowStrategy};
use slog_term::{FullFormat, PlainDecorator, RecordDecorator, ThreadSafeTimestampFn};

struct Slog {
    log: Logger,
    guard: AsyncGuard,
}

impl Peer for Slog {
    fn set_up(file: &Path, _: usize) -> anyhow::Result<Slog> {
        let term = FullFormat::new(PlainDecorator::new(File::create(file)?))
            .use_custom_timestamp(|out: &mut dyn io::Write| {
                write!(out, "{}", chrono::Local::now().format("%Y-%m-%d %H:%M:%S,%3f"))
            })
            .use_custom_header_print(header)
            .build()
            .fuse();
        let drain = Async::new(term).chan_size(CAPACITY).overflow_strategy(OverflowStrategy::Block);
        let (drain, guard) = drain.build_with_guard();
        Ok(Slog { log: Logger::root(drain.fuse(), slog::o!()), guard })
    }

    fn producer(&self, _: usize) -> impl FnMut(u64) + Send {
        |item| slog::info!(self.log, "put {} into {}", item, black_box(BASKET))
    }

    fn drain(self) {
        drop(self.log);
        drop(self.guard);
    }
}

/// slog has no names of loggers.
fn header(
    time: &dyn ThreadSafeTimestampFn<Output = io::Result<()>>,
    mut line: &mut dyn RecordDecorator,
    record: &Record<'_>,
    _: bool,
) -> io::Result<bool> {
    line.start_timestamp()?;
    time(&mut line)?;
    line.start_level()?;
    write!(line, " {} shop.basket ", record.level().as_short_str())?;
    line.start_msg()?;
    write!(line, "{}", record.msg())?;
    Ok(true)
}

fn main() -> ExitCode {
    harness::main::<Slog>()
}
