//! Several processes that write to one file and rotate it, each day and whenever it has grown to a size; backups are
//! compressed. Python's handlers lose records so. The program starts itself as its workers.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use sawlog::{HandlerRef, Packing, PercentFormatter, RolloverWhen, TimedRotatingFileHandler, get_logger, warning};

const FILE: &str = "quarry.log";
const WORKERS: usize = 3;
const LOADS: usize = 400;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    match std::env::args().nth(1) {
        Some(name) => work(&name),
        None => watch(),
    }
}

/// What every process must build alike.
fn handler() -> Result<HandlerRef<TimedRotatingFileHandler>, Box<dyn std::error::Error>> {
    let handler = TimedRotatingFileHandler::builder(FILE)
        .when(RolloverWhen::Midnight)
        // So small that something is to be seen here; a real one has megabytes.
        .max_bytes(4_000)
        .compress(Packing::Gzip)
        .multi_process(true)
        .formatter(PercentFormatter::new("%(asctime)s %(message)s")?)
        .build()?;
    Ok(handler)
}

/// A worker: logs, and knows nothing of the others.
fn work(name: &str) -> Result<(), Box<dyn std::error::Error>> {
    let log = get_logger("quarry");
    log.add_handler(handler()?);
    for load in 0..LOADS {
        warning!(log, "{name} has taken load {load}");
    }
    Ok(())
}

/// The program that starts them, and looks at what they leave.
fn watch() -> Result<(), Box<dyn std::error::Error>> {
    let program = std::env::current_exe()?;
    let start = |number| Command::new(&program).arg(format!("lorry {number}")).spawn();
    let workers: Vec<_> = (1..=WORKERS).map(start).collect::<io::Result<_>>()?;
    for mut worker in workers {
        assert!(worker.wait()?.success());
    }
    // A worker that ended while another one wrote to a file has left that file for the next to compress.
    assert!(handler()?.wait_for_backups(Duration::from_secs(60)));

    let (mut loads, mut compressed, mut others) = (HashMap::<String, usize>::new(), 0, 0);
    for entry in fs::read_dir(".")? {
        let path = entry?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()).filter(|name| name.starts_with(FILE)) else {
            continue;
        };
        match name {
            FILE => {}
            name if name.ends_with(".gz") => compressed += 1,
            _ => others += 1,
        }
        for line in lines(&path)? {
            // Without its time.
            *loads.entry(line?.chars().skip(24).collect()).or_default() += 1;
        }
    }
    let expected =
        (1..=WORKERS).flat_map(|lorry| (0..LOADS).map(move |load| format!("lorry {lorry} has taken load {load}")));
    let missing = expected.filter(|line| loads.get(line) != Some(&1)).count();
    println!("{WORKERS} processes, {} lines, {missing} missing or torn", loads.len());
    println!("several backups: {}, others than compressed ones: {others}", compressed > 3);
    Ok(())
}

/// The lines of a file, compressed or not.
fn lines(path: &Path) -> io::Result<Box<dyn Iterator<Item = io::Result<String>>>> {
    let file = File::open(path)?;
    Ok(match path.extension().is_some_and(|extension| extension == "gz") {
        true => Box::new(BufReader::new(flate2::read::MultiGzDecoder::new(file)).lines()),
        false => Box::new(BufReader::new(file).lines()),
    })
}
