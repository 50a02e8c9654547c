//! A library that tells by `tracing`, in a program that is configured as Python's are: spans are context, loggers have levels.

use sawlog::{Level, Stream, basic_config, get_logger};
use tracing::{debug, error, info, info_span, instrument};

/// As a library has it.
#[instrument(target = "shop::db", skip_all, fields(table = table))]
fn query(table: &str) {
    debug!(target: "shop::db", rows = 3, "read");
    if let Err(cause) = "x".parse::<i32>() {
        error!(target: "shop::db", error = &cause as &dyn std::error::Error, "a row is not a number");
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _guard = basic_config()
        .level(Level::INFO)
        .stream(Stream::Stdout)
        .format("%(name)-8s %(levelname)-8s request %(request)s in %(spans)s: %(message)s")
        .init()?;
    // Beside other layers: tracing_subscriber::registry().with(…).with(sawlog::bridge::tracing::layer()).
    sawlog::bridge::tracing::init()?;

    let _request = info_span!("serve", request = 17).entered();
    info!(target: "shop::web", "asked");
    query("prices");
    // Levels change at run time, and events that were not enabled are from here on.
    get_logger("shop.db").set_level("DEBUG")?;
    query("customers");
    Ok(())
}
