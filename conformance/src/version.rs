//! Versions of CPython, and which of them a scenario holds for.

use std::fmt;

use anyhow::Context;

/// A version of CPython's: major, minor, micro.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version(pub(crate) u32, pub(crate) u32, pub(crate) u32);

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

/// Which versions a scenario holds for: `>=3.13`, `>=3.11,<3.13`, `==3.12`.
#[derive(Clone, Debug)]
pub(crate) struct Constraint {
    text: String,
    parts: Vec<(Comparison, Vec<u32>)>,
}

#[derive(Clone, Copy, Debug)]
enum Comparison {
    AtLeast,
    AtMost,
    Above,
    Below,
    Is,
    IsNot,
}

impl Constraint {
    /// Reads a constraint; all its parts must hold.
    pub(crate) fn parse(text: &str) -> anyhow::Result<Constraint> {
        let part = |part: &str| {
            let part = part.trim();
            let operators = [
                (">=", Comparison::AtLeast),
                ("<=", Comparison::AtMost),
                ("==", Comparison::Is),
                ("!=", Comparison::IsNot),
                (">", Comparison::Above),
                ("<", Comparison::Below),
            ];
            let found = operators.iter().find_map(|(text, kind)| Some((*kind, part.strip_prefix(text)?)));
            let (comparison, version) = found.unwrap_or((Comparison::Is, part));
            let numbers = version.trim().split('.').map(str::parse).collect::<Result<Vec<u32>, _>>();
            numbers.map(|numbers| (comparison, numbers)).with_context(|| format!("{part:?} is no version of Python"))
        };
        let parts = text.split(',').map(part).collect::<anyhow::Result<Vec<_>>>()?;
        Ok(Constraint { text: text.to_owned(), parts })
    }

    /// Whether an interpreter will do.
    pub(crate) fn allows(&self, Version(major, minor, micro): Version) -> bool {
        self.parts.iter().all(|(comparison, wanted)| {
            let version = &[major, minor, micro][..wanted.len().min(3)];
            match comparison {
                Comparison::AtLeast => version >= &wanted[..],
                Comparison::AtMost => version <= &wanted[..],
                Comparison::Above => version > &wanted[..],
                Comparison::Below => version < &wanted[..],
                Comparison::Is => version == &wanted[..],
                Comparison::IsNot => version != &wanted[..],
            }
        })
    }
}

impl fmt::Display for Constraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constraints() {
        let allows = |text, version| Constraint::parse(text).unwrap().allows(version);
        assert!(allows(">=3.13", Version(3, 13, 0)));
        assert!(!allows(">=3.13", Version(3, 12, 9)));
        assert!(allows("3.12", Version(3, 12, 1)));
        assert!(allows(">=3.11, <3.13", Version(3, 12, 1)));
        assert!(!allows(">=3.11,<3.13", Version(3, 13, 0)));
        assert!(allows("!=3.12.0", Version(3, 12, 1)));
        assert!(Constraint::parse("new").is_err());
    }
}
