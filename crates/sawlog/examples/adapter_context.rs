//! Context by adapters: attributes that are fixed, and attributes worked out at each call.

use std::sync::atomic::{AtomicUsize, Ordering};

use sawlog::{Level, LoggerAdapter, Stream, basic_config, debug, get_logger, info, log, percent};

const STATIONS: [&str; 3] = ["north", "harbour", "market"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _guard = basic_config()
        .level(Level::DEBUG)
        .stream(Stream::Stdout)
        .format("%(name)-9s %(levelname)-8s line %(line)s at %(station)-8s %(message)s")
        .init()?;

    let tram = LoggerAdapter::new(get_logger("tram.a"), [("line", "4"), ("station", "depot")]);
    debug!(tram, "doors closed");
    percent!(tram, Level::INFO, "leaving with %d passengers", 31);

    // Asked once for each call that is enabled; two handlers would see the same station.
    let stop = AtomicUsize::new(0);
    let position = || [("line", "7"), ("station", STATIONS[stop.fetch_add(1, Ordering::Relaxed) % STATIONS.len()])];
    let tram = LoggerAdapter::with_extra_fn(get_logger("tram.b"), position);
    for level in [Level::INFO, Level::WARNING, Level::new(5), Level::CRITICAL] {
        log!(tram, level, "a message at {}", level);
    }

    // An adapter on an adapter, which puts something before the message.
    let inspected = LoggerAdapter::with_process(tram, |call| call.prefix("[inspection] "));
    info!(inspected, "tickets please");
    Ok(())
}
