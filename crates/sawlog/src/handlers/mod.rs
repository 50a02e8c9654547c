//! The handlers that ship with sawlog, one a file.

mod file;
mod null;
mod stream;

pub use file::{FileHandler, FileHandlerBuilder, OpenMode};
pub use null::NullHandler;
pub use stream::{Stream, StreamHandler, StreamHandlerBuilder};
