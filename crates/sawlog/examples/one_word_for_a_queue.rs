//! Section 5 of the cookbook in one word of a configuration: the file is written by a thread of its own.

use sawlog::config::Format;
use sawlog::{dict_config_str, error, get_logger, info};

const CONFIGURATION: &str = "
version: 1
formatters: {line: {format: '%(levelname)s %(threadName)s %(name)s: %(message)s'}}
handlers:
  file:
    class: logging.FileHandler
    filename: shop.log
    mode: w
    formatter: line
    async: true                     # and, if one likes:
    queueSize: 10000                # 65,536 records otherwise
    whenFull: drop below WARNING    # or: drop newest, drop oldest, block, block 0.5
root: {level: INFO, handlers: [file]}
";

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
