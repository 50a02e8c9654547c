//! Calls that are made at a rate, each timed by itself.

use std::time::{Duration, Instant};

use crate::line;

/// The p50, the p99 and the p99.9 of a call, in nanoseconds, when so many are made a second.
pub fn calls(per_second: u64, seconds: u64, mut log: impl FnMut(u64)) -> [u64; 3] {
    let calls = per_second * seconds;
    let between = Duration::from_nanos(1_000_000_000 / per_second);
    let mut took = Vec::with_capacity(calls as usize);
    let began = Instant::now();
    for call in 0..calls {
        let due = between * call as u32;
        while began.elapsed() < due {
            std::hint::spin_loop();
        }
        let before = Instant::now();
        log(line::item(call));
        took.push(before.elapsed().as_nanos() as u64);
    }
    // What is cold at first is no one's latency later.
    let warm = &mut took[calls as usize / 10..];
    warm.sort_unstable();
    [500, 990, 999].map(|per_mille| warm[warm.len() * per_mille / 1000])
}
