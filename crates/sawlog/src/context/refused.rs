//! Scopes that do not count because there are too many: the first one is told of at once, how many there are once in a while and at the
//! exit. A recursion that opens one in each call would have nothing else on stderr.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::MAX_NESTING;
use crate::fork::{self, generation};
use crate::handler::report_apart;
use crate::platform;

/// How often they are told of while there are more.
const TELLING: Duration = Duration::from_secs(10);

struct Refused {
    /// When they were told of last.
    told: Option<Instant>,
    /// How many there were since then.
    untold: u64,
    /// A forked child has not refused what its parent did.
    generation: u64,
}

static REFUSED: Mutex<Refused> = Mutex::new(Refused { told: None, untold: 0, generation: 0 });

/// One more is refused.
pub(super) fn count() {
    let untold = {
        let mut refused = here();
        if refused.told.is_some_and(|told| told.elapsed() < TELLING) {
            refused.untold += 1;
            return;
        }
        if refused.told.replace(Instant::now()).is_none() {
            platform::on_exit(tell_rest);
        }
        std::mem::take(&mut refused.untold)
    };
    let more = if untold == 0 { String::new() } else { format!(", nor did {untold} since this was told last") };
    let what = format!("{MAX_NESTING} scopes are open within each other on this thread; one more does not count{more}");
    report_apart("context", &what);
}

fn tell_rest() {
    let untold = std::mem::take(&mut here().untold);
    if untold > 0 {
        report_apart("context", &format!("{untold} more scopes within {MAX_NESTING} others did not count"));
    }
}

fn here() -> fork::Locked<'static, Refused> {
    let mut refused = fork::lock(&REFUSED);
    if refused.generation != generation() {
        *refused = Refused { told: None, untold: 0, generation: generation() };
    }
    refused
}
