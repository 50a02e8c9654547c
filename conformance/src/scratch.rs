//! The folders in which scenarios run.

use std::path::{Path, PathBuf};

/// A folder that is gone with its owner.
pub(crate) struct Scratch(PathBuf);

/// Where one side runs one scenario.
pub(crate) struct Place {
    /// The scenario's own folder, empty at first.
    pub(crate) folder: PathBuf,
    /// What is kept of it: stdout, stderr, the result.
    pub(crate) out: PathBuf,
}

impl Scratch {
    pub(crate) fn new() -> std::io::Result<Scratch> {
        let path = std::env::temp_dir().join(format!("sawlog-conformance-{}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(Scratch(path.canonicalize()?))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// A place for a side and a scenario.
    pub(crate) fn place(&self, side: &str, scenario: usize) -> std::io::Result<Place> {
        let base = self.0.join(format!("{scenario}-{side}"));
        let place = Place { folder: base.join("folder"), out: base.join("out") };
        std::fs::create_dir_all(&place.folder)?;
        std::fs::create_dir_all(&place.out)?;
        Ok(place)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
