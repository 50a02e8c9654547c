//! How a record becomes what a peer is sent: a payload, its length before it.

use crate::error::EmitError;
use crate::handler::HandlerBase;
use crate::record::LogRecord;
use crate::scratch::Scratch;
use crate::wire::{self, Encoding, write_compact, write_frame, write_json, write_pickle};

/// Appends what a peer is sent for a record, its header included.
pub(super) type MakeFrame = dyn Fn(&LogRecord<'_>, &mut Vec<u8>) -> Result<(), EmitError> + Send + Sync;

/// How records become frames.
#[derive(Default)]
pub(super) struct Framing {
    pub(super) format: Option<Encoding>,
    /// In place of what `format` says.
    pub(super) make: Option<Box<MakeFrame>>,
}

impl Framing {
    /// Appends the record's frame.
    pub(super) fn frame(&self, record: &LogRecord<'_>, base: &HandlerBase, out: &mut Vec<u8>) -> Result<(), EmitError> {
        if record.exc_info().is_some() {
            // Has the exception's text made, which travels in its place.
            base.format(record, &mut Scratch::take())?;
        }
        if let Some(make) = &self.make {
            return make(record, out);
        }
        match self.format {
            Some(Encoding::Json) => {
                let mut json = Scratch::take();
                write_json(record, &mut json)?;
                if json.len() > wire::pickle::MAX_LEN {
                    return Err(crate::error::FormatError::TooLong { limit: wire::pickle::MAX_LEN }.into());
                }
                write_frame(out, |payload| payload.extend_from_slice(json.as_bytes()));
            }
            Some(Encoding::Compact) => write_frame(out, |payload| write_compact(record, payload))?,
            _ => write_frame(out, |payload| write_pickle(record, payload))?,
        }
        Ok(())
    }
}
