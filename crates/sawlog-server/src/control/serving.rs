//! The server's side: the control socket, and the addresses of `--config-listen`.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use sawlog::Manager;
use sawlog::config::listen::{Listen, ListenEvent, ListenLimits, Listener, Outcome, Signed};
use sawlog::config::{Policy, listen};

use super::place;
use super::settings::{ControlSettings, SocketChoice};
use crate::address::Endpoint;
use crate::server::Server;

/// What listens for requests beside the records.
pub(crate) struct Control(Vec<Listener>);

impl Control {
    /// Starts to listen, and tells where.
    ///
    /// # Errors
    /// An address, or a control socket that was asked for, cannot be listened at.
    pub(crate) fn start(
        settings: &ControlSettings,
        records: &[Endpoint],
        manager: &Manager,
        server: &Arc<Server>,
    ) -> Result<Control> {
        let mut listeners = Vec::new();
        // One memory of what was taken, whichever address it came to.
        let signed = settings.key.clone().map(Signed::new);
        for address in &settings.listen {
            let mut listen = told(settings, server, listen().address(address.to_peer()).manager(manager));
            if let Some(signed) = &signed {
                listen = listen.key(signed.clone());
            }
            let listener = listen.policy(settings.policy.clone()).start().context("--config-listen")?;
            let who = if signed.is_some() { "signed configurations" } else { "configurations" };
            server.reporter.say(format!("sawlog: {who} are taken at {}", listener.address()));
            listeners.push(listener);
        }
        match control_socket(settings, records, manager, server) {
            Ok(socket) => listeners.extend(socket),
            Err(error) if matches!(settings.socket, SocketChoice::At(_)) => return Err(error.context("--control")),
            Err(error) => server.reporter.say(format!("sawlog: there is no control socket: {error:#}")),
        }
        Ok(Control(listeners))
    }

    /// Frees addresses and paths. What has arrived is still being done.
    pub(crate) fn stop(&self) {
        self.0.iter().for_each(Listener::stop);
    }
}

fn control_socket(
    settings: &ControlSettings,
    records: &[Endpoint],
    manager: &Manager,
    server: &Arc<Server>,
) -> Result<Option<Listener>> {
    let first_port = records.iter().find_map(|at| match at {
        Endpoint::Tcp(at) => Some(at.port()),
        Endpoint::Unix(_) => None,
    });
    let path = match (&settings.socket, first_port) {
        (SocketChoice::None, _) => return Ok(None),
        (SocketChoice::At(path), _) => path.clone(),
        (SocketChoice::Usual, Some(port)) => place::make(port)?,
        // Nobody has asked for one.
        (SocketChoice::Usual, None) if records.is_empty() => return Ok(None),
        (SocketChoice::Usual, None) => bail!("it is named after a port, and there is none (--control PATH makes one)"),
    };
    let listener = listen_at(&path, settings, manager, server)?;
    server.reporter.say(format!("sawlog: the control socket is {}", path.display()));
    Ok(Some(listener))
}

/// Who can connect to the socket is the server's own user, who may do everything.
fn listen_at(path: &Path, settings: &ControlSettings, manager: &Manager, server: &Arc<Server>) -> Result<Listener> {
    let listen = told(settings, server, listen().unix(path).manager(manager));
    Ok(listen.policy(Policy::everything()).start()?)
}

/// How many clients are served at once at each address. Few ask, and records' connections leave few descriptors.
const CLIENTS: usize = 16;

/// What a level that is set does not do, where no levels are applied.
const LEVELS_ARE_SENT: &str = "levels of loggers count for records from the network only with --apply-levels";

/// What happens is told on stderr; looking at the tree only where everything is.
fn told(settings: &ControlSettings, server: &Arc<Server>, listen: Listen) -> Listen {
    let server = Arc::clone(server);
    let mut limits = ListenLimits::default();
    limits.connections = CLIENTS;
    let listen = if settings.apply_levels { listen } else { listen.level_note(LEVELS_ARE_SENT) };
    listen.limits(limits).on_event(move |event: &ListenEvent| {
        if event.what == "configuration" {
            server.queues.look();
        }
        if event.outcome == Outcome::Refused || event.what != "tree" || server.verbose {
            server.reporter.limited(|| format!("sawlog: {event}"));
        }
    })
}
