//! A message as the spool's files hold it: length and checksum first, so that one that was cut off or damaged is found.
//!
//! The checksum begins with the identity that the file is numbered by. So neither what is left of another file in a
//! disk's blocks nor what somebody logs passes for an entry where one is looked for behind a broken one.

use std::ops::Range;

use async_nats::Subject;
use bytes::Bytes;

use super::super::message::Message;
use super::super::message_id::{Identity, MessageId};

/// Length and checksum.
pub(super) const HEAD: usize = 8;
/// Number and length of the subject.
const FIXED: usize = 10;
/// The longest entry that is believed, in bytes.
const LONGEST: usize = 128 << 20;
/// The longest subject that an entry has which is found by looking for it.
const LONGEST_SUBJECT: usize = 1024;

/// Appends a message, to a file that is numbered by this identity.
pub(super) fn write(message: &Message, identity: Identity, out: &mut Vec<u8>) {
    let subject = &message.subject.as_bytes()[..message.subject.len().min(usize::from(u16::MAX))];
    let start = out.len();
    out.extend_from_slice(&[0; HEAD]);
    out.extend_from_slice(&message.id.number.to_le_bytes());
    out.extend_from_slice(&u16::try_from(subject.len()).unwrap_or(u16::MAX).to_le_bytes());
    out.extend_from_slice(subject);
    out.extend_from_slice(&message.payload);
    let len = u32::try_from(out.len() - start - HEAD).unwrap_or(u32::MAX).to_le_bytes();
    out[start..start + 4].copy_from_slice(&len);
    // The length is part of what is checked: an entry is not to be taken for a shorter one.
    let sum = checksum(identity, len, &out[start + HEAD..]);
    out[start + 4..start + HEAD].copy_from_slice(&sum.to_le_bytes());
}

/// How many bytes a message takes.
pub(super) fn len(message: &Message) -> usize {
    HEAD + FIXED + message.subject.len() + message.payload.len()
}

/// What stands at the beginning of some bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Looked {
    /// An entry, which ends there.
    Entry(usize),
    /// It is cut off: so many bytes would be needed.
    Short(usize),
    /// No entry.
    Broken,
}

/// Looks for an entry at the beginning of some bytes, and checks it.
pub(super) fn look(bytes: &[u8], identity: Identity) -> Looked {
    let Some(head) = bytes.first_chunk::<HEAD>() else { return Looked::Short(HEAD) };
    let Some(end) = end(head) else { return Looked::Broken };
    let Some(body) = bytes.get(HEAD..end) else { return Looked::Short(end) };
    let is_right = u64::from(checksum(identity, [head[0], head[1], head[2], head[3]], body)) == number::<4>(head, 4);
    let subject_fits = FIXED + subject_len(body) <= body.len();
    if is_right && subject_fits { Looked::Entry(end) } else { Looked::Broken }
}

/// Where an entry would end by what it says itself, if that can be.
pub(super) fn end(bytes: &[u8]) -> Option<usize> {
    let len = usize::try_from(number::<4>(bytes, 0)).unwrap_or(usize::MAX);
    (FIXED..=LONGEST).contains(&len).then_some(HEAD + len)
}

/// Whether an entry may begin here, as far as that is seen without a checksum of all of it.
pub(super) fn may_begin(bytes: &[u8]) -> bool {
    let Some(body) = end(bytes).and_then(|end| bytes.get(HEAD..end)) else { return false };
    let len = subject_len(body);
    let subject = body.get(FIXED..FIXED + len).unwrap_or_default();
    (1..=LONGEST_SUBJECT).contains(&len) && subject.len() == len && subject.iter().all(u8::is_ascii_graphic)
}

/// The message of an entry that was [looked](look) at.
pub(super) fn read(bytes: &Bytes, place: Range<usize>, identity: Identity) -> Message {
    let body = bytes.slice(place.start + HEAD..place.end);
    let subject = FIXED..FIXED + subject_len(&body);
    Message {
        id: MessageId { identity, number: number::<8>(&body, 0) },
        subject: Subject::from(String::from_utf8_lossy(&body[subject.clone()]).into_owned()),
        payload: body.slice(subject.end..),
    }
}

fn checksum(identity: Identity, len: [u8; 4], body: &[u8]) -> u32 {
    let mut sum = crc32fast::Hasher::new();
    sum.update(&identity.0.to_le_bytes());
    sum.update(&len);
    sum.update(body);
    sum.finalize()
}

fn subject_len(body: &[u8]) -> usize {
    usize::try_from(number::<2>(body, 8)).unwrap_or(0)
}

/// The little-endian number of so many bytes at a place.
pub(super) fn number<const LEN: usize>(bytes: &[u8], at: usize) -> u64 {
    let mut wide = [0; 8];
    if let Some(found) = bytes.get(at..at + LEN) {
        wide[..LEN].copy_from_slice(found);
    }
    u64::from_le_bytes(wide)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_read_as_it_was_written_and_no_cut_or_changed_one_is() {
        let id = MessageId { identity: Identity(7), number: 99 };
        let message = Message { id, subject: "logs.a".into(), payload: Bytes::from_static(b"payload") };
        let mut bytes = Vec::new();
        write(&message, Identity(7), &mut bytes);
        assert_eq!(bytes.len(), len(&message));
        assert_eq!(look(&bytes, Identity(7)), Looked::Entry(bytes.len()));
        for cut in 0..bytes.len() {
            assert!(matches!(look(&bytes[..cut], Identity(7)), Looked::Short(_)), "{cut}");
        }
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 0x10;
            assert!(!matches!(look(&changed, Identity(7)), Looked::Entry(_)), "{at}");
        }
        assert_eq!(look(&bytes, Identity(8)), Looked::Broken);
        let end = bytes.len();
        let read = read(&Bytes::from(bytes), 0..end, Identity(7));
        assert_eq!((read.id, &*read.subject, &read.payload[..]), (id, "logs.a", &b"payload"[..]));
    }
}
