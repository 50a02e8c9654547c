//! A measured program: one logger whose records are written by another thread than the caller's.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Barrier;
use std::time::{Duration, Instant};

use anyhow::{bail, ensure};
use rustix::time::{ClockId, clock_gettime};

use crate::{line, timed};

/// How many records the queue takes, where a logger has a bound.
pub const CAPACITY: usize = 8192;
/// How long a logger may go on writing after it says that it is done.
const PATIENCE: Duration = Duration::from_secs(20);

/// A logger that blocks its callers while its queue is full.
pub trait Peer: Sized + Sync {
    /// Has everything that is logged, by so many threads, written to the file.
    fn set_up(file: &Path, producers: usize) -> anyhow::Result<Self>;

    /// What one thread calls: logs the line of an item.
    fn producer(&self, number: usize) -> impl FnMut(u64) + Send;

    /// Has all that was logged written.
    fn drain(self);
}

/// Makes the calls that the command line asks for, and prints what they took: `throughput PRODUCERS RECORDS FILE` the
/// nanoseconds by the clock and of CPU time, `latency PER_SECOND SECONDS FILE` p50, p99 and p99.9 of one call.
pub fn main<P: Peer>() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run::<P>(&arguments.iter().map(String::as_str).collect::<Vec<_>>()) {
        Ok(numbers) => {
            println!("{}", numbers.map(|number| number.to_string()).join(" "));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run<P: Peer>(arguments: &[&str]) -> anyhow::Result<[u64; 3]> {
    match arguments {
        ["throughput", producers, records, file] => {
            throughput::<P>(producers.parse()?, records.parse()?, file.as_ref())
        }
        ["latency", per_second, seconds, file] => latency::<P>(per_second.parse()?, seconds.parse()?, file.as_ref()),
        _ => bail!("usage: throughput PRODUCERS RECORDS FILE | latency PER_SECOND SECONDS FILE"),
    }
}

fn throughput<P: Peer>(producers: usize, records: u64, file: &Path) -> anyhow::Result<[u64; 3]> {
    let peer = P::set_up(file, producers)?;
    let (each, together) = (records / producers as u64, Barrier::new(producers + 1));
    let (began, cpu) = std::thread::scope(|scope| {
        for number in 0..producers {
            let (peer, together) = (&peer, &together);
            scope.spawn(move || {
                let mut log = peer.producer(number);
                together.wait();
                for call in 0..each {
                    log(line::item(call));
                }
            });
        }
        let began = (Instant::now(), cpu_time());
        together.wait();
        began
    });
    peer.drain();
    wait_for(file, each * producers as u64)?;
    Ok([began.elapsed().as_nanos() as u64, cpu_time() - cpu, each * producers as u64])
}

fn latency<P: Peer>(per_second: u64, seconds: u64, file: &Path) -> anyhow::Result<[u64; 3]> {
    let peer = P::set_up(file, 1)?;
    let took = std::thread::scope(|scope| {
        let calls = scope.spawn(|| timed::calls(per_second, seconds, peer.producer(0)));
        calls.join().expect("no call panics")
    });
    peer.drain();
    wait_for(file, per_second * seconds)?;
    Ok(took)
}

/// Waits until all lines are in the file, which is what takes the time; they are looked at later.
fn wait_for(file: &Path, lines: u64) -> anyhow::Result<()> {
    let (expected, began) = (lines * line::LENGTH, Instant::now());
    loop {
        let length = file.metadata()?.len();
        if length == expected {
            return Ok(());
        }
        ensure!(length < expected && began.elapsed() < PATIENCE, "{length} bytes were written, not {expected}");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// The CPU time of all threads, in nanoseconds.
fn cpu_time() -> u64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    (time.tv_sec * 1_000_000_000 + time.tv_nsec).unsigned_abs()
}
