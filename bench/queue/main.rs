//! What a call takes whose record goes over a queue, beside a bare ring: one ring a thread, its lines formatted by hand.
//!
//!     cargo run --release --manifest-path bench/Cargo.toml --bin queue
//!
//! Calls are made at so many a second, one at a time, and each is timed; the two take turns. What arrives is counted.

use std::fmt::Write as _;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use sawlog::{Manager, PercentFormatter, QueueHandler, StreamHandler, info};

const ROUNDS: usize = 5;
const SECONDS: u64 = 2;

fn main() -> anyhow::Result<()> {
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
fn timed(per_second: u64, mut call: impl FnMut(u64)) -> [f64; 3] {
    let calls = per_second * SECONDS;
    let between = Duration::from_nanos(1_000_000_000 / per_second);
    let mut took = Vec::with_capacity(calls as usize);
    let began = Instant::now();
    for n in 0..calls {
        let due = between * n as u32;
        while began.elapsed() < due {
            std::hint::spin_loop();
        }
        let before = Instant::now();
        call(n);
        took.push(before.elapsed().as_nanos() as u64);
    }
    // What is cold at first is no one's latency later.
    let warm = &mut took[calls as usize / 10..];
    warm.sort_unstable();
    [500, 990, 999].map(|per_mille| warm[warm.len() * per_mille / 1000] as f64)
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
