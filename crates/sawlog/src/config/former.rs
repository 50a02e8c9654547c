//! What the configuration in force was made of: a reload keeps of it what has not changed.

use std::any::Any;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::identity::Identity;
use super::plan::HandlerPlan;
use crate::filter::SharedFilter;
use crate::format::Formatter;
use crate::handler::HandlerRef;
use crate::handlers::behind;
use crate::level::Level;
use crate::manager::Manager;
use crate::value::Value;

/// The objects of a configuration that was carried out, and what they were made of.
#[derive(Default)]
pub(super) struct Former {
    pub(super) formatters: Vec<(Identity, Arc<dyn Formatter>)>,
    pub(super) filters: Vec<(Identity, SharedFilter)>,
    pub(super) handlers: Vec<FormerHandler>,
    /// The names of the loggers that it has configured; the root's is empty.
    pub(super) loggers: HashSet<String>,
}

/// One handler of it.
pub(super) struct FormerHandler {
    pub(super) name: Value<'static>,
    pub(super) identity: Identity,
    pub(super) handler: HandlerRef,
    /// What it had when its constructor was done with it.
    pub(super) bare: Settings,
}

/// What can be changed on a handler that lives.
#[derive(Clone)]
pub(super) struct Settings {
    pub(super) level: Level,
    pub(super) formatter: Option<Arc<dyn Formatter>>,
    pub(super) filters: Vec<SharedFilter>,
}

/// The configuration of a tree at one time: what it was made of, if anything, and which it is in a row.
pub(super) struct InForce {
    pub(super) former: Arc<Former>,
    pub(super) number: u64,
}

impl InForce {
    pub(super) fn of(manager: &Manager) -> InForce {
        let (made_of, number) = manager.read(|state| (state.made_of.clone(), state.configurations));
        let former = made_of.and_then(|made_of: Arc<dyn Any + Send + Sync>| made_of.downcast().ok());
        InForce { former: former.unwrap_or_default(), number }
    }
}

impl Former {
    /// The formatter that is made of this.
    pub(super) fn formatter(&self, identity: &Identity) -> Option<Arc<dyn Formatter>> {
        self.formatters.iter().find(|(known, _)| known == identity).map(|(_, formatter)| Arc::clone(formatter))
    }

    /// The filter that is made of this.
    pub(super) fn filter(&self, identity: &Identity) -> Option<SharedFilter> {
        self.filters.iter().find(|(known, _)| known == identity).map(|(_, filter)| Arc::clone(filter))
    }

    /// Whether this filter is one of them.
    pub(super) fn has_filter(&self, filter: &SharedFilter) -> bool {
        self.filters.iter().any(|(_, known)| Arc::ptr_eq(known, filter))
    }

    /// The handler of this name.
    pub(super) fn handler(&self, name: &Value<'static>) -> Option<&FormerHandler> {
        self.handlers.iter().find(|handler| handler.name == *name)
    }

    /// For each handler of a plan the one that was made of the same: that of its name, or else one that is left. None
    /// is given out twice.
    pub(super) fn claims(&self, plans: &[HandlerPlan]) -> Vec<Option<&FormerHandler>> {
        let mut left: HashMap<&str, Vec<&FormerHandler>> = HashMap::new();
        for handler in &self.handlers {
            left.entry(handler.identity.text()).or_default().push(handler);
        }
        let mut claims = vec![None; plans.len()];
        for by_name in [true, false] {
            for (plan, claim) in plans.iter().zip(&mut claims).filter(|(_, claim)| claim.is_none()) {
                let Some(same) = left.get_mut(plan.identity.text()) else { continue };
                let is_it =
                    |known: &&FormerHandler| (!by_name || known.name == plan.name) && known.identity == plan.identity;
                if let Some(index) = same.iter().position(is_it) {
                    *claim = Some(same.swap_remove(index));
                }
            }
        }
        claims
    }
}

impl Settings {
    /// Those that a handler has.
    pub(super) fn of(handler: &HandlerRef) -> Settings {
        Settings { level: handler.level(), formatter: behind(handler).formatter(), filters: handler.filters() }
    }

    /// Gives them to a handler, as far as it has others.
    pub(super) fn put_on(&self, handler: &HandlerRef) {
        if handler.level() != self.level {
            // A number is a level.
            let _ = handler.set_level(self.level);
        }
        // Who is behind a queue formats on the other side of it.
        let formats = behind(handler);
        let same_formatter = match (&formats.formatter(), &self.formatter) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (a, b) => a.is_none() && b.is_none(),
        };
        if !same_formatter {
            formats.set_shared_formatter(self.formatter.clone());
        }
        let filters = handler.filters();
        let same =
            filters.len() == self.filters.len() && filters.iter().zip(&self.filters).all(|(a, b)| Arc::ptr_eq(a, b));
        if !same {
            handler.set_filters(self.filters.clone());
        }
    }
}
