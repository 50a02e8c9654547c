//! The handlers that ship with sawlog, one a file.

mod buffering;
#[cfg(any(feature = "http", feature = "smtp"))]
mod certificates;
mod datagram;
mod encoding;
mod file;
pub(crate) mod file_name;
mod framing;
#[cfg(feature = "http")]
mod http;
mod journald;
mod memory;
mod null;
mod open_mode;
mod program;
mod queue;
mod rotating;
mod rotation;
#[cfg(feature = "smtp")]
mod smtp;
mod socket;
mod stream;
mod syslog;
mod terminal;
mod text_file;
mod timed;
mod watched;

pub use datagram::{DatagramHandler, DatagramHandlerBuilder, DatagramStats};
pub use encoding::{EncodeErrors, Encoding, EncodingError};
pub use file::{FileHandler, FileHandlerBuilder};
pub use journald::{JournaldHandler, JournaldHandlerBuilder};
mod write_counted;

pub(crate) use buffering::defaults as buffer_defaults;
pub use buffering::{Buffering, BufferingHandler, BufferingHandlerBuilder, Discard, Filled, Records};
#[cfg(any(feature = "http", feature = "smtp"))]
pub use certificates::CertificateError;
#[cfg(feature = "http")]
pub use http::{HTTPError, HTTPHandler, HTTPHandlerBuilder, HttpMethod, HttpMethodError};
pub use memory::{MemoryHandler, MemoryHandlerBuilder};
pub use null::NullHandler;
pub use open_mode::{OpenMode, OpenModeError};
pub(crate) use queue::behind;
pub use queue::{
    Ack, BoundedQueue, Copied, Full, HandleRecord, QueueError, QueueHandler, QueueHandlerBuilder, QueueLedger,
    QueueListener, QueueListenerBuilder, Queued, RecordQueue, RenderedRecord, UnixQueue, UnixQueueBuilder,
    UnixQueueStats, WhenFull, WhenFullError,
};
#[cfg(feature = "nats")]
pub use queue::{NatsError, NatsQueue, NatsQueueBuilder, NatsStats};
#[cfg(feature = "zmq")]
pub use queue::{ZmqError, ZmqQueue, ZmqQueueBuilder, ZmqStats};
pub use rotating::{RotatingFileHandler, RotatingFileHandlerBuilder};
pub(crate) use rotation::UpkeepOptions;
pub use rotation::{
    BaseRotatingHandler, NameTemplate, NameTemplateError, Namer, NamerFn, Packing, PackingError, RolloverWhen,
    RolloverWhenError, Rotator, RotatorFn,
};
#[cfg(feature = "smtp")]
pub use smtp::{SMTPError, SMTPHandler, SMTPHandlerBuilder, SmtpTls};
pub use socket::{SocketHandler, SocketHandlerBuilder};
pub use stream::{Stream, StreamHandler, StreamHandlerBuilder};
pub use syslog::{SocketKind, SysLogFormat, SysLogHandler, SysLogHandlerBuilder};
pub use terminal::{When, WhenError};
pub use timed::{TimedRotatingFileHandler, TimedRotatingFileHandlerBuilder};
pub use watched::{WatchedFileHandler, WatchedFileHandlerBuilder};
