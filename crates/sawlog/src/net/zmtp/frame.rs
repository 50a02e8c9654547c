//! Frames: flags, a length, and a body. A message is one frame or more.

/// Another frame of the message follows.
const MORE: u8 = 1;
/// The length has eight bytes.
const LONG: u8 = 2;
/// The frame is a command.
const COMMAND: u8 = 4;

/// The head of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) more: bool,
    pub(super) command: bool,
    /// Bytes of the head itself.
    pub(super) head: usize,
    /// Bytes of the body.
    pub(super) body: u64,
}

/// The head that begins here; `None` while it is not whole.
///
/// # Errors
/// These are no flags.
pub(super) fn head(bytes: &[u8]) -> Result<Option<Head>, String> {
    let Some(&flags) = bytes.first() else { return Ok(None) };
    let command = flags & COMMAND != 0;
    if flags & !(MORE | LONG | COMMAND) != 0 || (command && flags & MORE != 0) {
        return Err(format!("it sent a frame with the flags {flags:#04x}"));
    }
    let (head, body) = if flags & LONG == 0 {
        let Some(&len) = bytes.get(1) else { return Ok(None) };
        (2, u64::from(len))
    } else {
        let Some(len) = bytes.get(1..9) else { return Ok(None) };
        (9, len.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
    };
    Ok(Some(Head { more: flags & MORE != 0, command, head, body }))
}

/// The frames of a message of these parts.
pub(crate) fn message(parts: &[&[u8]]) -> Vec<u8> {
    let mut frames = Vec::with_capacity(parts.iter().map(|part| part.len() + 9).sum());
    for (index, part) in parts.iter().enumerate() {
        push(if index + 1 < parts.len() { MORE } else { 0 }, part, &mut frames);
    }
    frames
}

/// The frame of a command.
pub(super) fn command(body: &[u8]) -> Vec<u8> {
    let mut frame = Vec::with_capacity(body.len() + 9);
    push(COMMAND, body, &mut frame);
    frame
}

fn push(flags: u8, body: &[u8], frames: &mut Vec<u8>) {
    match u8::try_from(body.len()) {
        Ok(len) => frames.extend([flags, len]),
        Err(_) => {
            frames.push(flags | LONG);
            frames.extend((body.len() as u64).to_be_bytes());
        }
    }
    frames.extend(body);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_read_as_they_are_written() {
        let frames = message(&[b"a", &[7; 300]]);
        assert_eq!(head(&frames), Ok(Some(Head { more: true, command: false, head: 2, body: 1 })));
        assert_eq!(head(&frames[3..]), Ok(Some(Head { more: false, command: false, head: 9, body: 300 })));
        assert_eq!(head(&command(b"x")), Ok(Some(Head { more: false, command: true, head: 2, body: 1 })));
        assert_eq!((head(&[]), head(&[0]), head(&[2, 0, 0])), (Ok(None), Ok(None), Ok(None)));
        assert!(head(&[8, 0]).is_err() && head(&[5, 0]).is_err());
    }
}
