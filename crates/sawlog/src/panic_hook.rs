//! Panics as records, written before the program may end of them.

use std::any::Any;
use std::backtrace::{Backtrace, BacktraceStatus};
use std::panic::{self, PanicHookInfo};
use std::sync::Mutex;

use crate::fork::{self, Locked};
use crate::handler::is_logging;
use crate::level::Level;
use crate::logger::{Event, Logger};
use crate::record::CallSite;
use crate::value::Value;

/// Has every panic logged at `CRITICAL` by this logger, and the handlers of its tree flushed; then the hook that was
/// there before goes on. Called again, it is the other logger that is told from then on.
///
/// The record's place is that of the panic, its message the panic's, and where `RUST_BACKTRACE` asks for it, the
/// backtrace is its stack. A panic within a logging call, which that call catches, is not logged: it is the failure of a
/// handler.
///
/// Rust ends the process if a panic hook panics; a handler that panics over the record of a panic does so.
///
/// ```
/// sawlog::log_panics(&sawlog::root());
/// ```
///
/// # Python
/// Setting `sys.excepthook` and `threading.excepthook` to functions that log.
pub fn log_panics(logger: &Logger) {
    let installed = told().replace(logger.clone()).is_some();
    if !installed {
        let former = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            log(info);
            former(info);
        }));
    }
}

fn log(info: &PanicHookInfo<'_>) {
    if is_logging() {
        return;
    }
    let Some(logger) = told().clone() else { return };
    let site = match info.location() {
        Some(location) => {
            CallSite { pathname: location.file(), lineno: location.line(), func_name: None, module_path: None }
        }
        None => CallSite { pathname: "", lineno: 0, func_name: None, module_path: None },
    };
    let backtrace = Backtrace::capture();
    let stack = (backtrace.status() == BacktraceStatus::Captured)
        .then(|| format!("Stack (innermost call first):\n{backtrace}").trim_end().to_owned().into());
    let message = format!("panicked: {}", text_of(info.payload()));
    logger.log_with(Level::CRITICAL, Value::from(message), Event { stack_info: stack, ..Event::new(site) });
    for handler in logger.manager().into_iter().flat_map(|manager| manager.handlers()) {
        // What cannot be flushed now is reported when it is closed.
        let _ = handler.flush();
    }
}

fn text_of(payload: &(dyn Any + Send)) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("a value that is no text")
}

/// The logger that is told; a panic hook must never find this lock poisoned.
fn told() -> Locked<'static, Option<Logger>> {
    static TOLD: Mutex<Option<Logger>> = Mutex::new(None);
    fork::lock(&TOLD)
}
