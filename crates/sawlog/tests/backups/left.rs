//! What a handler has left in its folder, read back.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;

/// The names in a folder, in order; lock files are left out.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("text")).collect();
    names.retain(|name| !name.ends_with(".lock"));
    names.sort();
    names
}

/// The text of a file, whatever it is compressed by.
pub(crate) fn text(path: &Path) -> String {
    let file = File::open(path).expect("it opens");
    let mut text = String::new();
    let read = match path.extension().and_then(|extension| extension.to_str()) {
        Some("gz") => flate2::read::GzDecoder::new(file).read_to_string(&mut text),
        #[cfg(feature = "zstd")]
        Some("zst") => zstd::stream::read::Decoder::new(file).expect("it begins").read_to_string(&mut text),
        _ => { file }.read_to_string(&mut text),
    };
    read.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text
}

/// How often each line is there, in all files of a folder together. Each line must be whole.
pub(crate) fn lines(folder: &Path) -> BTreeMap<String, u32> {
    let mut lines = BTreeMap::new();
    // What is hidden is unfinished.
    for name in names(folder).into_iter().filter(|name| !name.starts_with('.')) {
        let text = text(&folder.join(&name));
        assert!(text.is_empty() || text.ends_with('\n'), "{name} ends within a line");
        for line in text.lines() {
            *lines.entry(line.to_owned()).or_default() += 1;
        }
    }
    lines
}

/// A line of a hundred bytes that is told from all others, and shows where it is torn.
pub(crate) fn line(writer: u64, number: u64) -> String {
    let start = format!("<{writer} {number:08} ");
    // Not of a kind that compresses to nothing.
    let mut state = (writer << 32 | number).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let noise = (start.len()..98).map(|_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+/"[(state >> 58) as usize])
    });
    format!("{start}{}>", noise.collect::<String>())
}
