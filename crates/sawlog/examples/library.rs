//! A library logs and leaves it to the program whether and where that is written.
//!
//! Its `NullHandler` keeps the last resort from writing its warnings to stderr in programs that do not configure logging.

/// What somebody else's library might look like.
mod tides {
    use std::sync::Once;

    use sawlog::{NullHandler, get_logger, warning};

    pub(super) fn height(hour: u32) -> f64 {
        static QUIET: Once = Once::new();
        let log = get_logger("tides");
        QUIET.call_once(|| log.add_handler(NullHandler::new()));
        if hour > 23 {
            warning!(log, "there is no hour {hour}, that of the next day is meant");
        }
        2.0 + f64::from(hour % 12) / 10.0
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("{} m, and nothing is said", tides::height(30));
    let _guard = sawlog::basic_config().format("%(name)s: %(message)s").stream(sawlog::Stream::Stdout).init()?;
    println!("{} m", tides::height(30));
    Ok(())
}
