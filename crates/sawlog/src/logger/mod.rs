//! Loggers: where a record's way begins.
//!
//! A call compares its level with the logger's threshold, one relaxed load ([`calls`]). Past it, the record is built,
//! shown to the logger's filters, and given to each handler up the tree ([`dispatch`]).

use std::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;

use crate::level::Level;
use crate::tree::Node;

mod calls;
mod dispatch;
mod event;
mod settings;

pub use event::Event;

/// A named point of the tree that programs log through; cheap to clone, all clones are the same logger.
///
/// ```
/// use sawlog::Manager;
/// let manager = Manager::new();
/// let logger = manager.get_logger("shop.basket");
/// logger.set_level("DEBUG")?;
/// logger.info("three things in it");
/// assert!(logger == manager.get_logger("shop.basket"));
/// # Ok::<(), sawlog::LevelError>(())
/// ```
///
/// # Python
/// `logging.Logger`. Methods take the message alone; templates with arguments go through [`percent!`](crate::percent), formatted ones
/// through [`info!`](crate::info) and its kin.
#[derive(Clone)]
pub struct Logger(Arc<Node>);

/// A panic leaves no logger half changed.
impl UnwindSafe for Logger {}
impl RefUnwindSafe for Logger {}

impl Logger {
    pub(crate) fn new(node: Arc<Node>) -> Logger {
        Logger(node)
    }

    pub(crate) fn node(&self) -> &Arc<Node> {
        &self.0
    }

    /// The dotted name; `root` for the root logger.
    pub fn name(&self) -> &str {
        self.0.name()
    }

    /// Whether this is the root of its tree.
    pub fn is_root(&self) -> bool {
        self.0.is_root()
    }

    /// Whether a call at this level goes further than the gate.
    ///
    /// # Python
    /// `isEnabledFor`.
    #[inline(always)]
    pub fn is_enabled_for(&self, level: Level) -> bool {
        // Nothing lies above the highest number, so a closed gate does not keep it out by itself.
        level.number() >= self.0.threshold() && (level.number() != i64::MAX || self.0.takes_highest())
    }
}

impl PartialEq for Logger {
    fn eq(&self, other: &Logger) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Logger {}

impl fmt::Debug for Logger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<Logger {} ({})>", self.name(), self.effective_level())
    }
}
