//! What the names in a configuration stand for: class paths and their constructors, live objects, aliases.
//!
//! Nothing is ever imported: a name means something because it is registered. Python's own class paths are from the
//! start.

use std::any::Any;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, LazyLock, RwLock};

#[cfg(not(all(feature = "http", feature = "nats", feature = "smtp", feature = "zmq")))]
mod absent;
mod arguments;
mod builtin;
mod django;
mod filters;
mod formatters;
mod handlers;
mod lookup;
mod parameters;
mod properties;
mod queues;

pub use arguments::Arguments;
pub(super) use arguments::{Argument, BuiltHandlers};
pub(super) use handlers::{Making, Needed, Opens, Prepared, QueueEnd, Reach, WAYS, reads};
pub(super) use parameters::{Kind, Parameter, Passing, Signature, taken_by};
pub(super) use queues::QueueFactory;

use super::error::ConfigError;
use crate::filter::{Filter, SharedFilter};
use crate::fork;
use crate::format::Formatter;
use crate::handler::{HandlerRef, IntoHandler};
use crate::handlers::{RecordQueue, Stream};
use crate::value::Value;

/// Why a constructor refuses: any error; a [`ConfigError`] keeps its place.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Class paths and names that configurations may use. Clones share one registry.
///
/// ```
/// use sawlog::config::{Configurator, Document, Format, Registry};
/// use sawlog::{LogRecord, Manager, Verdict};
///
/// struct Only(String);
/// impl sawlog::Filter for Only {
///     fn filter(&self, record: &mut LogRecord<'_>) -> Verdict {
///         (record.name() == self.0).into()
///     }
/// }
///
/// let registry = Registry::new();
/// registry.filter("project.logging.SpecialFilter", |args| Ok(Only(args.require_text("foo")?)));
///
/// let text = "
/// version: 1
/// filters: {special: {(): project.logging.SpecialFilter, foo: bar}}
/// handlers: {nowhere: {class: logging.NullHandler, filters: [special]}}
/// root: {handlers: [nowhere]}
/// ";
/// let manager = Manager::new();
/// let document = Document::parse(text, Format::Yaml)?;
/// Configurator::new(&manager).registry(&registry).configure(&document)?;
/// assert_eq!(manager.root().handlers()[0].filters().len(), 1);
/// # Ok::<(), sawlog::config::ConfigError>(())
/// ```
///
/// # Python
/// What `importlib` and `getattr` find for `class`, `()` and `ext://`.
#[derive(Clone)]
pub struct Registry(Arc<RwLock<Names>>);

#[derive(Default)]
struct Names {
    factories: HashMap<String, Factory>,
    /// What those of the constructors take that have said so.
    signatures: HashMap<String, Signature>,
    objects: HashMap<String, Object>,
    aliases: HashMap<String, String>,
    /// The parameters of the program's own classes, in order.
    parameters: HashMap<String, Vec<String>>,
}

impl Default for Registry {
    fn default() -> Registry {
        Registry::new()
    }
}

impl Registry {
    /// One that knows Python's class paths, and nothing of the program's own.
    pub fn new() -> Registry {
        let registry = Registry(Arc::default());
        builtin::register(&registry);
        registry
    }

    /// The process's own, which [`dict_config`](crate::dict_config) uses.
    pub fn global() -> &'static Registry {
        static GLOBAL: LazyLock<Registry> = LazyLock::new(Registry::new);
        let _within = fork::enter();
        &GLOBAL
    }

    /// Has a class path stand for a handler of the program's own.
    ///
    /// The constructor is called once for each handler of a configuration that names the path, after the whole
    /// configuration has been checked and before anything changes. A key that it asks nothing about is refused.
    pub fn handler<F, H>(&self, class_path: &str, constructor: F)
    where
        F: Fn(&mut Arguments<'_>) -> Result<H, BoxError> + Send + Sync + 'static,
        H: IntoHandler,
    {
        let make = move |args: &mut Arguments<'_>| constructor(args).map(IntoHandler::into_handler);
        self.add_own(class_path, Factory::Handler(HandlerFactory::Own(Arc::new(make))));
    }

    /// Has a class path stand for a filter of the program's own; called as for [`handler`](Registry::handler).
    pub fn filter<F, T>(&self, class_path: &str, constructor: F)
    where
        F: Fn(&mut Arguments<'_>) -> Result<T, BoxError> + Send + Sync + 'static,
        T: Filter + 'static,
    {
        let make = move |args: &mut Arguments<'_>| constructor(args).map(|filter| Arc::new(filter) as SharedFilter);
        self.add_own(class_path, Factory::Filter { make: Arc::new(make), pure: false });
    }

    /// Has a class path stand for a formatter of the program's own; called as for [`handler`](Registry::handler).
    ///
    /// What the key `format` says is the argument `fmt`, as in Python.
    pub fn formatter<F, T>(&self, class_path: &str, constructor: F)
    where
        F: Fn(&mut Arguments<'_>) -> Result<T, BoxError> + Send + Sync + 'static,
        T: Formatter + 'static,
    {
        let make = move |args: &mut Arguments<'_>| constructor(args).map(|it| Arc::new(it) as Arc<dyn Formatter>);
        self.add_own(class_path, Factory::Formatter { make: Arc::new(make), pure: false });
    }

    /// Has a class path stand for a queue of the program's own, which a configuration names under `queue` of a
    /// `logging.handlers.QueueHandler`; called as for [`handler`](Registry::handler).
    ///
    /// ```
    /// use sawlog::BoundedQueue;
    /// sawlog::config::Registry::global().queue_class("shop.Queue", |args| {
    ///     let size = args.integer("size")?.unwrap_or(1000);
    ///     Ok(BoundedQueue::new(usize::try_from(size)?))
    /// });
    /// // queue: {(): shop.Queue, size: 500}
    /// ```
    pub fn queue_class<F, Q>(&self, class_path: &str, constructor: F)
    where
        F: Fn(&mut Arguments<'_>) -> Result<Q, BoxError> + Send + Sync + 'static,
        Q: RecordQueue,
    {
        let make =
            move |args: &mut Arguments<'_>| constructor(args).map(|queue| Arc::new(queue) as Arc<dyn RecordQueue>);
        self.add_own(class_path, Factory::Queue(QueueFactory::Own(Arc::new(make))));
    }

    /// Has one class path mean another.
    ///
    /// ```
    /// let registry = sawlog::config::Registry::new();
    /// registry.alias("project.logging.ConsoleHandler", "logging.StreamHandler");
    /// ```
    pub fn alias(&self, class_path: &str, meant: &str) {
        self.write(|names| names.aliases.insert(class_path.to_owned(), meant.to_owned()));
    }

    /// Says which parameters the constructor of a class of the program's own has, in order, so that an INI file can give
    /// arguments without their names.
    ///
    /// ```
    /// use sawlog::NullHandler;
    /// use sawlog::config::{Document, Format, Registry, check};
    ///
    /// let registry = Registry::new();
    /// registry.handler("project.Pager", |args| {
    ///     args.require_text("number")?;
    ///     Ok(NullHandler)
    /// });
    /// registry.parameters("project.Pager", ["number", "urgent"]);
    /// let text = "
    /// [loggers]
    /// keys = root
    /// [handlers]
    /// keys = pager
    /// [formatters]
    /// keys =
    /// [logger_root]
    /// handlers = pager
    /// [handler_pager]
    /// class = project.Pager
    /// args = ('+44 20 7946 0000',)
    /// ";
    /// check(&Document::parse(text, Format::Ini)?, &registry).unwrap();
    /// # Ok::<(), sawlog::config::ConfigError>(())
    /// ```
    pub fn parameters<N: Into<String>>(&self, class_path: &str, names: impl IntoIterator<Item = N>) {
        let parameters: Vec<String> = names.into_iter().map(Into::into).collect();
        self.write(|names| names.parameters.insert(class_path.to_owned(), parameters));
    }

    /// Has `ext://name` stand for a plain value.
    pub fn value(&self, name: &str, value: impl Into<Value<'static>>) {
        self.add_object(name, Object::Value(value.into()));
    }

    /// Has `ext://name` stand for a stream; the function is called for each handler that writes to it.
    pub fn stream(&self, name: &str, stream: impl Fn() -> Stream + Send + Sync + 'static) {
        self.add_object(name, Object::Stream(Arc::new(stream)));
    }

    /// Has `ext://name` stand for a live object, which constructors get by [`Arguments::object`].
    ///
    /// ```
    /// use std::sync::{Arc, mpsc::sync_channel};
    /// let (jobs, _) = sync_channel::<String>(100);
    /// sawlog::config::Registry::new().object("jobs_queue", Arc::new(jobs));
    /// ```
    pub fn object(&self, name: &str, object: Arc<dyn Any + Send + Sync>) {
        self.add_object(name, Object::Live(object));
    }

    /// Has `ext://name` stand for a queue, for the key `queue` of a `logging.handlers.QueueHandler`.
    ///
    /// ```
    /// use std::sync::Arc;
    /// let queue = Arc::new(sawlog::BoundedQueue::default());
    /// sawlog::config::Registry::new().queue("shop.records", queue);
    /// ```
    pub fn queue(&self, name: &str, queue: Arc<dyn RecordQueue>) {
        self.add_object(name, Object::Live(Arc::new(SharedQueue(queue))));
    }

    fn add(&self, class_path: &str, factory: Factory, signature: Signature) {
        self.write(|names| {
            names.signatures.insert(class_path.to_owned(), signature);
            names.factories.insert(class_path.to_owned(), factory)
        });
    }

    fn add_own(&self, class_path: &str, factory: Factory) {
        self.write(|names| {
            names.signatures.remove(class_path);
            names.factories.insert(class_path.to_owned(), factory)
        });
    }

    fn add_object(&self, name: &str, object: Object) {
        self.write(|names| names.objects.insert(name.to_owned(), object));
    }

    fn write<R>(&self, change: impl FnOnce(&mut Names) -> Option<R>) {
        let former = change(&mut fork::write(&self.0));
        // Foreign code may be dropped with it: not under the lock.
        drop(former);
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = fork::read(&self.0);
        let (classes, objects) = (names.factories.len(), names.objects.len());
        write!(f, "<Registry of {classes} classes and {objects} objects>")
    }
}

/// A queue that was registered.
pub(super) struct SharedQueue(pub(super) Arc<dyn RecordQueue>);

/// Makes a stream for a handler.
pub type MakeStream = Arc<dyn Fn() -> Stream + Send + Sync>;

/// A constructor.
pub(super) type Make<T> = Arc<dyn Fn(&mut Arguments<'_>) -> Result<T, BoxError> + Send + Sync>;

/// What makes the objects of one class.
#[derive(Clone)]
pub(super) enum Factory {
    /// `pure` ones do nothing but make the value, and are called to check a configuration.
    Formatter {
        make: Make<Arc<dyn Formatter>>,
        pure: bool,
    },
    Filter {
        make: Make<SharedFilter>,
        pure: bool,
    },
    Handler(HandlerFactory),
    Queue(QueueFactory),
}

impl Factory {
    fn handler(prepare: Prepare) -> Factory {
        Factory::Handler(HandlerFactory::Builtin(prepare))
    }

    pub(super) fn kind(&self) -> &'static str {
        match self {
            Factory::Formatter { .. } => "formatter",
            Factory::Filter { .. } => "filter",
            Factory::Handler(_) => "handler",
            Factory::Queue(_) => "queue",
        }
    }

    /// Whether it is the program's own.
    pub(super) fn is_own(&self) -> bool {
        match self {
            Factory::Formatter { pure, .. } | Factory::Filter { pure, .. } => !pure,
            Factory::Handler(factory) => matches!(factory, HandlerFactory::Own(_)),
            Factory::Queue(factory) => matches!(factory, QueueFactory::Own(_)),
        }
    }

    /// Whether the two are the same constructor of the program's own.
    pub(super) fn is_same(&self, other: &Factory) -> bool {
        match (self, other) {
            (Factory::Formatter { make: a, .. }, Factory::Formatter { make: b, .. }) => Arc::ptr_eq(a, b),
            (Factory::Filter { make: a, .. }, Factory::Filter { make: b, .. }) => Arc::ptr_eq(a, b),
            (Factory::Handler(HandlerFactory::Own(a)), Factory::Handler(HandlerFactory::Own(b))) => Arc::ptr_eq(a, b),
            (Factory::Queue(QueueFactory::Own(a)), Factory::Queue(QueueFactory::Own(b))) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }
}

impl fmt::Debug for Factory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<constructor of a {}>", self.kind())
    }
}

/// Checks the arguments of a handler.
type Prepare = fn(&mut Arguments<'_>) -> Result<Prepared, ConfigError>;

#[derive(Clone)]
pub(super) enum HandlerFactory {
    /// Checks its arguments first and does nothing that can be seen before it is told to.
    Builtin(Prepare),
    Own(Make<HandlerRef>),
}

/// What an `ext://` name stands for.
#[derive(Clone)]
pub(super) enum Object {
    Value(Value<'static>),
    Stream(MakeStream),
    Live(Arc<dyn Any + Send + Sync>),
    Class(String),
}

impl Object {
    /// Whether the two are one object.
    pub(super) fn is_same(&self, other: &Object) -> bool {
        match (self, other) {
            (Object::Value(a), Object::Value(b)) => a == b,
            (Object::Stream(a), Object::Stream(b)) => Arc::ptr_eq(a, b),
            (Object::Live(a), Object::Live(b)) => Arc::ptr_eq(a, b),
            (Object::Class(a), Object::Class(b)) => a == b,
            _ => false,
        }
    }
}

impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Object::Value(value) => value.fmt(f),
            Object::Stream(_) => f.write_str("<stream>"),
            Object::Live(_) => f.write_str("<object>"),
            Object::Class(path) => write!(f, "<class {path}>"),
        }
    }
}
