//! tracing-subscriber's formatting layer before tracing-appender's `non_blocking`, which loses nothing.

use std::fmt;
use std::fs::File;
use std::hint::black_box;
use std::path::Path;
use std::process::ExitCode;

use harness::line::BASKET;
use harness::{CAPACITY, Peer};
use tracing::{Event, Subscriber};
use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::{ChronoLocal, FormatTime};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

struct NonBlocking(WorkerGuard);

impl Peer for NonBlocking {
    fn set_up(file: &Path, _: usize) -> anyhow::Result<NonBlocking> {
        let builder = NonBlockingBuilder::default().lossy(false).buffered_lines_limit(CAPACITY);
        let (writer, guard) = builder.finish(File::create(file)?);
        let line = Line(ChronoLocal::new("%Y-%m-%d %H:%M:%S,%3f".to_owned()));
        let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(writer).event_format(line);
        tracing::subscriber::set_global_default(subscriber.finish())?;
        Ok(NonBlocking(guard))
    }

    fn producer(&self, _: usize) -> impl FnMut(u64) + Send {
        |item| tracing::info!(target: "shop.basket", "put {} into {}", item, black_box(BASKET))
    }

    fn drain(self) {
        drop(self.0);
    }
}

/// Its own format is two characters longer.
struct Line(ChronoLocal);

impl<S, N> FormatEvent<S, N> for Line
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, context: &FmtContext<'_, S, N>, mut line: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        self.0.format_time(&mut line)?;
        write!(line, " {} {} ", event.metadata().level(), event.metadata().target())?;
        context.format_fields(line.by_ref(), event)?;
        writeln!(line)
    }
}

fn main() -> ExitCode {
    harness::main::<NonBlocking>()
}
