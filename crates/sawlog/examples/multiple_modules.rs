//! One logger for each module: the program's top logger has the handlers, those below it hand their records up.
//!
//! `cargo run -p sawlog --example multiple_modules` writes everything to `kitchen.log` and errors to the console.

use sawlog::{FileHandler, Level, PercentFormatter, StreamHandler, get_logger, info};

/// A module of the program. It names its own loggers and knows nothing of handlers.
mod oven {
    use sawlog::{Logger, error, get_logger, info};

    pub(crate) struct Oven {
        log: Logger,
    }

    impl Oven {
        pub(crate) fn new() -> Oven {
            let log = get_logger("kitchen.oven.Oven");
            info!(log, "built an oven");
            Oven { log }
        }

        pub(crate) fn bake(&self, dish: &str, degrees: u32) {
            info!(self.log, "baking {dish} at {degrees} degrees");
            if degrees > 250 {
                error!(self.log, "{dish} is burnt");
            }
        }
    }

    pub(crate) fn clean() {
        info!(get_logger("kitchen.oven"), "cleaned");
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let log = get_logger("kitchen");
    log.set_level(Level::DEBUG)?;
    let formatter = PercentFormatter::new("%(asctime)s - %(name)s - %(levelname)s - %(message)s")?;
    let formatter = std::sync::Arc::new(formatter);
    let file = FileHandler::builder("kitchen.log").mode("w".parse()?).formatter(formatter.clone()).build()?;
    let console = StreamHandler::builder().stdout().level(Level::ERROR).formatter(formatter).build();
    log.add_handler(file);
    log.add_handler(console);

    info!(log, "opening");
    let oven = oven::Oven::new();
    oven.bake("bread", 220);
    oven.bake("pizza", 400);
    oven::clean();
    info!(log, "closing");
    Ok(())
}
