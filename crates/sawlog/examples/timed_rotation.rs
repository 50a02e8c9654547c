//! A file for each day, the last three kept. The program brings a clock, so that a week passes at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use sawlog::clock::{Clock, Timestamp};
use sawlog::{RolloverWhen, TimedRotatingFileHandler, get_logger, warning};

#[derive(Debug, Default)]
struct Week(AtomicI64);

impl Clock for Week {
    fn now(&self) -> Timestamp {
        Timestamp::from_nanos(self.0.load(Ordering::Relaxed) * 1_000_000_000)
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let week = Arc::new(Week::default());
    let handler = TimedRotatingFileHandler::builder("garden.log")
        .when(RolloverWhen::Midnight)
        .utc(true)
        .backup_count(3)
        .delay(true)
        .clock(week.clone())
        .build()?;
    let log = get_logger("garden");
    log.add_handler(handler);
    for day in 1..=7 {
        warning!(log, "no rain on day {day}");
        week.0.fetch_add(24 * 60 * 60, Ordering::Relaxed);
    }
    Ok(())
}
