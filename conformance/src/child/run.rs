//! A scenario's stages, in order.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use sawlog::handler::set_report_limit;
use sawlog::{HandlerRef, IntoLevel, Level, LevelError, Manager, NameFilter, Packing, SharedFilter, Value};

use super::Stop;
use super::configure::configure;
use super::files::{self, Contents};
use super::result::{RunResult, Stage};
use super::surroundings::Surroundings;
use super::{record, rotation};
use crate::scenario::{Scenario, Step, Target, file_bytes};

/// Runs all stages, until one is refused.
pub(super) fn run(scenario: &Scenario, out: &Path) -> anyhow::Result<RunResult> {
    set_report_limit(None);
    let mut times = scenario.timeline.stages();
    let first = times.next().unwrap_or_default();
    let surroundings = Surroundings::new(first);
    let manager = Manager::with_clock(Arc::clone(&surroundings) as Arc<_>);
    surroundings.describe_records(&manager);
    let mut run = Run { manager, surroundings, filters: Vec::new() };

    let mut result = RunResult { stages: Vec::new(), stopped: None };
    let mut contents = Contents::new();
    for (number, now) in std::iter::once(first).chain(times).enumerate() {
        run.surroundings.set_now(now);
        run.surroundings.set_caller(Default::default(), number);
        let done = match number.checked_sub(1).map(|index| scenario.steps.get(index)) {
            None => run.begin(scenario, now),
            Some(Some(step)) => run.step(step, number),
            Some(None) => {
                sawlog::shutdown();
                Ok(())
            }
        };
        result.stages.push(Stage::now(out)?);
        if let Err(stop) = done {
            result.stopped = Some((number, stop, contents));
            return Ok(result);
        }
        contents = files::stamp_and_read(now)?;
    }
    Ok(result)
}

struct Run {
    manager: Manager,
    surroundings: Arc<Surroundings>,
    /// The filters that steps have added and not removed, with their names.
    filters: Vec<(Target, String, SharedFilter)>,
}

impl Run {
    fn begin(&self, scenario: &Scenario, now: i64) -> Result<(), Stop> {
        for (name, text) in &scenario.files {
            files::write(Path::new(name), &file_bytes(text)).map_err(Stop::refused)?;
        }
        files::stamp_and_read(now).map_err(Stop::refused)?;
        scenario.configurations.iter().try_for_each(|configuration| configure(&self.manager, configuration))
    }

    fn step(&mut self, step: &Step, number: usize) -> Result<(), Stop> {
        match step {
            Step::Log(call) => {
                self.surroundings.set_caller(call.caller.clone(), number);
                record::log(&self.manager, call)
            }
            Step::Adapter(call) => {
                self.surroundings.set_caller(call.call.caller.clone(), number);
                record::adapter(&self.manager, call)
            }
            Step::SetLevel { target, level } => {
                let level = level_of(level)?;
                match target {
                    Target::Logger(name) => self.manager.get_logger(name).set_level(level).map_err(Stop::refused),
                    Target::Handler(name) => handler(name)?.set_level(level).map_err(Stop::refused),
                }
            }
            Step::Set { logger, propagate, disabled } => {
                let logger = self.manager.get_logger(logger);
                propagate.iter().for_each(|propagate| logger.set_propagate(*propagate));
                disabled.iter().for_each(|disabled| logger.set_disabled(*disabled));
                Ok(())
            }
            Step::Disable(level) => self.manager.disable(level_of(level)?).map_err(Stop::refused),
            Step::AddLevel { number, name } => {
                sawlog::add_level_name(*number, name);
                Ok(())
            }
            Step::AddFilter { target, name } => self.add_filter(target, name),
            Step::RemoveFilter { target, name } => self.remove_filter(target, name),
            Step::Advance => Ok(()),
            Step::Namer { handler: name, suffix, folder } => {
                let namer = rotation::namer(suffix.clone(), folder.clone());
                // On any other handler it is an attribute that nobody reads.
                rotation::of(&handler(name)?).into_iter().for_each(|handler| handler.set_namer(Some(namer.clone())));
                Ok(())
            }
            Step::Rotator { handler: name, kind } => {
                let rotator: Packing = kind.parse().map_err(Stop::refused)?;
                let rotator = Arc::new(rotator);
                rotation::of(&handler(name)?)
                    .into_iter()
                    .for_each(|handler| handler.set_rotator(Some(rotator.clone())));
                Ok(())
            }
            Step::Rollover(name) => match rotation::of(&handler(name)?) {
                Some(handler) => handler.do_rollover().map_err(Stop::refused),
                None => Err(Stop::Refused(format!("the handler {name:?} has no rollover"))),
            },
            Step::Configure(configuration) => configure(&self.manager, configuration),
            Step::Touch { file, text } => files::write(Path::new(file), &file_bytes(text)).map_err(Stop::refused),
            Step::Rename { from, to } => fs::rename(from, to).map_err(Stop::refused),
            Step::Flush(name) => self.flush(name),
            Step::Shutdown => {
                sawlog::shutdown();
                Ok(())
            }
        }
    }

    fn add_filter(&mut self, target: &Target, name: &str) -> Result<(), Stop> {
        let filter: SharedFilter = Arc::new(NameFilter::new(name));
        match target {
            Target::Logger(logger) => self.manager.get_logger(logger).add_shared_filter(Arc::clone(&filter)),
            Target::Handler(name) => handler(name)?.add_shared_filter(Arc::clone(&filter)),
        }
        self.filters.push((target.clone(), name.to_owned(), filter));
        Ok(())
    }

    fn remove_filter(&mut self, target: &Target, name: &str) -> Result<(), Stop> {
        let handler = match target {
            Target::Handler(name) => Some(handler(name)?),
            Target::Logger(_) => None,
        };
        let added = self.filters.iter().rposition(|(added_to, known, _)| added_to == target && known == name);
        if let Some(index) = added {
            let (_, _, filter) = self.filters.remove(index);
            match (handler, target) {
                (Some(handler), _) => handler.remove_filter(&filter),
                (None, Target::Logger(name) | Target::Handler(name)) => {
                    self.manager.get_logger(name).remove_filter(&filter);
                }
            }
        }
        Ok(())
    }

    fn flush(&self, name: &str) -> Result<(), Stop> {
        if name != "all" {
            return handler(name)?.flush().map_err(Stop::refused);
        }
        let named = sawlog::get_handler_names().into_iter().filter_map(|name| sawlog::get_handler_by_name(&name));
        self.manager.handlers().into_iter().chain(named).try_for_each(|handler| handler.flush().map_err(Stop::refused))
    }
}

fn handler(name: &str) -> Result<HandlerRef, Stop> {
    sawlog::get_handler_by_name(name).ok_or_else(|| Stop::Refused(format!("there is no handler {name:?}")))
}

/// What `setLevel` and `disable` take: an integer or a name.
fn level_of(level: &Value<'_>) -> Result<Level, Stop> {
    let level = match level {
        Value::Int(number) => Ok(Level::new(*number)),
        Value::Bool(flag) => Ok(Level::new((*flag).into())),
        Value::Str(name) => name.as_ref().into_level(),
        other => Err(LevelError::Unknown(other.type_name().into_owned())),
    };
    level.map_err(Stop::refused)
}
