//! The first 64 bytes of a connection, from each side.

/// Bytes of a greeting.
pub(super) const LEN: usize = 64;
/// Where the version stands.
const MAJOR: usize = 10;
const MINOR: usize = 11;
/// Where the mechanism stands, filled up with zeros.
const MECHANISM: std::ops::Range<usize> = 12..32;

/// Ours: version 3.1, no encryption.
pub(super) fn ours() -> [u8; LEN] {
    let mut greeting = [0; LEN];
    (greeting[0], greeting[9]) = (0xFF, 0x7F);
    (greeting[MAJOR], greeting[MINOR]) = (3, 1);
    greeting[MECHANISM.start..MECHANISM.start + 4].copy_from_slice(b"NULL");
    greeting
}

/// The minor version of a peer's greeting; `None` while it is not whole.
///
/// # Errors
/// It cannot become a greeting that we understand, whatever comes yet.
pub(super) fn minor_of(bytes: &[u8]) -> Result<Option<u8>, String> {
    if bytes.first().is_some_and(|first| *first != 0xFF) || bytes.get(9).is_some_and(|ninth| ninth & 1 == 0) {
        return Err("it does not greet as ZeroMQ's sockets do".to_owned());
    }
    if let Some(major) = bytes.get(MAJOR)
        && *major < 3
    {
        return Err(format!("it speaks version {major} of ZeroMQ's protocol, this is 3"));
    }
    let Some(greeting) = bytes.get(..LEN) else { return Ok(None) };
    let mechanism = &greeting[MECHANISM];
    match mechanism.strip_prefix(b"NULL") {
        Some(rest) if rest.iter().all(|byte| *byte == 0) => Ok(Some(greeting[MINOR])),
        _ => {
            let name = String::from_utf8_lossy(mechanism);
            Err(format!("it wants the mechanism {:?}, there is only NULL", name.trim_end_matches('\0')))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_greeting_is_told_as_soon_as_can_be() {
        let good = ours();
        assert_eq!(minor_of(&good), Ok(Some(1)));
        for len in 0..LEN {
            assert_eq!(minor_of(&good[..len]), Ok(None));
        }
        assert!(minor_of(b"GET / HTTP/1.1").is_err());
        let mut old = good;
        old[10] = 1;
        assert!(minor_of(&old[..11]).unwrap_err().contains("version 1"));
        let mut encrypted = good;
        encrypted[12..17].copy_from_slice(b"CURVE");
        assert!(minor_of(&encrypted).unwrap_err().contains("\"CURVE\""));
    }
}
