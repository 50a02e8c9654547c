//! Runs scenarios through CPython's `logging` and through sawlog, and compares what came out, byte for byte.
//!
//! A scenario is read ([`scenario`]), run by CPython ([`python`]) and by a child process of this program
//! ([`sawlog_side`]), each in an empty folder; what they left ([`outcome`]) is compared ([`compare`]).

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};

mod child;
mod compare;
mod harness;
mod outcome;
mod python;
mod sawlog_side;
mod scenario;
mod scratch;
mod values;
mod version;

use python::Interpreter;

const USAGE: &str = "usage: conformance [PATH ...] [--python PATH] [--show]

PATH      a scenario, or a folder of them (*.yaml, at any depth); by default the project's own
--python  the CPython to compare with; by default the newest that is found, 3.11 or later
--show    also print what CPython did";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.first().map(String::as_str) {
        Some("--which-python") => harness::interpreter(None).and_then(which_python),
        Some("--which-oldest-python") => which_python(Interpreter::oldest()),
        Some(child::ARGUMENT) => child::main(&arguments[1..]).map(|()| true),
        _ => Settings::parse(&arguments).and_then(|settings| harness::run(&settings)),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("conformance: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Says which CPython was found; `cargo xtask test` asks.
fn which_python(interpreter: Option<Interpreter>) -> anyhow::Result<bool> {
    interpreter.iter().for_each(|interpreter| println!("{}", interpreter.path.display()));
    Ok(interpreter.is_some())
}

/// What the command line asks for.
struct Settings {
    scenarios: Vec<PathBuf>,
    python: Option<PathBuf>,
    show: bool,
}

impl Settings {
    fn parse(arguments: &[String]) -> anyhow::Result<Settings> {
        let mut settings = Settings { scenarios: Vec::new(), python: None, show: false };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--python" => settings.python = Some(arguments.next().context("--python needs a path")?.into()),
                "--show" => settings.show = true,
                "-h" | "--help" => bail!("{USAGE}"),
                option if option.starts_with('-') => bail!("unknown option {option}\n{USAGE}"),
                path => settings.scenarios.push(path.into()),
            }
        }
        if settings.scenarios.is_empty() {
            settings.scenarios.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios"));
        }
        Ok(settings)
    }
}
