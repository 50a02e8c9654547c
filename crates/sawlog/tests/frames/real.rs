//! Frames that CPython's own handlers sent.

use std::path::Path;

use super::expected::{cases, check, shared_frames};

#[test]
fn recorded_frames_decode_to_what_python_sees() {
    let Some(folder) = shared_frames() else { return };
    for version in ["py3.8", "py3.11"] {
        let checked = check_all(&folder.join(version));
        assert!(checked > 80, "only {checked} frames of {version}");
    }
}

#[test]
fn samples_decode_to_what_python_sees() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples");
    let checked = check_all(&samples);
    assert!(checked > 30, "only {checked} samples");
}

/// Checks the cases in a folder; how many there are.
fn check_all(folder: &Path) -> usize {
    let cases = cases(folder);
    let differences: Vec<String> = cases
        .iter()
        .filter_map(|case| check(case).err().map(|difference| format!("{}: {difference}", case.name)))
        .collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    cases.len()
}
