//! Entries of `formatters` and `filters`.

use std::sync::Arc;

use super::gather::Errors;
use super::{Reader, argument};
use crate::config::error::{ConfigError, ConfigErrorKind};
use crate::config::factories::{Arguments, Factory};
use crate::config::identity::Identity;
use crate::config::place::Place;
use crate::config::plan::{Made, Part};
use crate::filter::{NameFilter, SharedFilter};
use crate::format::Formatter;

impl<'d> Reader<'d> {
    pub(super) fn formatter(&self, place: &Place<'d>) -> Result<Part<Arc<dyn Formatter>>, Errors> {
        place.mapping()?;
        let (class, args, strict) = match self.class(place, "()")? {
            Some((path, factory)) => {
                let mut args = self.arguments(place, &path, &["()"])?;
                args.rename("format", "fmt");
                (factory, args, true)
            }
            None => {
                // Python takes whatever is false for `logging.Formatter`.
                let named = self.resolver.get(place, "class")?.is_some_and(|(_, class)| class.is_truthy());
                let class = if named { self.class(place, "class")? } else { None };
                let (path, factory) = match class {
                    Some(class) => class,
                    None => ("logging.Formatter".to_owned(), self.resolver.registry().class("logging.Formatter")?),
                };
                (factory, self.formatter_arguments(place, &path)?, false)
            }
        };
        let identity = Identity::of(&class, &args);
        match class {
            Factory::Formatter { make, pure } => Ok(Part { identity, made: Made::of(make, args, pure, strict)? }),
            other => Err(wrong_kind(place, &other, "formatter").into()),
        }
    }

    /// The five keys that `logging.Formatter` takes; any others say nothing.
    fn formatter_arguments(&self, place: &Place<'d>, class: &str) -> Result<Arguments<'static>, ConfigError> {
        let mut args = Arguments::new(class, &place.path, place.position());
        for key in ["format", "datefmt", "style", "validate", "defaults"] {
            if let Some((below, resolved)) = self.resolver.get(place, key)? {
                args.insert(key.to_owned(), argument(resolved), below.position());
            }
        }
        args.rename("format", "fmt");
        Ok(args)
    }

    pub(super) fn filter(&self, place: &Place<'d>) -> Result<Part<SharedFilter>, Errors> {
        place.mapping()?;
        if let Some((path, factory)) = self.class(place, "()")? {
            let args = self.arguments(place, &path, &["()"])?;
            let identity = Identity::of(&factory, &args);
            return match factory {
                Factory::Filter { make, pure } => Ok(Part { identity, made: Made::of(make, args, pure, true)? }),
                other => Err(wrong_kind(place, &other, "filter").into()),
            };
        }
        let name = match self.resolver.get_plain(place, "name")? {
            None => String::new(),
            Some(name) => name.filter_name()?,
        };
        let identity = Identity::of_name_filter(&name);
        Ok(Part { identity, made: Made::Ready(Arc::new(NameFilter::new(name))) })
    }
}

pub(super) fn wrong_kind(place: &Place<'_>, found: &Factory, expected: &str) -> ConfigError {
    place.error(ConfigErrorKind::Type {
        expected: format!("the class of a {expected}"),
        found: format!("that of a {}", found.kind()),
    })
}
