//! What a reload of 1,000 loggers and 100 handlers takes, and whether calls feel it: `cargo run --release
//! --manifest-path bench/Cargo.toml --bin reload`.
//!
//! One thread logs and times each call, while another reloads; in the runs to compare with, that one does nothing, or reads and checks the same
//! configurations without carrying them out, so that the machine is as busy. This is time of the day: runs take turns.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use sawlog::config::{Configurator, Document, Format, Registry, check};
use sawlog::{get_logger, info, manager};

const LOGGERS: usize = 1_000;
const HANDLERS: usize = 100;
const RELOADS: usize = 1_000;
const ROUNDS: usize = 5;

/// What the other thread does while one logs.
#[derive(Clone, Copy, PartialEq)]
enum Beside {
    Nothing,
    Checks,
    Reloads,
}

fn main() -> anyhow::Result<()> {
    let program = std::env::current_exe()?;
    let folder = program.parent().context("the program lies in no folder")?.join("bench-output").join("reload");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder)?;
    let configurator = Configurator::new(manager());
    configurator.reload(&document(&text(&folder, 0, 0))?)?;
    match std::env::args().nth(1).as_deref() {
        Some("times") => times(&configurator, &folder)?,
        Some("calls") => calls(&configurator, &folder)?,
        _ => {
            times(&configurator, &folder)?;
            println!();
            calls(&configurator, &folder)?;
        }
    }
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

/// How long a reload takes.
fn times(configurator: &Configurator, folder: &Path) -> anyhow::Result<()> {
    println!(
        "| a reload of {LOGGERS} loggers and {HANDLERS} handlers | reading | carrying out | both, longest of 50 |"
    );
    println!("|---|--:|--:|--:|");
    let rows: [(&str, fn(usize) -> (usize, usize)); 3] = [
        ("nothing has changed", |_| (0, 0)),
        ("all formats have changed", |number| (number, 0)),
        ("formats and a tenth of the handlers", |number| (number, number)),
    ];
    for (name, change) in rows {
        let (mut reading, mut carrying, mut both) = (Vec::new(), Vec::new(), Vec::new());
        for number in 1..=50 {
            let (format, handlers) = change(number);
            let text = text(folder, format, handlers);
            let start = Instant::now();
            let document = document(&text)?;
            reading.push(start.elapsed());
            let read = Instant::now();
            configurator.reload(&document)?;
            carrying.push(read.elapsed());
            both.push(start.elapsed());
        }
        let longest = both.iter().max().copied().unwrap_or_default();
        println!("| {name} | {} | {} | {} |", millis(median(reading)), millis(median(carrying)), millis(longest));
    }
    Ok(())
}

/// The longest calls beside reloads, and without them.
fn calls(configurator: &Configurator, folder: &Path) -> anyhow::Result<()> {
    println!(
        "\n| calls beside {RELOADS} reloads, {ROUNDS} rounds | calls a round | 99.99 % below | longest, median of the rounds | longest of all |"
    );
    println!("|---|--:|--:|--:|--:|");
    let documents = [document(&text(folder, 1, 0))?, document(&text(folder, 2, 0))?];
    let kinds = [("alone", Beside::Nothing), ("beside checks", Beside::Checks), ("beside reloads", Beside::Reloads)];
    let mut rounds = vec![Vec::new(); kinds.len()];
    let mut took = Duration::from_secs(1);
    for _ in 0..ROUNDS {
        // Reloads first: the others run as long.
        for (index, (_, beside)) in kinds.iter().enumerate().rev() {
            let start = Instant::now();
            let calls = run(configurator, &documents, *beside, took)?;
            if *beside == Beside::Reloads {
                took = start.elapsed();
            }
            rounds[index].push(calls);
        }
    }
    for ((name, _), rounds) in kinds.iter().zip(rounds) {
        let counts = median(rounds.iter().map(|calls| calls.count).collect());
        let most = median(rounds.iter().map(|calls| calls.most).collect());
        let longest: Vec<Duration> = rounds.iter().map(|calls| calls.longest).collect();
        let all = longest.iter().max().copied().unwrap_or_default();
        println!("| {name} | {counts} | {} | {} | {} |", millis(most), millis(median(longest)), millis(all));
    }
    Ok(())
}

#[derive(Clone)]
struct Calls {
    count: usize,
    most: Duration,
    longest: Duration,
}

fn run(
    configurator: &Configurator,
    documents: &[Document; 2],
    beside: Beside,
    time: Duration,
) -> anyhow::Result<Calls> {
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let logging = scope.spawn(|| {
            let log = get_logger("app.7.db");
            let mut times: Vec<Duration> = Vec::with_capacity(8_000_000);
            while !stop.load(Ordering::Relaxed) && times.len() < times.capacity() {
                let start = Instant::now();
                info!(log, "put {} into {}", times.len(), "sheila's cart");
                times.push(start.elapsed());
            }
            times.sort_unstable();
            Calls {
                count: times.len(),
                most: times[times.len() - 1 - times.len() / 10_000],
                longest: times[times.len() - 1],
            }
        });
        let start = Instant::now();
        match beside {
            Beside::Nothing => std::thread::sleep(time),
            Beside::Checks => {
                let registry = Registry::global();
                for document in documents.iter().cycle() {
                    if start.elapsed() >= time {
                        break;
                    }
                    let _ = check(document, registry);
                }
            }
            Beside::Reloads => {
                for number in 0..RELOADS {
                    configurator.reload(&documents[number % 2])?;
                }
            }
        }
        stop.store(true, Ordering::Relaxed);
        Ok(logging.join().expect("the thread that logs"))
    })
}

/// A configuration; `format` and `handlers` are numbers of changes.
fn text(folder: &Path, format: usize, handlers: usize) -> String {
    let folder = folder.display();
    let mut text = format!(
        "version: 1\ndisable_existing_loggers: false\nformatters:\n  line: {{format: '{format} %(asctime)s %(levelname)s %(name)s %(message)s'}}\nhandlers:\n"
    );
    for number in 0..HANDLERS {
        // Every tenth may be another one.
        let delay = if number % 10 == 5 && handlers % 2 == 1 { ", delay: true" } else { "" };
        text.push_str(&format!("  h{number}: {{class: logging.FileHandler, filename: '{folder}/{number}.log', mode: w, formatter: line{delay}}}\n"));
    }
    text.push_str("loggers:\n");
    for number in 0..LOGGERS {
        text.push_str(&format!(
            "  app.{number}.db: {{level: INFO, propagate: false, handlers: [h{}]}}\n",
            number % HANDLERS
        ));
    }
    text
}

fn document(text: &str) -> anyhow::Result<Document> {
    Ok(Document::parse(text, Format::Yaml)?)
}

fn median<T: Ord + Copy>(mut values: Vec<T>) -> T {
    values.sort_unstable();
    values[values.len() / 2]
}

fn millis(time: Duration) -> String {
    format!("{:.3} ms", time.as_secs_f64() * 1e3)
}
