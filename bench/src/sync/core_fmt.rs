//! The same by the standard library's formatting.

use std::fs::File;
use std::hint::black_box;
use std::io::Write as _;
use std::path::Path;

use crate::bench::Calls;
use by_hand::LocalSecond;
use harness::line::{BASKET, LOGGER, item};

pub fn prepare(file: &Path) -> anyhow::Result<Calls> {
    let mut file = File::options().create(true).append(true).open(file)?;
    let mut time = LocalSecond::default();
    let mut line = Vec::with_capacity(256);
    Ok(Box::new(move |calls| {
        for call in 0..calls {
            line.clear();
            let (second, millis) = time.now();
            let (logger, basket) = (black_box(LOGGER), black_box(BASKET));
            writeln!(line, "{second},{millis:03} {} {logger} put {} into {basket}", black_box("INFO"), item(call))
                .expect("memory can be written");
            file.write_all(&line).expect("the file can be written");
        }
    }))
}
