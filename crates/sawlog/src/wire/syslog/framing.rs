//! Where one message ends on a stream and the next begins.

use std::str::FromStr;

use super::error::SyslogError;
use crate::value::integer::write_u64;

/// How messages on a stream (TCP, TLS, a Unix stream) are kept apart.
///
/// # Python
/// Only `append_nul`, which does not keep a message that holds a NUL or, with most daemons, a line feed, from being
/// taken for two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Framing {
    /// The message's length in bytes, a space, the message, as RFC 6587 has it: messages may hold anything.
    OctetCounted,
    /// A line feed after each message; line feeds and NULs within it are escaped.
    LineFeed,
    /// A NUL after each message; NULs and line feeds within it are escaped.
    Nul,
}

impl Framing {
    /// Appends a message in its frame.
    ///
    /// What would end a frame is written as `#` and its octal number, as syslog daemons show it. Many daemons take
    /// both line feed and NUL for an end, so both are.
    ///
    /// ```
    /// use sawlog::wire::syslog::Framing;
    /// let mut out = String::new();
    /// Framing::OctetCounted.write("<14>one\ntwo", &mut out);
    /// assert_eq!(out, "11 <14>one\ntwo");
    /// out.clear();
    /// Framing::LineFeed.write("<14>one\ntwo", &mut out);
    /// assert_eq!(out, "<14>one#012two\n");
    /// ```
    pub fn write(self, message: &str, out: &mut String) {
        let end = match self {
            Framing::OctetCounted => {
                write_u64(message.len() as u64, out);
                out.push(' ');
                out.push_str(message);
                return;
            }
            Framing::LineFeed => '\n',
            Framing::Nul => '\0',
        };
        let mut rest = message;
        while let Some(at) = rest.find(['\n', '\0']) {
            out.push_str(&rest[..at]);
            out.push_str(if rest.as_bytes()[at] == 0 { "#000" } else { "#012" });
            rest = &rest[at + 1..];
        }
        out.push_str(rest);
        out.push(end);
    }
}

impl FromStr for Framing {
    type Err = SyslogError;
    fn from_str(name: &str) -> Result<Framing, SyslogError> {
        match name {
            "octet-counted" => Ok(Framing::OctetCounted),
            "lf" => Ok(Framing::LineFeed),
            "nul" => Ok(Framing::Nul),
            _ => Err(SyslogError::Framing(name.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_within_a_message_ends_its_frame() {
        for (framing, end) in [(Framing::LineFeed, '\n'), (Framing::Nul, '\0')] {
            let mut out = String::new();
            framing.write("\n<1>a\0\0b\n", &mut out);
            assert_eq!(out.pop(), Some(end));
            assert_eq!(out, "#012<1>a#000#000b#012");
        }
    }
}
