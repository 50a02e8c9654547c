//! The project's own tasks: `cargo xtask test | conformance | bench | differences | demo`.

use std::process::ExitCode;

mod debian;
mod deny;
mod differences;
mod process;
mod python;
mod skipped;
mod tally;
mod test;

const USAGE: &str = "usage: cargo xtask TASK

test [--long]                        every check and test; --long adds fuzzing and stress
conformance [PATH ...] [--python P]  scenarios through CPython and through sawlog
bench [NAME]                         the benchmarks, or one of them; async [PEER ...] is beside loggers with queues
differences                          lists the places that say DIFFERENCE in conformance/README.md
demo                                 Python and Rust programs logging into one file";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (task, rest) = match arguments.split_first() {
        Some((task, rest)) => (task.as_str(), rest),
        None => ("", &arguments[..]),
    };
    // Paths that the user gives are seen from where the user is.
    match (task, rest) {
        ("test", []) => test::run(false),
        ("test", [long]) if long == "--long" => test::run(true),
        ("conformance", rest) => process::hand_over(&["run", "--quiet", "--package", "conformance", "--"], rest),
        ("bench", rest) => {
            let manifest = process::in_root("bench/Cargo.toml");
            process::hand_over(&["run", "--release", "--manifest-path", &manifest, "--bin", "bench", "--"], rest)
        }
        ("demo", rest) => process::hand_over(&["run", "--release", "--package", "sawlog-server", "--", "demo"], rest),
        ("differences", []) => match differences::write() {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("the list of differences cannot be written: {error}");
                ExitCode::FAILURE
            }
        },
        ("-h" | "--help" | "help", _) => {
            println!("{USAGE}");
            ExitCode::SUCCESS
        }
        _ => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
    }
}
