//! A logger's place in the tree: the gate, and the way to its route.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, Weak};

use super::{Route, Tree};
use crate::snapshot::{Held, Versioned};

/// What all clones of a logger share.
pub(crate) struct Node {
    /// Effective level, `disable` and `disabled` in one: calls below it go no further.
    threshold: AtomicI64,
    /// Copies of the threshold, at the call sites that belong to this logger alone.
    copies: Mutex<Vec<&'static AtomicI64>>,
    disabled: AtomicBool,
    route: Versioned<Route>,
    root: bool,
    name: Arc<str>,
    tree: Weak<Tree>,
}

impl Node {
    pub(super) fn new(name: Arc<str>, root: bool, tree: Weak<Tree>) -> Arc<Node> {
        Arc::new(Node {
            threshold: AtomicI64::new(i64::MAX),
            copies: Mutex::default(),
            disabled: AtomicBool::new(false),
            route: Versioned::new(),
            root,
            name,
            tree,
        })
    }

    #[inline(always)]
    pub(crate) fn threshold(&self) -> i64 {
        self.threshold.load(Ordering::Relaxed)
    }

    /// Whether a call at the highest level there is goes through: no threshold can lie above it.
    #[cold]
    pub(crate) fn takes_highest(&self) -> bool {
        let is_disabled_in = |tree: Arc<Tree>| tree.read(|state| state.disable.number() == i64::MAX);
        !self.is_disabled() && self.tree().is_some_and(|tree| !is_disabled_in(tree))
    }

    /// Keeps a copy of the threshold from now on.
    pub(crate) fn copy_threshold_to(&self, copy: &'static AtomicI64) {
        let mut copies = self.copies();
        copies.push(copy);
        copy.store(self.threshold(), Ordering::Relaxed);
    }

    #[inline]
    pub(crate) fn is_disabled(&self) -> bool {
        self.disabled.load(Ordering::Relaxed)
    }

    pub(crate) fn is_root(&self) -> bool {
        self.root
    }

    pub(crate) fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// The name in the tree; the root has the empty one.
    pub(crate) fn key(&self) -> &str {
        if self.root { "" } else { &self.name }
    }

    /// The tree, while it lives.
    pub(crate) fn tree(&self) -> Option<Arc<Tree>> {
        self.tree.upgrade()
    }

    /// What lies on a record's way from here.
    #[inline]
    pub(crate) fn route(&self) -> Held<Route> {
        self.route.load(|| match self.tree() {
            Some(tree) => Arc::new(tree.read(|state| state.route(state.settings(self.key())))),
            None => Arc::new(Route::nowhere()),
        })
    }

    pub(super) fn refresh(&self, threshold: i64, disabled: bool) {
        self.disabled.store(disabled, Ordering::Relaxed);
        self.set_threshold(threshold);
        self.route.invalidate();
    }

    /// For when the tree is gone: nothing passes any more.
    pub(super) fn silence(&self) {
        self.set_threshold(i64::MAX);
        self.route.invalidate();
    }

    fn set_threshold(&self, threshold: i64) {
        // Under the lock, so that a copy that is just being added does not miss it.
        let copies = self.copies();
        self.threshold.store(threshold, Ordering::Relaxed);
        copies.iter().for_each(|copy| copy.store(threshold, Ordering::Relaxed));
    }

    fn copies(&self) -> MutexGuard<'_, Vec<&'static AtomicI64>> {
        self.copies.lock().unwrap_or_else(|e| e.into_inner())
    }
}
