//! What a listener tells of, and its usual reporter: lines on stderr.

use std::fmt;
use std::io::Write as _;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::fork;
use crate::handler::raise_exceptions;

/// Lines a second that the usual reporter writes; the rest are counted.
const PER_SECOND: u32 = 10;
/// The longest line, in characters.
const LONGEST: usize = 1000;

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// It was carried out.
    Done,
    /// It was refused, or never arrived.
    Refused,
}

/// Something that happened at a listener.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ListenEvent {
    /// Where the client is.
    pub peer: String,
    /// What became of its request.
    pub outcome: Outcome,
    /// What was asked: `configuration`, `level`, `tree`; `request` if that is not known.
    pub what: &'static str,
    /// In words, on one line; control characters are escaped.
    pub text: String,
}

impl fmt::Display for ListenEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let refused = if self.outcome == Outcome::Refused { "refused: " } else { "" };
        write!(f, "{} from {}: {refused}{}", self.what, self.peer, self.text)
    }
}

/// Who is told of events.
pub(super) type OnEvent = Arc<dyn Fn(&ListenEvent) + Send + Sync>;

/// Writes what was refused to stderr, unless reports are switched off.
pub(super) fn usual() -> OnEvent {
    let rate = Mutex::new((Instant::now(), 0, 0));
    Arc::new(move |event| {
        if event.outcome != Outcome::Refused || !raise_exceptions() {
            return;
        }
        let Some(left_out) = admit(&mut fork::lock(&rate)) else { return };
        let mut line: String = format!("sawlog: {event}").chars().take(LONGEST).collect();
        if left_out > 0 {
            line.push_str(&format!(" [{left_out} more reports were left out]"));
        }
        line.push('\n');
        // A broken stderr leaves nobody to tell.
        let _ = std::io::stderr().write_all(line.as_bytes());
    })
}

/// Whether a line may be written now; if so, how many were left out before it.
fn admit((began, written, left_out): &mut (Instant, u32, u64)) -> Option<u64> {
    let now = Instant::now();
    if now.duration_since(*began) >= Duration::from_secs(1) {
        (*began, *written) = (now, 0);
    }
    if *written >= PER_SECOND {
        *left_out += 1;
        return None;
    }
    *written += 1;
    Some(std::mem::take(left_out))
}
