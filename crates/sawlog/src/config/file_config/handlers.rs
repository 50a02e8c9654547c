//! `[handlers]` and the sections `[handler_x]`.

use super::{Reader, order, path};
use crate::config::error::{ConfigError, ConfigErrorKind};
use crate::config::factories::{Argument, Arguments, Factory, HandlerFactory, Needed};
use crate::config::identity::Identity;
use crate::config::ini::{Text, View};
use crate::config::literal::class_path;
use crate::config::place::{join, key_text};
use crate::config::plan::{HandlerMade, HandlerPlan};
use crate::value::Value;

/// The class whose handlers have a target.
const MEMORY_HANDLER: &str = "logging.handlers.MemoryHandler";
/// The class whose handlers have a queue, which only a program can give them.
const QUEUE_HANDLER: &str = "logging.handlers.QueueHandler";

impl<'i> Reader<'i> {
    pub(super) fn all_handlers(&mut self) {
        let names = self.keys("handlers");
        self.handlers = names.iter().map(|name| name.as_str().to_owned()).collect();
        let mut plans = Vec::with_capacity(names.len());
        let errors_before = self.errors.len();
        for name in names {
            match self.handler(&name) {
                Ok(plan) => plans.push(plan),
                Err(error) => self.errors.push(error),
            }
        }
        if self.errors.len() == errors_before {
            match order::targets_first(plans) {
                Ok(plans) => self.plan.handlers = plans,
                Err(error) => self.errors.push(error),
            }
        }
    }

    fn handler(&mut self, name: &Text) -> Result<HandlerPlan, ConfigError> {
        let view = self.section_of("handler", name)?;
        let class = self.required(view, "class")?;
        let formatter = self.get(view, "formatter")?.filter(|formatter| !formatter.as_str().is_empty());
        let class_path = class_path(class.as_str(), self.registry);
        let of_class = |error: ConfigError| error.at_key(path(view, "class")).at(class.position(0));
        let factory = self.registry.class(&class_path).map_err(of_class)?;
        let args = self.handler_arguments(view, &class_path)?;
        if self.registry.meant(&class_path) == QUEUE_HANDLER && !class_path.starts_with("sawlog.") {
            with_a_queue(&args)?;
        }
        let level;
        let (identity, made) = match factory {
            Factory::Handler(HandlerFactory::Builtin(prepare)) => {
                // An argument that is wrong is what Python would meet first.
                checked(prepare, &args)?;
                level = self.level(view)?;
                self.known_formatter(view, formatter.as_ref())?;
                let args = self.with_target(view, args)?;
                let mut given = args.with_handlers(None);
                let prepared = prepare(&mut given)?;
                for needed in &prepared.needs {
                    self.is_handler(needed)?;
                }
                (Identity::of(&factory, &args), HandlerMade::Prepared(prepared, args))
            }
            Factory::Handler(HandlerFactory::Own(ref make)) => {
                level = self.level(view)?;
                self.known_formatter(view, formatter.as_ref())?;
                let make = make.clone();
                (Identity::of(&factory, &args), HandlerMade::Call(make, args))
            }
            other => {
                let expected = "the class of a handler".to_owned();
                let found = format!("that of a {}", other.kind());
                return Err(of_class(ConfigErrorKind::Type { expected, found }.into()));
            }
        };
        Ok(HandlerPlan {
            name: Value::from(name.as_str().to_owned()),
            path: view.name().to_owned(),
            position: view.position(),
            level,
            formatter: formatter.map(|formatter| Value::from(formatter.as_str().to_owned())),
            filters: Vec::new(),
            identity,
            made,
            queued: None,
        })
    }

    fn known_formatter(&self, view: View<'i>, formatter: Option<&Text>) -> Result<(), ConfigError> {
        let Some(name) = formatter.filter(|name| !self.formatters.contains(name.as_str())) else { return Ok(()) };
        let unknown = ConfigErrorKind::UnknownReference { what: "formatter", name: name.as_str().to_owned() };
        let error = ConfigError::new(unknown).at_key(path(view, "formatter")).at(name.position(0));
        let mut known: Vec<&str> = self.formatters.iter().map(String::as_str).collect();
        known.sort_unstable();
        Err(error.with_known(name.as_str(), known))
    }

    /// A handler that the configuration names.
    pub(super) fn known_handler(
        &self,
        view: View<'i>,
        option: &str,
        name: &Text,
    ) -> Result<Value<'static>, ConfigError> {
        if self.handlers.contains(name.as_str()) {
            return Ok(Value::from(name.as_str().to_owned()));
        }
        let unknown = ConfigErrorKind::UnknownReference { what: "handler", name: name.as_str().to_owned() };
        let error = ConfigError::new(unknown).at_key(path(view, option)).at(name.position(0)).at(view.position());
        let mut known: Vec<&str> = self.handlers.iter().map(String::as_str).collect();
        known.sort_unstable();
        Err(error.with_known(name.as_str(), known))
    }

    /// Refuses a name that no handler has.
    fn is_handler(&self, needed: &Needed) -> Result<(), ConfigError> {
        if needed.name.as_str().is_some_and(|name| self.handlers.contains(name)) {
            return Ok(());
        }
        let name = key_text(&needed.name);
        let unknown = ConfigErrorKind::UnknownReference { what: "handler", name: name.clone() };
        let mut known: Vec<&str> = self.handlers.iter().map(String::as_str).collect();
        known.sort_unstable();
        Err(ConfigError::new(unknown).at_key(&needed.path).at(needed.position).with_known(&name, known))
    }

    /// The arguments of a `MemoryHandler` with the target that its section names.
    fn with_target(&mut self, view: View<'i>, mut args: Arguments<'static>) -> Result<Arguments<'static>, ConfigError> {
        if self.registry.meant(args.class()) != MEMORY_HANDLER {
            return Ok(args);
        }
        // DIFFERENCE: Python takes the text for a handler, and fails with each flush.
        if args.value("target")?.is_some_and(|target| target != Value::None) {
            let error = args.error("target", "a target is no handler here but a text, which gets no records");
            return Err(error.with_hint(format!("the section [{}] names it by the option target", view.name())));
        }
        if let Some(target) = self.get(view, "target")?.filter(|target| !target.as_str().is_empty()) {
            let name = self.known_handler(view, "target", &target)?;
            args.insert("target".to_owned(), Argument::Handler(name), target.position(0));
        }
        Ok(args)
    }
}

/// Refuses what Python's `QueueHandler(queue)` does not take, and what is no queue.
fn with_a_queue(args: &Arguments<'static>) -> Result<(), ConfigError> {
    let hint = "an INI file can only name a queue that the program has registered, args=(shop.records,): in YAML there is \
                `async: true`, and here class=sawlog.QueueHandler with kwargs={'handlers': ['NAME']}";
    if let Some(keyword) = args.names().into_iter().find(|name| name != "queue") {
        let kind = ConfigErrorKind::UnknownArgument { class: args.class().to_owned(), keyword: keyword.clone() };
        let error = ConfigError::new(kind).at_key(join(args.path(), &Value::from(keyword.clone())));
        return Err(error.at(args.position_of(&keyword)).with_hint(hint));
    }
    match args.iter().next() {
        Some((_, Argument::Plain(node))) => {
            // DIFFERENCE: Python takes anything for a queue, and fails with each record.
            let kind = ConfigErrorKind::Type { expected: "a queue".to_owned(), found: node.type_name().into_owned() };
            let error = ConfigError::new(kind).at_key(join(args.path(), &Value::from("queue")));
            Err(error.at(args.position_of("queue")).with_hint(hint))
        }
        Some(_) => Ok(()),
        None => {
            let missing = ConfigErrorKind::MissingKey("queue".to_owned());
            Err(ConfigError::new(missing).at_key(args.path()).at(args.position()).with_hint(hint))
        }
    }
}

/// Refuses arguments that the class does not take.
fn checked(
    prepare: fn(&mut Arguments<'_>) -> Result<crate::config::factories::Prepared, ConfigError>,
    args: &Arguments<'static>,
) -> Result<(), ConfigError> {
    let mut given = args.with_handlers(None);
    prepare(&mut given)?;
    given.finish()
}
