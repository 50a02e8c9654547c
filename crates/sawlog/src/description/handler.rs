//! What is told of one handler: how it is set, where it writes to, what it has lost.

use crate::handler::HandlerRef;
use crate::handlers::{
    BaseRotatingHandler, DatagramHandler, FileHandler, JournaldHandler, MemoryHandler, RotatingFileHandler,
    SocketHandler, StreamHandler, SysLogHandler, TimedRotatingFileHandler, WatchedFileHandler,
};
use crate::level::Level;

/// How many handlers behind one another are told of: a chain of buffers may be a ring.
const DEEPEST: usize = 8;

/// One handler.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HandlerDescription {
    /// Its type's name.
    pub class: String,
    /// Its name, if it has one.
    pub name: Option<String>,
    /// Records below this level are not taken.
    pub level: Level,
    /// What its formatter is called: the format string in quotes, or a type's name.
    pub formatter: Option<String>,
    /// What its filters are called, in order.
    pub filters: Vec<String>,
    /// The file, the stream or the peer that it writes to, if that is known.
    pub destination: Option<String>,
    /// How many records it could not emit.
    pub failures: u64,
    /// How many records it gave up that it had taken: of a backlog or a buffer. `None` if it keeps none.
    pub dropped: Option<u64>,
    /// How many records wait for its peer. `None` if none ever do.
    pub waiting: Option<usize>,
    /// The handler that it gives its records to.
    pub target: Option<Box<HandlerDescription>>,
}

impl HandlerDescription {
    /// Asks a handler.
    pub(super) fn of(handler: &HandlerRef) -> HandlerDescription {
        HandlerDescription::nested(handler, 1)
    }

    fn nested(handler: &HandlerRef, depth: usize) -> HandlerDescription {
        let memory = handler.downcast_ref::<MemoryHandler>();
        let link = handler
            .downcast_ref::<SocketHandler>()
            .map(SocketHandler::stats)
            .or_else(|| handler.downcast_ref::<SysLogHandler>()?.stats());
        let target = memory.and_then(MemoryHandler::target).filter(|_| depth < DEEPEST);
        HandlerDescription {
            class: handler.type_name().to_owned(),
            name: handler.name().map(|name| name.to_string()),
            level: handler.level(),
            formatter: handler.formatter().map(|formatter| formatter.description()),
            filters: handler.filters().iter().map(|filter| filter.description()).collect(),
            destination: destination(handler),
            failures: handler.failures(),
            dropped: link.map(|link| link.dropped).or(memory.map(MemoryHandler::dropped)),
            waiting: link.map(|link| link.waiting),
            target: target.map(|target| Box::new(HandlerDescription::nested(&target, depth + 1))),
        }
    }
}

fn destination(handler: &HandlerRef) -> Option<String> {
    let path = None
        .or_else(|| handler.downcast_ref().map(FileHandler::path))
        .or_else(|| handler.downcast_ref().map(WatchedFileHandler::path))
        .or_else(|| handler.downcast_ref().map(<RotatingFileHandler as BaseRotatingHandler>::path))
        .or_else(|| handler.downcast_ref().map(<TimedRotatingFileHandler as BaseRotatingHandler>::path))
        .or_else(|| handler.downcast_ref().map(JournaldHandler::path));
    let address = || {
        None.or_else(|| handler.downcast_ref().map(SocketHandler::address))
            .or_else(|| handler.downcast_ref().map(DatagramHandler::address))
            .or_else(|| handler.downcast_ref().map(SysLogHandler::address))
    };
    path.map(|path| path.display().to_string())
        .or_else(|| address().map(ToString::to_string))
        .or_else(|| handler.downcast_ref().and_then(StreamHandler::stream_name).map(str::to_owned))
}
