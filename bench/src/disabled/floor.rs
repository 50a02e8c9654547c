//! The least that can be done: one relaxed load, one comparison.

use std::hint::black_box;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::bench::Calls;
use harness::line::BASKET;

static THRESHOLD: AtomicI64 = AtomicI64::new(30);

pub fn by_reference(_: &Path) -> anyhow::Result<Calls> {
    Ok(Box::new(|calls| {
        for call in 0..calls {
            let threshold = black_box(&THRESHOLD);
            if threshold.load(Ordering::Relaxed) <= 10 {
                log(format_args!("put {call} into {BASKET}"));
            }
        }
    }))
}

pub fn of_static(_: &Path) -> anyhow::Result<Calls> {
    Ok(Box::new(|calls| {
        for call in 0..calls {
            black_box(());
            if THRESHOLD.load(Ordering::Relaxed) <= 10 {
                log(format_args!("put {call} into {BASKET}"));
            }
        }
    }))
}

#[inline(never)]
fn log(message: std::fmt::Arguments<'_>) {
    println!("{message}");
}
