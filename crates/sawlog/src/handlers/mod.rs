//! The handlers that ship with sawlog, one a file.

mod encoding;
mod file;
pub(crate) mod file_name;
mod null;
mod open_mode;
mod rotating;
mod rotation;
mod stream;
mod terminal;
mod text_file;
mod timed;
mod watched;

pub use encoding::{EncodeErrors, Encoding, EncodingError};
pub use file::{FileHandler, FileHandlerBuilder};
pub use null::NullHandler;
pub use open_mode::{OpenMode, OpenModeError};
pub use rotating::{RotatingFileHandler, RotatingFileHandlerBuilder};
pub(crate) use rotation::UpkeepOptions;
pub use rotation::{
    BaseRotatingHandler, NameTemplate, NameTemplateError, Namer, NamerFn, Packing, PackingError, RolloverWhen,
    RolloverWhenError, Rotator, RotatorFn,
};
pub use stream::{Stream, StreamHandler, StreamHandlerBuilder};
pub use terminal::{When, WhenError};
pub use timed::{TimedRotatingFileHandler, TimedRotatingFileHandlerBuilder};
pub use watched::{WatchedFileHandler, WatchedFileHandlerBuilder};
