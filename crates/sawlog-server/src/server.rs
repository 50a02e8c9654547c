//! What all connections of a server share.

use std::sync::Arc;
use std::time::Duration;

use crate::ingest::Ingest;
use crate::partial::Budget;
use crate::places::Places;
use crate::queues::Queues;
use crate::report::Reporter;
use crate::stats::Stats;
use crate::turns::Turns;

/// What all connections share.
pub(crate) struct Server {
    pub(crate) ingest: Ingest,
    pub(crate) stats: Stats,
    pub(crate) reporter: Reporter,
    pub(crate) turns: Turns,
    pub(crate) unfinished: Arc<Budget>,
    pub(crate) frame_timeout: Duration,
    pub(crate) verbose: bool,
    pub(crate) places: Places,
    pub(crate) queues: Queues,
}
