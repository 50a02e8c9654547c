//! A call that writes its record to a file before it returns, in one `write(2)`.

use crate::bench::{Bench, Contender, Target};

mod by_hand;
mod core_fmt;
mod ready;
mod sawlog;
mod spdlog;

const FLOOR: &str = "floor: formatted by hand, written";

pub static BENCH: Bench = Bench {
    name: "sync",
    title: "an enabled call, one write(2) a record",
    iterations: 300_000,
    counted: 100_000,
    writes: true,
    contenders: &[
        Contender { name: "ready bytes, written", prepare: ready::prepare, floor: FLOOR, target: None },
        Contender { name: FLOOR, prepare: by_hand::prepare, floor: FLOOR, target: None },
        Contender { name: "core::fmt, written", prepare: core_fmt::prepare, floor: FLOOR, target: None },
        Contender {
            name: "sawlog: FileHandler, PercentFormatter",
            prepare: sawlog::prepare,
            floor: FLOOR,
            target: Some(Target::TimesFloor(1.3)),
        },
        Contender { name: "spdlog-rs: FileSink, no buffer", prepare: spdlog::prepare, floor: FLOOR, target: None },
    ],
};
