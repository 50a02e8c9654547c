//! logforth: `append::Async`, blocking, before its file appender.

use std::hint::black_box;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use harness::line::BASKET;
use harness::{CAPACITY, Peer};
use logforth::append::asynchronous::AsyncBuilder;
use logforth::append::file::FileBuilder;
use logforth::record::Record;
use logforth::{Diagnostic, Error, Layout};

struct Logforth;

impl Peer for Logforth {
    fn set_up(file: &Path, _: usize) -> anyhow::Result<Logforth> {
        let (folder, name) = (file.parent().expect("a folder"), file.file_stem().expect("a name"));
        let file = FileBuilder::new(folder, name.to_string_lossy()).filename_suffix("log").layout(Line).build()?;
        let file = AsyncBuilder::new("async").buffered_lines_limit(Some(CAPACITY)).overflow_block().append(file);
        logforth::starter_log::builder().dispatch(|dispatch| dispatch.append(file.build())).apply();
        Ok(Logforth)
    }

    fn producer(&self, _: usize) -> impl FnMut(u64) + Send {
        |item| log::info!(target: "shop.basket", "put {} into {}", item, black_box(BASKET))
    }

    fn drain(self) {
        log::logger().flush();
    }
}

#[derive(Debug)]
struct Line;

impl Layout for Line {
    fn format(&self, record: &Record<'_>, _: &[Box<dyn Diagnostic>]) -> Result<Vec<u8>, Error> {
        let mut line = Vec::with_capacity(100);
        let time = jiff::Zoned::try_from(record.time()).map_err(|error| Error::new(error.to_string()))?;
        let time = time.strftime("%Y-%m-%d %H:%M:%S,%3f");
        write!(line, "{time} {} {} {}", record.level(), record.target(), record.payload()).expect("it is memory");
        Ok(line)
    }
}

fn main() -> ExitCode {
    harness::main::<Logforth>()
}
