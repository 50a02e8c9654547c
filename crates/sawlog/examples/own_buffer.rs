//! A buffer of one's own: records are counted, and a summary goes out for every four of them.

use std::collections::BTreeMap;

use sawlog::{Buffering, BufferingHandler, EmitError, Records, get_logger, info, root, warning};

/// Prints how many records each logger had, instead of the records.
struct Summary;

impl Buffering for Summary {
    fn flush(&self, records: &mut Records) -> Result<(), EmitError> {
        let mut counts = BTreeMap::new();
        while let Some(record) = records.pop() {
            *counts.entry(record.name().to_owned()).or_insert(0) += 1;
        }
        println!("{counts:?}");
        Ok(())
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    root().set_level("INFO")?;
    root().add_handler(BufferingHandler::builder(Summary).capacity(4).build());
    let (gate, ferry) = (get_logger("gate"), get_logger("ferry"));
    for passenger in 1..=5 {
        info!(gate, "passenger {passenger}");
    }
    warning!(ferry, "is late");
    // What is left goes out at the end of the program.
    Ok(())
}
