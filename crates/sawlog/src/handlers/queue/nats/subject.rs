//! The subject of a logger: its dotted name below a prefix, with what NATS forbids escaped.

use std::fmt::Write;

/// The longest subject that is made, in bytes.
const LONGEST: usize = 255;
/// What begins the last token of a subject that was cut off; no escape looks like it.
const CUT: &str = "%+";

/// Appends the subject of a logger: `logs.app.db` for `app.db` below `logs`.
///
/// In each part of a name, bytes beyond printable ASCII and `*`, `>` and `%` are written `%XX`; an empty part is a lone
/// `%`. A subject that would be longer than 255 bytes is cut between two parts and ends in `%+` and a hash of the whole name.
pub(super) fn write(prefix: &str, logger: &str, subject: &mut String) {
    subject.clear();
    subject.push_str(prefix);
    for part in logger.split('.') {
        subject.push('.');
        if part.is_empty() {
            subject.push('%');
        }
        for &byte in part.as_bytes() {
            match byte {
                b'!'..=b'~' if !matches!(byte, b'*' | b'>' | b'%') => subject.push(char::from(byte)),
                _ => {
                    let _ = write!(subject, "%{byte:02X}");
                }
            }
            if subject.len() > LONGEST {
                return cut(logger, subject);
            }
        }
    }
    if subject.len() > LONGEST {
        cut(logger, subject);
    }
}

fn cut(logger: &str, subject: &mut String) {
    subject.truncate(LONGEST - CUT.len() - 17);
    subject.truncate(subject.rfind('.').unwrap_or(0));
    let _ = write!(subject, ".{CUT}{:016x}", hash(logger.as_bytes()));
}

/// The logger of a subject below a prefix; `None` if it is not one, or was cut off.
pub(super) fn logger(prefix: &str, subject: &str) -> Option<String> {
    let escaped = subject.strip_prefix(prefix)?.strip_prefix('.')?;
    let mut name = Vec::with_capacity(escaped.len());
    for (at, part) in escaped.split('.').enumerate() {
        if at > 0 {
            name.push(b'.');
        }
        if part == "%" {
            continue;
        }
        let mut bytes = part.bytes();
        while let Some(byte) = bytes.next() {
            match byte {
                b'%' => {
                    let mut digit = || char::from(bytes.next()?).to_digit(16);
                    let (high, low) = (digit()?, digit()?);
                    name.push(u8::try_from(high << 4 | low).ok()?);
                }
                _ => name.push(byte),
            }
        }
    }
    String::from_utf8(name).ok()
}

/// FNV-1a: tells names apart that begin alike.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str) -> String {
        let mut subject = String::new();
        write("logs", name, &mut subject);
        subject
    }

    #[test]
    fn subjects_follow_the_tree_and_lead_back() {
        for (name, subject) in [
            ("app.db", "logs.app.db"),
            ("root", "logs.root"),
            ("", "logs.%"),
            ("a..b", "logs.a.%.b"),
            ("a.", "logs.a.%"),
            ("a b.*.>", "logs.a%20b.%2A.%3E"),
            ("100%", "logs.100%25"),
            ("größe\n", "logs.gr%C3%B6%C3%9Fe%0A"),
        ] {
            assert_eq!(of(name), subject);
            assert_eq!(logger("logs", subject).as_deref(), Some(name));
        }
        assert_eq!(logger("logs", "other.app"), None);
        assert_eq!(logger("logs", "logs.%4"), None);
        assert_eq!(logger("logs", "logs.%FF"), None);
    }

    #[test]
    fn long_names_are_cut_and_told_apart() {
        let (one, other) = (of(&"part.".repeat(1000)), of(&"part.".repeat(1001)));
        assert!(one.len() <= LONGEST && one.starts_with("logs.part.part."), "{one}");
        assert_ne!(one, other);
        assert_eq!(logger("logs", &one), None);
        assert!(of(&"x".repeat(1 << 20)).starts_with("logs.%+"));
        let longest = "x".repeat(LONGEST - "logs.".len());
        assert_eq!(logger("logs", &of(&longest)).as_deref(), Some(&*longest));
    }
}
