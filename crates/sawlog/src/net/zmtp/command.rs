//! Commands: what sockets tell each other besides messages.

use super::frame;
use super::kind::Kind;

/// A command, as far as it concerns us.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Command<'a> {
    /// The peer's metadata: the kind of its socket.
    Ready(&'a [u8]),
    /// The peer refuses us, and why.
    Error(&'a [u8]),
    /// Whether we are alive; the answer repeats what comes with it.
    Ping(&'a [u8]),
    /// What begins so is wanted.
    Subscribe(&'a [u8]),
    /// It is wanted no more.
    Cancel(&'a [u8]),
    /// Another one, which may be ignored.
    Other,
}

/// Bytes that a PING may want to have repeated.
const LONGEST_CONTEXT: usize = 16;

/// The command of a frame's body.
///
/// # Errors
/// It is malformed.
pub(super) fn parse(body: &[u8]) -> Result<Command<'_>, String> {
    let (name, rest) = short(body).ok_or_else(malformed)?;
    Ok(match name {
        b"READY" => Command::Ready(socket_type(rest)?),
        b"ERROR" => Command::Error(short(rest).ok_or_else(malformed)?.0),
        // Two bytes say how long the peer would wait.
        b"PING" => match rest.get(2..) {
            Some(context) if context.len() <= LONGEST_CONTEXT => Command::Ping(context),
            _ => return Err(malformed()),
        },
        b"SUBSCRIBE" => Command::Subscribe(rest),
        b"CANCEL" => Command::Cancel(rest),
        _ => Command::Other,
    })
}

/// The frame that says which kind of socket this is.
pub(super) fn ready(kind: Kind) -> Vec<u8> {
    let mut body = named("READY");
    body.push(SOCKET_TYPE.len() as u8);
    body.extend(SOCKET_TYPE);
    body.extend((kind.name().len() as u32).to_be_bytes());
    body.extend(kind.name().as_bytes());
    frame::command(&body)
}

/// The frame that answers a PING.
pub(super) fn pong(context: &[u8]) -> Vec<u8> {
    frame::command(&[&named("PONG"), context].concat())
}

/// The frame that subscribes; before version 3.1 it is a message.
pub(super) fn subscribe(topic: &[u8], minor: u8) -> Vec<u8> {
    match minor {
        0 => frame::message(&[&[&[1], topic].concat()]),
        _ => frame::command(&[&named("SUBSCRIBE"), topic].concat()),
    }
}

const SOCKET_TYPE: &[u8] = b"Socket-Type";

fn named(name: &str) -> Vec<u8> {
    let mut body = vec![name.len() as u8];
    body.extend(name.as_bytes());
    body
}

fn malformed() -> String {
    "it sent a malformed command".to_owned()
}

/// What a byte says the length of, and the rest.
fn short(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (len, rest) = bytes.split_first()?;
    rest.split_at_checked(usize::from(*len))
}

/// The kind of socket among the properties of a READY.
fn socket_type(mut properties: &[u8]) -> Result<&[u8], String> {
    let mut kind = None;
    while !properties.is_empty() {
        let (name, rest) = short(properties).ok_or_else(malformed)?;
        let (len, rest) = rest.split_first_chunk::<4>().ok_or_else(malformed)?;
        let (value, rest) = rest.split_at_checked(u32::from_be_bytes(*len) as usize).ok_or_else(malformed)?;
        if name.eq_ignore_ascii_case(SOCKET_TYPE) {
            kind = Some(value);
        }
        properties = rest;
    }
    kind.ok_or_else(|| "it does not say which kind of socket it is".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read_as_they_are_written() {
        let frame = ready(Kind::Push);
        assert_eq!(parse(&frame[2..]), Ok(Command::Ready(b"PUSH")));
        for len in 3..frame.len() {
            assert!(parse(&frame[2..len]).is_err(), "{len}");
        }
        assert_eq!(parse(b"\x04PING\x00\x0Aabc"), Ok(Command::Ping(b"abc")));
        assert_eq!(pong(b"abc"), b"\x04\x08\x04PONGabc");
        assert!(parse(&[b"\x04PING\x00\x0A", &[0; 17][..]].concat()).is_err());
        assert_eq!(parse(&subscribe(b"shop", 1)[2..]), Ok(Command::Subscribe(b"shop")));
        assert_eq!(subscribe(b"shop", 0), b"\x00\x05\x01shop");
        assert_eq!(parse(b"\x05LATER"), Ok(Command::Other));
    }
}
