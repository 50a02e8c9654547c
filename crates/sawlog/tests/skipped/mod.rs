//! How a test says that this machine lacks what it needs. It passes then, so it must not go unsaid.

use std::fs::OpenOptions;
use std::io::Write as _;

/// Names a file that gets a line for each thing that was skipped; `cargo xtask test` sets it, and tells at its end.
const VARIABLE: &str = "SAWLOG_SKIPPED";

/// Says what is not tested here, and why.
pub(crate) fn skip(what: &str, why: &str) {
    println!("skipped: {what}: {why}");
    let Some(path) = std::env::var_os(VARIABLE) else { return };
    let line = format!("{what}: {}\n", why.replace('\n', " "));
    let told =
        OpenOptions::new().append(true).create(true).open(&path).and_then(|mut file| file.write_all(line.as_bytes()));
    told.unwrap_or_else(|error| panic!("{VARIABLE} names {}: {error}", path.display()));
}
