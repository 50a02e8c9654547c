//! The floor: what a programmer would write for this one line, and nothing else.

use std::fs::File;
use std::hint::black_box;
use std::io::Write as _;
use std::path::Path;

use by_hand::LocalSecond;
use harness::line::{BASKET, LOGGER, item};

use crate::bench::Calls;

pub fn prepare(file: &Path) -> anyhow::Result<Calls> {
    let mut file = File::options().create(true).append(true).open(file)?;
    let mut time = LocalSecond::default();
    let mut line = Vec::with_capacity(256);
    Ok(Box::new(move |calls| {
        for call in 0..calls {
            line.clear();
            by_hand::head(time.now(), black_box(LOGGER), |bytes| line.extend_from_slice(bytes));
            by_hand::message(item(call), black_box(BASKET), |bytes| line.extend_from_slice(bytes));
            line.push(b'\n');
            file.write_all(&line).expect("the file can be written");
        }
    }))
}
