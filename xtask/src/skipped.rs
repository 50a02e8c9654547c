//! What tests could not do on this machine: they pass then, and tell it to a file.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::process::Command;

/// The variable that names the file to tests.
const VARIABLE: &str = "SAWLOG_SKIPPED";

/// The file that tests write to, a line for each thing that they skip.
pub(crate) struct Skipped(PathBuf);

impl Skipped {
    /// An empty file.
    pub(crate) fn begin(path: PathBuf) -> Skipped {
        // Tests run in folders of their own.
        let path = std::path::absolute(&path).unwrap_or(path);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                eprintln!("what was skipped earlier stays in {}: {error}", path.display());
            }
            _ => {}
        }
        Skipped(path)
    }

    /// Has a command's tests tell what they skip.
    pub(crate) fn tell(&self, command: &mut Command) {
        command.env(VARIABLE, &self.0);
    }

    /// What they told, each once.
    pub(crate) fn told(&self) -> BTreeSet<String> {
        let text = std::fs::read_to_string(&self.0).unwrap_or_default();
        text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_several_tests_tell_stands_there_once() {
        let path = std::env::temp_dir().join(format!("xtask-skipped-{}", std::process::id()));
        std::fs::write(&path, "of an earlier run\n").unwrap();
        let skipped = Skipped::begin(path.clone());
        assert!(skipped.told().is_empty());
        std::fs::write(&path, "mail: no server\nfull disks: no tmpfs\nmail: no server\n").unwrap();
        assert_eq!(Vec::from_iter(skipped.told()), ["full disks: no tmpfs", "mail: no server"]);
        std::fs::remove_file(path).unwrap();
    }
}
