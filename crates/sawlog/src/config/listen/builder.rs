//! What a listener is told before it starts.

use std::path::PathBuf;
use std::sync::Arc;

use super::DEFAULT_LOGGING_CONFIG_PORT;
use super::error::ListenError;
use super::event::{self, ListenEvent, OnEvent};
use super::handle::Listener;
use super::limits::ListenLimits;
#[cfg(feature = "signed")]
use super::signed::Signed;
use super::sockets::Socket;
use super::verify::{Checks, Refusal, Verify};
use crate::config::{Configurator, Policy, Registry};
use crate::manager::Manager;
use crate::net::Address;

/// A listener that has not started; made by [`listen`](super::listen).
///
/// | option | default |
/// |---|---|
/// | [`port`](Self::port), [`address`](Self::address), [`unix`](Self::unix) | 9030 on 127.0.0.1 |
/// | `key` (feature `signed`) | none; needed beyond the loopback |
/// | [`verify`](Self::verify) | none |
/// | [`policy`](Self::policy) | [`Policy::default`]: no new files, no peers, no classes of the program's own |
/// | [`manager`](Self::manager), [`registry`](Self::registry) | the global ones |
/// | [`limits`](Self::limits) | [`ListenLimits::default`] |
/// | [`on_event`](Self::on_event) | what is refused goes to stderr |
#[must_use = "nothing listens before `start`"]
pub struct Listen {
    address: Address,
    #[cfg(feature = "signed")]
    key: Option<Signed>,
    verify: Option<Verify>,
    manager: Manager,
    registry: Registry,
    policy: Policy,
    limits: ListenLimits,
    on_event: Option<OnEvent>,
}

impl Listen {
    pub(super) fn new() -> Listen {
        Listen {
            address: Address::host("127.0.0.1", DEFAULT_LOGGING_CONFIG_PORT),
            #[cfg(feature = "signed")]
            key: None,
            verify: None,
            manager: crate::global::manager().clone(),
            registry: Registry::global().clone(),
            policy: Policy::default(),
            limits: ListenLimits::default(),
            on_event: None,
        }
    }

    /// At this port of the loopback; 0 for one of the system's choice.
    pub fn port(self, port: u16) -> Listen {
        self.address(Address::host("127.0.0.1", port))
    }

    /// At this address. Of a name's addresses the first is taken, IPv4 before IPv6.
    pub fn address(mut self, address: Address) -> Listen {
        self.address = address;
        self
    }

    /// At a Unix socket, made with mode 0600. One that nobody listens at any more is replaced, one that is alive is not; it goes when
    /// listening ends. Who may enter its folder is the folder's affair.
    pub fn unix(self, path: impl Into<PathBuf>) -> Listen {
        self.address(Address::unix(path))
    }

    /// Takes only what was signed with a key.
    #[cfg(feature = "signed")]
    pub fn key(mut self, key: impl Into<Signed>) -> Listen {
        self.key = Some(key.into());
        self
    }

    /// Has a function look at each frame first: it returns the bytes that are meant, decrypted for instance, or refuses. Where there is a
    /// key it sees what was signed, without the signature.
    ///
    /// It runs on a thread of the listener's, one frame at a time.
    ///
    /// ```
    /// # use sawlog::config::listen;
    /// let listener = listen().port(0).verify(|bytes| match bytes.strip_prefix(b"open sesame\n") {
    ///     Some(bytes) => Ok(bytes.to_vec()),
    ///     None => Err("the word is missing".into()),
    /// });
    /// # drop(listener);
    /// ```
    ///
    /// # Python
    /// The argument `verify`, whose `None` is a refusal.
    pub fn verify(mut self, verify: impl Fn(Vec<u8>) -> Result<Vec<u8>, Refusal> + Send + Sync + 'static) -> Listen {
        self.verify = Some(Arc::new(verify));
        self
    }

    /// What a configuration that arrives may do. Under [`Policy::everything`] the level of a logger that nobody has made can be set, too.
    pub fn policy(mut self, policy: Policy) -> Listen {
        self.policy = policy;
        self
    }

    /// The tree that is configured.
    pub fn manager(mut self, manager: &Manager) -> Listen {
        self.manager = manager.clone();
        self
    }

    /// What class paths mean.
    pub fn registry(mut self, registry: &Registry) -> Listen {
        self.registry = registry.clone();
        self
    }

    /// What clients may cost.
    pub fn limits(mut self, limits: ListenLimits) -> Listen {
        self.limits = limits;
        self
    }

    /// Has a function told what happens, instead of what is refused being written to stderr.
    ///
    /// It runs on the listener's threads and must not wait; how often it is called is up to the clients.
    pub fn on_event(mut self, tell: impl Fn(&ListenEvent) + Send + Sync + 'static) -> Listen {
        self.on_event = Some(Arc::new(tell));
        self
    }

    /// Starts to listen.
    ///
    /// # Errors
    /// The address cannot be listened at; it lies beyond the loopback and there is no key; the system gives no thread.
    ///
    /// # Python
    /// `start()` of the thread, in which such errors are only seen on stderr.
    pub fn start(self) -> Result<Listener, ListenError> {
        let mut checks = Checks::default();
        #[cfg(feature = "signed")]
        checks.0.extend(self.key.map(|signed| -> Verify { Arc::new(move |bytes| signed.verify(&bytes)) }));
        let has_key = !checks.0.is_empty();
        checks.0.extend(self.verify);
        let mut limits = self.limits;
        limits.connections = limits.connections.max(1);
        let (socket, address) = Socket::open(&self.address, has_key, limits.waiting)?;
        let configurator = Configurator::new(&self.manager).registry(&self.registry).policy(self.policy);
        let on_event = self.on_event.unwrap_or_else(event::usual);
        Listener::start(socket, address, limits, on_event, checks, configurator).map_err(ListenError::Start)
    }
}

impl std::fmt::Debug for Listen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Listen").field("address", &self.address).field("policy", &self.policy).finish_non_exhaustive()
    }
}
