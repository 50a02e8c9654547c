//! The tree of loggers: who stands below whom, and what each logger's settings come to.
//!
//! All settings live here under one lock, which no record's way touches: what a record needs of them is worked out as a
//! [`Route`] by whoever changes them, published with each node, and kept by each thread.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use crate::clock::{Clock, Timestamp};
use crate::fork::{self, Locked};
use crate::handler::{HandlerRef, raise_exceptions};
use crate::level::Level;

mod node;
mod route;
mod settings;
mod state;
mod temporary;

pub(crate) use node::Node;
pub use route::RecordFactory;
pub(crate) use route::Route;
pub(crate) use settings::Settings;
use state::Refreshed;
pub(crate) use state::State;
pub(crate) use temporary::Temporary;

/// A function that is shown every new node.
pub(crate) type NodeHook = Arc<dyn Fn(&Arc<Node>) + Send + Sync>;

/// A function that is told the lowest threshold in a tree; it runs under the tree's lock and may do no more than store.
pub(crate) type ThresholdFollower = fn(i64);

/// A function that is called after thresholds of a tree have changed, by whoever changed them and without the tree's lock.
pub(crate) type ThresholdWatcher = fn();

/// A tree, shared by its manager and, weakly, by its loggers.
pub(crate) struct Tree {
    state: Mutex<State>,
    root: Arc<Node>,
    new_node: Mutex<Option<NodeHook>>,
    warned_of_no_handlers: AtomicBool,
    /// What `disable` was given, read without the lock.
    disabled: AtomicI64,
    /// How many nodes the state has made, read without the lock.
    made: Arc<AtomicU64>,
    follower: OnceLock<ThresholdFollower>,
    watcher: OnceLock<ThresholdWatcher>,
}

impl Tree {
    /// A tree with a root at `WARNING`.
    pub(crate) fn new(clock: Option<Arc<dyn Clock>>, started: Timestamp, last_resort: HandlerRef) -> Arc<Tree> {
        Arc::new_cyclic(|tree| {
            let root = Node::new(Arc::from("root"), true, tree.clone());
            let state = State::new(Arc::clone(&root), tree.clone(), clock, started, last_resort);
            drop(state.refresh_all().displaced);
            Tree {
                made: state.made(),
                state: Mutex::new(state),
                root,
                new_node: Mutex::new(None),
                warned_of_no_handlers: AtomicBool::new(false),
                disabled: AtomicI64::new(0),
                follower: OnceLock::new(),
                watcher: OnceLock::new(),
            }
        })
    }

    pub(crate) fn root(&self) -> &Arc<Node> {
        &self.root
    }

    /// The node of a name, made if there is none; a new one is shown to the hook.
    pub(crate) fn get_or_make(&self, name: &str) -> Arc<Node> {
        let node = {
            let mut state = self.lock();
            if let Some(settings) = state.existing(name) {
                return Arc::clone(&settings.node);
            }
            state.insert(name)
        };
        let hook = fork::lock(&self.new_node).clone();
        if let Some(hook) = hook {
            hook(&node);
        }
        node
    }

    pub(crate) fn set_new_node_hook(&self, hook: NodeHook) {
        let former = fork::lock(&self.new_node).replace(hook);
        drop(former);
    }

    pub(crate) fn nodes_made(&self) -> u64 {
        self.made.load(Ordering::Acquire)
    }

    pub(crate) fn disabled(&self) -> Level {
        Level::new(self.disabled.load(Ordering::Relaxed))
    }

    pub(crate) fn disable(&self, level: Level) {
        self.disabled.store(level.number(), Ordering::Relaxed);
        self.change_all(|state| state.disable = level);
    }

    /// Reads anything.
    pub(crate) fn read<R>(&self, read: impl FnOnce(&State) -> R) -> R {
        read(&self.lock())
    }

    /// Changes one logger's settings; those below it follow. What `change` returns is dropped by the caller, unlocked.
    pub(crate) fn change<R>(&self, name: &str, change: impl FnOnce(&mut Settings) -> R) -> R {
        let mut state = self.lock();
        let result = change(state.settings_mut(name));
        let refreshed = state.refresh_below(name);
        self.tell_follower(&state);
        drop(state);
        self.finish(refreshed);
        result
    }

    /// Changes anything; no record sees a part of it.
    pub(crate) fn change_all<R>(&self, change: impl FnOnce(&mut State) -> R) -> R {
        let mut state = self.lock();
        let result = change(&mut state);
        let refreshed = state.refresh_all();
        self.tell_follower(&state);
        drop(state);
        self.finish(refreshed);
        result
    }

    /// Has a function told the lowest threshold, now and after each change. There is one such function for a tree.
    pub(crate) fn follow_lowest_threshold(&self, follower: ThresholdFollower) {
        let state = self.lock();
        self.follower.get_or_init(|| follower);
        self.tell_follower(&state);
    }

    /// Has a function called after each change that moves a threshold. There is one such function for a tree.
    #[cfg(feature = "tracing")]
    pub(crate) fn watch_thresholds(&self, watcher: ThresholdWatcher) {
        self.watcher.get_or_init(|| watcher);
    }

    /// What is left to be done of a change once the lock is free.
    fn finish(&self, refreshed: Refreshed) {
        if let (true, Some(watcher)) = (refreshed.thresholds_moved, self.watcher.get()) {
            watcher();
        }
        drop(refreshed.displaced);
    }

    fn tell_follower(&self, state: &State) {
        if let Some(follower) = self.follower.get() {
            follower(state.lowest_threshold());
        }
    }

    /// Says once that records reach no handler, where there is no last resort either.
    pub(crate) fn warn_of_no_handlers(&self, name: &str) {
        if raise_exceptions() && !self.warned_of_no_handlers.swap(true, Ordering::Relaxed) {
            let line = format!("No handlers could be found for logger \"{name}\"\n");
            let _ = std::io::Write::write_all(&mut std::io::stderr(), line.as_bytes());
        }
    }

    fn lock(&self) -> Locked<'_, State> {
        fork::lock(&self.state)
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        let state = self.state.get_mut().unwrap_or_else(|e| e.into_inner());
        for settings in state.all() {
            settings.node.silence();
        }
    }
}
