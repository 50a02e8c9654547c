//! The framing: each payload is preceded by its length, four bytes, big-endian.

use super::FrameError;

/// Bytes of a frame's header.
pub const HEADER_LEN: usize = 4;

/// Room offered to a read at least, and the size that a buffer starts with.
const ROOM: usize = 4096;

/// The first frame of `bytes`: its payload, and how many bytes the frame takes in all. `None` while it is incomplete.
///
/// ```
/// let bytes = *b"\0\0\0\x02hi\0\0";
/// assert_eq!(sawlog::wire::split(&bytes, 100), Ok(Some((&b"hi"[..], 6))));
/// assert_eq!(sawlog::wire::split(&bytes[6..], 100), Ok(None));
/// ```
///
/// # Errors
/// The header announces more than `max_len` bytes.
pub fn split(bytes: &[u8], max_len: usize) -> Result<Option<(&[u8], usize)>, FrameError> {
    let Some((header, rest)) = bytes.split_first_chunk::<HEADER_LEN>() else { return Ok(None) };
    let announced = u32::from_be_bytes(*header);
    let len = usize::try_from(announced).unwrap_or(usize::MAX);
    if len > max_len {
        return Err(FrameError::TooLong { announced, limit: max_len });
    }
    Ok(rest.get(..len).map(|payload| (payload, HEADER_LEN + len)))
}

/// Appends a frame: what `write` appends, its length before it.
///
/// ```
/// let mut frame = Vec::new();
/// sawlog::wire::write_frame(&mut frame, |payload| payload.extend(b"hi"));
/// assert_eq!(frame, b"\0\0\0\x02hi");
/// ```
///
/// # Python
/// `struct.pack(">L", len(payload)) + payload`; a payload that long is refused before, see
/// [`pickle::MAX_LEN`](super::pickle::MAX_LEN).
pub fn write_frame<R>(out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>) -> R) -> R {
    let start = out.len();
    out.extend([0; HEADER_LEN]);
    let written = write(out);
    let payload = out.len().saturating_sub(start + HEADER_LEN);
    let header = u32::try_from(payload).unwrap_or(u32::MAX).to_be_bytes();
    if let Some(room) = out.get_mut(start..start + HEADER_LEN) {
        room.copy_from_slice(&header);
    }
    written
}

/// Cuts a stream into payloads, in whatever pieces it arrives.
///
/// Bytes are read into [`spare`](FrameDecoder::spare), counted by [`filled`](FrameDecoder::filled), and come out of
/// [`next_frame`](FrameDecoder::next_frame) as slices of the buffer that they were read into. Memory follows what
/// has arrived, never what a header announces.
///
/// ```
/// use std::io::Read;
/// use sawlog::wire::FrameDecoder;
///
/// let mut stream: &[u8] = b"\0\0\0\x02hi\0\0\0\x05th";
/// let mut decoder = FrameDecoder::new(1 << 20);
/// let read = stream.read(decoder.spare())?;
/// decoder.filled(read);
/// assert_eq!(decoder.next_frame()?, Some(&b"hi"[..]));
/// assert_eq!(decoder.next_frame()?, None);
/// assert!(decoder.is_partial());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Python
/// The loops over `recv` of the cookbook's receiver. It takes a header that arrives in pieces to be the
/// connection's end, and reads a frame that is cut short for ever; here the one is read on, and the other is what
/// [`is_partial`](FrameDecoder::is_partial) tells at the stream's end.
#[derive(Debug)]
pub struct FrameDecoder {
    /// Bytes before `start` are done with, from `end` on they are room.
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    max_len: usize,
}

impl FrameDecoder {
    /// A decoder of frames with payloads of at most `max_len` bytes. It holds no memory before its first read.
    pub fn new(max_len: usize) -> FrameDecoder {
        FrameDecoder { buffer: Vec::new(), start: 0, end: 0, max_len }
    }

    /// The most bytes that a payload may have.
    pub fn max_len(&self) -> usize {
        self.max_len
    }

    /// Room for the next read, never empty.
    pub fn spare(&mut self) -> &mut [u8] {
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
        }
        if self.buffer.len() - self.end < ROOM {
            // Less is moved than was taken out since the last move, or the buffer doubles: linear in all.
            if self.start > self.end - self.start {
                self.buffer.copy_within(self.start..self.end, 0);
                (self.start, self.end) = (0, self.end - self.start);
            }
            if self.buffer.len() - self.end < ROOM {
                let largest = self.max_len.saturating_add(HEADER_LEN + ROOM);
                let size = (self.buffer.len() * 2).min(largest).max(self.end + ROOM);
                self.buffer.resize(size, 0);
            }
        }
        &mut self.buffer[self.end..]
    }

    /// Counts bytes that were read into [`spare`](FrameDecoder::spare), at most its length.
    pub fn filled(&mut self, read: usize) {
        self.end = self.end.saturating_add(read).min(self.buffer.len());
    }

    /// Appends bytes that were read elsewhere.
    pub fn push(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let room = self.spare();
            let len = room.len().min(bytes.len());
            room[..len].copy_from_slice(&bytes[..len]);
            self.filled(len);
            bytes = &bytes[len..];
        }
    }

    /// The next whole payload.
    ///
    /// # Errors
    /// A header announces too much. The stream cannot be read on; the error comes again at each call.
    pub fn next_frame(&mut self) -> Result<Option<&[u8]>, FrameError> {
        match split(&self.buffer[self.start..self.end], self.max_len)? {
            Some((payload, taken)) => {
                self.start += taken;
                Ok(Some(payload))
            }
            None => Ok(None),
        }
    }

    /// Whether bytes of an unfinished frame are held: the stream may not end here.
    pub fn is_partial(&self) -> bool {
        self.start < self.end
    }

    /// How many bytes are held that were not given out.
    pub fn pending(&self) -> usize {
        self.end - self.start
    }

    /// Gives memory back after a burst: what a connection at rest need not hold.
    pub fn shrink(&mut self) {
        if !self.is_partial() {
            *self = FrameDecoder::new(self.max_len);
        }
    }
}
