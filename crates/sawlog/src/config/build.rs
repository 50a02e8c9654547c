//! From plan to objects: what a configuration needs is made, and nothing that runs is touched.
//!
//! Files come last, those that would be emptied at the very end; what was created is removed again if anything fails.

use std::sync::Arc;

use indexmap::IndexMap;

use super::error::{ConfigError, ConfigErrorKind};
use super::factories::{Arguments, Making, apply_properties};
use super::files::Files;
use super::plan::{HandlerMade, HandlerPlan, LoggerPlan, Plan, not_made, refused};
use crate::filter::SharedFilter;
use crate::format::Formatter;
use crate::handler::HandlerRef;
use crate::value::Value;

/// Everything made, ready to be put in place.
pub(super) struct Built {
    pub(super) disable_existing: bool,
    /// In order of creation.
    pub(super) handlers: IndexMap<Value<'static>, HandlerRef>,
    pub(super) filters: IndexMap<Value<'static>, SharedFilter>,
    pub(super) loggers: Vec<LoggerPlan>,
    files: Files,
}

impl Built {
    /// The files stay.
    pub(super) fn keep_files(&mut self) {
        self.files.keep();
    }
}

/// Makes what a plan says.
pub(super) fn build(plan: Plan, making: Making) -> Result<Built, ConfigError> {
    let mut files = Files::default();
    let formatters = plan.formatters.into_iter().map(|(name, made)| Ok((name, made.make()?)));
    let formatters = formatters.collect::<Result<IndexMap<_, _>, ConfigError>>()?;
    let filters = plan.filters.into_iter().map(|(name, made)| Ok((name, made.make()?)));
    let filters = filters.collect::<Result<IndexMap<_, _>, ConfigError>>()?;
    files.probe_all(&plan.handlers)?;
    let maker = Maker { making, formatters: &formatters, filters: &filters };
    let handlers = maker.all(&plan.handlers)?;
    files.open(&plan.handlers, &handlers)?;
    let loggers = plan.loggers.into_iter().chain(plan.root).collect();
    Ok(Built { disable_existing: plan.disable_existing, handlers, filters, loggers, files })
}

struct Maker<'m> {
    making: Making,
    formatters: &'m IndexMap<Value<'static>, Arc<dyn Formatter>>,
    filters: &'m IndexMap<Value<'static>, SharedFilter>,
}

impl Maker<'_> {
    /// Makes all handlers; those that need one that comes later are made after the others, as in Python.
    fn all(mut self, plans: &[HandlerPlan]) -> Result<IndexMap<Value<'static>, HandlerRef>, ConfigError> {
        self.making.handlers = plans.iter().map(|plan| (plan.name.clone(), None)).collect();
        let mut order = IndexMap::with_capacity(plans.len());
        let mut deferred = Vec::new();
        for plan in plans {
            match self.one(plan, true)? {
                Some(handler) => {
                    order.insert(plan.name.clone(), handler);
                }
                None => deferred.push(plan),
            }
        }
        for plan in deferred {
            if let Some(handler) = self.one(plan, false)? {
                order.insert(plan.name.clone(), handler);
            }
        }
        Ok(order)
    }

    fn one(&mut self, plan: &HandlerPlan, may_wait: bool) -> Result<Option<HandlerRef>, ConfigError> {
        let (handler, args) = match &plan.made {
            HandlerMade::Prepared(prepared, args) => {
                match plan.made.missing(|name| self.making.handler(name).is_some()) {
                    Some(_) if may_wait => return Ok(None),
                    Some(needed) => return Err(not_made(needed)),
                    None => {}
                }
                let handler = prepared.build(&self.making).map_err(|error| {
                    let reason = ConfigErrorKind::Build(format!("{}: {error}", args.class()));
                    ConfigError::new(reason).at_key(&plan.path).at(plan.position)
                })?;
                (handler, args)
            }
            HandlerMade::Call(make, args) => {
                let mut given: Arguments<'_> = args.with_handlers(Some(&self.making.handlers));
                match make(&mut given) {
                    Err(_) if may_wait && given.is_waiting() => return Ok(None),
                    Err(error) => return Err(refused(error, &given)),
                    Ok(handler) => {
                        given.finish()?;
                        (handler, args)
                    }
                }
            }
        };
        if let Some(formatter) = plan.formatter.as_ref().and_then(|name| self.formatters.get(name)) {
            handler.set_shared_formatter(Some(Arc::clone(formatter)));
        }
        if let Some(level) = plan.level {
            // A number is a level.
            let _ = handler.set_level(level);
        }
        for filter in plan.filters.iter().filter_map(|name| self.filters.get(name)) {
            handler.add_shared_filter(Arc::clone(filter));
        }
        apply_properties(&handler, args.properties());
        self.making.handlers.insert(plan.name.clone(), Some(handler.clone()));
        Ok(Some(handler))
    }
}
