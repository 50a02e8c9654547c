//! Backups that are packed, and named for it (the cookbook's section 15): once by what ships with sawlog, which writes
//! real `.gz` files, and once by functions of one's own.

use std::fs;

use sawlog::{NameTemplate, Packing, RotatingFileHandler, get_logger, warning};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let packed = RotatingFileHandler::builder("harbour.log")
        .max_bytes(60)
        .backup_count(2)
        .rotator(Packing::Gzip)
        .namer("{}.gz".parse::<NameTemplate>()?);

    let upper_case = RotatingFileHandler::builder("harbour-loud.log")
        .max_bytes(60)
        .backup_count(2)
        .rotator_fn(|source, dest| {
            fs::write(dest, fs::read_to_string(source)?.to_uppercase())?;
            fs::remove_file(source)
        })
        .namer_fn(|default| default.with_added_extension("loud"));

    let log = get_logger("harbour");
    log.add_handler(packed.build()?);
    log.add_handler(upper_case.build()?);
    for ship in ["Alma", "Bonaventure", "Clara", "Doris", "Emma", "Frida"] {
        warning!(log, "{ship} asks for a pilot");
    }
    Ok(())
}
