//! What lies under the tree's lock: all settings, and how they are inherited.

use std::any::Any;
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};

use super::{Node, RecordFactory, Route, Settings, Tree};
use crate::clock::{Clock, Timestamp};
use crate::handler::HandlerRef;
use crate::level::Level;

/// Every logger's settings, and those of the tree as a whole.
pub(crate) struct State {
    root: Settings,
    loggers: BTreeMap<Arc<str>, Settings>,
    tree: Weak<Tree>,
    started: Timestamp,
    made: Arc<AtomicU64>,
    pub(crate) disable: Level,
    pub(crate) clock: Option<Arc<dyn Clock>>,
    pub(crate) factory: Option<RecordFactory>,
    pub(crate) last_resort: Option<HandlerRef>,
    /// The handlers of the last configuration, whether a logger has them or not.
    pub(crate) configured: Vec<HandlerRef>,
    /// What the last configuration was made of, for the one who carries out the next.
    pub(crate) made_of: Option<Arc<dyn Any + Send + Sync>>,
    /// How many configurations have been carried out.
    pub(crate) configurations: u64,
}

impl State {
    pub(super) fn new(
        root: Arc<Node>,
        tree: Weak<Tree>,
        clock: Option<Arc<dyn Clock>>,
        started: Timestamp,
        last_resort: HandlerRef,
    ) -> State {
        State {
            root: Settings { level: Level::WARNING, ..Settings::new(root, None) },
            loggers: BTreeMap::new(),
            tree,
            started,
            made: Arc::default(),
            disable: Level::NOTSET,
            clock,
            factory: None,
            last_resort: Some(last_resort),
            configured: Vec::new(),
            made_of: None,
            configurations: 0,
        }
    }

    /// The count of nodes made, shared.
    pub(super) fn made(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.made)
    }

    /// The root's settings, then all others in order of name.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Settings> {
        std::iter::once(&self.root).chain(self.loggers.values())
    }

    /// The settings of a logger that exists; the empty name is the root's.
    pub(crate) fn existing(&self, name: &str) -> Option<&Settings> {
        if name.is_empty() { Some(&self.root) } else { self.loggers.get(name) }
    }

    /// The settings of a logger that exists; the root's if there is none of that name.
    pub(crate) fn settings(&self, name: &str) -> &Settings {
        self.loggers.get(name).unwrap_or(&self.root)
    }

    /// As [`settings`](State::settings), to be changed.
    pub(crate) fn settings_mut(&mut self, name: &str) -> &mut Settings {
        self.loggers.get_mut(name).unwrap_or(&mut self.root)
    }

    /// The settings of a logger, made if there is none of that name; no hook is shown it.
    pub(crate) fn settings_or_make(&mut self, name: &str) -> &mut Settings {
        if self.existing(name).is_none() {
            self.insert(name);
        }
        self.settings_mut(name)
    }

    /// Has the levels come back that were set for a time.
    pub(crate) fn end_temporary_levels(&mut self) {
        std::iter::once(&mut self.root).chain(self.loggers.values_mut()).for_each(Settings::end_temporary_level);
    }

    /// The logger itself, or its nearest ancestor that exists.
    pub(crate) fn nearest(&self, name: &str) -> &Settings {
        std::iter::once(name).chain(names_above(name)).find_map(|name| self.loggers.get(name)).unwrap_or(&self.root)
    }

    /// The settings of the logger above; `None` for the root.
    pub(crate) fn parent(&self, settings: &Settings) -> Option<&Settings> {
        match &settings.parent {
            Some(name) => Some(self.settings(name)),
            None => (!settings.node.is_root()).then_some(&self.root),
        }
    }

    /// The settings of the loggers one dot below this one.
    pub(crate) fn children(&self, name: &str) -> impl Iterator<Item = &Settings> {
        let depth = |name: &str| if name.is_empty() { 0 } else { 1 + name.matches('.').count() };
        let below = depth(name) + 1;
        self.loggers.values().filter(move |settings| {
            settings.parent.as_deref().unwrap_or_default() == name && depth(settings.node.name()) == below
        })
    }

    /// The logger's own level or that of the nearest ancestor that has one.
    pub(crate) fn effective_level(&self, settings: &Settings) -> Level {
        let mut settings = settings;
        loop {
            if settings.level != Level::NOTSET {
                return settings.level;
            }
            match self.parent(settings) {
                Some(parent) => settings = parent,
                None => return Level::NOTSET,
            }
        }
    }

    /// The lowest threshold that a logger of the tree has, or one that is yet to be made may have: a logger that is
    /// disabled hands its level down all the same.
    pub(crate) fn lowest_threshold(&self) -> i64 {
        let levels = self.loggers.values().map(|settings| settings.level).filter(|level| *level != Level::NOTSET);
        let lowest = levels.fold(self.root.level, Level::min).number();
        lowest.max(self.disable.number().saturating_add(1))
    }

    pub(super) fn insert(&mut self, name: &str) -> Arc<Node> {
        let name: Arc<str> = Arc::from(name);
        let node = Node::new(Arc::clone(&name), false, self.tree.clone());
        let parent = self.nearest_above(&name);
        self.loggers.insert(Arc::clone(&name), Settings::new(Arc::clone(&node), parent));
        let (from, to) = range_below(&name);
        let below = self.loggers.range_mut::<str, _>((Bound::Included(&*from), Bound::Excluded(&*to)));
        for (child, settings) in below {
            // A logger whose parent lies between it and the new one stays where it is. As in Python this is told by
            // how the parent's name begins, so that the children of a new logger `r` stay with `root`.
            let kept = settings.parent.as_deref().unwrap_or("root").starts_with(&*name);
            if !kept && names_above(child).any(|above| *above == *name) {
                settings.parent = Some(Arc::clone(&name));
            }
        }
        // What was published for a new node says nothing, and no call has been compared with its threshold.
        drop(self.refresh(self.settings(&name)));
        self.made.fetch_add(1, Ordering::Release);
        node
    }

    /// Has a logger and those below it go by their settings.
    pub(super) fn refresh_below(&self, name: &str) -> Refreshed {
        let Some(settings) = self.loggers.get(name) else { return self.refresh_all() };
        let (from, to) = range_below(name);
        let below = self.loggers.range::<str, _>((Bound::Included(&*from), Bound::Excluded(&*to)));
        let concerned = std::iter::once(settings).chain(below.map(|(_, settings)| settings));
        concerned.map(|settings| self.refresh(settings)).collect()
    }

    /// Has all loggers go by their settings.
    pub(super) fn refresh_all(&self) -> Refreshed {
        self.all().map(|settings| self.refresh(settings)).collect()
    }

    /// Those above it must have been refreshed: they sort before it. Tells whether its threshold has moved, too.
    fn refresh(&self, settings: &Settings) -> (Arc<Route>, bool) {
        let open = self.effective_level(settings).number().max(self.disable.number().saturating_add(1));
        let moved = settings.node.refresh(if settings.disabled { i64::MAX } else { open }, settings.disabled);
        (settings.node.publish(self.route(settings)), moved)
    }

    /// The way from a logger. One that adds nothing to its parent's shares it.
    fn route(&self, settings: &Settings) -> Arc<Route> {
        let above = if settings.propagate { self.parent(settings).map(|parent| parent.node.published()) } else { None };
        let adds_nothing = settings.handlers.is_empty() && settings.filters.is_empty();
        match above {
            Some(above) if adds_nothing && above.filters.is_empty() => above,
            above => {
                let above = above.iter().flat_map(|above| &above.handlers);
                let handlers: Vec<_> = settings.handlers.iter().chain(above).cloned().collect();
                Arc::new(Route {
                    filters: settings.filters.clone(),
                    for_one: matches!(&handlers[..], [one] if one.is_last_reader()),
                    handlers,
                    last_resort: self.last_resort.clone(),
                    clock: self.clock.clone(),
                    started: self.started,
                    factory: self.factory.clone(),
                })
            }
        }
    }

    fn nearest_above(&self, name: &str) -> Option<Arc<str>> {
        names_above(name).find_map(|above| self.loggers.get_key_value(above)).map(|(known, _)| Arc::clone(known))
    }
}

/// What comes of a change.
#[must_use]
pub(super) struct Refreshed {
    /// To be dropped without the lock.
    pub(super) displaced: Vec<Arc<Route>>,
    /// Whether a call that was compared with a threshold would be compared with another one now.
    pub(super) thresholds_moved: bool,
}

impl FromIterator<(Arc<Route>, bool)> for Refreshed {
    fn from_iter<I: IntoIterator<Item = (Arc<Route>, bool)>>(loggers: I) -> Refreshed {
        let mut thresholds_moved = false;
        let displaced = loggers.into_iter().map(|(route, moved)| {
            thresholds_moved |= moved;
            route
        });
        let displaced = displaced.collect();
        Refreshed { displaced, thresholds_moved }
    }
}

/// The names of a logger's ancestors, the nearest first.
///
/// Of two dots in a row only the second parts names, as in Python: above `a..b` lies `a.`, and `a` does not.
fn names_above(name: &str) -> impl Iterator<Item = &str> {
    let dot_before = |end: usize| name.as_bytes()[..end].iter().rposition(|byte| *byte == b'.').filter(|dot| *dot > 0);
    let dots = std::iter::successors(dot_before(name.len()), move |dot| dot_before(dot - 1));
    dots.map(|dot| &name[..dot])
}

/// Where the names below a name sort: from `a.` up to `a/`.
fn range_below(name: &str) -> (String, String) {
    (format!("{name}."), format!("{name}/"))
}
