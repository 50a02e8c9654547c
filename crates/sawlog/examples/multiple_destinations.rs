//! The same records for people and for the archive: the console without times from INFO on, the file with times from
//! DEBUG on.

use sawlog::{
    Level, OpenMode, PercentFormatter, StreamHandler, basic_config, debug, error, get_logger, info, root, warning,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _guard = basic_config()
        .level(Level::DEBUG)
        .format("%(asctime)s %(name)-15s %(levelname)-8s %(message)s")
        .datefmt("%m-%d %H:%M")
        .filename("weather.log")
        .filemode(OpenMode::Truncate)
        .init()?;

    let console = StreamHandler::builder().stdout().level(Level::INFO);
    let formatter = PercentFormatter::new("%(name)-15s: %(levelname)-8s %(message)s")?;
    root().add_handler(console.formatter(formatter).build());

    info!(root(), "The station is up.");
    let (roof, cellar) = (get_logger("station.roof"), get_logger("station.cellar"));
    debug!(roof, "Three readings a second.");
    info!(roof, "Wind from the west.");
    warning!(cellar, "Water on the floor.");
    error!(cellar, "The pump does not start.");
    Ok(())
}
