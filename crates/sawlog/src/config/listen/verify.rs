//! What a frame must pass before it is looked at.

use std::fmt;
use std::sync::Arc;

/// Why a frame is not taken; the client is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(String);

impl Refusal {
    /// With these words.
    pub fn new(why: impl Into<String>) -> Refusal {
        Refusal(why.into())
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refusal {}

impl From<&str> for Refusal {
    fn from(why: &str) -> Refusal {
        Refusal::new(why)
    }
}

/// From the bytes that came to those that are meant.
pub(super) type Verify = Arc<dyn Fn(Vec<u8>) -> Result<Vec<u8>, Refusal> + Send + Sync>;

/// All that a frame must pass, in order.
#[derive(Clone, Default)]
pub(super) struct Checks(pub(super) Vec<Verify>);

impl Checks {
    pub(super) fn pass(&self, bytes: Vec<u8>) -> Result<Vec<u8>, Refusal> {
        self.0.iter().try_fold(bytes, |bytes, verify| verify(bytes))
    }
}

impl fmt::Debug for Checks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Checks({})", self.0.len())
    }
}
