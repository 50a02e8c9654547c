//! Records over TCP: a length in four bytes, the highest first, and a JSON object; shared by two examples.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::Mutex;

use sawlog::wire::{FrameDecoder, Limits, record_from_payload, write_json};
use sawlog::{EmitError, Handler, HandlerBase, LogRecord, Manager};

/// Sends each record. A handler takes little more than `emit`.
pub(crate) struct FramedJsonHandler(Mutex<Option<TcpStream>>);

impl FramedJsonHandler {
    pub(crate) fn connect(address: &str) -> io::Result<FramedJsonHandler> {
        Ok(FramedJsonHandler(Mutex::new(Some(TcpStream::connect(address)?))))
    }
}

impl Handler for FramedJsonHandler {
    fn emit(&self, record: &LogRecord<'_>, _: &HandlerBase) -> Result<(), EmitError> {
        let mut json = String::new();
        write_json(record, &mut json)?;
        let length = u32::try_from(json.len()).map_err(|error| EmitError::Other(error.into()))?;
        let mut stream = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let stream = stream.as_mut().ok_or(io::ErrorKind::NotConnected).map_err(io::Error::from)?;
        stream.write_all(&length.to_be_bytes())?;
        stream.write_all(json.as_bytes())?;
        Ok(())
    }

    fn close(&self) -> Result<(), EmitError> {
        *self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = None;
        Ok(())
    }
}

/// Takes the records of one connection until it ends, and returns how many came. Python's `SocketHandler` may be at the
/// other end: its pickles are decoded without executing anything.
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
