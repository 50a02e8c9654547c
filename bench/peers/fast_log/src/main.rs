//! fast_log: a bounded channel to a thread that formats, and another one to a thread that writes.

use std::hint::black_box;
use std::path::Path;
use std::process::ExitCode;

use fast_log::Config;
use fast_log::appender::{Command, FastLogRecord, RecordFormat};
use harness::line::BASKET;
use harness::{CAPACITY, Peer};

struct FastLog;

impl Peer for FastLog {
    fn set_up(file: &Path, _: usize) -> anyhow::Result<FastLog> {
        let file = file.to_str().expect("it is made of ASCII");
        let config = Config::new().level(log::LevelFilter::Info).chan_len(Some(CAPACITY)).file(file).format(Line);
        fast_log::init(config).map_err(|error| anyhow::anyhow!("{error}"))?;
        Ok(FastLog)
    }

    fn producer(&self, _: usize) -> impl FnMut(u64) + Send {
        |item| log::info!(target: "shop.basket", "put {} into {}", item, black_box(BASKET))
    }

    fn drain(self) {
        log::logger().flush();
    }
}

struct Line;

impl RecordFormat for Line {
    fn do_format(&self, record: &mut FastLogRecord) {
        if record.command == Command::CommandRecord {
            let time = chrono::DateTime::<chrono::Local>::from(record.now).format("%Y-%m-%d %H:%M:%S,%3f");
            record.formated = format!("{time} {} {} {}\n", record.level, record.target, record.args);
        }
    }
}

fn main() -> ExitCode {
    harness::main::<FastLog>()
}
