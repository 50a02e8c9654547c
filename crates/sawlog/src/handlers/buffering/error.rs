//! What goes wrong with a buffer.

use std::time::Duration;

use crate::error::EmitError;

/// Why a buffer has lost records, or could not be flushed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum BufferError {
    #[error("the buffer is full and cannot be flushed: {}", match .0 {
        1 => "its oldest record was dropped".to_owned(),
        dropped => format!("its {dropped} oldest records were dropped"),
    })]
    Overflowed(u64),
    #[error("closed with {}", match .0 {
        1 => "1 record in the buffer that could not be delivered: it is lost".to_owned(),
        left => format!("{left} records in the buffer that could not be delivered: they are lost"),
    })]
    Undelivered(u64),
    #[error("another thread has been flushing for more than {0:?}")]
    Busy(Duration),
}

impl From<BufferError> for EmitError {
    fn from(error: BufferError) -> EmitError {
        EmitError::Other(Box::new(error))
    }
}
