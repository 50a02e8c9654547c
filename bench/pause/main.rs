//! How long a record waits that has a file of 100 MB put aside: `cargo run --release --manifest-path bench/Cargo.toml --bin pause`.
//!
//! Each call that logs is timed, those that rotate and those made while the backup is compressed. This is time of the day: on a
//! machine that does other things the longest calls are theirs.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context;
use sawlog::format::PercentFormatter;
use sawlog::{Level, Packing, RotatingFileHandler, RotatingFileHandlerBuilder, get_logger, info};

const BYTES: u64 = 100_000_000;
const ROTATIONS: usize = 12;

fn main() -> anyhow::Result<()> {
    let program = std::env::current_exe()?;
    let folder = program.parent().context("the program lies in no folder")?.join("bench-output").join("pause");
    println!(
        "| {ROTATIONS} rotations of 100 MB | median of the calls that rotate | longest of them | longest of all others |"
    );
    println!("|---|--:|--:|--:|");
    row("renamed", &folder, |builder| builder)?;
    row("gzip", &folder, |builder| builder.compress(Packing::Gzip))?;
    row("zstd", &folder, |builder| builder.compress(Packing::Zstd))?;
    row("gzip, shared by processes", &folder, |builder| builder.compress(Packing::Gzip).multi_process(true))?;
    Ok(())
}

fn row(
    name: &str,
    folder: &Path,
    options: impl Fn(RotatingFileHandlerBuilder) -> RotatingFileHandlerBuilder,
) -> anyhow::Result<()> {
    let _ = std::fs::remove_dir_all(folder);
    std::fs::create_dir_all(folder)?;
    let formatter = PercentFormatter::new("%(asctime)s %(levelname)s %(name)s %(message)s")?;
    let builder = RotatingFileHandler::builder(folder.join("app.log")).max_bytes(BYTES).backup_count(2);
    let handler = options(builder).formatter(formatter).build()?;
    let log = get_logger("pause");
    log.set_level(Level::INFO)?;
    log.add_handler(&handler);
    let (mut rotating, mut others) = (Vec::new(), Duration::ZERO);
    let (mut written, mut number) = (0_u64, 0_u64);
    while rotating.len() < ROTATIONS {
        number += 1;
        // 1,000 bytes with what the formatter puts before them; as hard to compress as log lines are.
        let start = Instant::now();
        info!(log, "request {number} by user {} took {} us {:0<870}", number % 9973, number * 7919 % 100_003, number);
        let took = start.elapsed();
        written += 1;
        // The file is looked at now and then, so that looking costs nothing.
        let may_have = written * 1100 >= BYTES && std::fs::metadata(folder.join("app.log"))?.len() < 100_000;
        if may_have {
            rotating.push(took);
            written = 0;
        } else {
            others = others.max(took);
        }
    }
    log.remove_handler(&handler);
    handler.close()?;
    handler.wait_for_backups(Duration::from_secs(60));
    rotating.sort();
    let millis = |time: Duration| format!("{:.3} ms", time.as_secs_f64() * 1e3);
    let (median, longest) = (rotating[rotating.len() / 2], rotating[rotating.len() - 1]);
    println!("| {name} | {} | {} | {} |", millis(median), millis(longest), millis(others));
    std::fs::remove_dir_all(folder)?;
    Ok(())
}
