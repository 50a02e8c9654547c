//! Python's logging system for Rust.
pub mod clock;
pub mod config;
mod error;
mod filter;
pub mod format;
mod global;
pub mod handler;
mod handlers;
mod level;
mod logger;
mod macros;
mod manager;
mod platform;
mod record;
mod scratch;
mod snapshot;
pub mod strftime;
pub mod value;
pub mod wire;

pub use error::{EmitError, FormatError, LevelError, RecordError};
pub use filter::{Filter, FilterFn, NameFilter, SharedFilter, Verdict};
pub use format::Formatter;
pub use global::{disable, get_logger, manager, root, set_last_resort, set_logger_factory, set_record_factory};
pub use handler::{
    ErrorPolicy, Handler, HandlerBase, HandlerRef, IntoHandler, get_handler_by_name, get_handler_names, shutdown,
};
pub use handlers::{
    EncodeErrors, Encoding, EncodingError, FileHandler, FileHandlerBuilder, NullHandler, OpenMode, OpenModeError,
    Stream, StreamHandler, StreamHandlerBuilder,
};
pub use level::{IntoLevel, Level, add_level_name, get_level_names_mapping};
pub use logger::{Event, Logger};
#[doc(hidden)]
pub use macros::__private;
pub use macros::LogTarget;
pub use manager::{LoggerFactory, Manager, RecordFactory};
pub use record::{
    Attribute, CallSite, ExceptionInfo, LogRecord, RecordArgs, make_log_record, process_name, set_process_name,
};
pub use value::{Args, Value};
