//! What `serve` was asked to do, checked: from here on every value can be used as it is.

use std::time::Duration;

use anyhow::{Result, bail};
use sawlog::wire::Limits;

use crate::address::{Address, ListenAt};
use crate::cli::ServeFlags;
use crate::config_file::ConfigFile;
use crate::control::ControlSettings;
use crate::descriptors;

/// How many clients are served at once where the descriptor limit allows it.
const DEFAULT_CONNECTIONS: usize = 10_000;

/// The settings of a server.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) config: Option<ConfigFile>,
    pub(crate) watch: bool,
    pub(crate) listen: Vec<Address>,
    pub(crate) control: ControlSettings,
    pub(crate) logname: Option<String>,
    pub(crate) apply_levels: bool,
    pub(crate) limits: Limits,
    pub(crate) max_unfinished: usize,
    pub(crate) frame_timeout: Duration,
    pub(crate) max_connections: usize,
    pub(crate) drain_timeout: Duration,
    pub(crate) verbose: bool,
    /// What had to be set otherwise than asked, to be told.
    pub(crate) remarks: Vec<String>,
}

impl Settings {
    /// Checks flags against each other and against what the system allows.
    ///
    /// # Errors
    /// A value out of its range.
    pub(crate) fn from_flags(flags: ServeFlags) -> Result<Settings> {
        if !(1..=Limits::MAX_DEPTH).contains(&flags.max_depth) {
            bail!("--max-depth must be between 1 and {}", Limits::MAX_DEPTH);
        }
        if flags.max_items == 0 {
            bail!("--max-items must be at least 1");
        }
        if flags.max_frame > u32::MAX as usize {
            bail!("--max-frame must be below 4G: a frame's header counts no further");
        }
        if flags.max_unfinished < flags.max_frame {
            bail!("--max-unfinished must be at least --max-frame");
        }
        if flags.frame_timeout.is_zero() {
            bail!("--frame-timeout must be more than 0");
        }
        let mut limits = Limits::default();
        limits.frame_len = flags.max_frame;
        limits.items = flags.max_items;
        limits.memory = flags.max_memory;
        limits.depth = flags.max_depth;
        limits.message_len = flags.max_message;
        limits.text_len = flags.max_text.unwrap_or(limits.text_len.max(2 * flags.max_frame));

        let listen = addresses(&flags.listen)?;
        if listen.is_empty() && flags.config.is_none() {
            bail!("--listen none needs a --config with a queue: records would come from nowhere");
        }
        let control = ControlSettings::from_flags(&flags)?;
        let mut remarks = Vec::new();
        let max_connections = match (flags.max_connections, descriptors::room_for_connections()) {
            (Some(0), _) => bail!("--max-connections must be at least 1"),
            (Some(asked), Some(room)) if asked > room => {
                remarks.push(format!("{room} connections at most, not {asked}: the limit of open files is too low"));
                room
            }
            (Some(asked), _) => asked,
            (None, room) => room.unwrap_or(DEFAULT_CONNECTIONS).min(DEFAULT_CONNECTIONS),
        };
        Ok(Settings {
            config: flags.config.map(|path| ConfigFile::new(path).expanding(flags.env)),
            watch: flags.watch,
            listen,
            control,
            logname: flags.logname,
            apply_levels: flags.apply_levels,
            limits,
            max_unfinished: flags.max_unfinished,
            frame_timeout: flags.frame_timeout,
            max_connections,
            drain_timeout: flags.drain_timeout,
            verbose: flags.verbose,
            remarks,
        })
    }
}

/// The addresses to listen at, of which there are none if that was said.
fn addresses(listen: &[ListenAt]) -> Result<Vec<Address>> {
    let at = |listen: &ListenAt| match listen {
        ListenAt::Address(address) => Some(address.clone()),
        ListenAt::Nowhere => None,
    };
    let addresses: Vec<Address> = listen.iter().filter_map(at).collect();
    if !addresses.is_empty() && addresses.len() < listen.len() {
        bail!("--listen none goes with no other --listen");
    }
    Ok(addresses)
}
