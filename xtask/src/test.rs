//! `cargo xtask test`: every check and test, and one sum.

use std::process::{Command, ExitCode};
use std::time::Instant;

use crate::debian;
use crate::deny::{self, Advisories};
use crate::process::{self, cargo};
use crate::python::{self, Pythons};
use crate::skipped::Skipped;
use crate::tally::Tally;

/// Seconds that `--long` gives each fuzz target.
const FUZZ_SECONDS: u32 = 120;
/// Cases of each property test under `--long`; 256 otherwise.
const LONG_CASES: &str = "20000";
/// Records of the queue's stress test under `--long`; 200,000 otherwise.
const LONG_STRESS: &str = "10000000";

/// Runs everything; the last line says how many passed and failed.
pub(crate) fn run(long: bool) -> ExitCode {
    let pythons = python::set_up();
    let skipped = Skipped::begin(process::target().join("skipped-tests"));
    let mut run = Run { pythons, long, sum: Tally::default(), lines: Vec::new(), missing: debian::set_up(), skipped };
    run.all();
    println!();
    for line in &run.lines {
        println!("{line}");
    }
    for missing in run.pythons.missing.iter().chain(&run.missing) {
        println!("not here: {missing}");
        run.sum += Tally::skip();
    }
    // These tests are among those that passed.
    for skipped in run.skipped.told() {
        println!("skipped: {skipped}");
        run.sum += Tally::skip();
    }
    println!("{}", run.sum);
    if run.sum.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

struct Run {
    pythons: Pythons,
    long: bool,
    sum: Tally,
    /// A line for each stage.
    lines: Vec<String>,
    missing: Vec<String>,
    skipped: Skipped,
}

impl Run {
    fn all(&mut self) {
        self.check("format", &mut cargo(&["fmt", "--all", "--check"]));
        self.check("clippy", &mut cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]));
        let mut doc = cargo(&["doc", "--workspace", "--no-deps", "--quiet"]);
        self.check("documentation", doc.env("RUSTDOCFLAGS", "-D warnings"));
        self.dependencies();
        // Unit and integration tests, examples with their output, and those of the documentation.
        self.counted("tests", cargo(&["test", "--workspace", "--no-fail-fast"]));
        self.counted("conformance", cargo(&["run", "--quiet", "--package", "conformance"]));
        self.with_oldest_python();
        if self.long {
            self.fuzz();
        }
    }

    /// The scenarios once more, for what the versions of CPython agree in.
    fn with_oldest_python(&mut self) {
        let Some(python) = python::oldest() else { return };
        let mut command = cargo(&["run", "--quiet", "--package", "conformance", "--", "--python"]);
        command.arg(python);
        // Scenarios for later versions have been compared with the newest.
        self.counted_but("conformance, the oldest CPython", command, |tally| tally.skipped = 0);
    }

    fn dependencies(&mut self) {
        if !deny::is_there() {
            return self.missing.push("cargo-deny, dependencies were not checked".to_owned());
        }
        self.check("dependencies", &mut deny::at_hand());
        self.stage("advisories", |run| match deny::advisories() {
            Advisories::None => Tally::one(true),
            Advisories::Some => Tally::one(false),
            Advisories::NotHere(why) => {
                run.missing.push(format!("the database of advisories, dependencies were not compared with it: {why}"));
                Tally::default()
            }
        });
    }

    /// A command that passes or fails as a whole.
    fn check(&mut self, name: &str, command: &mut Command) {
        self.stage(name, |_| {
            let passed = process::watch(command, |_| {});
            Tally::one(passed.is_ok_and(|passed| passed))
        });
    }

    /// A command that says how many passed and failed.
    fn counted(&mut self, name: &str, command: Command) {
        self.counted_but(name, command, |_| {});
    }

    /// The same, with what is made of the counts.
    fn counted_but(&mut self, name: &str, mut command: Command, change: impl FnOnce(&mut Tally)) {
        self.pythons.tell(&mut command);
        self.skipped.tell(&mut command);
        if self.long {
            command.env("PROPTEST_CASES", LONG_CASES).env("SAWLOG_STRESS_RECORDS", LONG_STRESS);
        }
        self.stage(name, |_| {
            let mut tally = Tally::default();
            let passed = process::watch(&mut command, |line| {
                if let Some(counts) = Tally::read(line) {
                    tally += counts;
                }
            });
            // What does not compile, or ends before it counts, has failed, too.
            if tally.failed == 0 && !passed.is_ok_and(|passed| passed) {
                tally.failed = 1;
            }
            change(&mut tally);
            tally
        });
    }

    fn fuzz(&mut self) {
        let tools = process::target().join("tools");
        let path = std::env::join_paths(
            std::iter::once(tools.join("bin"))
                .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
        );
        let fuzz = |arguments: &[&str]| {
            let mut command = Command::new("cargo");
            command.arg("+nightly").arg("fuzz").args(arguments).current_dir(process::root());
            if let Ok(path) = &path {
                command.env("PATH", path);
            }
            command
        };
        if !process::succeeds(Command::new("cargo").args(["+nightly", "--version"])) {
            return self.missing.push("a nightly toolchain, nothing was fuzzed".to_owned());
        }
        let install = ["install", "--quiet", "--locked", "--root", &tools.to_string_lossy(), "cargo-fuzz"];
        if !process::succeeds(&mut fuzz(&["--version"])) && !process::succeeds(&mut cargo(&install)) {
            return self.missing.push("cargo-fuzz, and it could not be installed: nothing was fuzzed".to_owned());
        }
        let listed = fuzz(&["list"]).output().map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
        let listed = listed.unwrap_or_default();
        if listed.trim().is_empty() {
            return self.missing.push("fuzz targets, cargo-fuzz lists none: nothing was fuzzed".to_owned());
        }
        let seconds = format!("-max_total_time={FUZZ_SECONDS}");
        for target in listed.lines() {
            let words = process::root().join(format!("fuzz/{target}.dict"));
            let mut run = fuzz(&["run", target, "--", &seconds]);
            if words.is_file() {
                run.arg(format!("-dict={}", words.display()));
            }
            self.check(&format!("fuzz {target}"), &mut run);
        }
    }

    fn stage(&mut self, name: &str, stage: impl FnOnce(&mut Run) -> Tally) {
        println!("\n== {name}");
        let began = Instant::now();
        let tally = stage(self);
        let seconds = began.elapsed().as_secs_f64();
        self.lines.push(format!("{name}: {tally} ({seconds:.0} s)"));
        self.sum += tally;
    }
}
