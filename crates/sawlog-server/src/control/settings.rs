//! What `serve` was told about its control.

use std::path::PathBuf;

use anyhow::{Context, Result};
use sawlog::config::Policy;
use sawlog::config::listen::SharedKey;

use crate::address::Address;
use crate::cli::ServeFlags;

/// Where a server lets itself be configured, and how far.
#[derive(Debug)]
pub(crate) struct ControlSettings {
    pub(super) socket: SocketChoice,
    /// Where configurations are taken of whoever may connect.
    pub(super) listen: Vec<Address>,
    pub(super) key: Option<SharedKey>,
    pub(super) policy: Policy,
}

/// Which control socket is made.
#[derive(Debug)]
pub(super) enum SocketChoice {
    /// The usual one, if it can be.
    Usual,
    /// This one.
    At(PathBuf),
    None,
}

impl ControlSettings {
    /// # Errors
    /// The key cannot be used, or something cannot be allowed.
    pub(crate) fn from_flags(flags: &ServeFlags) -> Result<ControlSettings> {
        let socket = match &flags.control {
            _ if flags.no_control => SocketChoice::None,
            Some(path) => SocketChoice::At(path.clone()),
            None => SocketChoice::Usual,
        };
        let key = flags.config_key.as_ref().map(SharedKey::from_file).transpose().context("--config-key")?;
        let allow = |policy: Policy, what: &String| policy.allow(what);
        let policy = flags.config_allow.iter().try_fold(Policy::default(), allow).context("--config-allow")?;
        Ok(ControlSettings { socket, listen: flags.config_listen.clone(), key, policy })
    }
}
