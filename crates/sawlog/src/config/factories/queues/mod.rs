//! Queues of a configuration: `queue: {(): CLASS, …}` of a `QueueHandler`, by class paths of Python's, ours, and the program's.
//!
//! Each class has a constructor and a table of what it takes, one a file; [`CLASSES`] names them.

use std::io;
use std::sync::Arc;

use super::handlers::{QueueEnd, Reach};
use super::parameters::{Signature, by_position};
use super::{Argument, Arguments, Factory, Make, Object, SharedQueue};
use crate::config::error::{ConfigError, ConfigErrorKind};
use crate::config::node::{Mapping, Node};
use crate::config::place::join;
use crate::config::queued;
use crate::handlers::{BoundedQueue, RecordQueue};
use crate::value::Value;

#[cfg(not(all(feature = "nats", feature = "zmq")))]
mod absent;
mod bounded;
#[cfg(feature = "nats")]
mod nats;
mod unix;
#[cfg(feature = "zmq")]
mod zmq;

#[cfg(not(feature = "zmq"))]
use absent as zmq;

#[cfg(not(feature = "nats"))]
use absent as nats;

/// The classes that are known from the start.
pub(super) const CLASSES: &[(&str, PrepareQueue, Signature)] = &[
    // Python's, each of which is ours here.
    ("queue.Queue", bounded::bounded, bounded::BOUNDED),
    ("queue.SimpleQueue", bounded::bounded, bounded::BOUNDED),
    ("multiprocessing.Queue", bounded::bounded, bounded::BOUNDED),
    ("multiprocessing.queues.Queue", bounded::bounded, bounded::BOUNDED),
    ("asyncio.Queue", bounded::bounded, bounded::BOUNDED),
    ("sawlog.BoundedQueue", bounded::bounded, bounded::BOUNDED),
    ("sawlog.NatsQueue", nats::nats, nats::NATS),
    ("sawlog.ZmqQueue", zmq::zmq, zmq::ZMQ),
    ("sawlog.UnixQueue", unix::unix, unix::UNIX),
];

/// Checks the arguments of a queue.
pub(in crate::config) type PrepareQueue = fn(&mut Arguments<'_>) -> Result<PreparedQueue, ConfigError>;

/// What makes the queues of a class.
#[derive(Clone)]
pub(in crate::config) enum QueueFactory {
    /// Checks its arguments first and does nothing that can be seen before it is told to.
    Builtin(PrepareQueue),
    Own(Make<Arc<dyn RecordQueue>>),
}

/// A queue whose arguments are right, before anything is done that can be seen.
pub(in crate::config) struct PreparedQueue {
    /// What its putting end reaches, outside of the process.
    pub(super) puts: Reach,
    /// What its taking end reaches.
    pub(super) takes: Reach,
    /// The class of the program's own that makes it, if one does.
    pub(super) own_class: Option<String>,
    /// Who can take records out of it.
    pub(super) end: QueueEnd,
    /// Why only a configuration that may do everything may have it, if so.
    pub(super) excess: Option<ConfigError>,
    /// Which of its ends this process can be.
    pub(super) way: QueueWay,
    make: Box<dyn Fn() -> io::Result<Arc<dyn RecordQueue>>>,
}

/// Which ends of a queue a process can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::config::factories) enum QueueWay {
    Both,
    /// It only sends what is put into it: nothing comes out of it here.
    #[cfg_attr(not(feature = "zmq"), allow(dead_code))]
    Puts,
    /// It only takes what others have sent: nothing goes from here to them.
    #[cfg_attr(not(feature = "zmq"), allow(dead_code))]
    Takes,
}

impl PreparedQueue {
    /// A queue, by what its two ends reach and how it is made.
    pub(super) fn new(
        puts: Reach,
        takes: Reach,
        make: impl Fn() -> io::Result<Arc<dyn RecordQueue>> + 'static,
    ) -> PreparedQueue {
        let (end, way) = (QueueEnd::Others, QueueWay::Both);
        PreparedQueue { puts, takes, own_class: None, end, excess: None, way, make: Box::new(make) }
    }

    /// The same, if it goes one way only.
    #[cfg_attr(not(feature = "zmq"), allow(dead_code))]
    fn going(self, way: QueueWay) -> PreparedQueue {
        PreparedQueue { way, ..self }
    }

    /// One of the program's, within the process.
    fn within(make: impl Fn() -> io::Result<Arc<dyn RecordQueue>> + 'static) -> PreparedQueue {
        PreparedQueue::new(Reach::Nothing, Reach::Nothing, make)
    }

    /// One between threads for this handler alone, whose size stands under `key`.
    fn sized(args: &Arguments<'_>, key: &str, size: usize) -> PreparedQueue {
        let make = move || Ok(Arc::new(BoundedQueue::new(size)) as Arc<dyn RecordQueue>);
        PreparedQueue { end: QueueEnd::Own, excess: queued::excess(args, key, size), ..PreparedQueue::within(make) }
    }

    pub(super) fn make(&self) -> io::Result<Arc<dyn RecordQueue>> {
        (self.make)()
    }
}

const HINT: &str = "a class such as queue.Queue, {\"()\": queue.Queue, maxsize: 1000}, {\"()\": sawlog.UnixQueue, path: …}, or the \
                    ext:// name of a queue that was given to Registry::queue";

/// The queue that the argument `queue` means; without one, a queue between threads of this size.
pub(super) fn given(args: &mut Arguments<'_>, size: usize) -> Result<PreparedQueue, ConfigError> {
    match args.take("queue") {
        None => Ok(PreparedQueue::sized(args, "queueSize", size)),
        Some((Argument::Object(Object::Live(object)), _)) => match object.downcast::<SharedQueue>() {
            Ok(queue) => Ok(PreparedQueue::within(move || Ok(Arc::clone(&queue.0)))),
            Err(_) => Err(refused(args, ConfigErrorKind::Value("the object is no queue of records".to_owned()))),
        },
        Some((Argument::Object(Object::Class(path)), _)) => of_class(args, &path, &Mapping::new(), size),
        Some((Argument::Plain(node), _)) => match (node.as_str(), node.as_mapping()) {
            (Some(path), _) => of_class(args, path, &Mapping::new(), size),
            (_, Some(mapping)) => match mapping.get(&Value::from("()")).and_then(|entry| entry.node.as_str()) {
                Some(path) => of_class(args, path, mapping, 0),
                None => Err(refused(args, ConfigErrorKind::MissingKey("()".to_owned()))),
            },
            _ => Err(refused(args, wrong("a queue", &node))),
        },
        Some(_) => Err(refused(args, ConfigErrorKind::Value("this is no queue".to_owned()))),
    }
}

/// A queue of a class, with what stands beside the class; by its class alone, one between threads has this size.
fn of_class(args: &Arguments<'_>, class: &str, given: &Mapping, size: usize) -> Result<PreparedQueue, ConfigError> {
    let known = args.registry().class(class);
    let factory = match known {
        Ok(Factory::Queue(factory)) => factory,
        Ok(other) => {
            let found = format!("that of a {}", other.kind());
            return Err(refused(args, ConfigErrorKind::Type { expected: "the class of a queue".to_owned(), found }));
        }
        Err(_) => return Err(refused(args, ConfigErrorKind::Unresolved(class.to_owned()))),
    };
    let mut own = arguments(args, class, given)?;
    let is_sized = || args.registry().signature(class).is_some_and(|it| by_position(it).eq(["maxsize"]));
    if size > 0 && own.names().is_empty() && is_sized() {
        own.insert("maxsize".to_owned(), Argument::Plain(Node::scalar(size as i64, None)), None);
    }
    match factory {
        QueueFactory::Builtin(prepare) => {
            let prepared = prepare(&mut own)?;
            own.finish()?;
            Ok(prepared)
        }
        QueueFactory::Own(make) => {
            let class = class.to_owned();
            let queue = PreparedQueue::within(move || {
                let mut own = own.with_handlers(None);
                let made = make(&mut own).map_err(io::Error::other)?;
                own.finish().map_err(io::Error::other)?;
                Ok(made)
            });
            Ok(PreparedQueue { own_class: Some(class), ..queue })
        }
    }
}

/// All keys but `()` as keyword arguments.
fn arguments(args: &Arguments<'_>, class: &str, given: &Mapping) -> Result<Arguments<'static>, ConfigError> {
    let path = join(args.path(), &Value::from("queue"));
    let mut own = Arguments::new(class, &path, args.position_of("queue"));
    for (key, entry) in given {
        match key.as_str() {
            Some("()") => {}
            Some(name) => own.insert(name.to_owned(), Argument::Plain(entry.node.clone()), entry.key_position),
            None => return Err(refused(args, ConfigErrorKind::Value("a key is no text".to_owned()))),
        }
    }
    own.set_trusted(args.trusts());
    own.set_registry(args.registry());
    Ok(own)
}

fn refused(args: &Arguments<'_>, kind: ConfigErrorKind) -> ConfigError {
    args.error_of("queue", kind).with_hint(HINT)
}

fn wrong(expected: &str, node: &Node) -> ConfigErrorKind {
    ConfigErrorKind::Type { expected: expected.to_owned(), found: node.type_name().into_owned() }
}
