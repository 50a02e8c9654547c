//! From plan to objects: what a configuration needs is made, and nothing that runs is touched.
//!
//! Files come last, those that would be emptied at the very end; what was created is removed again if anything fails.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use indexmap::IndexMap;

use super::error::{ConfigError, ConfigErrorKind};
use super::factories::{Arguments, Making, apply_properties};
use super::plan::{HandlerMade, HandlerPlan, LoggerPlan, Plan, not_made, refused};
use crate::filter::SharedFilter;
use crate::format::Formatter;
use crate::handler::HandlerRef;
use crate::handlers::OpenMode;
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
        self.files.created.clear();
    }
}

/// Makes what a plan says.
pub(super) fn build(plan: Plan, making: Making) -> Result<Built, ConfigError> {
    let mut files = Files::default();
    let formatters = plan.formatters.into_iter().map(|(name, made)| Ok((name, made.make()?)));
    let formatters = formatters.collect::<Result<IndexMap<_, _>, ConfigError>>()?;
    let filters = plan.filters.into_iter().map(|(name, made)| Ok((name, made.make()?)));
    let filters = filters.collect::<Result<IndexMap<_, _>, ConfigError>>()?;
    for handler in &plan.handlers {
        if let HandlerMade::Prepared(prepared, _) = &handler.made
            && let Some(opens) = &prepared.opens
        {
            files.probe(&opens.path, opens.mode).map_err(|error| file_error(handler, &opens.path, &error))?;
        }
    }
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

/// The files that were created for a configuration; removed again unless it is carried out.
#[derive(Default)]
struct Files {
    created: Vec<PathBuf>,
}

impl Files {
    /// Finds out whether a file can be opened, without emptying it.
    fn probe(&mut self, path: &Path, mode: OpenMode) -> io::Result<()> {
        if mode == OpenMode::CreateNew {
            OpenOptions::new().write(true).create_new(true).open(path)?;
            return fs::remove_file(path);
        }
        if mode == OpenMode::Update {
            return OpenOptions::new().read(true).write(true).open(path).map(drop);
        }
        match fs::metadata(path) {
            // To open a pipe or a device is to use it.
            Ok(there) if !there.is_file() && !there.is_dir() => return Ok(()),
            _ => {}
        }
        match OpenOptions::new().append(true).create_new(true).open(path) {
            Ok(_) => self.created.push(path.to_owned()),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                OpenOptions::new().append(true).create(true).open(path)?;
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Opens the handlers' files.
    fn open(&mut self, plans: &[HandlerPlan], made: &IndexMap<Value<'static>, HandlerRef>) -> Result<(), ConfigError> {
        for mode in [OpenMode::CreateNew, OpenMode::Update, OpenMode::Append, OpenMode::Truncate] {
            for plan in plans {
                let HandlerMade::Prepared(prepared, _) = &plan.made else { continue };
                let Some(opens) = prepared.opens.as_ref().filter(|opens| opens.mode == mode) else { continue };
                let Some(handler) = made.get(&plan.name) else { continue };
                (opens.open)(handler).map_err(|error| file_error(plan, &opens.path, &error))?;
                if mode == OpenMode::CreateNew {
                    self.created.push(opens.path.clone());
                }
            }
        }
        Ok(())
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        for path in &self.created {
            // Whoever removed it before us has done the same.
            let _ = fs::remove_file(path);
        }
    }
}

/// The error for a file whose folder is not there.
pub(super) fn no_folder(plan: &HandlerPlan, folder: &Path) -> ConfigError {
    let kind = ConfigErrorKind::Build(format!("there is no folder {}", folder.display()));
    ConfigError::new(kind).at_key(format!("{}.filename", plan.path)).at(plan.position)
}

fn file_error(plan: &HandlerPlan, path: &Path, error: &io::Error) -> ConfigError {
    let kind = ConfigErrorKind::Build(format!("cannot open {}: {error}", path.display()));
    ConfigError::new(kind).at_key(format!("{}.filename", plan.path)).at(plan.position)
}
