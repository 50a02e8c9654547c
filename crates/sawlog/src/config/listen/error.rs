//! Why nothing can be listened at.

use std::io;
use std::path::PathBuf;

/// Why a listener cannot be started.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ListenError {
    /// The name cannot be found.
    #[error("cannot find {0}: {1}")]
    Find(String, #[source] io::Error),
    /// An address beyond the loopback, and no key.
    #[error(
        "{0} can be reached from other machines: configurations are taken there only with a key (or listen on the loopback, or at a Unix socket)"
    )]
    NoKey(String),
    /// Another program, or this one, listens there already.
    #[error("cannot listen at {0}: somebody listens there already")]
    InUse(String),
    /// The path of a Unix socket at which there is something else.
    #[error("cannot listen at {}: there is something that is no socket", .0.display())]
    NoSocket(PathBuf),
    /// A name that is no path, so that no mode protects it.
    #[error("cannot listen at a name without a path: no mode would protect it")]
    Abstract,
    /// The system refuses.
    #[error("cannot listen at {0}: {1}")]
    Listen(String, #[source] io::Error),
    /// The system gives no thread, or nothing to wake one with.
    #[error("cannot start to listen: {0}")]
    Start(#[source] io::Error),
}
