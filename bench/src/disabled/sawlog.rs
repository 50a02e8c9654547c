use std::hint::black_box;
use std::path::Path;

use sawlog::{debug, get_logger};

use crate::bench::Calls;
use harness::line::{BASKET, LOGGER};

pub fn handle(_: &Path) -> anyhow::Result<Calls> {
    let log = get_logger(LOGGER);
    Ok(Box::new(move |calls| {
        for call in 0..calls {
            debug!(black_box(&log), "put {call} into {BASKET}");
        }
    }))
}

pub fn module(_: &Path) -> anyhow::Result<Calls> {
    Ok(Box::new(|calls| {
        for call in 0..calls {
            black_box(());
            debug!("put {call} into {BASKET}");
        }
    }))
}

pub fn one_of_ten(_: &Path) -> anyhow::Result<Calls> {
    for number in 0..10 {
        get_logger(&format!("service.number{number}")).set_level(if number == 3 { "DEBUG" } else { "INFO" })?;
    }
    let log = get_logger("service.number4.basket");
    Ok(Box::new(move |calls| {
        for call in 0..calls {
            debug!(black_box(&log), "put {call} into {BASKET}");
        }
    }))
}
