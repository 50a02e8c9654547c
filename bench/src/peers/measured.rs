//! What is measured of a program in one round.

use std::path::Path;

use super::check;
use super::program::Program;

/// What records took, from the first call until all are in the file.
pub struct Throughput {
    /// Nanoseconds of the clock's for each record.
    pub nanos: f64,
    /// Nanoseconds of CPU time for each record, of all threads.
    pub cpu: f64,
}

/// What one call took, in nanoseconds.
pub struct Latency {
    pub p50: f64,
    pub p99: f64,
    pub p999: f64,
}

impl Throughput {
    pub fn of(program: &Program, producers: usize, records: u64, folder: &Path) -> anyhow::Result<Throughput> {
        let file = folder.join("throughput.log");
        let what = ["throughput", &producers.to_string(), &records.to_string()];
        let [nanos, cpu, logged] = program.run(&what, &file)?;
        check(&file, logged)?;
        Ok(Throughput { nanos: nanos as f64 / logged as f64, cpu: cpu as f64 / logged as f64 })
    }
}

impl Latency {
    pub fn of(program: &Program, per_second: u64, seconds: u64, folder: &Path) -> anyhow::Result<Latency> {
        let file = folder.join("latency.log");
        let what = ["latency", &per_second.to_string(), &seconds.to_string()];
        let [p50, p99, p999] = program.run(&what, &file)?.map(|nanos| nanos as f64);
        check(&file, per_second * seconds)?;
        Ok(Latency { p50, p99, p999 })
    }
}
