//! `cargo xtask differences`: the list of the places that say `DIFFERENCE`, in `conformance/README.md`.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::process;

const README: &str = "conformance/README.md";
const HEADING: &str = "## Differences\n";
const MARK: &str = "// DIFFERENCE: ";

/// Writes the list anew.
pub(crate) fn write() -> io::Result<()> {
    let path = process::in_root(README);
    let readme = fs::read_to_string(&path)?;
    fs::write(path, with_list(&readme)?)
}

/// The README as it should be.
fn with_list(readme: &str) -> io::Result<String> {
    let (before, section) = readme.split_once(HEADING).ok_or_else(|| io::Error::other("the heading is missing"))?;
    let paragraph = section.split("\n- ").next().unwrap_or_default().trim();
    Ok(format!("{before}{HEADING}\n{paragraph}\n\n{}", list()?))
}

fn list() -> io::Result<String> {
    let mut files = Vec::new();
    sources(&process::root().join("crates"), &mut files)?;
    files.sort();
    let mut list = String::new();
    for file in files {
        let shown = file.strip_prefix(process::root()).unwrap_or(&file).display().to_string();
        for difference in differences(&fs::read_to_string(&file)?) {
            let _ = writeln!(list, "- `{shown}`: {difference}");
        }
    }
    Ok(list)
}

/// The comments of a source that begin with the mark, each in one line.
fn differences(source: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut open = false;
    for line in source.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix(MARK) {
            found.push(text.to_owned());
            open = true;
        } else if let (true, Some(more), Some(last)) = (open, line.strip_prefix("// "), found.last_mut()) {
            last.push(' ');
            last.push_str(more);
        } else {
            open = false;
        }
    }
    found
}

fn sources(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            sources(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_joined() {
        let source = "let a = 1;\n    // DIFFERENCE: one\n    // and on.\n    let b;\n// else\n// DIFFERENCE: two.\n";
        assert_eq!(differences(source), ["one and on.", "two."]);
    }

    #[test]
    fn readme_lists_every_difference() {
        let readme = fs::read_to_string(process::in_root(README)).unwrap();
        assert!(readme == with_list(&readme).unwrap(), "run `cargo xtask differences`: the list has changed");
    }
}
