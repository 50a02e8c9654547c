//! What a configuration may do that comes from elsewhere.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

pub(super) mod bounds;

use super::error::{ConfigError, ConfigErrorKind};
use super::factories::{Reach, reads};
use super::former::{Former, FormerHandler};
use super::plan::{HandlerMade, HandlerPlan, Made, Plan};
use crate::manager::Manager;

/// What a configuration may do: that of a program's own file may do everything, one from the network may not.
///
/// The default is what a stranger's may do: change levels, filters, formatters, propagation, and which loggers have
/// which of the handlers that are there. A section under `handlers` that says of what a living handler was made *is*
/// that handler. New ones may write to the process's own streams, or be handlers of other handlers (`MemoryHandler`);
/// files, peers, and classes of the program's own have to be allowed.
///
/// Whatever is allowed, but for [`everything`](Policy::everything), there is an end to it:
///
/// | of | at most |
/// |---|---|
/// | handlers in a configuration | 1,000 |
/// | formatters in a configuration | 1,000 |
/// | filters in a configuration | 100 |
/// | handlers that keep records in memory, those behind a queue among them, in a configuration that makes a new one | 16 |
/// | records in a queue of a new one | the default: 65,536 |
/// | `maxRecords` of a new one | the default: the capacity, but at least 10,000 |
/// | `maxBytes` of a new one | the default: 16 MiB |
/// | loggers in the tree, so that new ones are made | 10,000 |
/// | a logger's name | 1,000 bytes |
///
/// And a new `sawlog.StreamHandler` does not say `escape: never`: what it writes to a terminal is no command to it.
///
/// ```
/// use sawlog::Manager;
/// use sawlog::config::{Configurator, Document, Format, Policy};
///
/// let manager = Manager::new();
/// let text = "{version: 1, handlers: {h: {class: logging.FileHandler, filename: /etc/cron.d/job}}}";
/// let document = Document::parse(text, Format::Yaml)?;
/// let stranger = Configurator::new(&manager).policy(Policy::default());
/// let error = stranger.reload(&document).unwrap_err();
/// assert_eq!(error.key_path(), "handlers.h");
/// # Ok::<(), sawlog::config::ConfigError>(())
/// ```
///
/// # Python
/// Has no such thing: who may send a configuration may have anything executed.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    everything: bool,
    folders: Vec<PathBuf>,
    network: bool,
    peers: Vec<String>,
    classes: HashSet<String>,
}

impl Policy {
    /// Everything that a configuration can say.
    pub fn everything() -> Policy {
        Policy { everything: true, ..Policy::default() }
    }

    /// The same, and new files in this folder and those below it, wherever links may lead.
    #[must_use]
    pub fn files_in(mut self, folder: impl Into<PathBuf>) -> Policy {
        self.folders.push(folder.into());
        self
    }

    /// The same, and handlers that send to anybody.
    #[must_use]
    pub fn network(mut self) -> Policy {
        self.network = true;
        self
    }

    /// The same, and handlers that send to this one: `host`, `host:port`, or the path of a Unix socket.
    #[must_use]
    pub fn peer(mut self, peer: impl Into<String>) -> Policy {
        self.peers.push(peer.into());
        self
    }

    /// The same, and objects of a class that the program has registered itself.
    #[must_use]
    pub fn class(mut self, path: impl Into<String>) -> Policy {
        self.classes.insert(path.into());
        self
    }

    /// The same, and what a text says: `files:FOLDER`, `network`, `network:PEER`, `class:PATH` or `everything`.
    ///
    /// ```
    /// use sawlog::config::Policy;
    /// let policy = Policy::default().allow("files:/var/log/app")?.allow("network:logs.example.org:9020")?;
    /// assert!(policy.allow("the moon").is_err());
    /// # Ok::<(), sawlog::config::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// A text of another form.
    pub fn allow(self, what: &str) -> Result<Policy, ConfigError> {
        match what.split_once(':') {
            Some(("files", folder)) if !folder.is_empty() => Ok(self.files_in(folder)),
            Some(("network", peer)) if !peer.is_empty() => Ok(self.peer(peer)),
            Some(("class", path)) if !path.is_empty() => Ok(self.class(path)),
            None if what == "network" => Ok(self.network()),
            None if what == "everything" => Ok(Policy { everything: true, ..self }),
            _ => {
                let unknown = ConfigErrorKind::Value(format!("{what:?} cannot be allowed"));
                Err(ConfigError::new(unknown)
                    .with_hint("known: files:FOLDER, network, network:PEER, class:PATH, everything"))
            }
        }
    }

    /// Whether everything is allowed.
    pub(super) fn is_everything(&self) -> bool {
        self.everything
    }

    /// What of a plan is not allowed, in its order; what `former` has already may stay.
    pub(super) fn refusals(&self, plan: &Plan, former: &Former, claims: &[Option<&FormerHandler>]) -> Vec<ConfigError> {
        if self.everything {
            return Vec::new();
        }
        let formatters = plan.formatters.values().filter(|part| former.formatter(&part.identity).is_none());
        let filters = plan.filters.values().filter(|part| former.filter(&part.identity).is_none());
        let formatters = formatters.filter_map(|part| self.made(&part.made));
        let filters = filters.filter_map(|part| self.made(&part.made));
        let new: Vec<&HandlerPlan> =
            plan.handlers.iter().zip(claims).filter(|(_, claim)| claim.is_none()).map(|(plan, _)| plan).collect();
        let handlers = new.iter().filter_map(|plan| self.refusal(plan));
        let too_many = too_many_buffers(plan, &new);
        formatters.chain(filters).chain(handlers).chain(too_many).collect()
    }

    /// Why a handler may not be made, if it may not.
    pub(super) fn refusal(&self, plan: &HandlerPlan) -> Option<ConfigError> {
        if self.everything { None } else { self.handler(plan) }
    }

    /// Why the loggers of a plan may not be made that are not there yet, if they may not.
    pub(super) fn refused_loggers(&self, plan: &Plan, manager: &Manager) -> Option<ConfigError> {
        if self.everything {
            return None;
        }
        let there = usize::try_from(manager.loggers_made()).unwrap_or(usize::MAX);
        let new = plan.loggers.iter().filter(|plan| manager.existing_logger(&plan.name).is_none()).count();
        (new > 0 && there.saturating_add(new) > bounds::LOGGERS).then(|| {
            let most = bounds::LOGGERS;
            let kind = format!("may not make {new} more loggers: there are {there}, and may be {most}");
            ConfigError::new(ConfigErrorKind::NotAllowed(kind)).at_key("loggers")
        })
    }

    fn made<T>(&self, made: &Made<T>) -> Option<ConfigError> {
        match made {
            Made::Ready(_) => None,
            Made::Call(_, args, _) => {
                let refused = self.own_class(args.class())?;
                Some(refused.at_key(args.path()).at(args.position()))
            }
        }
    }

    fn handler(&self, plan: &HandlerPlan) -> Option<ConfigError> {
        if let Some(excess) = plan.queued.and_then(|queued| queued.excess(plan.made.arguments())) {
            return Some(excess.at_key(&plan.path).at(plan.position));
        }
        let refused = match &plan.made {
            HandlerMade::Call(_, args) => self.own_class(args.class()),
            HandlerMade::Prepared(prepared, _) if prepared.excess.is_some() => prepared.excess.clone(),
            HandlerMade::Prepared(prepared, _) if prepared.own_class.is_some() => {
                prepared.own_class.as_deref().and_then(|class| self.own_class(class))
            }
            HandlerMade::Prepared(prepared, _) => match &prepared.reach {
                Reach::Nothing | Reach::Stream => None,
                Reach::Files(files) => files.iter().find(|file| !self.may_write(file)).map(|file| self.no_file(file)),
                Reach::Peer(peer) => (!self.may_send_to(peer)).then(|| no_peer(peer)),
                Reach::PeersAndFiles(peers, files) => {
                    let peer = peers.iter().find(|peer| !self.may_send_to(peer)).map(|peer| no_peer(peer));
                    peer.or_else(|| files.iter().find(|file| !self.may_write(file)).map(|file| self.no_file(file)))
                }
            },
        };
        // A file that is looked into can be told about, too.
        let read = || reads(plan.made.arguments()).into_iter().find(|file| !self.may_write(file));
        let refused = refused.or_else(|| read().map(|file| self.no_file(&file)));
        refused.map(|error| error.at_key(&plan.path).at(plan.position))
    }

    fn own_class(&self, class: &str) -> Option<ConfigError> {
        (!self.classes.contains(class)).then(|| {
            let kind = ConfigErrorKind::NotAllowed(format!("may not make a {class}"));
            ConfigError::new(kind).with_hint(format!("to allow it: class:{class}"))
        })
    }

    fn no_file(&self, file: &Path) -> ConfigError {
        let kind = ConfigErrorKind::NotAllowed(format!("may not open {}", file.display()));
        let folders: Vec<String> = self.folders.iter().map(|folder| folder.display().to_string()).collect();
        ConfigError::new(kind).with_hint(match &*folders {
            [] => "no folder is allowed; to allow one: files:FOLDER".to_owned(),
            folders => format!("allowed: files in {}", folders.join(", ")),
        })
    }

    fn may_write(&self, file: &Path) -> bool {
        let Some(really) = where_it_is(file) else { return false };
        self.folders.iter().filter_map(|folder| folder.canonicalize().ok()).any(|folder| really.starts_with(folder))
    }

    fn may_send_to(&self, peer: &str) -> bool {
        let is_at = |allowed: &String| {
            let port = peer.strip_prefix(allowed.as_str());
            port.is_some_and(|port| port.is_empty() || (port.starts_with(':') && !allowed.starts_with('/')))
        };
        self.network || self.peers.iter().any(is_at)
    }
}

/// The last of the new handlers that keep records, if it is one too many.
fn too_many_buffers(plan: &Plan, new: &[&HandlerPlan]) -> Option<ConfigError> {
    let keeps = |plan: &HandlerPlan| {
        plan.queued.is_some() || matches!(&plan.made, HandlerMade::Prepared(made, _) if made.keeps_records)
    };
    let count = plan.handlers.iter().filter(|plan| keeps(plan)).count();
    let last = new.iter().rfind(|plan| keeps(plan)).filter(|_| count > bounds::BUFFERING)?;
    let most = bounds::BUFFERING;
    let kind = format!("may have {most} handlers at most that keep records in memory, and has {count}");
    Some(ConfigError::new(ConfigErrorKind::NotAllowed(kind)).at_key(&last.path).at(last.position))
}

fn no_peer(peer: &str) -> ConfigError {
    let kind = ConfigErrorKind::NotAllowed(format!("may not send to {peer}"));
    ConfigError::new(kind).with_hint(format!("to allow it: network:{peer}, or network for all"))
}

/// Where a file lies, or would lie, once all links are followed; `None` if its folder is not there, or it is a link that leads nowhere.
fn where_it_is(file: &Path) -> Option<PathBuf> {
    match file.symlink_metadata() {
        Ok(_) => file.canonicalize().ok(),
        Err(_) => Some(file.parent()?.canonicalize().ok()?.join(file.file_name()?)),
    }
}
