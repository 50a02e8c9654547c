//! The handlers that ship with sawlog, one a file.

#[cfg(any(feature = "http", feature = "smtp"))]
mod certificates;
mod encoding;
mod file;
pub(crate) mod file_name;
#[cfg(feature = "http")]
mod http;
mod null;
mod open_mode;
#[cfg(feature = "smtp")]
mod smtp;
mod stream;
mod terminal;
mod text_file;

#[cfg(any(feature = "http", feature = "smtp"))]
pub use certificates::CertificateError;
pub use encoding::{EncodeErrors, Encoding, EncodingError};
pub use file::{FileHandler, FileHandlerBuilder};
#[cfg(feature = "http")]
pub use http::{HTTPError, HTTPHandler, HTTPHandlerBuilder, HttpMethod, HttpMethodError};
pub use null::NullHandler;
pub use open_mode::{OpenMode, OpenModeError};
#[cfg(feature = "smtp")]
pub use smtp::{SMTPError, SMTPHandler, SMTPHandlerBuilder, SmtpTls};
pub use stream::{Stream, StreamHandler, StreamHandlerBuilder};
pub use terminal::{When, WhenError};
