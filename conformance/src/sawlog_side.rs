//! sawlog's side: a child process for each scenario, so that streams, zone and folder are real.

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};

use crate::child;
use crate::outcome::Outcome;
use crate::scenario::Scenario;
use crate::scratch::Place;

const TIME_ALLOWED: Duration = Duration::from_secs(30);

/// Runs a scenario in a child and reads what it left.
pub(crate) fn run(file: &Path, scenario: &Scenario, place: &Place) -> anyhow::Result<Outcome> {
    let stream = |name: &str| File::options().append(true).create(true).open(place.out.join(name));
    let kept = ["PATH", "HOME"].into_iter().filter_map(|name| Some((name, std::env::var_os(name)?)));
    let mut child = Command::new(std::env::current_exe()?)
        .arg(child::ARGUMENT)
        .args([&std::path::absolute(file)?, &place.out])
        .current_dir(&place.folder)
        .env_clear()
        .envs(kept)
        .envs([("TZ", scenario.tz.as_str()), ("LC_ALL", "C.UTF-8")])
        .stdin(Stdio::null())
        .stdout(stream("stdout")?)
        .stderr(stream("stderr")?)
        .spawn()?;
    let deadline = Instant::now() + TIME_ALLOWED;
    let status = loop {
        match child.try_wait()? {
            Some(status) => break status,
            None if Instant::now() > deadline => {
                child.kill()?;
                child.wait()?;
                bail!("it was not done after {} seconds", TIME_ALLOWED.as_secs());
            }
            None => std::thread::sleep(Duration::from_millis(1)),
        }
    };
    let told = || String::from_utf8_lossy(&std::fs::read(place.out.join("stderr")).unwrap_or_default()).into_owned();
    ensure!(status.success(), "it ended with {status}: {}", told());
    Outcome::read(place, take_reports).with_context(told)
}

/// Takes the lines out of what was printed to stderr that are reports of failures.
fn take_reports(printed: &mut Vec<u8>) -> Vec<String> {
    let mut reports = Vec::new();
    let mut rest = Vec::with_capacity(printed.len());
    for line in printed.split_inclusive(|byte| *byte == b'\n') {
        if line.starts_with(b"sawlog: ") {
            reports.push(String::from_utf8_lossy(line).trim_end().to_owned());
        } else {
            rest.extend_from_slice(line);
        }
    }
    *printed = rest;
    reports
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_are_counted_and_taken_out() {
        let mut printed = b"one\nsawlog: StreamHandler: cannot format\ntwo\n".to_vec();
        assert_eq!(take_reports(&mut printed), ["sawlog: StreamHandler: cannot format"]);
        assert_eq!(printed, b"one\ntwo\n");
    }
}
