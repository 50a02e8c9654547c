//! What came of a check: each rule, and whether it was kept.

use std::fmt;

use super::Rule;

/// What came of one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The handler keeps it.
    Kept,
    /// It was not, or not wholly, checked, for this reason.
    Skipped(String),
    /// The handler breaks it, in this way.
    Broken(String),
}

/// What came of all rules, in their order.
#[derive(Clone, Debug)]
#[must_use = "a report that nobody looks at proves nothing: assert_kept"]
pub struct Report {
    pub(super) handler: String,
    pub(super) outcomes: Vec<(Rule, Outcome)>,
}

impl Report {
    /// Every rule and what came of it.
    pub fn outcomes(&self) -> &[(Rule, Outcome)] {
        &self.outcomes
    }

    /// The rules that the handler breaks, and how.
    pub fn broken(&self) -> Vec<(Rule, &str)> {
        let broken = |(rule, outcome): &'_ (Rule, Outcome)| match outcome {
            Outcome::Broken(_) => Some(*rule),
            _ => None,
        };
        self.outcomes.iter().filter_map(|it| Some((broken(it)?, reason(&it.1)))).collect()
    }

    /// The rules that were not checked, and why.
    pub fn skipped(&self) -> Vec<(Rule, &str)> {
        let skipped = self.outcomes.iter().filter(|(_, outcome)| matches!(outcome, Outcome::Skipped(_)));
        skipped.map(|(rule, outcome)| (*rule, reason(outcome))).collect()
    }

    /// Panics with the whole report if a rule is broken.
    ///
    /// # Panics
    /// A rule is broken.
    pub fn assert_kept(&self) {
        assert!(self.broken().is_empty(), "{self}");
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}:", self.handler)?;
        for (rule, outcome) in &self.outcomes {
            match outcome {
                Outcome::Kept => writeln!(f, "  kept     {rule}")?,
                Outcome::Skipped(reason) => writeln!(f, "  skipped  {rule}: {reason}")?,
                Outcome::Broken(how) => writeln!(f, "  BROKEN   {rule}: {how}\n           the rule: {}", rule.text())?,
            }
        }
        Ok(())
    }
}

fn reason(outcome: &Outcome) -> &str {
    match outcome {
        Outcome::Kept => "",
        Outcome::Skipped(reason) | Outcome::Broken(reason) => reason,
    }
}
