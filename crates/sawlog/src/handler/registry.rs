//! Every handler that lives, in order of creation, and those that have names.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, Weak};

use super::reference::Shared;
use super::{Handler, HandlerRef};

/// The handler of this name, if one lives.
///
/// # Python
/// `logging.getHandlerByName`.
pub fn get_handler_by_name(name: &str) -> Option<HandlerRef> {
    lock().names.get(name)?.upgrade().map(HandlerRef)
}

/// The names of all living handlers that have one, in no particular order.
///
/// # Python
/// `logging.getHandlerNames`.
pub fn get_handler_names() -> Vec<String> {
    let handlers = lock();
    handlers.names.iter().filter(|(_, handler)| handler.strong_count() > 0).map(|(name, _)| name.to_string()).collect()
}

/// Flushes and closes every handler, the youngest first. Also run when the process exits normally.
///
/// # Python
/// `logging.shutdown`.
pub fn shutdown() {
    let living: Vec<HandlerRef> = lock().created.iter().filter_map(Weak::upgrade).map(HandlerRef).collect();
    close_in_reverse(&living);
}

/// Flushes and closes handlers, the last first; what fails is reported.
pub(crate) fn close_in_reverse(handlers: &[HandlerRef]) {
    for handler in handlers.iter().rev() {
        for outcome in [handler.flush(), handler.close()] {
            if let Err(error) = outcome {
                handler.report(&error);
            }
        }
    }
}

pub(super) fn register(handler: &HandlerRef) {
    crate::platform::on_exit(shutdown);
    let mut handlers = lock();
    if handlers.created.len() >= handlers.prune_at {
        handlers.created.retain(|handler| handler.strong_count() > 0);
        handlers.prune_at = (handlers.created.len() * 2).max(64);
    }
    handlers.created.push(Arc::downgrade(&handler.0));
}

pub(super) fn rename(handler: &HandlerRef, former: Option<&str>, name: Arc<str>) {
    let mut handlers = lock();
    if let Some(former) = former {
        let same = handlers.names.get(former).is_some_and(|known| known.ptr_eq(&Arc::downgrade(&handler.0)));
        if same {
            handlers.names.remove(former);
        }
    }
    handlers.names.retain(|_, handler| handler.strong_count() > 0);
    handlers.names.insert(name, Arc::downgrade(&handler.0));
}

struct Handlers {
    created: Vec<Weak<Shared<dyn Handler>>>,
    names: HashMap<Arc<str>, Weak<Shared<dyn Handler>>>,
    prune_at: usize,
}

static HANDLERS: LazyLock<Mutex<Handlers>> =
    LazyLock::new(|| Mutex::new(Handlers { created: Vec::new(), names: HashMap::new(), prune_at: 64 }));

fn lock() -> MutexGuard<'static, Handlers> {
    HANDLERS.lock().unwrap_or_else(|e| e.into_inner())
}
