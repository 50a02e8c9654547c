//! Python's logging system for Rust.
pub mod clock;
mod error;
mod filter;
pub mod format;
mod level;
mod platform;
mod record;
mod scratch;
pub mod value;

pub use error::{EmitError, FormatError, LevelError};
pub use filter::{Filter, FilterFn, NameFilter, SharedFilter, Verdict};
pub use format::Formatter;
pub use level::{IntoLevel, Level, add_level_name, get_level_names_mapping};
pub use record::{
    Attribute, CallSite, ExceptionInfo, LogRecord, RecordArgs, make_log_record, process_name, set_process_name,
};
pub use value::{Args, Value};
