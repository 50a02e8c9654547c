//! What a call takes whose record goes over a queue, beside a bare ring: one ring a thread, its lines formatted by hand.
//!
//!     cargo run --release --manifest-path bench/Cargo.toml --bin queue
//!
//! `calls N` makes N calls without another thread, for profilers; `file N` takes N records through to a file.
//! Calls are made at so many a second, one at a time, and each is timed; the two take turns. What arrives is counted.

use std::fmt::Write as _;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use sawlog::{
    BoundedQueue, FileHandler, Manager, PercentFormatter, QueueHandler, QueueListener, Queued, RecordQueue,
    StreamHandler, WhenFull, info,
};

const ROUNDS: usize = 5;
const SECONDS: u64 = 2;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["calls", calls] => return calls_alone(calls.parse()?),
        ["file", records] => return through_to_a_file(records.parse()?),
        _ => {}
    }
    println!("a second  ring p50     p99   p99.9 | sawlog p50     p99   p99.9 |  p50 ×  p99.9 ×");
    for per_second in [10_000, 100_000] {
        let mut rounds = Vec::new();
        for _ in 0..ROUNDS {
            rounds.push((ring(per_second)?, queue(per_second)?));
        }
        let middle = |of: &dyn Fn(&([f64; 3], [f64; 3])) -> f64| {
            let mut values: Vec<f64> = rounds.iter().map(of).collect();
            values.sort_by(f64::total_cmp);
            values[ROUNDS / 2]
        };
        let ring: Vec<f64> = (0..3).map(|at| middle(&|(ring, _)| ring[at])).collect();
        let ours: Vec<f64> = (0..3).map(|at| middle(&|(_, ours)| ours[at])).collect();
        let times = |at: usize| middle(&|(ring, ours)| ours[at] / ring[at]);
        println!(
            "{per_second:>8} {:>9.0} {:>7.0} {:>7.0} | {:>10.0} {:>7.0} {:>7.0} | {:>6.2} {:>8.2}   (ns)",
            ring[0],
            ring[1],
            ring[2],
            ours[0],
            ours[1],
            ours[2],
            times(0),
            times(2),
        );
    }
    Ok(())
}

/// Counts lines, and keeps none.
#[derive(Clone, Default)]
struct Lines(Arc<AtomicU64>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.fetch_add(bytes.iter().filter(|byte| **byte == b'\n').count() as u64, Ordering::Relaxed);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Times calls at a rate: the p50, the p99 and the p99.9, in nanoseconds.
fn timed(per_second: u64, call: impl FnMut(u64)) -> [f64; 3] {
    harness::timed::calls(per_second, SECONDS, call).map(|nanoseconds| nanoseconds as f64)
}

fn queue(per_second: u64) -> anyhow::Result<[f64; 3]> {
    let lines = Lines::default();
    let handler = StreamHandler::writer(lines.clone());
    handler.set_formatter(PercentFormatter::new("%(asctime)s %(levelname)s %(name)s %(message)s")?);
    let queue = QueueHandler::around(handler)?;
    let manager = Manager::new();
    let log = manager.get_logger("shop.basket");
    log.set_level("INFO")?;
    log.add_handler(&queue);
    let who = String::from("sheila");
    let took = timed(per_second, |n| info!(log, "put {} into {}'s cart", n, who));
    queue.flush()?;
    anyhow::ensure!(lines.0.load(Ordering::Relaxed) == per_second * SECONDS, "lines are missing");
    Ok(took)
}

/// Makes calls and takes their records out on the same thread, a hundred at a time: what is left of a call when no other core has
/// the memory that it writes to. For profilers, and for callgrind.
fn calls_alone(calls: u64) -> anyhow::Result<()> {
    let queue = Arc::new(BoundedQueue::default());
    let manager = Manager::new();
    let log = manager.get_logger("shop.basket");
    log.set_level("INFO")?;
    log.add_handler(QueueHandler::builder(queue.clone()).structured(true).build());
    let who = String::from("sheila");
    let mut took = Duration::ZERO;
    for hundred in 0..calls / 100 {
        let began = Instant::now();
        for n in 0..100 {
            info!(log, "put {} into {}'s cart", hundred * 100 + n, who);
        }
        took += began.elapsed();
        while let Some(Queued::Record(record)) = queue.get(Duration::ZERO) {
            queue.give_back(record);
        }
    }
    println!("{:.1} ns a call", took.as_nanos() as f64 / calls as f64);
    Ok(())
}

/// As many records as there is time for, none lost, to a file: from the first call until all is written.
fn through_to_a_file(records: u64) -> anyhow::Result<()> {
    let path = std::env::temp_dir().join(format!("sawlog-bench-{}.log", std::process::id()));
    for producers in [1, 2] {
        let handler = FileHandler::new(&path)?;
        handler.set_formatter(PercentFormatter::new("%(asctime)s %(levelname)s %(name)s %(message)s")?);
        let queue: Arc<dyn RecordQueue> = Arc::new(BoundedQueue::new(8192));
        let listener = QueueListener::builder(Arc::clone(&queue)).handler(handler.clone()).build();
        listener.start()?;
        let put = QueueHandler::builder(queue).structured(true).when_full(WhenFull::Block).build();
        let manager = Manager::new();
        let log = manager.get_logger("shop.basket");
        log.set_level("INFO")?;
        log.add_handler(&put);
        let began = Instant::now();
        std::thread::scope(|scope| {
            for _ in 0..producers {
                let log = &log;
                scope.spawn(move || {
                    let who = String::from("sheila");
                    (0..records / producers).for_each(|n| info!(log, "put {} into {}'s cart", n, who));
                });
            }
        });
        put.flush()?;
        let took = began.elapsed();
        listener.stop()?;
        handler.close()?;
        let lines = std::fs::read(&path)?.iter().filter(|byte| **byte == b'\n').count() as u64;
        std::fs::remove_file(&path)?;
        anyhow::ensure!(lines == records / producers * producers, "{lines} lines are there");
        println!("{producers} producers: {:.0} ns a record", took.as_nanos() as f64 / lines as f64);
    }
    Ok(())
}

/// A line with its time, in the memory of the ring.
type Line = (u128, [u8; 100], u8);

fn ring(per_second: u64) -> anyhow::Result<[f64; 3]> {
    let (mut producer, mut consumer) = rtrb::RingBuffer::<Line>::new(65_536);
    let (stop, lines) = (Arc::new(AtomicBool::new(false)), Lines::default());
    let (stopping, mut sink) = (Arc::clone(&stop), lines.clone());
    let thread = std::thread::spawn(move || {
        let mut text = String::new();
        loop {
            let stopping = stopping.load(Ordering::Acquire);
            while let Ok((time, line, length)) = consumer.pop() {
                text.clear();
                let _ = writeln!(text, "{time} INFO shop.basket {}", String::from_utf8_lossy(&line[..length.into()]));
                let _ = sink.write_all(text.as_bytes());
            }
            if stopping {
                return;
            }
            std::thread::sleep(Duration::from_micros(200));
        }
    });
    let who = String::from("sheila");
    let took = timed(per_second, |n| {
        let mut line: Line = (0, [0; 100], 0);
        line.0 = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
        let mut at = put(&mut line.1, 0, b"put ");
        at = put_number(&mut line.1, at, n);
        at = put(&mut line.1, at, b" into ");
        at = put(&mut line.1, at, who.as_bytes());
        line.2 = put(&mut line.1, at, b"'s cart") as u8;
        while producer.push(line).is_err() {}
    });
    stop.store(true, Ordering::Release);
    let _ = thread.join();
    anyhow::ensure!(lines.0.load(Ordering::Relaxed) == per_second * SECONDS, "lines are missing");
    Ok(took)
}

fn put(line: &mut [u8; 100], at: usize, text: &[u8]) -> usize {
    line[at..at + text.len()].copy_from_slice(text);
    at + text.len()
}

fn put_number(line: &mut [u8; 100], at: usize, mut number: u64) -> usize {
    let mut digits = [0; 20];
    let mut first = digits.len();
    loop {
        first -= 1;
        digits[first] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            return put(line, at, &digits[first..]);
        }
    }
}
