//! From plan to objects: what a configuration needs is made, and nothing that runs is touched.
//!
//! Files come last, those that would be emptied at the very end; what was created is removed again if anything fails.

use std::sync::Arc;

use indexmap::IndexMap;

use super::error::{ConfigError, ConfigErrorKind};
use super::factories::{Arguments, Making};
use super::files::Files;
use super::former::{Former, FormerHandler, Settings};
use super::identity::Identity;
use super::plan::{HandlerMade, HandlerPlan, LoggerPlan, Part, Plan, not_made, refused};
use super::policy::Policy;
use super::queued::Queued;
use crate::filter::SharedFilter;
use crate::format::Formatter;
use crate::handler::HandlerRef;
use crate::handlers::{QueueError, behind};
use crate::tree;
use crate::value::Value;

/// Everything made, ready to be put in place.
pub(super) struct Built {
    pub(super) disable_existing: bool,
    /// In order of creation.
    pub(super) handlers: IndexMap<Value<'static>, BuiltHandler>,
    pub(super) formatters: IndexMap<Value<'static>, (Identity, Arc<dyn Formatter>)>,
    pub(super) filters: IndexMap<Value<'static>, (Identity, SharedFilter)>,
    pub(super) loggers: Vec<LoggerPlan>,
    files: Files,
}

/// One handler of a configuration.
pub(super) struct BuiltHandler {
    pub(super) handler: HandlerRef,
    pub(super) identity: Identity,
    /// What it had when its constructor was done with it.
    pub(super) bare: Settings,
    /// What a handler that was there before is yet to be given.
    pub(super) kept: Option<Settings>,
}

/// What of a former configuration may be used again.
pub(super) struct Keep<'f> {
    pub(super) former: &'f Former,
    /// For each handler of the plan the former one that was made of the same.
    pub(super) claims: Vec<Option<&'f FormerHandler>>,
    /// What may be made in the place of one that cannot be kept after all.
    pub(super) policy: &'f Policy,
}

impl Built {
    /// Gives a logger its handlers and filters.
    pub(super) fn add_to(&self, settings: &mut tree::Settings, plan: &LoggerPlan) {
        for built in plan.handlers.iter().filter_map(|name| self.handlers.get(name)) {
            settings.add_handler(built.handler.clone());
        }
        for (_, filter) in plan.filters.iter().filter_map(|name| self.filters.get(name)) {
            settings.add_filter(Arc::clone(filter));
        }
    }

    /// What the next configuration may keep of this one.
    pub(super) fn former(&self) -> Former {
        let handler = |(name, built): (&Value<'static>, &BuiltHandler)| FormerHandler {
            name: name.clone(),
            identity: built.identity.clone(),
            handler: built.handler.clone(),
            bare: built.bare.clone(),
        };
        Former {
            formatters: self.formatters.values().cloned().collect(),
            filters: self.filters.values().cloned().collect(),
            handlers: self.handlers.iter().map(handler).collect(),
            loggers: self.loggers.iter().map(|plan| plan.name.clone()).collect(),
        }
    }

    /// The files stay.
    pub(super) fn keep_files(&mut self) {
        self.files.keep();
    }
}

/// Makes what a plan says, but for what can be kept.
pub(super) fn build(plan: Plan, making: Making, keep: Option<&Keep<'_>>) -> Result<Built, ConfigError> {
    let mut files = Files::default();
    let former = keep.map(|keep| keep.former);
    let formatters = parts(plan.formatters, |identity| former?.formatter(identity))?;
    let filters = parts(plan.filters, |identity| former?.filter(identity))?;
    let is_claimed = |index: usize| keep.is_some_and(|keep| keep.claims[index].is_some());
    files.probe_all(plan.handlers.iter().enumerate().filter(|(index, _)| !is_claimed(*index)).map(|(_, plan)| plan))?;
    let maker = Maker { making, keep, formatters: &formatters, filters: &filters };
    let handlers = maker.all(&plan.handlers)?;
    files.open(&plan.handlers, |name| {
        handlers.get(name).filter(|built| built.kept.is_none()).map(|built| behind(&built.handler))
    })?;
    let loggers = plan.loggers.into_iter().chain(plan.root).collect();
    Ok(Built { disable_existing: plan.disable_existing, handlers, formatters, filters, loggers, files })
}

fn parts<T>(
    plans: IndexMap<Value<'static>, Part<T>>,
    kept: impl Fn(&Identity) -> Option<T>,
) -> Result<IndexMap<Value<'static>, (Identity, T)>, ConfigError> {
    let one = |(name, Part { identity, made })| {
        let value = match kept(&identity) {
            Some(value) => value,
            None => made.make()?,
        };
        Ok((name, (identity, value)))
    };
    plans.into_iter().map(one).collect()
}

struct Maker<'m> {
    making: Making,
    keep: Option<&'m Keep<'m>>,
    formatters: &'m IndexMap<Value<'static>, (Identity, Arc<dyn Formatter>)>,
    filters: &'m IndexMap<Value<'static>, (Identity, SharedFilter)>,
}

impl Maker<'_> {
    /// Makes all handlers; those that need one that comes later are made after the others, as in Python.
    fn all(mut self, plans: &[HandlerPlan]) -> Result<IndexMap<Value<'static>, BuiltHandler>, ConfigError> {
        self.making.handlers = plans.iter().map(|plan| (plan.name.clone(), None)).collect();
        let mut order = IndexMap::with_capacity(plans.len());
        let mut deferred = Vec::new();
        for (index, plan) in plans.iter().enumerate() {
            match self.one(index, plan, true)? {
                Some(handler) => {
                    order.insert(plan.name.clone(), handler);
                }
                None => deferred.push((index, plan)),
            }
        }
        for (index, plan) in deferred {
            if let Some(handler) = self.one(index, plan, false)? {
                order.insert(plan.name.clone(), handler);
            }
        }
        Ok(order)
    }

    fn one(&mut self, index: usize, plan: &HandlerPlan, may_wait: bool) -> Result<Option<BuiltHandler>, ConfigError> {
        match plan.made.missing(|name| self.making.handler(name).is_some()) {
            Some(_) if may_wait => return Ok(None),
            Some(needed) => return Err(not_made(needed)),
            None => {}
        }
        if may_wait && self.may_be_kept_later(index, plan) {
            return Ok(None);
        }
        let identity = plan.identity.clone();
        let built = match self.kept(index, plan) {
            Some(FormerHandler { handler, bare, .. }) => {
                let kept = Some(self.settings(plan, bare));
                BuiltHandler { handler: handler.clone(), identity, bare: bare.clone(), kept }
            }
            None => {
                if let Some(refused) = self.keep.and_then(|keep| keep.policy.refusal(plan)) {
                    return Err(refused);
                }
                let Some(handler) = self.make(plan, may_wait)? else { return Ok(None) };
                let bare = Settings::of(&handler);
                self.settings(plan, &bare).put_on(&handler);
                BuiltHandler { handler, identity, bare, kept: None }
            }
        };
        self.making.handlers.insert(plan.name.clone(), Some(built.handler.clone()));
        Ok(Some(built))
    }

    /// Whether there is a former handler that can be told to be the same when those that it gives records to are made.
    fn may_be_kept_later(&self, index: usize, plan: &HandlerPlan) -> bool {
        let is_claimed = self.keep.is_some_and(|keep| keep.claims[index].is_some());
        let mut unmade = self.making.handlers.iter().filter(|(_, made)| made.is_none()).map(|(name, _)| name);
        is_claimed && unmade.any(|name| *name != plan.name && plan.made.is_made_with(name))
    }

    /// The former handler, if it is made of the same, and those that it gives records to are the same, too.
    fn kept(&self, index: usize, plan: &HandlerPlan) -> Option<&FormerHandler> {
        let keep = self.keep?;
        let claim = keep.claims[index]?;
        let others = self.making.handlers.iter().filter(|(name, _)| plan.made.is_made_with(name));
        let mut are_same = others.map(|(name, handler)| match (handler, keep.former.handler(name)) {
            (Some(handler), Some(former)) => handler.ptr_eq(&former.handler),
            _ => false,
        });
        are_same.all(|same| same).then_some(claim)
    }

    /// A new handler; `None` if it is to be tried again when the others are made.
    fn make(&self, plan: &HandlerPlan, may_wait: bool) -> Result<Option<HandlerRef>, ConfigError> {
        let Some(handler) = self.make_bare(plan, may_wait)? else { return Ok(None) };
        let Some(queued) = plan.queued else { return Ok(Some(handler)) };
        let failed = |error: QueueError| {
            ConfigError::new(ConfigErrorKind::Build(error.to_string())).at_key(&plan.path).at(plan.position)
        };
        queued.before(handler).map(Some).map_err(failed)
    }

    fn make_bare(&self, plan: &HandlerPlan, may_wait: bool) -> Result<Option<HandlerRef>, ConfigError> {
        match &plan.made {
            HandlerMade::Prepared(prepared, args) => {
                let handler = prepared.build(&self.making).map_err(|error| {
                    let reason = ConfigErrorKind::Build(format!("{}: {error}", args.class()));
                    ConfigError::new(reason).at_key(&plan.path).at(plan.position)
                })?;
                Ok(Some(handler))
            }
            HandlerMade::Call(make, args) => {
                let mut given: Arguments<'_> = args.with_handlers(Some(&self.making.handlers));
                // Keys of all handlers.
                Queued::of(&mut given)?;
                match make(&mut given) {
                    Err(_) if may_wait && given.is_waiting() => Ok(None),
                    Err(error) => Err(refused(error, &given)),
                    Ok(handler) => {
                        given.finish()?;
                        Ok(Some(handler))
                    }
                }
            }
        }
    }

    /// What a handler is to have that had this by itself.
    fn settings(&self, plan: &HandlerPlan, bare: &Settings) -> Settings {
        let formatter = plan.formatter.as_ref().and_then(|name| self.formatters.get(name));
        let formatter = formatter.map(|(_, formatter)| Arc::clone(formatter));
        let filters = plan.filters.iter().filter_map(|name| self.filters.get(name));
        let filters = filters.map(|(_, filter)| Arc::clone(filter));
        Settings {
            level: plan.level.unwrap_or(bare.level),
            formatter: formatter.or_else(|| bare.formatter.clone()),
            filters: bare.filters.iter().cloned().chain(filters).collect(),
        }
    }
}
