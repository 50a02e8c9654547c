//! A call that writes its record to a file that may be put aside, while it is not.

use crate::bench::{Bench, Contender, Target};

mod handlers;

const FLOOR: &str = "FileHandler";

pub static BENCH: Bench = Bench {
    name: "rotating",
    title: "an enabled call to a file that is not put aside",
    iterations: 300_000,
    counted: 100_000,
    writes: true,
    contenders: &[
        Contender { name: FLOOR, prepare: handlers::file, floor: FLOOR, target: None },
        Contender { name: "RotatingFileHandler", prepare: handlers::by_size, floor: FLOOR, target: TARGET },
        Contender {
            name: "RotatingFileHandler, compress",
            prepare: handlers::compressed,
            floor: FLOOR,
            target: TARGET,
        },
        Contender { name: "RotatingFileHandler, multi_process", prepare: handlers::shared, floor: FLOOR, target: None },
        Contender { name: "TimedRotatingFileHandler", prepare: handlers::by_time, floor: FLOOR, target: TARGET },
        Contender { name: "WatchedFileHandler", prepare: handlers::watched, floor: FLOOR, target: TARGET },
    ],
};

const TARGET: Option<Target> = Some(Target::InstructionsTimesFloor(1.05));
