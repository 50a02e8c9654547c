//! `args` and `kwargs` of a handler become keyword arguments, by the parameters of its class.

use super::{Reader, path};
use crate::config::error::{ConfigError, ConfigErrorKind};
use crate::config::factories::Arguments;
use crate::config::ini::View;
use crate::config::literal::{self, Literal, LiteralKind};
use crate::config::node::Node;
use crate::config::place::wrong_type;
use crate::value::Value;

impl<'i> Reader<'i> {
    /// The arguments that a handler's class is called with.
    pub(super) fn handler_arguments(&mut self, view: View<'i>, class: &str) -> Result<Arguments<'static>, ConfigError> {
        let mut args = Arguments::new(class, view.name(), view.position());
        let positional = match self.literal(view, "args")? {
            Some(value) => positional(value).map_err(|error| error.at_key(path(view, "args")))?,
            None => Vec::new(),
        };
        let keywords = match self.literal(view, "kwargs")? {
            Some(value) => keywords(value).map_err(|error| error.at_key(path(view, "kwargs")))?,
            None => Vec::new(),
        };
        let names = self.names_for(&positional, class).map_err(|error| error.at_key(path(view, "args")))?;
        for (name, value) in names.into_iter().zip(positional) {
            insert(&mut args, name, value).map_err(|error| error.at_key(path(view, "args")))?;
        }
        for (name, value) in keywords {
            let of_kwargs = |error: ConfigError| error.at_key(path(view, "kwargs"));
            if args.names().contains(&name) {
                let twice = ConfigErrorKind::Value(format!("{class} gets {name:?} twice, by its place in args, too"));
                return Err(of_kwargs(ConfigError::new(twice).at(value.position)));
            }
            insert(&mut args, name, value).map_err(of_kwargs)?;
        }
        args.set_called();
        args.set_trusted(self.trusted);
        args.set_registry(self.registry);
        Ok(args)
    }

    fn literal(&mut self, view: View<'i>, option: &str) -> Result<Option<Literal>, ConfigError> {
        let Some(text) = self.get(view, option)? else { return Ok(None) };
        let literal = literal::parse(&text, self.registry, &mut self.budget);
        literal.map(Some).map_err(|error| error.at_key(path(view, option)).at(view.position()))
    }

    /// The names of the parameters that these arguments are for.
    fn names_for(&self, positional: &[Literal], class: &str) -> Result<Vec<String>, ConfigError> {
        let Some(first) = positional.first() else { return Ok(Vec::new()) };
        let Some(names) = self.registry.parameters_of(class) else {
            let unknown = ConfigErrorKind::Value(format!("the parameters of {class} are not known by their order"));
            let hint =
                "give the arguments by name: kwargs={'name': value}; a program says the order by Registry::parameters";
            return Err(ConfigError::new(unknown).at(first.position).with_hint(hint));
        };
        match positional.get(names.len()) {
            None => Ok(names),
            Some(one_too_many) => {
                let (given, most) = (positional.len(), names.len());
                let message = format!("{class} takes {most} arguments at most, and there are {given}");
                let error = ConfigError::new(ConfigErrorKind::Value(message)).at(one_too_many.position);
                Err(error.with_hint(format!("in order: {}", names.join(", "))))
            }
        }
    }
}

fn insert(args: &mut Arguments<'static>, name: String, value: Literal) -> Result<(), ConfigError> {
    let position = value.position;
    args.insert(name, value.into_argument()?, position);
    Ok(())
}

/// The arguments that `class(*value)` would give.
fn positional(value: Literal) -> Result<Vec<Literal>, ConfigError> {
    let position = value.position;
    let scalar = |value: Value<'static>| Literal { kind: LiteralKind::Scalar(value), position };
    match value.kind {
        LiteralKind::Tuple(items) | LiteralKind::List(items) => Ok(items),
        LiteralKind::Scalar(Value::Str(text)) => Ok(text.chars().map(|c| scalar(Value::from(c))).collect()),
        LiteralKind::Scalar(Value::Bytes(bytes)) => Ok(bytes.iter().map(|byte| scalar(Value::from(*byte))).collect()),
        LiteralKind::Dict(_) => {
            let mapping = value.into_node()?;
            let keys = mapping.as_mapping().into_iter().flat_map(|mapping| mapping.keys().cloned());
            Ok(keys.map(scalar).collect())
        }
        // DIFFERENCE: Python takes the members of a set in whichever order they come.
        LiteralKind::Set(_) | LiteralKind::Scalar(_) | LiteralKind::Object(..) => {
            let error = wrong(value, "a tuple of arguments");
            Err(error.with_hint("one argument alone needs a comma behind it: args=('app.log',)"))
        }
    }
}

/// The arguments that `class(**value)` would give.
fn keywords(value: Literal) -> Result<Vec<(String, Literal)>, ConfigError> {
    let LiteralKind::Dict(entries) = value.kind else {
        return Err(wrong(value, "a mapping of arguments").with_hint("such as kwargs={'delay': True}"));
    };
    let mut keywords: Vec<(String, Literal)> = Vec::with_capacity(entries.len());
    for (key, value) in entries {
        let LiteralKind::Scalar(Value::Str(name)) = &key.kind else {
            return Err(wrong(key, "the name of an argument, as a text"));
        };
        match keywords.iter_mut().find(|(known, _)| *known == **name) {
            Some((_, former)) => *former = value,
            None => keywords.push((name.to_string(), value)),
        }
    }
    Ok(keywords)
}

fn wrong(value: Literal, expected: &str) -> ConfigError {
    let position = value.position;
    let kind = match &value.kind {
        LiteralKind::Scalar(scalar) => wrong_type(&Node::scalar(scalar.clone(), position), expected),
        _ => ConfigErrorKind::Type { expected: expected.to_owned(), found: value.type_name().to_owned() },
    };
    ConfigError::new(kind).at(position)
}
