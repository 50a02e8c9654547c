//! What becomes of a record for which a queue has no room.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::level::Level;

/// What a queue handler does with a record for which the queue has no room. Whatever is dropped is counted, and the
/// listener tells of it by a record when there is room again.
///
/// As text, in configurations: `drop newest`, `drop oldest`, `drop below LEVEL`, `block`, `block SECONDS`.
///
/// ```
/// use std::time::Duration;
/// use sawlog::{Level, WhenFull};
/// assert_eq!("drop below WARNING".parse(), Ok(WhenFull::DropBelow(Level::WARNING)));
/// assert_eq!("block 0.5".parse(), Ok(WhenFull::BlockFor(Duration::from_millis(500))));
/// assert_eq!(WhenFull::default().to_string(), "drop newest");
/// ```
///
/// # Python
/// `QueueHandler.enqueue` calls `put_nowait`: `DropNewest`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WhenFull {
    /// The record is dropped, and that is a failure of the handler's.
    #[default]
    DropNewest,
    /// The oldest record in the queue is dropped instead, and the next oldest, until there is room.
    ///
    /// That may be many where a queue is full of bytes before it is full of records. In a [`BoundedQueue`](crate::BoundedQueue) records beyond about 700 bytes,
    /// with an exception or with added attributes have memory of their own: 4 KiB for each record of the capacity, 16 MiB at least. Once that is full, one more of them has
    /// records dropped in the order in which they came, short ones too, though these make no room for it, until enough of the long ones are among
    /// them. For short records nothing is dropped as long as the queue has places. All that is dropped is counted.
    DropOldest,
    /// Records below the level are dropped first: the last eighth of the queue is kept for others. One at or above it for which there
    /// is no room either is dropped, and that is a failure of the handler's.
    DropBelow(Level),
    /// The caller waits for room, however long that takes; where nobody listens who would make some, the record is dropped at once.
    Block,
    /// The caller waits for room so long; then the record is dropped, and that is a failure of the handler's.
    BlockFor(Duration),
}

/// A text that is no [`WhenFull`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "unknown way of a full queue: {0:?} (\"drop newest\", \"drop oldest\", \"drop below LEVEL\", \"block\", or \"block SECONDS\")"
)]
pub struct WhenFullError(String);

impl FromStr for WhenFull {
    type Err = WhenFullError;

    fn from_str(text: &str) -> Result<WhenFull, WhenFullError> {
        let unknown = || WhenFullError(text.to_owned());
        let words: Vec<&str> = text.split_whitespace().collect();
        Ok(match words[..] {
            ["drop", "newest"] => WhenFull::DropNewest,
            ["drop", "oldest"] => WhenFull::DropOldest,
            ["drop", "below", level] => WhenFull::DropBelow(level.parse().map_err(|_| unknown())?),
            ["block"] => WhenFull::Block,
            ["block", seconds] => {
                let seconds: f64 = seconds.parse().map_err(|_| unknown())?;
                WhenFull::BlockFor(Duration::try_from_secs_f64(seconds).map_err(|_| unknown())?)
            }
            _ => return Err(unknown()),
        })
    }
}

impl fmt::Display for WhenFull {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WhenFull::DropNewest => f.write_str("drop newest"),
            WhenFull::DropOldest => f.write_str("drop oldest"),
            WhenFull::DropBelow(level) => write!(f, "drop below {level}"),
            WhenFull::Block => f.write_str("block"),
            WhenFull::BlockFor(limit) => write!(f, "block {}", limit.as_secs_f64()),
        }
    }
}
