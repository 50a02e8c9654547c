//! A record as a message of ZeroMQ's.

use super::shared::Options;
use crate::error::FormatError;
use crate::net::zmtp::message;
use crate::record::LogRecord;
use crate::wire::{Encoding, write_compact, write_json, write_pickle};

/// A topic, if there is one, and a record.
pub(super) struct Encoded {
    topic: Option<String>,
    body: Vec<u8>,
}

/// Why a record cannot be sent.
#[derive(Debug, thiserror::Error)]
pub(super) enum EncodeError {
    #[error(transparent)]
    Format(#[from] FormatError),
    #[error("it takes {len} bytes, more than {limit}")]
    TooLong { len: usize, limit: usize },
}

pub(super) fn encode(record: &LogRecord<'_>, options: &Options) -> Result<Encoded, EncodeError> {
    let body = match options.encoding {
        Encoding::Json => {
            let mut text = String::new();
            write_json(record, &mut text)?;
            text.into_bytes()
        }
        Encoding::Pickle => {
            let mut pickle = Vec::new();
            write_pickle(record, &mut pickle)?;
            pickle
        }
        Encoding::Compact => {
            let mut compact = Vec::new();
            write_compact(record, &mut compact)?;
            compact
        }
    };
    let limit = options.limits.frame_len;
    if body.len() > limit {
        return Err(EncodeError::TooLong { len: body.len(), limit });
    }
    Ok(Encoded { topic: options.topics.then(|| record.name().to_owned()), body })
}

impl Encoded {
    /// What is compared with subscriptions.
    pub(super) fn first(&self) -> &[u8] {
        self.topic.as_ref().map_or(&self.body, |topic| topic.as_bytes())
    }

    pub(super) fn message(&self) -> Vec<u8> {
        match &self.topic {
            Some(topic) => message(&[topic.as_bytes(), &self.body]),
            None => message(&[&self.body]),
        }
    }
}
