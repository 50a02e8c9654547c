//! The handlers that ship with sawlog, one a file.

mod buffering;
mod encoding;
mod file;
pub(crate) mod file_name;
mod memory;
mod null;
mod open_mode;
mod stream;
mod terminal;
mod text_file;
mod write_counted;

pub use buffering::{Buffering, BufferingHandler, BufferingHandlerBuilder, Discard, Filled, Records};
pub use encoding::{EncodeErrors, Encoding, EncodingError};
pub use file::{FileHandler, FileHandlerBuilder};
pub use memory::{MemoryHandler, MemoryHandlerBuilder};
pub use null::NullHandler;
pub use open_mode::{OpenMode, OpenModeError};
pub use stream::{Stream, StreamHandler, StreamHandlerBuilder};
pub use terminal::{When, WhenError};
