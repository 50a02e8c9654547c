//! The last step: what was made is put in place, in one change of which no record's way is a part.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use super::build::{Built, BuiltHandler};
use super::error::{ConfigError, ConfigErrorKind};
use super::former::InForce;
use super::place::key_text;
use super::plan::{LoggerPlan, Plan};
use super::reload::{self, Outdated, Reloaded};
use crate::fork;
use crate::handler::{HandlerRef, close_in_reverse, forget_names, get_handler_by_name, goes_by};
use crate::handlers::{RotatingFileHandler, TimedRotatingFileHandler, behind};
use crate::level::Level;
use crate::manager::Manager;
use crate::tree::State;

/// One configuration at a time.
static APPLYING: Mutex<()> = Mutex::new(());

/// Puts a configuration in the place of the present one, whose handlers are closed, those excepted that are kept.
///
/// As a reload, if one is going on of the configuration that was in force then: what neither of the two says of
/// loggers stays as it is, what only the former says is gone.
///
/// # Errors
/// Another configuration has come between.
pub(super) fn replace(manager: &Manager, mut built: Built, reload: Option<&InForce>) -> Result<Reloaded, Outdated> {
    // Made before anything is locked: a logger factory sees them, and may configure.
    for plan in &built.loggers {
        manager.get_logger(&plan.name);
    }
    let applying = fork::lock(&APPLYING);
    if reload.is_some_and(|since| since.number != InForce::of(manager).number) {
        return Err(Outdated);
    }
    let stay: HashSet<u64> = built.handlers.values().map(|built| built.handler.number()).collect();
    let former: Vec<HandlerRef> =
        manager.handlers().into_iter().filter(|handler| !stay.contains(&handler.number())).collect();
    let existing: Vec<String> = manager.loggers().iter().map(|logger| logger.name().to_owned()).collect();
    forget_names(&former);
    for (name, BuiltHandler { handler, kept, .. }) in &built.handlers {
        let name = key_text(name);
        if handler.name().as_deref() != Some(&*name) {
            handler.set_name(&name);
        }
        if let Some(settings) = kept {
            settings.put_on(handler);
        }
    }
    former.iter().map(behind).for_each(|handler| retire(&handler));
    let made_of = Arc::new(built.former());
    let left_over = manager.batch(|changes| {
        changes.end_temporary_levels();
        let mut left_over = Vec::new();
        match reload {
            None => {
                for plan in &built.loggers {
                    left_over.extend(configure(changes, plan, &built));
                }
                left_over.extend(leave_others(changes, &existing, &built));
            }
            Some(InForce { former, .. }) => left_over.extend(reload::loggers(changes, &existing, &built, former)),
        }
        let configured = made_of.handlers.iter().map(|former| former.handler.clone()).collect();
        left_over.extend(std::mem::replace(&mut changes.configured, configured));
        changes.configurations += 1;
        (left_over, changes.made_of.replace(made_of))
    });
    built.keep_files();
    drop(applying);
    close_in_reverse(&former);
    drop(left_over);
    let kept = built.handlers.values().filter(|built| built.kept.is_some()).count();
    Ok(Reloaded { kept, made: built.handlers.len() - kept, closed: former.len() })
}

/// Has a handler leave to the new ones what only one of them can do.
fn retire(handler: &HandlerRef) {
    if let Some(handler) = handler.downcast_ref::<RotatingFileHandler>() {
        handler.retire();
    } else if let Some(handler) = handler.downcast_ref::<TimedRotatingFileHandler>() {
        handler.retire();
    }
}

/// Changes levels, and what else an incremental configuration may.
pub(super) fn increment(manager: &Manager, plan: Plan) -> Result<(), ConfigError> {
    let attached = manager.handlers();
    let mut levels: Vec<(HandlerRef, Level)> = Vec::new();
    for (name, level, path, position) in plan.levels {
        let named = |handler: &&HandlerRef| goes_by(handler, &name);
        let Some(handler) = attached.iter().find(named).cloned().or_else(|| get_handler_by_name(&name)) else {
            let names: Vec<_> = attached.iter().filter_map(HandlerRef::name).collect();
            let unknown = ConfigErrorKind::UnknownReference { what: "handler", name: name.clone() };
            let known = names.iter().map(|name| &**name);
            return Err(ConfigError::new(unknown).at_key(path).at(position).with_known(&name, known));
        };
        levels.extend(level.map(|level| (handler, level)));
    }
    let loggers: Vec<LoggerPlan> = plan.loggers.into_iter().chain(plan.root).collect();
    for plan in &loggers {
        manager.get_logger(&plan.name);
    }
    let _applying = fork::lock(&APPLYING);
    manager.batch(|changes| {
        for plan in &loggers {
            settings(changes, plan);
        }
        for (handler, level) in &levels {
            // A number is a level.
            let _ = handler.set_level(*level);
        }
    });
    Ok(())
}

/// Configures one logger; returns the handlers that it had.
fn configure(changes: &mut State, plan: &LoggerPlan, built: &Built) -> Vec<HandlerRef> {
    settings(changes, plan);
    let settings = changes.settings_or_make(&plan.name);
    let former = std::mem::take(&mut settings.handlers);
    built.add_to(settings, plan);
    former
}

fn settings(changes: &mut State, plan: &LoggerPlan) {
    let settings = changes.settings_or_make(&plan.name);
    if let Some(level) = plan.level {
        settings.set_level(level);
    }
    settings.propagate = plan.propagate.unwrap_or(settings.propagate);
    settings.disabled &= !plan.enable;
}

/// What becomes of loggers that exist and are not configured: those below a configured one start anew, the others are
/// switched off, or on, as the configuration says.
fn leave_others(changes: &mut State, existing: &[String], built: &Built) -> Vec<HandlerRef> {
    let configured: HashSet<&str> = built.loggers.iter().filter_map(LoggerPlan::parent_name).collect();
    let mut left_over = Vec::new();
    for name in existing.iter().filter(|name| !configured.contains(name.as_str())) {
        let mut above = name.match_indices('.').map(|(dot, _)| &name[..dot]);
        let settings = changes.settings_or_make(name);
        if above.any(|above| configured.contains(above)) {
            settings.level = Level::NOTSET;
            settings.propagate = true;
            left_over.append(&mut settings.handlers);
        } else {
            settings.disabled = built.disable_existing;
        }
    }
    left_over
}
