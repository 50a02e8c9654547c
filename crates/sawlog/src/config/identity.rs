//! What an object of a configuration is made of, so that a reload can tell whether it is the same one still.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

use super::factories::{Argument, Arguments, Factory, Object};
use super::node::Node;
use crate::value::Value;
use crate::value::repr::write_repr;

/// An object's class and arguments; objects with equal ones do the same.
///
/// What a configuration says of a handler's level, formatter and filters is no part of it: those can be changed on
/// a handler that lives.
#[derive(Clone, Debug)]
pub(super) struct Identity {
    text: String,
    /// What has no text: constructors that are the program's own, of the object and of its queue, and live arguments.
    made_by: Vec<Factory>,
    objects: Vec<Object>,
}

impl Identity {
    /// That of an object which the constructor makes of these arguments.
    pub(super) fn of(factory: &Factory, args: &Arguments<'_>) -> Identity {
        let mut identity = Identity { text: args.class().to_owned(), made_by: Vec::new(), objects: Vec::new() };
        let queue = args.queue_class().and_then(|path| args.registry().class(path).ok());
        identity.made_by.extend([Some(factory.clone()), queue].into_iter().flatten().filter(Factory::is_own));
        let mut given: Vec<_> = args.iter().collect();
        given.sort_by_key(|(name, _)| *name);
        for (name, argument) in given {
            let _ = write!(identity.text, "\n{name}=");
            identity.add(argument);
        }
        for (name, node) in args.properties().all() {
            let _ = write!(identity.text, "\n.{name}=");
            write_node(node, &mut identity.text);
        }
        identity
    }

    /// That of a filter by name, which needs no constructor.
    pub(super) fn of_name_filter(name: &str) -> Identity {
        Identity { text: format!("\n{name}"), made_by: Vec::new(), objects: Vec::new() }
    }

    /// What of it is text; equal ones have equal texts.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    fn add(&mut self, argument: &Argument) {
        match argument {
            Argument::Plain(node) => write_node(node, &mut self.text),
            Argument::Object(object) => {
                self.text.push('@');
                self.objects.push(object.clone());
            }
            Argument::Handler(name) => {
                self.text.push_str("handler ");
                write_node(&Node::scalar(name.clone(), None), &mut self.text);
            }
            Argument::Configured(what) => self.text.push_str(what),
        }
    }
}

impl PartialEq for Identity {
    fn eq(&self, other: &Identity) -> bool {
        let makers = || self.made_by.iter().zip(&other.made_by).all(|(a, b)| a.is_same(b));
        let objects = || self.objects.iter().zip(&other.objects).all(|(a, b)| a.is_same(b));
        let counts = |it: &Identity| (it.made_by.len(), it.objects.len());
        self.text == other.text && counts(self) == counts(other) && makers() && objects()
    }
}

/// Whether one of the arguments may mean the handler of this name.
pub(super) fn mentions(args: &Arguments<'_>, handler: &Value<'static>) -> bool {
    let names = |node: &Node| node.as_scalar() == Some(handler);
    args.iter().any(|(_, argument)| match argument {
        Argument::Handler(name) => name == handler,
        Argument::Plain(node) => names(node) || node.as_items().is_some_and(|items| items.iter().any(names)),
        Argument::Object(_) | Argument::Configured(_) => false,
    })
}

/// The value as Python would show it: `1`, `True` and `1.0` are equal there, and do not mean the same here.
fn write_node(node: &Node, out: &mut String) {
    static UNWRITABLE: AtomicU64 = AtomicU64::new(0);
    if write_repr(&node.to_value(), out).is_err() {
        // Too long to be compared: like nothing else.
        let _ = write!(out, "?{}", UNWRITABLE.fetch_add(1, Ordering::Relaxed));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::factories::Registry;

    fn identity(class: &str, args: &[(&str, Value<'static>)]) -> Identity {
        let mut given = Arguments::new(class, "", None);
        for (name, value) in args {
            given.insert((*name).to_owned(), Argument::Plain(Node::scalar(value.clone(), None)), None);
        }
        let factory = Registry::global().class(class).unwrap();
        Identity::of(&factory, &given)
    }

    #[test]
    fn equal_arguments_in_any_order_are_the_same_object() {
        let class = "logging.FileHandler";
        let one = identity(class, &[("filename", "a.log".into()), ("mode", "a".into())]);
        assert!(one == identity(class, &[("mode", "a".into()), ("filename", "a.log".into())]));
        assert!(one != identity(class, &[("filename", "a.log".into())]));
        assert!(
            one != identity(
                "logging.handlers.WatchedFileHandler",
                &[("filename", "a.log".into()), ("mode", "a".into())]
            )
        );
    }

    #[test]
    fn values_that_python_calls_equal_are_not_the_same_argument() {
        let class = "logging.FileHandler";
        let delay = |value: Value<'static>| identity(class, &[("filename", "a.log".into()), ("delay", value)]);
        assert!(delay(Value::Bool(true)) == delay(Value::Bool(true)));
        assert!(delay(Value::Bool(true)) != delay(Value::Int(1)));
        assert!(delay(Value::Int(1)) != delay(Value::Float(1.0)));
    }

    #[test]
    fn a_text_cannot_look_like_another_argument() {
        let class = "logging.FileHandler";
        let one = identity(class, &[("filename", "a\nmode='w'".into())]);
        assert!(one != identity(class, &[("filename", "a".into()), ("mode", "w".into())]));
    }

    #[test]
    fn a_constructor_that_was_registered_anew_makes_another_object() {
        let registry = Registry::new();
        let args = Arguments::new("own.Handler", "", None);
        let of = || {
            registry.handler("own.Handler", |_| Ok(crate::NullHandler));
            Identity::of(&registry.class("own.Handler").unwrap(), &args)
        };
        let first = of();
        assert!(first == first.clone());
        assert!(first != of());
    }
}
