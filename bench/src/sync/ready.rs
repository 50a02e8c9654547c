//! The system's part alone: bytes that are ready are written.

use std::fs::File;
use std::hint::black_box;
use std::io::Write as _;
use std::path::Path;

use crate::bench::Calls;

pub fn prepare(file: &Path) -> anyhow::Result<Calls> {
    let mut file = File::options().create(true).append(true).open(file)?;
    let line = *b"2026-11-22 18:16:45,123 INFO shop.basket put 100042 into sheila's cart\n";
    Ok(Box::new(move |calls| {
        for _ in 0..calls {
            file.write_all(black_box(&line)).expect("the file can be written");
        }
    }))
}
