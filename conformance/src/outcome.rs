//! What a side left behind: its streams, its files, what failed, what was refused.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, bail};
use serde_json::Value as Json;

use crate::scratch::Place;

/// One side's outcome.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: Vec<u8>,
    /// What is in the files; in packed ones, unpacked.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    /// The files that are packed, and how.
    pub(crate) packed: BTreeMap<String, Packing>,
    /// For each stage what its handlers reported.
    pub(crate) errors: Vec<Vec<String>>,
    pub(crate) refused: Option<Refusal>,
    /// What sawlog does not have yet.
    pub(crate) unavailable: Option<String>,
}

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packing {
    Gzip,
    Zlib,
    Zstd,
}

/// A step that was refused, and why.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) step: i64,
    pub(crate) error: String,
}

impl Outcome {
    /// Reads what a side left in its place. `reports` takes the lines out of a stage's stderr that are reports.
    pub(crate) fn read(place: &Place, reports: impl Fn(&mut Vec<u8>) -> Vec<String>) -> anyhow::Result<Outcome> {
        if let Ok(error) = std::fs::read_to_string(place.out.join("driver_error")) {
            bail!("the driver failed: {error}");
        }
        let text = std::fs::read_to_string(place.out.join("result.json"));
        let result: Json = serde_json::from_str(&text.context("it did not come to its end")?)?;
        let (stdout, stderr) = (std::fs::read(place.out.join("stdout"))?, std::fs::read(place.out.join("stderr"))?);
        let refused = match &result["refused"] {
            Json::Null => None,
            refused => Some(Refusal {
                step: refused["step"].as_i64().context("a refusal has no step")?,
                error: refused["error"].as_str().unwrap_or_default().to_owned(),
            }),
        };
        let mut outcome =
            Outcome { unavailable: result["unavailable"].as_str().map(str::to_owned), ..Outcome::default() };
        let stages = result["steps"].as_array().context("a result has no steps")?;
        // What a refused step printed before it was refused is not looked at.
        let counted = stages.len() - usize::from(refused.is_some());
        let (mut from_stdout, mut from_stderr) = (0, 0);
        for stage in &stages[..counted] {
            let (to_stdout, to_stderr) = (offset(&stage["stdout"])?, offset(&stage["stderr"])?);
            outcome.stdout.extend_from_slice(stdout.get(from_stdout..to_stdout).unwrap_or_default());
            let mut printed = stderr.get(from_stderr..to_stderr).unwrap_or_default().to_vec();
            let mut errors = reports(&mut printed);
            errors.extend(stage["errors"].as_array().into_iter().flatten().filter_map(Json::as_str).map(str::to_owned));
            outcome.stderr.append(&mut printed);
            outcome.errors.push(errors);
            (from_stdout, from_stderr) = (to_stdout, to_stderr);
        }
        let folder = if refused.is_some() { place.out.join("before_refusal") } else { place.folder.clone() };
        if folder.exists() {
            outcome.read_folder(&folder, "")?;
        }
        outcome.refused = refused;
        Ok(outcome)
    }

    fn read_folder(&mut self, folder: &Path, prefix: &str) -> anyhow::Result<()> {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            let name = format!("{prefix}{}", path.file_name().unwrap_or_default().to_string_lossy());
            if path.is_dir() {
                self.read_folder(&path, &format!("{name}/"))?;
            } else if path.is_file() {
                let (content, packing) = unpacked(std::fs::read(&path)?);
                self.packed.extend(packing.map(|packing| (name.clone(), packing)));
                self.files.insert(name, content);
            }
        }
        Ok(())
    }
}

fn offset(value: &Json) -> anyhow::Result<usize> {
    usize::try_from(value.as_u64().context("an offset is expected")?).context("an offset is too large")
}

/// The content of a packed file and how it is packed; of any other what is in it. Names do not matter: a rotator does not
/// choose them.
fn unpacked(content: Vec<u8>) -> (Vec<u8>, Option<Packing>) {
    let mut plain = Vec::new();
    let (packing, read) = match content[..] {
        [0x1F, 0x8B, ..] => {
            (Packing::Gzip, flate2::read::MultiGzDecoder::new(&content[..]).read_to_end(&mut plain).is_ok())
        }
        [0x78, ..] => (Packing::Zlib, flate2::read::ZlibDecoder::new(&content[..]).read_to_end(&mut plain).is_ok()),
        [0x28, 0xB5, 0x2F, 0xFD, ..] => match ruzstd::decoding::StreamingDecoder::new(&content[..]) {
            Ok(mut decoder) => (Packing::Zstd, decoder.read_to_end(&mut plain).is_ok()),
            Err(_) => (Packing::Zstd, false),
        },
        _ => return (content, None),
    };
    if read { (plain, Some(packing)) } else { (content, None) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn packed_files_are_unpacked() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(b"one\n").unwrap();
        assert_eq!(unpacked(gzip.finish().unwrap()), (b"one\n".to_vec(), Some(Packing::Gzip)));
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        zlib.write_all(b"two\n").unwrap();
        assert_eq!(unpacked(zlib.finish().unwrap()), (b"two\n".to_vec(), Some(Packing::Zlib)));
        let frame =
            ruzstd::encoding::compress_to_vec(&b"three\n"[..], ruzstd::encoding::CompressionLevel::Uncompressed);
        assert_eq!(unpacked(frame), (b"three\n".to_vec(), Some(Packing::Zstd)));
        for plain in ["", "not packed", "x^ begins as zlib's data does"] {
            assert_eq!(unpacked(plain.into()), (plain.into(), None));
        }
    }
}
