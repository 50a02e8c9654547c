//! The whole run: every scenario through both sides, a line for each, the sum at the end.

use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::outcome::Outcome;
use crate::python::Interpreter;
use crate::scenario::{self, Scenario};
use crate::scratch::{Place, Scratch};
use crate::{Settings, compare, sawlog_side};

/// How a scenario came out.
enum Verdict {
    Ok,
    Different(String),
    Skipped(String),
}

/// A scenario on its way through the harness.
struct Case {
    path: PathBuf,
    read: anyhow::Result<Scenario>,
    python: Place,
    sawlog: Place,
}

/// Runs what the settings ask for; whether nothing failed.
pub(crate) fn run(settings: &Settings) -> anyhow::Result<bool> {
    let interpreter = interpreter(settings.python.as_deref())?;
    match &interpreter {
        Some(interpreter) => println!("CPython {}, {}", interpreter.version, interpreter.path.display()),
        None => println!("no CPython of 3.11 or later was found"),
    }
    let scratch = Scratch::new()?;
    let cases = scenario::find(&settings.scenarios)?
        .into_iter()
        .enumerate()
        .map(|(number, path)| {
            let read = Scenario::read(&path);
            Ok(Case { path, read, python: scratch.place("python", number)?, sawlog: scratch.place("sawlog", number)? })
        })
        .collect::<anyhow::Result<Vec<Case>>>()?;
    if let Some(interpreter) = &interpreter {
        let wanted: Vec<_> = cases.iter().filter_map(|case| case.for_python(interpreter)).collect();
        interpreter.run(&scratch.path().join("job.json"), &wanted)?;
    }
    let (mut passed, mut failed, mut skipped) = (0, 0, 0);
    for case in &cases {
        let name = case.path.display();
        if settings.show
            && let Ok(outcome) = Outcome::read(&case.python, |_| Vec::new())
        {
            print!("{name}: CPython\n{}", compare::told(&outcome));
        }
        match case.verdict(interpreter.as_ref()) {
            Verdict::Ok => {
                passed += 1;
                println!("{name}: ok");
            }
            Verdict::Skipped(why) => {
                skipped += 1;
                println!("{name}: SKIPPED: {why}");
            }
            Verdict::Different(how) => {
                failed += 1;
                println!("{name}: DIFFERENT\n{}", how.trim_end());
            }
        }
    }
    println!("{passed} passed, {failed} failed, {skipped} skipped");
    Ok(failed == 0)
}

/// The CPython that was asked for, by the command line or by `SAWLOG_PYTHON`, or else the newest.
pub(crate) fn interpreter(asked_for: Option<&Path>) -> anyhow::Result<Option<Interpreter>> {
    match (asked_for, std::env::var_os("SAWLOG_PYTHON")) {
        (Some(path), _) => Interpreter::at(path).map(Some),
        (None, Some(path)) => Interpreter::at(Path::new(&path)).context("SAWLOG_PYTHON").map(Some),
        (None, None) => Ok(Interpreter::newest()),
    }
}

impl Case {
    /// The scenario, if CPython's outcome is needed.
    fn for_python(&self, interpreter: &Interpreter) -> Option<(&Scenario, &Place)> {
        let scenario = self.read.as_ref().ok()?;
        let allowed = scenario.python.as_ref().is_none_or(|constraint| constraint.allows(interpreter.version));
        (allowed && scenario.difference.is_none()).then_some((scenario, &self.python))
    }

    fn verdict(&self, interpreter: Option<&Interpreter>) -> Verdict {
        let scenario = match &self.read {
            Ok(scenario) => scenario,
            Err(error) => return Verdict::Different(format!("  not a scenario: {error:#}")),
        };
        if let (Some(constraint), Some(interpreter)) = (&scenario.python, interpreter)
            && !constraint.allows(interpreter.version)
        {
            return Verdict::Skipped(format!("needs CPython {constraint}, this is {}", interpreter.version));
        }
        if interpreter.is_none() && scenario.difference.is_none() {
            return Verdict::Skipped("there is no CPython to compare with".to_owned());
        }
        let ours = match sawlog_side::run(&self.path, scenario, &self.sawlog) {
            Ok(Outcome { unavailable: Some(what), .. }) => {
                return Verdict::Skipped(format!("not available yet: {what}"));
            }
            Ok(ours) => ours,
            Err(error) => return Verdict::Different(format!("  sawlog's side: {error:#}")),
        };
        let told = match &scenario.difference {
            Some(difference) => compare::with_difference(difference, &ours),
            None => match Outcome::read(&self.python, |_| Vec::new()) {
                Ok(theirs) => compare::with_python(&theirs, &ours),
                Err(error) => format!("  CPython's side: {error:#}"),
            },
        };
        if told.is_empty() { Verdict::Ok } else { Verdict::Different(told) }
    }
}
