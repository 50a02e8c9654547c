//! The receiving end: records as a `SocketHandler` sends them, Python's or ours.

use std::io::Read;

use sawlog::Manager;
use sawlog::wire::{FrameDecoder, Limits, record_from_payload};

/// Takes the records of one connection until it ends, and returns how many came. Pickles are decoded without executing
/// anything.
///
/// Each record goes to the logger of its name; no level is compared, the sender has done that.
pub(crate) fn receive(mut stream: impl Read, manager: &Manager) -> Result<usize, Box<dyn std::error::Error>> {
    let limits = Limits::default();
    let mut frames = FrameDecoder::new(limits.frame_len);
    let mut received = 0;
    loop {
        while let Some(payload) = frames.next_frame()? {
            let mut record = record_from_payload(payload, &limits)?;
            let logger = manager.nearest_logger(record.name());
            logger.handle(&mut record);
            received += 1;
        }
        match stream.read(frames.spare())? {
            0 if frames.is_partial() => return Err("the connection ended within a frame".into()),
            0 => return Ok(received),
            read => frames.filled(read),
        }
    }
}
