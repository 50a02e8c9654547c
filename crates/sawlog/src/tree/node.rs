//! A logger's place in the tree: the gate, and the way to its route.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, Weak};

use super::{Route, Tree};
use crate::fork::{self, Locked};
use crate::snapshot::{Held, Versioned};

/// What all clones of a logger share.
pub(crate) struct Node {
    /// Effective level, `disable` and `disabled` in one: calls below it go no further.
    threshold: AtomicI64,
    /// Copies of the threshold, at the call sites that belong to this logger alone.
    copies: Mutex<Vec<&'static AtomicI64>>,
    disabled: AtomicBool,
    route: Versioned<Route>,
    /// The way from here; whoever changes the tree works it out and puts it here.
    published: Mutex<Arc<Route>>,
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
            published: Mutex::new(Arc::new(Route::nowhere())),
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
        self.route.load(&self.published)
    }

    /// The way as it is published, for those below this one.
    pub(super) fn published(&self) -> Arc<Route> {
        Arc::clone(&fork::lock(&self.published))
    }

    /// Publishes a way unless it is the same; returns the one that is not used, to be dropped
    /// without a lock: it may hold foreign code's values.
    pub(super) fn publish(&self, route: Arc<Route>) -> Arc<Route> {
        let former = {
            let mut published = fork::lock(&self.published);
            if Arc::ptr_eq(&published, &route) || published.is_same(&route) {
                return route;
            }
            std::mem::replace(&mut *published, route)
        };
        self.route.invalidate();
        former
    }

    /// Goes by these from now on; whether the threshold is another one than before.
    pub(super) fn refresh(&self, threshold: i64, disabled: bool) -> bool {
        self.disabled.store(disabled, Ordering::Relaxed);
        let former = self.threshold();
        self.set_threshold(threshold);
        threshold != former
    }

    /// For when the tree is gone: nothing passes any more.
    pub(super) fn silence(&self) {
        self.set_threshold(i64::MAX);
        drop(self.publish(Arc::new(Route::nowhere())));
    }

    fn set_threshold(&self, threshold: i64) {
        // Under the lock, so that a copy that is just being added does not miss it.
        let copies = self.copies();
        self.threshold.store(threshold, Ordering::Relaxed);
        copies.iter().for_each(|copy| copy.store(threshold, Ordering::Relaxed));
    }

    fn copies(&self) -> Locked<'_, Vec<&'static AtomicI64>> {
        fork::lock(&self.copies)
    }
}
