//! Logging that operators turn by two variables: which configuration file, and which levels.
//!
//!     SAWLOG_LEVEL=debug from_environment
//!     SAWLOG_LEVEL=warn,shop::basket=debug from_environment
//!     SAWLOG_CONFIG=logging.yaml LOG_FILE=shop.log from_environment

use sawlog::{FromEnvError, Stream, debug, get_logger, info, warning};

fn main() {
    // Without variables: what is said here. A configuration file may have ${LOG_FILE} in it.
    let logging = sawlog::from_env()
        .default_level("info")
        .basic(|basic| basic.stream(Stream::Stdout).format("%(levelname)-7s %(name)s: %(message)s"))
        .expand(true)
        .init();
    let _guard = match logging {
        Ok(guard) => guard,
        Err(error @ FromEnvError::Directive { .. }) => return println!("no such level: {error}"),
        Err(error) => return println!("{error}"),
    };

    let (shop, basket) = (get_logger("shop"), get_logger("shop.basket"));
    info!(shop, "open");
    debug!(basket, "looked for pears");
    warning!(basket, "there are no pears");
}
