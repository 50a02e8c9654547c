//! `logging.handlers.QueueHandler`, with its queue and its listener.

use std::sync::Arc;

use super::{Needed, Prepared};
use crate::config::error::{ConfigError, ConfigErrorKind};
use crate::config::factories::parameters::{Kind, Parameter, Signature};
use crate::config::factories::queues::{self, QueueWay};
use crate::config::factories::{Argument, Arguments, Object};
use crate::config::queued;
use crate::handler::HandlerRef;
use crate::handlers::{QueueHandler, QueueListener};

/// What [`queue_handler`] takes.
pub(in crate::config::factories) const QUEUE: Signature = &[&[
    Parameter::optional("queue", Kind::Queue, "The queue: one of the program's, or how to make one."),
    Parameter::keyword("listener", Kind::OneOf(LISTENERS), "The class of what takes records out of the queue."),
    Parameter::keyword("handlers", Kind::Handlers, "The handlers that the listener gives the records to."),
    Parameter::keyword("respect_handler_level", Kind::Truth, "Whether the levels of those handlers count."),
    Parameter::ours("queueSize", Kind::Integer, "How many records the queue takes, if it is not given: 65,536."),
    Parameter::ours("whenFull", Kind::Such(WAYS), "What becomes of a record for which there is no room."),
    Parameter::ours("structured", Kind::Truth, "Whether exceptions stay apart from messages."),
]];

const LISTENERS: &[&str] = &["logging.handlers.QueueListener", "sawlog.QueueListener"];
pub(in crate::config) const WAYS: &[&str] = &["drop newest", "drop oldest", "drop below WARNING", "block", "block 0.5"];
/// `logging.handlers.QueueHandler(queue, listener, handlers, respect_handler_level)`, as `dictConfig` takes it since Python 3.12; by
/// our own name also `queueSize`, `whenFull` and `structured`.
pub(in crate::config::factories) fn queue_handler(args: &mut Arguments<'_>) -> Result<Prepared, ConfigError> {
    let is_ours = args.class().starts_with("sawlog.");
    let (size, when_full, structured) = match is_ours {
        true => (queued::capacity(args)?, queued::when_full(args)?, args.truth("structured")?.unwrap_or(false)),
        false => Default::default(),
    };
    let queue = queues::given(args, size)?;
    listener(args)?;
    let respect = args.truth("respect_handler_level")?.unwrap_or(false);
    let needs: Vec<Needed> = args.handlers_needed("handlers")?;
    fits(args, queue.way, !needs.is_empty())?;
    let names: Vec<_> = needs.iter().map(|needed| needed.name.clone()).collect();
    // Who takes records out has the place to itself; who puts them in goes where it is.
    let reach = if needs.is_empty() { &queue.puts } else { &queue.takes };
    let (reach, own_class) = (reach.clone(), queue.own_class.clone());
    let (end, excess) = (queue.end, queue.excess.clone());
    let prepared = Prepared::new(reach, move |making| {
        let queue = queue.make()?;
        let mut builder = QueueHandler::builder(Arc::clone(&queue)).when_full(when_full).structured(structured);
        let handlers: Vec<HandlerRef> = names.iter().filter_map(|name| making.handler(name)).collect();
        if !handlers.is_empty() {
            let listener = QueueListener::builder(queue).respect_handler_level(respect);
            let listener = handlers.into_iter().fold(listener, |listener, handler| listener.handler(handler)).build();
            // A reload makes the new one before it ends the former one, and both may have the program's queue.
            // DIFFERENCE: Python leaves it to the program to start the listener of a configuration.
            listener.start_in_turn().map_err(std::io::Error::other)?;
            builder = builder.listener(Arc::new(listener));
        }
        Ok(builder.build().erase())
    });
    Ok(prepared.needing(needs).putting_into(end).exceeding(excess).with_class(own_class))
}

/// Refuses handlers behind a queue out of which nothing comes, and a queue that only takes without any.
fn fits(args: &Arguments<'_>, way: QueueWay, has_handlers: bool) -> Result<(), ConfigError> {
    let why = |key, why: &str, hint| Err(args.error(key, why).with_hint(hint));
    match way {
        QueueWay::Puts if has_handlers => {
            why("handlers", "nothing comes out of a queue that only sends", "a socket of the kind pull or sub takes")
        }
        QueueWay::Takes if !has_handlers => why(
            "queue",
            "what is put into a queue that only takes goes nowhere",
            "name under `handlers` who gets what it takes; a socket of the kind push or pub sends",
        ),
        _ => Ok(()),
    }
}

/// There is one class of listeners.
fn listener(args: &mut Arguments<'_>) -> Result<(), ConfigError> {
    let path = match args.take("listener") {
        None => return Ok(()),
        Some((Argument::Object(Object::Class(path)), _)) => Some(path),
        Some((Argument::Plain(node), _)) => node.as_str().map(str::to_owned),
        Some(_) => None,
    };
    match path {
        Some(path) if LISTENERS.contains(&path.as_str()) => Ok(()),
        Some(path) => Err(args.error_of("listener", ConfigErrorKind::Unresolved(path))),
        None => Err(args.error("listener", "this is no class of listeners")),
    }
    .map_err(|error| error.with_hint("there is logging.handlers.QueueListener; a program makes others itself"))
}
