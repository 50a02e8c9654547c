//! `logging.handlers.QueueHandler`, with its queue and its listener.

use std::sync::Arc;

use super::{Needed, Prepared, QueueEnd, Reach};
use crate::config::error::{ConfigError, ConfigErrorKind};
use crate::config::factories::parameters::{Kind, Parameter, Signature};
use crate::config::factories::{Argument, Arguments, Object, SharedQueue};
use crate::config::node::{Mapping, Node};
use crate::config::queued;
use crate::handler::HandlerRef;
use crate::handlers::{BoundedQueue, QueueHandler, QueueListener, RecordQueue};
use crate::value::Value;

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
/// Python's queues, each of which is ours here.
const QUEUES: &[&str] = &[
    "queue.Queue",
    "queue.SimpleQueue",
    "multiprocessing.Queue",
    "multiprocessing.queues.Queue",
    "asyncio.Queue",
    "sawlog.BoundedQueue",
];

/// `logging.handlers.QueueHandler(queue, listener, handlers, respect_handler_level)`, as `dictConfig` takes it since Python 3.12; by
/// our own name also `queueSize`, `whenFull` and `structured`.
pub(in crate::config::factories) fn queue_handler(args: &mut Arguments<'_>) -> Result<Prepared, ConfigError> {
    let is_ours = args.class().starts_with("sawlog.");
    let (size, when_full, structured) = match is_ours {
        true => (queued::capacity(args)?, queued::when_full(args)?, args.truth("structured")?.unwrap_or(false)),
        false => Default::default(),
    };
    let queue = queue(args, size)?;
    let (excess, end) = (queue.excess(args), queue.end());
    listener(args)?;
    let respect = args.truth("respect_handler_level")?.unwrap_or(false);
    let needs: Vec<Needed> = args.handlers_needed("handlers")?;
    let names: Vec<_> = needs.iter().map(|needed| needed.name.clone()).collect();
    let prepared = Prepared::new(Reach::Nothing, move |making| {
        let queue = queue.get();
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
    Ok(prepared.needing(needs).putting_into(end).exceeding(excess))
}

/// Where the queue comes from.
enum Source {
    Made(usize),
    Shared(Arc<dyn RecordQueue>),
}

impl Source {
    fn end(&self) -> QueueEnd {
        match self {
            Source::Made(_) => QueueEnd::Own,
            Source::Shared(_) => QueueEnd::Others,
        }
    }

    /// Why only a configuration that may do everything may have it, if so.
    fn excess(&self, args: &Arguments<'_>) -> Option<ConfigError> {
        let Source::Made(capacity) = self else { return None };
        let key = if args.names().iter().any(|name| name == "queue") { "queue" } else { "queueSize" };
        queued::excess(args, key, *capacity)
    }

    fn get(&self) -> Arc<dyn RecordQueue> {
        match self {
            Source::Made(capacity) => Arc::new(BoundedQueue::new(*capacity)),
            Source::Shared(queue) => Arc::clone(queue),
        }
    }
}

fn queue(args: &mut Arguments<'_>, size: usize) -> Result<Source, ConfigError> {
    let hint = "a class such as queue.Queue, {\"()\": queue.Queue, maxsize: 1000}, or the ext:// name of a queue that was \
                given to Registry::queue";
    let refused = |args: &Arguments<'_>, kind| args.error_of("queue", kind).with_hint(hint);
    match args.take("queue") {
        None => Ok(Source::Made(size)),
        Some((Argument::Object(Object::Live(object)), _)) => match object.downcast::<SharedQueue>() {
            Ok(queue) => Ok(Source::Shared(Arc::clone(&queue.0))),
            Err(_) => Err(refused(args, ConfigErrorKind::Value("the object is no queue of records".to_owned()))),
        },
        Some((Argument::Plain(node), _)) => {
            if let Some(path) = node.as_str() {
                return known(path).map(|()| Source::Made(size)).map_err(|kind| refused(args, kind));
            }
            match node.as_mapping() {
                Some(mapping) => maxsize(mapping).map(Source::Made).map_err(|kind| refused(args, kind)),
                None => Err(refused(args, wrong("a queue", &node))),
            }
        }
        Some(_) => Err(refused(args, ConfigErrorKind::Value("this is no queue".to_owned()))),
    }
}

fn known(path: &str) -> Result<(), ConfigErrorKind> {
    if QUEUES.contains(&path) { Ok(()) } else { Err(ConfigErrorKind::Unresolved(path.to_owned())) }
}

/// The size that a mapping gives, which names a queue's class under `()`.
fn maxsize(mapping: &Mapping) -> Result<usize, ConfigErrorKind> {
    let mut size = 0;
    let mut is_named = false;
    for (key, entry) in mapping {
        match (key.as_str(), entry.node.as_scalar()) {
            (Some("()"), Some(Value::Str(path))) => {
                known(path)?;
                is_named = true;
            }
            // Python's queues are without bound from 0 down; ours has its usual one then.
            (Some("maxsize"), Some(Value::Int(number))) => size = usize::try_from(*number).unwrap_or(0),
            (Some("maxsize"), _) => return Err(wrong("an integer for maxsize", &entry.node)),
            (key, _) => {
                return Err(ConfigErrorKind::Value(format!("{:?} is no argument of a queue", key.unwrap_or_default())));
            }
        }
    }
    let largest = BoundedQueue::MAX_CAPACITY;
    match is_named {
        false => Err(ConfigErrorKind::MissingKey("()".to_owned())),
        true if size > largest => {
            Err(ConfigErrorKind::Value(format!("a queue takes {largest} records at most, not {size}")))
        }
        true => Ok(size),
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

fn wrong(expected: &str, node: &Node) -> ConfigErrorKind {
    ConfigErrorKind::Type { expected: expected.to_owned(), found: node.type_name().into_owned() }
}
