//! Configurations and control requests from outside while the program runs: [`listen`].
//!
//! A client connects, sends one frame (its length in 4 bytes, big-endian, then so many bytes), and may read the answer
//! until the connection ends. A thread of its own reads from all connections (`serving`), a second one does what they ask,
//! one request after the other (`worker`): the frame is verified, read (`request`) and carried out (`answer`).
//!
//! # What a frame holds
//! - JSON, an object: a configuration for `dictConfig`.
//! - JSON, an object with the key `sawlog`: a control request.
//!   `{"sawlog": "level", "logger": "app.db", "level": "DEBUG", "for": 600}` sets a level, for so many seconds if `for` is there,
//!   as [`Manager::set_level_for`](crate::Manager::set_level_for) does; who may not do everything may set the levels of loggers
//!   that have been made already. `{"sawlog": "tree"}` asks for the loggers and handlers, with `"format": "json"` as
//!   [`TreeDescription::to_json`](crate::TreeDescription::to_json) writes them.
//!   `{"sawlog": "config", "text": "…", "format": "yaml", "file": "logging.yaml"}` is a configuration in another language, whose
//!   errors name the file; `format` and `file` may be left out, and a `file` whose ending is known says the format.
//! - Any other text: a configuration for `fileConfig`.
//!
//! A configuration is carried out as a [reload](super::Configurator::reload), within what the [`Policy`](super::Policy) allows.
//!
//! # The answer
//! A line, `ok: …` or `refused: …`, the latter with the line, the column and the key of what is wrong. What a terminal would obey in it
//! (control characters, those that turn the direction of text) is escaped. More may follow until the connection ends: of a tree the line is `ok: tree, N bytes follow`, and so many bytes do;
//! a refused control request may name further errors, a line each. Whoever does not read the answer misses nothing else.
//!
//! # Who may connect
//! A port on the loopback can be reached by every user and every program of the machine, and from containers that share its
//! network. (A web page cannot: as a length, the beginning of an HTTP request is more than any frame may have.) Without a key or a `verify` each of them may change levels, formats, filters and which
//! handlers loggers have, may see the tree, and may have done whatever else the policy allows; on a machine that is shared, that is
//! a way to switch logging off. A Unix socket ([`Listen::unix`]) is made with mode 0600: its owner alone can connect. It is
//! the better choice wherever client and program run on one machine.
//!
//! Beyond the loopback a key is asked for, by which each frame is signed (`Signed`, feature `signed`). A signature is no
//! encryption: what is sent and answered can be read on its way.
//!
//! # Bounds
//! See [`ListenLimits`]. A frame takes no more memory than has arrived of it, and answers that wait to be read take no more than
//! [`answers`](ListenLimits::answers) all together, their first lines aside; one more is being made at most, and a tree of more than
//! 16 MiB is refused. When too many are open, the one that is waiting
//! longest makes room for a new one. Its client is told so, if it still listens.

mod answer;
mod backlog;
mod builder;
mod client;
mod connection;
mod error;
mod event;
mod handle;
mod limits;
mod reply;
mod request;
mod serving;
#[cfg(feature = "signed")]
mod signed;
mod sockets;
mod stream;
mod verify;
mod worker;

pub use builder::Listen;
pub use client::{Client, ClientError};
pub use error::ListenError;
pub use event::{ListenEvent, Outcome};
pub use handle::{Listener, stop_listening};
pub use limits::{ListenLimits, ListenStats};
pub use reply::Reply;
#[cfg(feature = "signed")]
pub use signed::{KeyError, SharedKey, Signed};
pub use verify::Refusal;

/// The port where configurations are expected unless another one is said.
///
/// # Python
/// `logging.config.DEFAULT_LOGGING_CONFIG_PORT`.
pub const DEFAULT_LOGGING_CONFIG_PORT: u16 = 9030;

/// Listens for configurations: on port 9030 of the loopback, for the global tree, unless the builder is told otherwise.
///
/// ```
/// use sawlog::config::listen::Client;
/// use sawlog::config::{listen, stop_listening};
/// use sawlog::{Level, Manager};
///
/// let manager = Manager::new();
/// let listener = listen().port(0).manager(&manager).start()?;
///
/// // What any client can send, in Rust or in Python:
/// let reply = Client::new(listener.address().clone()).send(br#"{"version": 1, "root": {"level": "DEBUG"}}"#)?;
/// assert!(reply.is_ok());
/// assert_eq!(manager.root().level(), Level::DEBUG);
///
/// stop_listening();
/// listener.join();
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Python
/// `logging.config.listen(port, verify)`, whose thread is started and joined in the same way.
pub fn listen() -> Listen {
    // DIFFERENCE: Python rebuilds all handlers by `dictConfig`, tries `fileConfig` with JSON that it has refused, and answers nothing.
    // Here a configuration that arrives is a reload, within a policy, after which what only the one before it said of loggers is gone;
    // JSON is JSON, and the client is told the outcome.
    Listen::new()
}
