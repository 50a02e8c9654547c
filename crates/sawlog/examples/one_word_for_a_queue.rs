//! Section 5 of the cookbook in one word of a configuration, `one_word_for_a_queue.yaml` beside this file: what is logged
//! is written by a thread of its own.

use sawlog::config::Format;
use sawlog::{dict_config_str, error, get_logger, info};

const CONFIGURATION: &str = include_str!("one_word_for_a_queue.yaml");

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _guard = dict_config_str(CONFIGURATION, Format::Yaml)?;
    let log = get_logger("shop.basket");
    for n in 1..=3 {
        info!(log, "put {n} into it");
    }
    if let Err(error) = "x".parse::<i32>() {
        error!(log, exc = &error; "not a number");
    }
    // The guard sees to it that all of it is written.
    Ok(())
}
