//! Python's logging system for Rust: dotted loggers whose levels change while the program runs, handlers, filters,
//! formatters, adapters, and `dictConfig` files that a Python program and a Rust one share.
//!
//! ```
//! use sawlog::{Level, StreamHandler, error, get_logger, info};
//!
//! let log = get_logger("shop.basket");
//! log.set_level("DEBUG")?;
//! log.add_handler(StreamHandler::builder().stdout().level(Level::INFO).build());
//!
//! info!(log, "put {} into {}", 3, "the basket");
//! info!(log, user = "sheila"; "logged in");
//! if let Err(error) = "x".parse::<i32>() {
//!     error!(log, exc = &error; "not a number");
//! }
//! # Ok::<(), sawlog::LevelError>(())
//! ```
//!
//! # The way of a record
//! A call whose level is below the logger's threshold ends at once: one load and a comparison. Any other builds a
//! [`LogRecord`] on the stack, shows it to the logger's [`Filter`]s and gives it to each [`Handler`] up the tree, as
//! far as `propagate` holds. A handler compares its level, asks its filters, has its [`Formatter`] write the text into a
//! reused buffer, and writes it to its sink. What fails goes to the handler's [`ErrorPolicy`]; the caller never sees it.
//!
//! # Forks
//! A process may fork while its threads log: the fork waits until no thread is within the library, a second at most, and
//! the child can log at once. What was kept in memory at that moment (in a queue, a buffer, a backlog) is for the parent to
//! write, and the child repeats none of it, however it ends. In the child connections are opened anew, a queue is empty and its
//! listener's thread is started again, each when it is first needed. Threads that watch, listen for configurations or
//! mail are not continued in the child. Locks of the program's own are its own affair, and so is a fork that runs no hooks
//! (`vfork`, `_Fork`, a bare `clone`).
//!
//! # Python
//! `logging`, `logging.handlers` and `logging.config`. CPython's behaviour is the specification; each public item says
//! under this heading what its counterpart is and where it differs.

mod adapter;
mod basic_config;
pub mod bridge;
mod capture;
pub mod clock;
pub mod config;
pub mod context;
mod description;
mod dispatch_handler;
mod env;
mod error;
mod filter;
mod fork;
pub mod format;
mod global;
mod guard;
pub mod handler;
mod handlers;
mod level;
mod log_target;
mod logger;
mod macros;
mod manager;
mod module_logger;
mod net;
mod panic_hook;
mod patience;
mod platform;
mod record;
mod scratch;
mod snapshot;
pub mod strftime;
mod temporary_level;
#[cfg(feature = "testkit")]
pub mod testkit;
mod tree;
pub mod value;
pub mod wire;

pub use adapter::{Call, Extra, ExtraFn, LoggerAdapter, ProcessCall, ProcessFn};
pub use basic_config::{BasicConfig, BasicConfigError};
pub use capture::{Captured, assert_no_logs, capture};
pub use description::{HandlerDescription, LoggerDescription, TreeDescription};
pub use dispatch_handler::DispatchHandler;
pub use env::{FromEnv, FromEnvError};
pub use error::{EmitError, FormatError, LevelError, RecordError};
pub use filter::{
    DuplicateFilter, DuplicateFilterBuilder, Filter, FilterFn, LevelRangeFilter, NameFilter, RateKey, RateLimitFilter,
    RateLimitFilterBuilder, SharedFilter, Verdict,
};
#[cfg(feature = "regex")]
pub use filter::{PatternError, RegexFilter};
pub use format::{
    BraceFormatter, BufferingFormatter, DollarFormatter, Formatter, JsonField, JsonFormatter, MessageFormatter,
    PercentFormatter, Style, StyledFormatter, Template, style_formatter,
};
pub use global::{
    basic_config, dict_config, dict_config_file, dict_config_str, disable, file_config, file_config_with, from_env,
    get_logger, init_from_env, manager, root, set_last_resort, set_logger_factory, set_record_factory,
};
pub use guard::Guard;
pub use handler::{
    ErrorPolicy, Handler, HandlerBase, HandlerRef, IntoHandler, get_handler_by_name, get_handler_names, shutdown,
};
#[cfg(any(feature = "http", feature = "smtp"))]
pub use handlers::CertificateError;
pub use handlers::{
    Ack, BaseRotatingHandler, BoundedQueue, Buffering, BufferingHandler, BufferingHandlerBuilder, Copied,
    DatagramHandler, DatagramHandlerBuilder, DatagramStats, Discard, EncodeErrors, Encoding, EncodingError,
    FileHandler, FileHandlerBuilder, Filled, Full, HandleRecord, JournaldHandler, JournaldHandlerBuilder,
    MemoryHandler, MemoryHandlerBuilder, NameTemplate, NameTemplateError, Namer, NamerFn, NullHandler, OpenMode,
    OpenModeError, Packing, PackingError, QueueError, QueueHandler, QueueHandlerBuilder, QueueLedger, QueueListener,
    QueueListenerBuilder, Queued, RecordQueue, Records, RenderedRecord, RolloverWhen, RolloverWhenError,
    RotatingFileHandler, RotatingFileHandlerBuilder, Rotator, RotatorFn, SocketHandler, SocketHandlerBuilder,
    SocketKind, Stream, StreamHandler, StreamHandlerBuilder, SysLogFormat, SysLogHandler, SysLogHandlerBuilder,
    TimedRotatingFileHandler, TimedRotatingFileHandlerBuilder, UnixQueue, UnixQueueBuilder, UnixQueueStats,
    WatchedFileHandler, WatchedFileHandlerBuilder, When, WhenError, WhenFull, WhenFullError,
};
#[cfg(feature = "http")]
pub use handlers::{HTTPError, HTTPHandler, HTTPHandlerBuilder, HttpMethod, HttpMethodError};
#[cfg(feature = "nats")]
pub use handlers::{NatsError, NatsQueue, NatsQueueBuilder, NatsStats};
#[cfg(feature = "smtp")]
pub use handlers::{SMTPError, SMTPHandler, SMTPHandlerBuilder, SmtpTls};
#[cfg(feature = "zmq")]
pub use handlers::{ZmqError, ZmqQueue, ZmqQueueBuilder, ZmqStats};
pub use level::{IntoLevel, Level, add_level_name, get_level_names_mapping};
pub use log_target::LogTarget;
pub use logger::{Event, Logger};
#[doc(hidden)]
pub use macros::__private;
pub use manager::Manager;
#[cfg(feature = "tls")]
pub use net::Tls;
pub use net::{Address, DropPolicy, LinkStats};
pub use panic_hook::log_panics;
pub use record::{
    Attribute, CallSite, ExceptionInfo, LogRecord, RecordArgs, make_log_record, process_name, set_process_name,
};
pub use tree::RecordFactory;
pub use value::{Args, Value};
