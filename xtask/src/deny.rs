//! The dependencies: their licences, where they are from, and what is known against them.

use std::process::Command;

use crate::process::{self, cargo};

/// What is looked at without a network.
const AT_HAND: [&str; 6] = ["deny", "--all-features", "check", "bans", "licenses", "sources"];
const ADVISORIES: [&str; 4] = ["deny", "--all-features", "check", "advisories"];

/// What became of asking for advisories.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Advisories {
    /// None is known.
    None,
    /// There are some, and they were shown.
    Some,
    /// They could not be had, for this reason.
    NotHere(String),
}

/// Whether cargo-deny is there.
pub(crate) fn is_there() -> bool {
    process::succeeds(&mut cargo(&["deny", "--version"]))
}

/// Checks licences, sources, and what `deny.toml` bans.
pub(crate) fn at_hand() -> Command {
    cargo(&AT_HAND)
}

/// Fetches what is known against dependencies, and compares.
pub(crate) fn advisories() -> Advisories {
    let output = match cargo(&ADVISORIES).output() {
        Ok(output) => output,
        Err(error) => return Advisories::NotHere(error.to_string()),
    };
    let told = [output.stdout, output.stderr].concat();
    let told = String::from_utf8_lossy(&told);
    print!("{told}");
    read(output.status.success(), &told)
}

/// What cargo-deny's output says. It ends with `advisories ok` or `advisories FAILED` if it has compared anything.
fn read(succeeded: bool, told: &str) -> Advisories {
    let compared = told.lines().any(|line| line.trim_start().starts_with("advisories FAILED"));
    match succeeded {
        true => Advisories::None,
        false if compared => Advisories::Some,
        false => {
            let why = told.lines().map(str::trim).find(|line| line.contains("[ERROR]") || line.starts_with("error"));
            Advisories::NotHere(why.unwrap_or("cargo-deny ended without a word").to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_network_is_no_advisory() {
        let told = "2026-01-01 00:00:00 [ERROR] failed to fetch advisory database https://example.org/db\nCaused by:\n";
        let Advisories::NotHere(why) = read(false, told) else { panic!("nothing was compared") };
        assert!(why.ends_with("failed to fetch advisory database https://example.org/db"), "{why}");
        assert!(matches!(read(false, ""), Advisories::NotHere(_)));
    }

    #[test]
    fn an_advisory_fails() {
        assert_eq!(read(false, "error[vulnerability]: a hole\n\nadvisories FAILED\n"), Advisories::Some);
        assert_eq!(read(true, "advisories ok\n"), Advisories::None);
    }
}
