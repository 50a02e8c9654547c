//! Carrying out what a client asks for.

use std::time::Duration;

use super::reply::{Reply, one_line};
use super::request::Request;
use crate::config::Configurator;
use crate::config::error::{ConfigError, ConfigErrorKind};
use crate::level::Level;

/// Errors that are told beyond the first.
const MORE_TOLD: usize = 20;
/// The largest tree that is told, in bytes.
pub(super) const MAX_REST: usize = 16 << 20;

/// What became of a request.
pub(super) struct Answered {
    /// What was asked for, in a word.
    pub(super) what: &'static str,
    pub(super) reply: Reply,
}

/// Does what a frame asks for that has been verified.
pub(super) fn answer(configurator: &Configurator, bytes: &[u8]) -> Answered {
    let request = match Request::read(bytes) {
        Ok(request) => request,
        Err(error) => return Answered { what: "request", reply: Reply::refused(&error) },
    };
    let what = request.what();
    let reply = match request {
        Request::Configure { document, all_errors } => match configurator.reload_all(&document) {
            Ok(done) => Reply::ok(done),
            Err(errors) => refused(&errors, all_errors),
        },
        Request::Level { logger, level, time } => match set_level(configurator, &logger, level, time) {
            Ok(done) => Reply::ok(done),
            Err(error) => Reply::refused(&error),
        },
        Request::Tree { json } => tree(configurator, json),
    };
    Answered { what, reply }
}

fn refused(errors: &[ConfigError], all: bool) -> Reply {
    let (Some(first), more) = (errors.first(), errors.len().saturating_sub(1)) else {
        return Reply::refused("the configuration is wrong");
    };
    if more == 0 {
        return Reply::refused(first);
    }
    let reply = Reply::refused(&format!("{first} [and {more} more]"));
    if !all {
        return reply;
    }
    let told = errors.iter().skip(1).take(MORE_TOLD);
    reply.with_rest(told.map(|error| format!("{}\n", one_line(&error.to_string()))).collect())
}

fn set_level(
    configurator: &Configurator,
    name: &str,
    level: Level,
    time: Option<Duration>,
) -> Result<String, ConfigError> {
    let (manager, policy) = (&configurator.manager, &configurator.policy);
    // Strangers fill no tree with names.
    let logger = match manager.existing_logger(name) {
        Some(logger) => logger,
        None if policy.is_everything() => manager.get_logger(name),
        None => {
            let unknown = ConfigErrorKind::UnknownReference { what: "logger", name: name.to_owned() };
            let known = manager.loggers();
            let names = known.iter().map(|logger| logger.name()).chain(["root"]);
            return Err(ConfigError::new(unknown).at_key("logger").with_known(name, names));
        }
    };
    let name = logger.name();
    let before = logger.level();
    let Some(time) = time else {
        logger.set_level(level).map_err(|error| ConfigError::new(error.into()))?;
        return Ok(format!("{name} is set to {level}, it was {before}"));
    };
    manager.set_level_for(name, level, time).map_err(|error| ConfigError::new(error.into()))?;
    Ok(format!("{name} is set to {level} for {time:?}, it was {before}"))
}

fn tree(configurator: &Configurator, json: bool) -> Reply {
    let tree = configurator.manager.describe();
    let text = if json { tree.to_json() + "\n" } else { tree.to_string() };
    if text.len() > MAX_REST {
        return Reply::refused(&format!("the tree takes {} bytes, more than are sent at once", text.len()));
    }
    Reply::ok(format!("tree, {} bytes follow", text.len())).with_rest(text)
}
