//! A call below the logger's level.

use crate::bench::{Bench, Contender, Target};

mod floor;
mod peers;
mod sawlog;

const HANDLE: &str = "floor: load and compare, by a reference";
const STATIC: &str = "floor: load and compare, of a static";

pub static BENCH: Bench = Bench {
    name: "disabled",
    title: "a call below the level",
    iterations: 200_000_000,
    counted: 1_000_000,
    writes: false,
    contenders: &[
        Contender { name: HANDLE, prepare: floor::by_reference, floor: HANDLE, target: None },
        Contender { name: STATIC, prepare: floor::of_static, floor: STATIC, target: None },
        Contender {
            name: "sawlog: debug!(log, …)",
            prepare: sawlog::handle,
            floor: HANDLE,
            target: Some(Target::InstructionsAbove(2.0)),
        },
        Contender {
            name: "sawlog: debug!(…), the module's logger",
            prepare: sawlog::module,
            floor: STATIC,
            target: Some(Target::InstructionsAbove(2.0)),
        },
        Contender {
            name: "sawlog: debug!(log, …), another of 10 loggers at DEBUG",
            prepare: sawlog::one_of_ten,
            floor: HANDLE,
            target: Some(Target::InstructionsAbove(2.0)),
        },
        Contender { name: "spdlog-rs: debug!(logger: log, …)", prepare: peers::spdlog, floor: HANDLE, target: None },
        Contender { name: "tracing: debug!(…)", prepare: peers::tracing, floor: STATIC, target: None },
    ],
};
