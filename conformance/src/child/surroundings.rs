//! What a scenario sees in place of the real world: a clock, an identity, a caller.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use jiff::tz::TimeZone;
use sawlog::clock::{Clock, Timestamp};
use sawlog::{CallSite, Manager, Value};

use crate::scenario::Caller;

/// Stands still until it is set; knows who calls.
#[derive(Debug)]
pub(super) struct Surroundings {
    now: AtomicI64,
    zone: TimeZone,
    caller: Mutex<Who>,
}

/// The caller of the present step, its defaults filled in.
#[derive(Clone, Debug)]
struct Who {
    caller: Caller,
    step: i64,
}

impl Surroundings {
    pub(super) fn new(now: i64) -> Arc<Surroundings> {
        let caller = Mutex::new(Who { caller: Caller::default(), step: 0 });
        Arc::new(Surroundings { now: AtomicI64::new(now), zone: TimeZone::system(), caller })
    }

    pub(super) fn set_now(&self, nanos: i64) {
        self.now.store(nanos, Ordering::Relaxed);
    }

    /// Says who calls from now on.
    pub(super) fn set_caller(&self, caller: Caller, step: usize) {
        *self.lock() = Who { caller, step: step as i64 };
    }

    /// Has every record carry the caller's attributes.
    pub(super) fn describe_records(self: &Arc<Self>, manager: &Manager) {
        let surroundings = Arc::clone(self);
        manager.set_record_factory(move |make, mut args| {
            let Who { caller, step } = surroundings.lock().clone();
            let pathname = caller.pathname.as_ref().and_then(Value::as_str).unwrap_or("<scenario>").to_owned();
            // One text for each record of a process that ends with its scenario.
            args.site = CallSite { pathname: String::leak(pathname), lineno: 0, func_name: None, module_path: None };
            let mut record = make(args);
            record.set("lineno", caller.lineno.unwrap_or(Value::Int(step)));
            record.set("funcName", caller.func.unwrap_or_else(|| "scenario".into()));
            if let Some(text) = caller.exc_text {
                record.set("exc_text", text);
            }
            if let Some(stack) = caller.stack {
                record.set("stack_info", stack);
            }
            record
        });
    }

    fn lock(&self) -> MutexGuard<'_, Who> {
        self.caller.lock().unwrap_or_else(|e| e.into_inner())
    }
}

impl Clock for Surroundings {
    fn now(&self) -> Timestamp {
        Timestamp::from_nanos(self.now.load(Ordering::Relaxed))
    }

    fn time_zone(&self) -> TimeZone {
        self.zone.clone()
    }

    fn process(&self) -> Option<(i64, String)> {
        let name = self.lock().caller.process_name.clone();
        Some((4242, name.unwrap_or_else(|| "MainProcess".to_owned())))
    }

    fn thread(&self) -> Option<(i64, String)> {
        let name = self.lock().caller.thread_name.clone();
        Some((1, name.unwrap_or_else(|| "MainThread".to_owned())))
    }
}
