//! The process's file descriptors: as many as the system grants, with a reserve that connections never take.

use rustix::process::{Resource, getrlimit, setrlimit};

/// Descriptors kept for files, listeners and the runtime, as far as the limit allows.
const RESERVE: usize = 64;

/// Raises the soft limit to the hard one and says how many connections fit below it; `None` where there is no limit.
pub(crate) fn room_for_connections() -> Option<usize> {
    let mut limit = getrlimit(Resource::Nofile);
    let soft = limit.current;
    limit.current = limit.maximum;
    let granted = if setrlimit(Resource::Nofile, limit).is_ok() { limit.maximum } else { soft };
    let granted = usize::try_from(granted?).ok()?;
    Some((granted - RESERVE.min(granted / 2)).max(1))
}
