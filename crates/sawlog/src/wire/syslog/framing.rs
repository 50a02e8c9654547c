//! Where one message ends on a stream and the next begins.

use std::str::FromStr;

use super::error::SyslogError;

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
    /// let mut out = Vec::new();
    /// Framing::OctetCounted.write(b"<14>one\ntwo", &mut out);
    /// assert_eq!(out, b"11 <14>one\ntwo");
    /// out.clear();
    /// Framing::LineFeed.write(b"<14>one\ntwo", &mut out);
    /// assert_eq!(out, b"<14>one#012two\n");
    /// ```
    pub fn write(self, message: &[u8], out: &mut Vec<u8>) {
        let end = match self {
            Framing::OctetCounted => {
                write_length(message.len(), out);
                out.extend_from_slice(message);
                return;
            }
            Framing::LineFeed => b'\n',
            Framing::Nul => b'\0',
        };
        for piece in message.split_inclusive(|byte| matches!(byte, b'\n' | b'\0')) {
            match piece.split_last() {
                Some((b'\n', text)) => {
                    out.extend_from_slice(text);
                    out.extend_from_slice(b"#012");
                }
                Some((b'\0', text)) => {
                    out.extend_from_slice(text);
                    out.extend_from_slice(b"#000");
                }
                _ => out.extend_from_slice(piece),
            }
        }
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

fn write_length(length: usize, out: &mut Vec<u8>) {
    let mut digits = [b' '; 21];
    let mut at = digits.len() - 1;
    let mut rest = length;
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_decimal() {
        for length in [0, 9, 10, 123, 65_535, usize::MAX] {
            let mut out = Vec::new();
            write_length(length, &mut out);
            assert_eq!(out, format!("{length} ").into_bytes());
        }
    }

    #[test]
    fn nothing_within_a_message_ends_its_frame() {
        for (framing, end) in [(Framing::LineFeed, b'\n'), (Framing::Nul, b'\0')] {
            let mut out = Vec::new();
            framing.write(b"\n<1>a\0\0b\n", &mut out);
            assert_eq!(out.pop(), Some(end));
            assert_eq!(out, b"#012<1>a#000#000b#012");
        }
    }
}
