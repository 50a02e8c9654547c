//! `[formatters]` and the sections `[formatter_x]`.

use std::sync::Arc;

use super::{Reader, path, place};
use crate::config::error::{ConfigError, ConfigErrorKind};
use crate::config::factories::{Argument, Arguments, Factory};
use crate::config::identity::Identity;
use crate::config::ini::{Text, View};
use crate::config::literal;
use crate::config::plan::{Made, Part};
use crate::format::Formatter;
use crate::value::Value;

impl<'i> Reader<'i> {
    pub(super) fn all_formatters(&mut self) {
        for name in self.keys("formatters") {
            self.formatters.insert(name.as_str().to_owned());
            match self.formatter(&name) {
                Ok(part) => _ = self.plan.formatters.insert(Value::from(name.as_str().to_owned()), part),
                Err(error) => self.errors.push(error),
            }
        }
    }

    fn formatter(&mut self, name: &Text) -> Result<Part<Arc<dyn Formatter>>, ConfigError> {
        let view = self.section_of("formatter", name)?;
        let class = self.get(view, "class")?.filter(|class| !class.as_str().is_empty());
        let (class_path, factory) = match class {
            None => ("logging.Formatter".to_owned(), self.registry.class("logging.Formatter")?),
            Some(class) => {
                let factory = self.registry.class(class.as_str());
                let located = |error: ConfigError| error.at_key(path(view, "class")).at(class.position(0));
                (class.as_str().to_owned(), factory.map_err(located)?)
            }
        };
        let Factory::Formatter { make, pure } = factory.clone() else {
            let expected = "the class of a formatter".to_owned();
            let found = format!("that of a {}", factory.kind());
            return Err(ConfigError::new(ConfigErrorKind::Type { expected, found })
                .at_key(path(view, "class"))
                .at(view.position()));
        };
        let args = self.formatter_arguments(view, &class_path)?;
        Ok(Part { identity: Identity::of(&factory, &args), made: Made::of(make, args, pure, false)? })
    }

    /// What Python gives to the class; a `%` in these is one.
    fn formatter_arguments(&mut self, view: View<'i>, class: &str) -> Result<Arguments<'static>, ConfigError> {
        let mut args = Arguments::new(class, view.name(), view.position());
        for option in ["format", "datefmt", "style"] {
            if let Some(value) = view.raw(option) {
                let node = place(view, option, value).node.into_owned();
                let position = node.position;
                args.insert(option.to_owned(), Argument::Plain(node), position);
            }
        }
        if let Some(defaults) = view.raw("defaults") {
            let located = |error: ConfigError| error.at_key(path(view, "defaults")).at(view.position());
            let value = literal::parse(defaults, self.registry, &mut self.budget).map_err(located)?;
            let position = value.position;
            args.insert("defaults".to_owned(), value.into_argument().map_err(located)?, position);
        }
        args.rename("format", "fmt");
        Ok(args)
    }
}
