//! A configuration in the place of another, of which all is kept that has not changed.

use std::collections::HashSet;
use std::fmt;

use super::apply;
use super::build::{self, Built, Keep};
use super::configurator::Configurator;
use super::document::Document;
use super::error::{ConfigError, ConfigErrorKind};
use super::factories::Making;
use super::former::{Former, InForce};
use super::plan::LoggerPlan;
use super::schema;
use crate::handler::HandlerRef;
use crate::level::Level;
use crate::tree::State;

/// How often a reload is tried that other configurations come between.
const TRIES: usize = 16;

/// What a reload has done to handlers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reloaded {
    /// How many are the same as before, their files and connections open all along.
    pub kept: usize,
    /// How many are new.
    pub made: usize,
    /// How many were closed.
    pub closed: usize,
}

impl fmt::Display for Reloaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let handlers = |count: usize| if count == 1 { "1 handler".to_owned() } else { format!("{count} handlers") };
        write!(f, "{} kept, {} made, {} closed", handlers(self.kept), self.made, self.closed)
    }
}

/// Another configuration was carried out since this one was begun.
#[derive(Debug)]
pub(super) struct Outdated;

impl Configurator {
    /// Puts a configuration in the place of the present one, as [`configure`](Configurator::configure) does, and keeps
    /// what has not changed.
    ///
    /// A handler of the same class and arguments as one of the present configuration *is* that one: its file stays
    /// open, its connection and what it has buffered stay. It gets the level, the formatter and the filters of the new configuration.
    /// Formatters and filters that have not changed are the same, too: a rate limit goes on counting. A line that is
    /// being logged meanwhile goes the old way or the new one, and is neither lost nor written twice.
    ///
    /// Loggers end up as a fresh start with the new configuration would have them: what only the former one says of a
    /// logger is gone. What neither says anything of stays as the program has set it, and a
    /// logger that was made since is not switched off.
    ///
    /// An incremental configuration is carried out as such.
    ///
    /// ```
    /// use sawlog::Manager;
    /// use sawlog::config::{Configurator, Document, Format};
    ///
    /// let manager = Manager::new();
    /// let configurator = Configurator::new(&manager);
    /// let at = |level: &str| {
    ///     let text = format!("{{version: 1, handlers: {{h: {{class: logging.NullHandler, level: {level}}}}}, root: {{handlers: [h]}}}}");
    ///     Document::parse(&text, Format::Yaml)
    /// };
    /// let _guard = configurator.configure(&at("INFO")?)?;
    /// let before = manager.root().handlers();
    /// let done = configurator.reload(&at("DEBUG")?)?;
    /// assert_eq!(done.to_string(), "1 handler kept, 0 made, 0 closed");
    /// assert!(manager.root().handlers()[0].ptr_eq(&before[0]));
    /// # Ok::<(), sawlog::config::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// The first thing that is wrong, or not allowed; then nothing has changed, and no file that was not there before is left behind.
    ///
    /// # Python
    /// Has none: `dictConfig` closes all handlers and makes all of them anew.
    pub fn reload(&self, document: &Document) -> Result<Reloaded, ConfigError> {
        self.reload_all(document).map_err(|mut errors| errors.swap_remove(0))
    }

    /// As [`reload`](Configurator::reload), with everything that is wrong.
    ///
    /// # Errors
    /// At least one.
    pub fn reload_all(&self, document: &Document) -> Result<Reloaded, Vec<ConfigError>> {
        let in_file = |error: ConfigError| document.locate(error);
        let all_in_file = |errors: Vec<ConfigError>| errors.into_iter().map(in_file).collect::<Vec<_>>();
        for _ in 0..TRIES {
            let plan = schema::read(document, &self.registry, self.policy.is_everything())?;
            let in_force = InForce::of(&self.manager);
            if plan.incremental {
                apply::increment(&self.manager, plan).map_err(|error| vec![in_file(error)])?;
                return Ok(Reloaded { kept: in_force.former.handlers.len(), made: 0, closed: 0 });
            }
            let claims = in_force.former.claims(&plan.handlers);
            let refusals = self.policy.refusals(&plan, &in_force.former, &claims);
            if !refusals.is_empty() {
                return Err(all_in_file(refusals));
            }
            let keep = Keep { former: &in_force.former, claims };
            let making = Making::new(self.manager.clock());
            let built = build::build(plan, making, Some(&keep)).map_err(|error| vec![in_file(error)])?;
            if let Ok(done) = apply::replace(&self.manager, built, Some(&in_force)) {
                return Ok(done);
            }
        }
        let busy = ConfigErrorKind::Build(format!("{TRIES} times another configuration came between"));
        Err(vec![in_file(busy.into())])
    }
}

/// Settings of all loggers, as a reload has them; returns the handlers that they had.
pub(super) fn loggers(changes: &mut State, existing: &[String], built: &Built, former: &Former) -> Vec<HandlerRef> {
    let mut left_over = Vec::new();
    for plan in &built.loggers {
        left_over.extend(configure(changes, plan, built, former));
    }
    let configured: HashSet<&str> = built.loggers.iter().map(|plan| plan.name.as_str()).collect();
    for name in former.loggers.iter().filter(|name| !configured.contains(name.as_str())) {
        let plan = LoggerPlan::unsaid(name);
        left_over.extend(configure(changes, &plan, built, former));
    }
    if !built.disable_existing {
        for name in existing.iter().filter(|name| !configured.contains(name.as_str())) {
            changes.settings_or_make(name).disabled = false;
        }
    }
    left_over
}

/// Configures one logger; what is not said is as if it had just been made.
fn configure(changes: &mut State, plan: &LoggerPlan, built: &Built, former: &Former) -> Vec<HandlerRef> {
    let settings = changes.settings_or_make(&plan.name);
    let level = if plan.name.is_empty() { Level::WARNING } else { Level::NOTSET };
    settings.level = plan.level.unwrap_or(level);
    settings.propagate = plan.propagate.unwrap_or(true);
    settings.disabled &= !plan.enable;
    let left_over = std::mem::take(&mut settings.handlers);
    settings.filters.retain(|filter| !former.has_filter(filter));
    built.add_to(settings, plan);
    left_over
}
