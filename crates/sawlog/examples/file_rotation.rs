//! A log of bounded size: six small files, each with a part of the history (the cookbook's section 9).

use sawlog::{Level, RotatingFileHandler, debug, get_logger};

const FILE: &str = "tides.log";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let log = get_logger("tides");
    log.set_level(Level::DEBUG)?;
    // So small that something is to be seen here; a real one has megabytes.
    log.add_handler(RotatingFileHandler::builder(FILE).max_bytes(20).backup_count(5).build()?);

    for hour in 0..20 {
        debug!(log, "hour = {hour}");
    }

    let mut names = Vec::new();
    for entry in std::fs::read_dir(".")? {
        names.extend(entry?.file_name().into_string().ok().filter(|name| name.starts_with(FILE)));
    }
    names.sort();
    for name in names {
        println!("{name}: {}", std::fs::read_to_string(&name)?.trim_end().replace('\n', ", "));
    }
    Ok(())
}
