//! The harness itself: that it agrees, tells a difference, skips, and refuses what is no scenario.

use std::path::PathBuf;
use std::process::Command;

/// A folder of scenarios, gone with its owner.
struct Scenarios(PathBuf);

impl Scenarios {
    fn new(name: &str, scenarios: &[(&str, &str)]) -> Scenarios {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = std::fs::remove_dir_all(&folder);
        for (name, text) in scenarios {
            let path = folder.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        Scenarios(folder)
    }

    /// What the harness says, and its exit status.
    fn run(&self) -> (String, Option<i32>) {
        let output = Command::new(env!("CARGO_BIN_EXE_conformance")).arg(&self.0).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
        (String::from_utf8(output.stdout).unwrap(), output.status.code())
    }
}

impl Drop for Scenarios {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const ONE_LINE: &str = "
difference: ADR-0001
basic: {stream: stdout, level: INFO, filename: null}
";

fn one_line(stdout: &str) -> String {
    let basic = "basic: {stream: stdout, level: INFO, format: \"%(message)s\"}";
    let steps = "steps: [log: {logger: a, level: 20, msg: one}]";
    format!("difference: ADR-0001\n{basic}\n{steps}\nexpect: {{stdout: \"{stdout}\\n\"}}\n")
}

#[test]
fn agreement_and_difference_are_told_apart() {
    let (said, status) = Scenarios::new("agree", &[("same.yaml", &one_line("one"))]).run();
    assert!(said.contains("same.yaml: ok\n") && said.ends_with("1 passed, 0 failed, 0 skipped\n"), "{said}");
    assert_eq!(status, Some(0));

    let both = [("same.yaml", &*one_line("one")), ("below/other.yaml", &*one_line("two"))];
    let (said, status) = Scenarios::new("differ", &both).run();
    assert!(said.contains("other.yaml: DIFFERENT\n") && said.contains("-two\n") && said.contains("+one\n"), "{said}");
    assert!(said.ends_with("1 passed, 1 failed, 0 skipped\n"), "{said}");
    assert_eq!(status, Some(1));
}

#[test]
fn a_refusal_at_another_step_is_a_difference() {
    let refused = |step| format!("{ONE_LINE}expect: {{refused: {step}}}\n");
    let (_, status) = Scenarios::new("refused", &[("here.yaml", &refused(0))]).run();
    assert_eq!(status, Some(0));
    let (said, status) = Scenarios::new("refused-elsewhere", &[("there.yaml", &refused(1))]).run();
    assert!(said.contains("expected: refused at step 1"), "{said}");
    assert_eq!(status, Some(1));
}

#[test]
fn what_is_no_scenario_fails() {
    let files = [
        ("key.yaml", "stepps: []\n"),
        ("kind.yaml", "steps: [{dance: true}]\n"),
        ("level.yaml", "steps: [{log: {logger: a, msg: m}}]\n"),
        ("torn.yaml", "steps: [\n"),
    ];
    let (said, status) = Scenarios::new("malformed", &files).run();
    assert_eq!(said.matches("not a scenario").count(), 4, "{said}");
    assert_eq!(status, Some(1));
}

#[test]
fn a_python_that_will_not_do_skips() {
    let scenario = format!("python: \"<3.0\"\n{}", one_line("never looked at"));
    let (said, status) = Scenarios::new("old", &[("old.yaml", &scenario)]).run();
    // Without any CPython the expectation alone decides.
    if !said.starts_with("no CPython") {
        assert!(said.contains("old.yaml: SKIPPED: needs CPython <3.0"), "{said}");
        assert_eq!(status, Some(0));
    }
}

#[test]
fn a_file_that_should_be_there_is_missed() {
    let scenario = one_line("one").replace("expect: {", "expect: {files: {gone.log: x}, ");
    let (said, status) = Scenarios::new("missing", &[("missing.yaml", &scenario)]).run();
    assert!(said.contains("the file gone.log is missing"), "{said}");
    assert_eq!(status, Some(1));
}
