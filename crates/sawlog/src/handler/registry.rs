//! Every handler that lives, in order of creation, and those that have names.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, Once, Weak};

use super::Handler;
use super::shared::Shared;
use crate::fork::{self, Locked};
use crate::patience::{self, TOGETHER};

/// The handler of a name, if one lives.
pub(super) fn find(name: &str) -> Option<Arc<Shared<dyn Handler>>> {
    lock().names.get(name)?.upgrade()
}

/// The names of all living handlers that have one.
pub(super) fn names() -> Vec<String> {
    let handlers = lock();
    handlers.names.iter().filter(|(_, handler)| handler.strong_count() > 0).map(|(name, _)| name.to_string()).collect()
}

/// Flushes and closes every handler: first those that pass records on, each kind the youngest first. Also run when the process exits normally.
///
/// All of them together wait 5 seconds at most for their peers; what is left then is counted and reported.
///
/// # Python
/// `logging.shutdown`.
pub fn shutdown() {
    let mut living: Vec<_> = lock().created.iter().rev().filter_map(Weak::upgrade).collect();
    living.sort_by_key(|handler| !handler.handler.passes_on());
    patience::within(TOGETHER, || living.iter().for_each(|handler| handler.shut_down()));
}

/// Has these handlers not be found by their names any more.
pub(super) fn forget(of: &[*const Shared<dyn Handler>]) {
    lock().names.retain(|_, named| !of.iter().any(|handler| std::ptr::addr_eq(*handler, named.as_ptr())));
}

pub(super) fn register(handler: &Arc<Shared<dyn Handler>>) {
    static AT_EXIT: Once = Once::new();
    let _within = fork::enter();
    AT_EXIT.call_once(|| crate::platform::on_exit(shutdown));
    let mut handlers = lock();
    if handlers.created.len() >= handlers.prune_at {
        handlers.created.retain(|handler| handler.strong_count() > 0);
        handlers.prune_at = (handlers.created.len() * 2).max(64);
    }
    handlers.created.push(Arc::downgrade(handler));
}

pub(super) fn rename(handler: &Arc<Shared<dyn Handler>>, former: Option<&str>, name: Arc<str>) {
    let mut handlers = lock();
    if let Some(former) = former {
        let same = handlers.names.get(former).is_some_and(|known| known.ptr_eq(&Arc::downgrade(handler)));
        if same {
            handlers.names.remove(former);
        }
    }
    handlers.names.retain(|_, handler| handler.strong_count() > 0);
    handlers.names.insert(name, Arc::downgrade(handler));
}

struct Handlers {
    created: Vec<Weak<Shared<dyn Handler>>>,
    names: HashMap<Arc<str>, Weak<Shared<dyn Handler>>>,
    prune_at: usize,
}

static HANDLERS: LazyLock<Mutex<Handlers>> =
    LazyLock::new(|| Mutex::new(Handlers { created: Vec::new(), names: HashMap::new(), prune_at: 64 }));

fn lock() -> Locked<'static, Handlers> {
    // The list may be made by this.
    let _within = fork::enter();
    fork::lock(&HANDLERS)
}
