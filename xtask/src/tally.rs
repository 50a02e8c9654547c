//! Counts of what passed, failed and was skipped.

use std::fmt;
use std::ops::AddAssign;

/// How many checks or tests came out how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
}

impl Tally {
    /// One that passed or failed.
    pub(crate) fn one(passed: bool) -> Tally {
        Tally { passed: passed.into(), failed: (!passed).into(), skipped: 0 }
    }

    /// One that could not be done.
    pub(crate) fn skip() -> Tally {
        Tally { skipped: 1, ..Tally::default() }
    }

    /// The counts in a line of output, if it has any: the sum of a test binary, or of the conformance harness.
    pub(crate) fn read(line: &str) -> Option<Tally> {
        let counts = match line.strip_prefix("test result: ") {
            Some(result) => result.split_once(". ")?.1,
            None => line,
        };
        let mut tally = Tally::default();
        let mut found = false;
        for part in counts.split([';', ',']) {
            let mut words = part.split_whitespace();
            let (Some(number), Some(what)) = (words.next(), words.next()) else { continue };
            let slot = match what {
                "passed" => &mut tally.passed,
                "failed" => &mut tally.failed,
                "ignored" | "skipped" => &mut tally.skipped,
                _ => continue,
            };
            *slot = number.parse().ok()?;
            found |= what == "passed";
        }
        found.then_some(tally)
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_sums_of_others() {
        let cargo = "test result: FAILED. 12 passed; 1 failed; 2 ignored; 0 measured; 0 filtered out; finished in 1.0s";
        assert_eq!(Tally::read(cargo), Some(Tally { passed: 12, failed: 1, skipped: 2 }));
        assert_eq!(Tally::read("150 passed, 0 failed, 3 skipped"), Some(Tally { passed: 150, failed: 0, skipped: 3 }));
        assert_eq!(Tally::read("test value::tests::rounds ... ok"), None);
        assert_eq!(Tally::read("two passed, by the way"), None);
    }

    #[test]
    fn is_said_as_it_is_read() {
        let tally = Tally { passed: 3, failed: 2, skipped: 1 };
        assert_eq!(Tally::read(&tally.to_string()), Some(tally));
    }
}
