//! The line before what is meant.

use std::fmt::Write;

use crate::config::listen::Refusal;

pub(super) const NONCE_LEN: usize = 16;
const MAC_LEN: usize = 32;
const BEGIN: &str = "sawlog-signed 1";
/// More than any line can have.
const LONGEST_LINE: usize = 256;

/// The parts of a signed frame.
pub(super) struct Envelope<'f> {
    /// The line as far as the nonce.
    pub(super) head: &'f [u8],
    pub(super) time: u64,
    pub(super) nonce: [u8; NONCE_LEN],
    pub(super) mac: [u8; MAC_LEN],
    pub(super) body: &'f [u8],
}

impl Envelope<'_> {
    /// Takes a frame apart; nothing of it is known to be true yet.
    pub(super) fn read(frame: &[u8]) -> Result<Envelope<'_>, Refusal> {
        let line = frame.iter().take(LONGEST_LINE).position(|byte| *byte == b'\n');
        let Some((line, body)) = line.map(|end| (&frame[..end], &frame[end + 1..])) else {
            return Err("not verified: it is not signed, and this listener has a key".into());
        };
        let text = std::str::from_utf8(line).ok().and_then(|line| line.strip_prefix("sawlog-signed "));
        let Some(rest) = text else {
            return Err("not verified: it is not signed, and this listener has a key".into());
        };
        let Some(rest) = rest.strip_prefix("1 ") else {
            return Err("not verified: it is signed in a version other than 1".into());
        };
        let parts: Vec<&str> = rest.split(' ').collect();
        let read = |[time, nonce, mac]: [&str; 3]| {
            let digits = (1..=12).contains(&time.len()) && time.bytes().all(|byte| byte.is_ascii_digit());
            let time = digits.then(|| time.parse().ok()).flatten()?;
            Some((time, hex(nonce)?, hex(mac)?, mac.len()))
        };
        let Some((time, nonce, mac, mac_len)) = <[&str; 3]>::try_from(parts).ok().and_then(read) else {
            return Err("not verified: the line of its signature is malformed".into());
        };
        let head = &line[..line.len() - mac_len - 1];
        Ok(Envelope { head, time, nonce, mac, body })
    }
}

/// The line as far as the nonce.
pub(super) fn head(time: u64, nonce: [u8; NONCE_LEN]) -> String {
    let mut head = format!("{BEGIN} {time} ");
    write_hex(&nonce, &mut head);
    head
}

/// The whole frame.
pub(super) fn write(head: &str, mac: &[u8], body: &[u8]) -> Vec<u8> {
    let mut line = format!("{head} ");
    write_hex(mac, &mut line);
    line.push('\n');
    [line.as_bytes(), body].concat()
}

fn write_hex(bytes: &[u8], out: &mut String) {
    for byte in bytes {
        let _ = write!(out, "{byte:02x}");
    }
}

/// So many bytes, in small letters.
fn hex<const LEN: usize>(text: &str) -> Option<[u8; LEN]> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if pairs.len() != LEN || !rest.is_empty() {
        return None;
    }
    let mut bytes = [0; LEN];
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(bytes)
}
