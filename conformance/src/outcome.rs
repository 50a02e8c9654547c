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
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    /// For each stage what its handlers reported.
    pub(crate) errors: Vec<Vec<String>>,
    pub(crate) refused: Option<Refusal>,
    /// What sawlog does not have yet.
    pub(crate) unavailable: Option<String>,
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
            read_folder(&folder, "", &mut outcome.files)?;
        }
        outcome.refused = refused;
        Ok(outcome)
    }
}

fn offset(value: &Json) -> anyhow::Result<usize> {
    usize::try_from(value.as_u64().context("an offset is expected")?).context("an offset is too large")
}

fn read_folder(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = format!("{prefix}{}", path.file_name().unwrap_or_default().to_string_lossy());
        if path.is_dir() {
            read_folder(&path, &format!("{name}/"), files)?;
        } else if path.is_file() {
            let content = unpacked(&name, std::fs::read(&path)?);
            files.insert(name, content);
        }
    }
    Ok(())
}

/// The content of a packed file; of any other, or of one that is packed otherwise than its name says, what is in it.
fn unpacked(name: &str, content: Vec<u8>) -> Vec<u8> {
    let mut plain = Vec::new();
    let read = if name.ends_with(".gz") && content.starts_with(&[0x1F, 0x8B]) {
        flate2::read::MultiGzDecoder::new(&content[..]).read_to_end(&mut plain).is_ok()
    } else if name.ends_with(".gz") {
        flate2::read::ZlibDecoder::new(&content[..]).read_to_end(&mut plain).is_ok()
    } else if name.ends_with(".zst") {
        match ruzstd::decoding::StreamingDecoder::new(&content[..]) {
            Ok(mut decoder) => decoder.read_to_end(&mut plain).is_ok(),
            Err(_) => false,
        }
    } else {
        false
    };
    if read { plain } else { content }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn packed_files_are_unpacked() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(b"one\n").unwrap();
        assert_eq!(unpacked("a.gz", gzip.finish().unwrap()), b"one\n");
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        zlib.write_all(b"two\n").unwrap();
        assert_eq!(unpacked("a.log.gz", zlib.finish().unwrap()), b"two\n");
        let frame =
            ruzstd::encoding::compress_to_vec(&b"three\n"[..], ruzstd::encoding::CompressionLevel::Uncompressed);
        assert_eq!(unpacked("a.zst", frame), b"three\n");
        assert_eq!(unpacked("plain.gz", b"not packed".to_vec()), b"not packed");
    }
}
