//! `!!binary`: base 64 as Python's `base64.decodebytes` reads it.

/// Decodes base 64; characters that are not of its alphabet are passed over, and so is all that follows the padding.
pub(super) fn decode(text: &str) -> Result<Vec<u8>, String> {
    if !text.is_ascii() {
        return Err("base 64 consists of ASCII characters".to_owned());
    }
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut filled, mut padding) = (0u32, 0, 0);
    for byte in text.bytes() {
        if byte == b'=' {
            if filled >= 2 {
                padding += 1;
                if filled + padding >= 4 {
                    return Ok(bytes);
                }
            }
            continue;
        }
        let Some(digit) = digit(byte) else { continue };
        padding = 0;
        bits = bits << 6 | digit;
        filled = (filled + 1) % 4;
        if filled != 1 {
            let shift = (4 - filled) % 4 * 2;
            bytes.push((bits >> shift) as u8);
        }
    }
    match filled {
        0 => Ok(bytes),
        1 => Err("base 64 data ends one character after a group of four".to_owned()),
        _ => Err("base 64 data lacks its padding".to_owned()),
    }
}

fn digit(byte: u8) -> Option<u32> {
    let digit = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(digit.into())
}
