//! Who logs: the process and the thread, by number and name.

use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, RwLock};

use super::LogRecord;
use crate::fork::{self, PerProcess};

impl LogRecord<'_> {
    /// The number of the thread that logged.
    ///
    /// # Python
    /// `thread`; a number of ours, not the address that `threading.get_ident()` gives.
    pub fn thread_id(&self) -> i64 {
        self.rare()
            .and_then(|rare| rare.thread)
            .or(self.origin.map(|origin| origin.thread))
            .unwrap_or_else(|| self.given_thread().map_or_else(|| with_thread(|thread| thread.id), |(id, _)| id))
    }

    /// The name of the thread that logged: `MainThread`, its own, or `Thread-3`.
    pub fn thread_name(&self) -> Cow<'_, str> {
        match self.known_thread_name() {
            Some(name) => Cow::Borrowed(name),
            None => match self.given_thread() {
                Some((_, name)) => Cow::Owned(name),
                None => Cow::Owned(with_thread(|thread| thread.name.to_string())),
            },
        }
    }

    /// Calls `f` with the thread's name, without copying it.
    pub(crate) fn with_thread_name<R>(&self, f: impl FnOnce(&str) -> R) -> R {
        match self.known_thread_name() {
            Some(name) => f(name),
            None => match self.given_thread() {
                Some((_, name)) => f(&name),
                None => {
                    let name = with_thread(|thread| Arc::clone(&thread.name));
                    f(&name)
                }
            },
        }
    }

    /// The number of the process that logged.
    pub fn process_id(&self) -> i64 {
        self.rare()
            .and_then(|rare| rare.process)
            .or(self.origin.map(|origin| origin.process))
            .unwrap_or_else(|| self.given_process().map_or_else(current_process, |(id, _)| id))
    }

    /// The name of the process that logged: `MainProcess` unless it was named.
    pub fn process_name(&self) -> Cow<'_, str> {
        match self.known_process_name() {
            Some(name) => Cow::Borrowed(name),
            None => match self.given_process() {
                Some((_, name)) => Cow::Owned(name),
                None => Cow::Owned(process_name().to_string()),
            },
        }
    }

    /// Calls `f` with the process's name, without copying it.
    pub(crate) fn with_process_name<R>(&self, f: impl FnOnce(&str) -> R) -> R {
        match self.known_process_name() {
            Some(name) => f(name),
            None => match self.given_process() {
                Some((_, name)) => f(&name),
                None => f(&process_name()),
            },
        }
    }

    fn known_thread_name(&self) -> Option<&str> {
        let own = self.rare().and_then(|rare| rare.thread_name.as_deref());
        own.or(self.origin.map(|origin| &*origin.thread_name))
    }

    fn known_process_name(&self) -> Option<&str> {
        let own = self.rare().and_then(|rare| rare.process_name.as_deref());
        own.or(self.origin.map(|origin| &*origin.process_name))
    }

    fn given_thread(&self) -> Option<(i64, String)> {
        self.clock.as_ref().and_then(|clock| clock.thread())
    }

    fn given_process(&self) -> Option<(i64, String)> {
        self.clock.as_ref().and_then(|clock| clock.process())
    }
}

/// The process's name in records: as set, or `SAWLOG_PROCESS_NAME`, or `MainProcess`.
///
/// # Python
/// `multiprocessing.current_process().name`.
pub fn process_name() -> Arc<str> {
    let _within = fork::enter();
    if let Some(name) = &*PROCESS_NAME.read().unwrap_or_else(|e| e.into_inner()) {
        return Arc::clone(name);
    }
    let name = std::env::var("SAWLOG_PROCESS_NAME").unwrap_or_else(|_| "MainProcess".to_owned());
    let mut slot = PROCESS_NAME.write().unwrap_or_else(|e| e.into_inner());
    Arc::clone(slot.get_or_insert_with(|| Arc::from(name)))
}

/// Names the process in the records that it makes from now on.
///
/// ```
/// sawlog::set_process_name("worker 1");
/// assert_eq!(&*sawlog::process_name(), "worker 1");
/// ```
pub fn set_process_name(name: &str) {
    let _within = fork::enter();
    *PROCESS_NAME.write().unwrap_or_else(|e| e.into_inner()) = Some(Arc::from(name));
    NAMING.fetch_add(1, Ordering::Release);
}

/// How often the process was named so far.
#[inline]
pub(super) fn naming() -> u32 {
    NAMING.load(Ordering::Acquire)
}

static NAMING: AtomicU32 = AtomicU32::new(0);

static PROCESS_NAME: RwLock<Option<Arc<str>>> = RwLock::new(None);

/// The process's number, asked of the system once (and once more in a forked child).
pub(super) fn current_process() -> i64 {
    static PROCESS: PerProcess<i64> = PerProcess::new();
    *PROCESS.get_or(|_| i64::from(std::process::id()))
}

/// The present thread's number and name.
pub(super) fn current_thread() -> (i64, Arc<str>) {
    with_thread(|thread| (thread.id, Arc::clone(&thread.name)))
}

struct Thread {
    id: i64,
    name: Arc<str>,
}

impl Thread {
    fn current() -> Thread {
        let id = NEXT_THREAD.fetch_add(1, Ordering::Relaxed) as i64;
        let current = std::thread::current();
        let name: Arc<str> = match current.name() {
            Some("main") => Arc::from("MainThread"),
            Some(name) => Arc::from(name),
            None => Arc::from(format!("Thread-{}", NEXT_UNNAMED.fetch_add(1, Ordering::Relaxed))),
        };
        Thread { id, name }
    }
}

static NEXT_THREAD: AtomicU64 = AtomicU64::new(1);
static NEXT_UNNAMED: AtomicU64 = AtomicU64::new(1);

thread_local! {
    static THREAD: RefCell<Option<Thread>> = const { RefCell::new(None) };
}

fn with_thread<R>(f: impl Fn(&Thread) -> R) -> R {
    THREAD
        .try_with(|slot| f(slot.borrow_mut().get_or_insert_with(Thread::current)))
        // The thread is ending and has no storage left.
        .unwrap_or_else(|_| f(&Thread::current()))
}
